//! An application hands over a file.

use model::Id;
use serde::{Deserialize, Serialize};
use service::{Acting, Action, CaseKey, ColumnRef, Done, EntryDraft, Failure, Operation, Sealed};
use utoipa::ToSchema;
use vault::SealedItem;

use crate::db::{hits, upload_frames, uploads};
use crate::digests::Digests;
use crate::ids::{Hit, Upload};
use crate::lists::Found;
use crate::permissions::Permission;
use crate::statement::UploadStatement;

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
        Permission::AddUpload
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
            received_from: acting.actor.name(),
            account_blind: acting.columns().blind("account", &self.statement.account.esp_identifier),
            url_blind: acting.columns().blind("url", &self.statement.url),
            sealed_statement: Sealed::seal(acting.columns(), at, &self.statement, acting.rng())?,
            statement: &self.statement,
            statement_no: self.statement_no,
            digests: &self.digests,
        };
        uploads::insert_upload(acting.tx, &new).await?;
        upload_frames::insert_frames(acting.tx, upload_id, &self.digests).await?;
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
        let entry = EntryDraft::on("upload", upload_id)
            .with("evidence_item", new.evidence_item_id.to_string())
            .with("sha256", &self.digests.sha256)
            .with("surface", &self.statement.surface)
            .with("hits", found.len().to_string());
        let entry = match self.statement_no {
            Some(statement_no) => entry.with("statement", statement_no.to_string()),
            None => entry.with("compared", "false"),
        };
        Ok(Done::new(UploadStored { upload_id, sha256: self.digests.sha256.clone(), hits: found }, entry))
    }
}
