//! `GET /api/hits`, `POST /api/hits/{id}/decision`.

use axum::extract::{Path, State as Shared};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use service::opening::Viewing;
use service::{Authenticated, Failure, Json, Once};
use utoipa::ToSchema;

use super::id_in_path;
use super::listing::{Listing, next_after};
use crate::State;
use crate::actions::{Decide, DecisionMade};
use crate::db::hits::{self, HitRow};
use crate::ids::Hit;
use crate::policies::why;
use crate::review::{ReviewState, ReviewSubject, Standing, Verdict, Viewed};

/// A page of hits.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HitsView {
    hits: Vec<HitView>,
    /// Give it as `after` for the next page; absent on the last.
    next: Option<String>,
}

/// A match of an upload with a hash list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HitView {
    pub(crate) hit_id: String,
    pub(crate) upload_id: String,
    /// `open`, `confirmed` or `dismissed`; `erased` where nobody had decided when the upload was.
    #[schema(value_type = String)]
    pub(crate) state: ReviewState,
    pub(crate) list: String,
    pub(crate) list_version: i64,
    pub(crate) algorithm: String,
    /// Bits that differ; 0 for an exact digest.
    pub(crate) distance: i64,
    /// Quality of the hash that was looked up, 0 to 100; only for PDQ.
    pub(crate) quality: Option<i64>,
    /// Whether the listed picture is a turned or mirrored form of this one.
    pub(crate) rotated: bool,
    /// Of a video: how many percent of its frames match.
    pub(crate) video_percent: Option<i64>,
    /// Of the listed video: how many percent of its frames match.
    pub(crate) listed_video_percent: Option<i64>,
    /// Only MD5 speaks for it, or a stronger digest of the entry speaks against it.
    pub(crate) weak: bool,
    /// The class that the list states.
    pub(crate) classification: Option<String>,
    /// Who vouches for the entry.
    pub(crate) members: Vec<String>,
    /// Since when the hash is withdrawn that the match rests on.
    #[schema(value_type = Option<String>)]
    pub(crate) withdrawn_at: Option<Timestamp>,
    #[schema(value_type = String)]
    pub(crate) found_at: Timestamp,
    pub(crate) file: FileView,
    /// The decision that stands.
    pub(crate) decision: Option<StandingView>,
    pub(crate) report_id: Option<String>,
}

/// The file of an upload, without its content.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HitFile)]
pub(crate) struct FileView {
    pub(crate) kind: String,
    pub(crate) size_bytes: u64,
    pub(crate) sha256: String,
    pub(crate) pdq: Option<String>,
    /// 0 to 100.
    pub(crate) pdq_quality: Option<u8>,
    /// Why there is no PDQ hash.
    pub(crate) pdq_absent_because: Option<String>,
    /// As the application stated it.
    pub(crate) uploaded_at: String,
    pub(crate) channel: String,
    /// `in_full` once a person here opened the whole file, else `hash_match_only`.
    #[schema(value_type = String)]
    pub(crate) viewing: Viewing,
}

/// The decision that stands on a hit or user report.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StandingView {
    #[schema(value_type = String)]
    pub(crate) decision: Verdict,
    #[schema(value_type = String)]
    pub(crate) viewed: Viewed,
    pub(crate) decided_by: String,
    #[schema(value_type = String)]
    pub(crate) decided_at: Timestamp,
}

/// A moderator's decision.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DecisionRequest {
    /// `confirm` or `dismiss`.
    #[schema(value_type = String)]
    pub(crate) decision: Verdict,
    /// Why, for the log.
    pub(crate) reason: String,
    /// The id of one of the node's policies, which a confirmation names where some are configured; else words.
    #[serde(default)]
    pub(crate) policy: String,
}

model::unprintable!(DecisionRequest);

impl DecisionRequest {
    /// The action, with a reason that is one, and a policy of the node's.
    pub(crate) fn on(self, state: &State, subject: ReviewSubject) -> Result<Decide, Failure> {
        let why = why(state, self.decision, &self.reason, &self.policy)?;
        Ok(Decide { subject, verdict: self.decision, why })
    }
}

impl From<Standing> for StandingView {
    fn from(standing: Standing) -> Self {
        Self {
            decision: standing.verdict,
            viewed: standing.viewed,
            decided_by: standing.decided_by,
            decided_at: standing.decided_at,
        }
    }
}

impl From<HitRow> for HitView {
    fn from(row: HitRow) -> Self {
        Self {
            hit_id: row.hit_id.to_string(),
            upload_id: row.upload_id.to_string(),
            state: row.state(),
            list: row.list_name,
            list_version: row.list_version,
            algorithm: row.algorithm,
            distance: row.distance_bits,
            quality: row.quality,
            rotated: row.form != 0,
            video_percent: row.video.map(|(of_query, _)| of_query),
            listed_video_percent: row.video.map(|(_, of_listed)| of_listed),
            weak: row.weak,
            classification: row.classification,
            members: row.members,
            withdrawn_at: row.withdrawn_at,
            found_at: row.found_at,
            file: FileView {
                kind: row.digests.kind,
                size_bytes: row.digests.size_bytes,
                sha256: row.digests.sha256,
                pdq: row.digests.pdq.map(|pdq| pdq.hash.to_string()),
                pdq_quality: row.digests.pdq.map(|pdq| pdq.quality),
                pdq_absent_because: row.digests.pdq_absent_because,
                uploaded_at: row.uploaded_at_text,
                channel: row.channel,
                viewing: row.viewing,
            },
            decision: row.standing.map(StandingView::from),
            report_id: row.report_id.map(|id| id.to_string()),
        }
    }
}

/// The queue of hits, oldest first.
pub(crate) async fn list_hits(
    Shared(state): Shared<State>,
    listing: Listing,
) -> Result<Json<HitsView>, Failure> {
    let (wanted, after, limit) = (listing.state(ReviewState::EXPECTED)?, listing.after()?, listing.limit()?);
    let mut tx = state.node.db().begin_read("list-hits").await?;
    let rows = hits::list_hits(&mut tx, wanted, after, limit).await?;
    let next = next_after(&rows, limit, |row| row.hit_id);
    Ok(Json(HitsView { hits: rows.into_iter().map(HitView::from).collect(), next }))
}

/// Confirms or dismisses a hit.
pub(crate) async fn decide_hit(
    Shared(state): Shared<State>,
    Authenticated(actor): Authenticated,
    Path(id): Path<String>,
    request: Once<DecisionRequest>,
) -> Result<Json<DecisionMade>, Failure> {
    let subject = ReviewSubject::Hit(id_in_path::<Hit>(&id, "hit")?);
    let action = request.body.on(&state, subject)?;
    let made = state.node.act_once(&actor, request.key.as_ref(), request.request_sha256, &action).await?;
    Ok(Json(made.output))
}
