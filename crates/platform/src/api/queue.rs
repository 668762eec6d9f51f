//! `GET /api/queue`, `POST /api/queue/{id}/decision`: what is open, put together by account, the most urgent first.

use axum::extract::{Path, State as Shared};
use jiff::Timestamp;
use model::Id;
use model::triage::{Band, Weights};
use serde::{Deserialize, Serialize};
use service::{Authenticated, Failure, Json, Once, Tx};
use utoipa::ToSchema;

use super::id_in_path;
use crate::State;
use crate::actions::{DecideItem, ItemDecided, MOST_UPLOADS};
use crate::db::open_items::{self, ItemUpload};
use crate::ids::Upload;
use crate::policies::why;
use crate::review::Verdict;
use crate::urgency::{RankedItem, ranked};

/// The queue.
#[derive(Serialize, ToSchema)]
pub(crate) struct QueueView {
    items: Vec<QueueItemView>,
}

/// Everything that is open about one account, or about an address at which nothing is known.
#[derive(Serialize, ToSchema)]
pub(crate) struct QueueItemView {
    /// An upload of the account, or the user report where no upload is known.
    id: String,
    /// `a` to `d`: `a` is first, and comes of a named trigger alone.
    #[schema(value_type = String)]
    band: Band,
    /// Every reason: a factor, or `trigger_` and a trigger.
    reasons: Vec<String>,
    #[schema(value_type = String)]
    since: Timestamp,
    /// Files with something open about them.
    files: usize,
    /// Texts with something open about them.
    texts: usize,
    hits: usize,
    user_reports: usize,
}

/// A moderator's decision on several uploads of one account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ItemDecisionRequest {
    /// Which uploads; all with something open about them where none is named.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    uploads: Vec<Id<Upload>>,
    /// `confirm` or `dismiss`.
    #[schema(value_type = String)]
    decision: Verdict,
    /// Why, for the log.
    reason: String,
    /// The id of one of the node's policies, which a confirmation names where some are configured; else words.
    #[serde(default)]
    policy: String,
}

model::unprintable!(ItemDecisionRequest);

impl From<RankedItem> for QueueItemView {
    fn from(ranked: RankedItem) -> Self {
        let RankedItem { item, urgency } = ranked;
        Self {
            id: item.id,
            band: urgency.band,
            reasons: urgency.lines.into_iter().map(|line| line.factor).collect(),
            since: item.since,
            files: item.files.len(),
            texts: item.texts.len(),
            hits: item.hits,
            user_reports: item.user_reports,
        }
    }
}

/// What is open, the most urgent first.
pub(crate) async fn load(state: &State, tx: &mut Tx) -> Result<Vec<RankedItem>, Failure> {
    let weights = Weights::built_in().map_err(Failure::broken)?;
    let rows = open_items::list_open(tx).await?;
    Ok(ranked(rows, &weights, state.node.clock().now()))
}

/// The uploads of the account that one is of.
pub(crate) async fn load_uploads(tx: &mut Tx, id: Id<Upload>) -> Result<Vec<ItemUpload>, Failure> {
    let uploads = open_items::list_uploads(tx, id, i64::try_from(MOST_UPLOADS).unwrap_or(i64::MAX)).await?;
    if uploads.is_empty() { Err(Failure::absent("upload")) } else { Ok(uploads) }
}

/// The queue, the most urgent first.
pub(crate) async fn list_queue(Shared(state): Shared<State>) -> Result<Json<QueueView>, Failure> {
    let mut tx = state.node.db().begin_read("list-queue").await?;
    let items = load(&state, &mut tx).await?;
    Ok(Json(QueueView { items: items.into_iter().map(QueueItemView::from).collect() }))
}

/// Confirms or dismisses what is open about several uploads of one account.
pub(crate) async fn decide_item(
    Shared(state): Shared<State>,
    Authenticated(actor): Authenticated,
    Path(id): Path<String>,
    request: Once<ItemDecisionRequest>,
) -> Result<Json<ItemDecided>, Failure> {
    let id = id_in_path::<Upload>(&id, "upload")?;
    let mut tx = state.node.db().begin_read("find-item").await?;
    let of_account = load_uploads(&mut tx, id).await?;
    drop(tx);
    let ItemDecisionRequest { uploads, decision, reason, policy } = request.body;
    let why = why(&state, decision, &reason, &policy)?;
    let uploads = if uploads.is_empty() {
        let open = of_account.iter().filter(|upload| upload.can_be_decided());
        open.map(|upload| upload.upload_id).collect()
    } else {
        uploads
    };
    if uploads.is_empty() {
        return Err(Failure::conflict(
            "nothing is open about these files any more; somebody decided meanwhile",
        ));
    }
    let action = DecideItem { uploads, verdict: decision, why };
    let made = state.node.act_once(&actor, request.key.as_ref(), request.request_sha256, &action).await?;
    Ok(Json(made.output))
}
