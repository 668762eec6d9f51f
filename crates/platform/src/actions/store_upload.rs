//! An application hands over a file, or one is fetched that its store announced.

use model::Id;
use serde::{Deserialize, Serialize};
use service::{Acting, Action, CaseKey, ColumnRef, Done, EntryDraft, Failure, Operation, Sealed};
use utoipa::ToSchema;
use vault::SealedItem;

use super::note_match_results;
use crate::db::{hits, object_events, upload_frames, uploads, verdict_messages};
use crate::digests::Digests;
use crate::ids::{Hit, ObjectEvent, Upload, UserReport};
use crate::jobs::TellVerdict;
use crate::lists::Found;
use crate::match_results::MatchResult;
use crate::permissions::Permission;
use crate::statement::UploadStatement;
use crate::verdict::Verdict;

/// A file that lies in the vault, with everything known of it.
pub(crate) struct StoreUpload {
    pub(crate) upload_id: Id<Upload>,
    /// The upload's key, under which the file was sealed.
    pub(crate) case: CaseKey,
    pub(crate) item: SealedItem,
    pub(crate) statement: UploadStatement,
    /// The number of the surface's statement under which it was compared with lists; none where it was not compared.
    pub(crate) statement_no: Option<i64>,
    pub(crate) digests: Digests,
    pub(crate) found: Vec<Found>,
    /// What other services say of it.
    pub(crate) matches: Vec<MatchResult>,
    pub(crate) origin: Origin,
    /// Whether the application is told what the look-up said.
    pub(crate) tells: bool,
}

/// How a file came in.
pub(crate) enum Origin {
    /// The application sent it.
    Sent,
    /// Its store announced it, and a job of ours fetched it.
    Announced {
        /// The announcement.
        object_event_id: Id<ObjectEvent>,
        /// Who announced it.
        by: String,
    },
}

/// The receipt of an upload.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct UploadStored {
    /// Names the upload from now on.
    #[schema(value_type = String, example = "upl_0190163d8694739b8e3b2c7d3a0f5e11")]
    pub(crate) upload_id: Id<Upload>,
    /// SHA-256 of the received bytes.
    pub(crate) sha256: String,
    /// Matches with hash lists, to be reviewed; those of lists in shadow are not among them.
    pub(crate) hits: Vec<HitFound>,
    /// The question that a moderator is asked because of what other services say; none where there are hits, or nothing matched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub(crate) user_report_id: Option<Id<UserReport>>,
}

/// One match of the upload with a list.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct HitFound {
    /// Names the hit from now on.
    #[schema(value_type = String, example = "hit_0190163d8694739b8e3b2c7d3a0f5e11")]
    pub(crate) hit_id: Id<Hit>,
    /// The list.
    pub(crate) list: String,
    /// Bits that differ; 0 for an exact digest.
    pub(crate) distance: u32,
    /// `sha256`, `sha1`, `pdq`, `vpdq`, `opaque` or `md5`.
    pub(crate) algorithm: String,
    /// Only MD5 speaks for it, or a stronger digest of the entry speaks against it.
    pub(crate) weak: bool,
}

impl Action for StoreUpload {
    type Permission = Permission;
    type Output = UploadStored;
    const NAME: &'static str = "store-upload";
    const OPERATION: Operation = Operation::Collection;

    fn permission(&self) -> Permission {
        match self.origin {
            Origin::Sent => Permission::AddUpload,
            Origin::Announced { .. } => Permission::Deliver,
        }
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<UploadStored>, Failure> {
        let upload_id = self.upload_id;
        acting.cases().keep(acting.tx, &self.case).await?;
        let row = upload_id.to_string();
        let at = ColumnRef { table: uploads::TABLE, row: &row, column: uploads::STATEMENT };
        let new = uploads::NewUpload {
            upload_id,
            evidence_item_id: acting.new_id(),
            item: &self.item,
            received_at: acting.now,
            received_from: match &self.origin {
                Origin::Sent => acting.actor.name(),
                Origin::Announced { by, .. } => by,
            },
            account_blind: acting.columns().blind("account", &self.statement.account.esp_identifier),
            url_blind: acting.columns().blind("url", &self.statement.url),
            sealed_statement: Sealed::seal(acting.columns(), at, &self.statement, acting.rng())?,
            statement: &self.statement,
            statement_no: self.statement_no,
            digests: &self.digests,
        };
        uploads::insert_upload(acting.tx, &new).await?;
        let evidence_item_id = new.evidence_item_id.to_string();
        upload_frames::insert_frames(acting.tx, upload_id, &self.digests).await?;
        if let Origin::Announced { object_event_id, .. } = self.origin
            && !object_events::settle_taken(acting.tx, object_event_id, upload_id, acting.now).await?
        {
            return Err(Failure::conflict("the object does not wait to be fetched"));
        }
        let mut found = Vec::new();
        for one in &self.found {
            let hit_id = acting.new_id();
            hits::insert_hit(acting.tx, hit_id, upload_id, one, acting.now).await?;
            if one.shadow {
                continue;
            }
            found.push(HitFound {
                hit_id,
                list: one.list_name.clone(),
                distance: one.distance_bits,
                weak: one.weak,
                algorithm: one.algorithm.as_str().to_owned(),
            });
        }
        let user_report_id = note_match_results::note(acting, upload_id, &self.matches).await?;
        if self.tells {
            let hits = found.iter().map(|hit| hit.hit_id.to_string()).collect::<Vec<_>>();
            let verdict = Verdict::of(self.statement_no.is_some(), hits.len());
            tell(acting, upload_id, verdict, &hits).await?;
        }
        let entry = self.entry(&evidence_item_id, found.len());
        let sha256 = self.digests.sha256.clone();
        Ok(Done::new(UploadStored { upload_id, sha256, hits: found, user_report_id }, entry))
    }
}

impl StoreUpload {
    fn entry(&self, evidence_item_id: &str, hits: usize) -> EntryDraft {
        let entry = EntryDraft::on("upload", self.upload_id)
            .with("evidence_item", evidence_item_id)
            .with("sha256", &self.digests.sha256)
            .with("surface", &self.statement.surface)
            .with("hits", hits.to_string());
        let entry = match self.matches.len() {
            0 => entry,
            results => entry.with("match_results", results.to_string()),
        };
        let entry = match self.statement_no {
            Some(statement_no) => entry.with("statement", statement_no.to_string()),
            None => entry.with("compared", "false"),
        };
        match &self.origin {
            Origin::Sent => entry,
            Origin::Announced { object_event_id, .. } => {
                entry.with("object_event", object_event_id.to_string())
            }
        }
    }
}

/// Has a job tell the application what a look-up of an upload said.
pub(crate) async fn tell(
    acting: &mut Acting<'_>,
    upload_id: Id<Upload>,
    verdict: Verdict,
    hit_ids: &[String],
) -> Result<(), Failure> {
    let verdict_message_id = acting.new_id();
    let told = (verdict, hit_ids);
    verdict_messages::insert(acting.tx, verdict_message_id, upload_id, told, acting.now).await?;
    acting.enqueue(&TellVerdict { verdict_message_id }).await
}
