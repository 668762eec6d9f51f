//! The files of a platform: one upload, one file, its own. What a report says of who viewed it is read from the openings.

use jiff::Timestamp;
use model::Id;
use model::law::Seat;
use service::keys::ItemRecord;
use service::opening::{ObjectFiles, OpeningConfig, OpensFiles, StoredFile, Viewing, first_viewed_at};
use service::rights::ObjectRef;
use service::{Actor, CaseKey, Failure, Sandbox, Tx};
use vault::Opening;

use crate::State;
use crate::db::{hits, match_results, queue, uploads};
use crate::evidence::vault_key;
use crate::ids::Upload;
use crate::match_results::MatchSource;
use crate::permissions::Permission;
use crate::scrub::sealed_item;

impl OpensFiles for State {
    const OPEN_FILES: Permission = Permission::OpenFiles;
    /// Never asked for: no rule binds who opens own files.
    const AUTHORIZE: Permission = Permission::OpenFiles;
    const SEAT: Option<Seat> = None;
    type Content = Opening;

    fn opening_config(&self) -> &OpeningConfig {
        &self.config.node.opening
    }

    fn sandbox(&self) -> &Sandbox {
        &self.sandbox
    }

    async fn find_files(
        tx: &mut Tx,
        _actor: &Actor,
        object_id: &str,
    ) -> Result<Option<ObjectFiles>, Failure> {
        let Ok(upload_id) = object_id.parse::<Id<Upload>>() else { return Ok(None) };
        let Some(upload) = uploads::find_upload(tx, upload_id).await? else { return Ok(None) };
        let file = StoredFile {
            viewing: viewing(tx, upload_id, Timestamp::MAX).await?,
            sha256: upload.digests.sha256,
            size_bytes: upload.item.size_bytes,
            item_name: (!upload.item.wrapped_key.is_empty()).then_some(upload.item.name),
        };
        Ok(Some(ObjectFiles {
            object: ObjectRef::new("upload", upload_id),
            label: upload_id.to_string(),
            page: page_of(tx, upload_id).await?,
            files: vec![file],
        }))
    }

    async fn open_item(&self, item: &ItemRecord, key: &CaseKey) -> Result<Opening, Failure> {
        let opening = self.vault.open_item(&sealed_item(item), &vault_key(key)).await;
        opening.map_err(Failure::broken)
    }
}

/// Where an upload is seen: its first hit, else its first user report, else the queue.
pub(crate) async fn page_of(tx: &mut Tx, upload_id: Id<Upload>) -> Result<String, Failure> {
    let (hit, user_report) = queue::find_items_of_upload(tx, upload_id).await?;
    let hit = hit.map(|id| format!("/hits/{id}"));
    Ok(hit
        .or_else(|| user_report.map(|id| format!("/user-reports/{id}")))
        .unwrap_or_else(|| "/hits".to_owned()))
}

/// Who of ours had viewed the file by an instant: derived from the openings, never typed (CyberTipline: `fileViewedByEsp`). Of what nobody had, whether
/// the file was known by a hash, on a list here or on another service's; else nothing is stated of it: a user or a program named it.
pub(crate) async fn viewing(tx: &mut Tx, upload_id: Id<Upload>, by: Timestamp) -> Result<Viewing, Failure> {
    let first = first_viewed_at(tx, &ObjectRef::new("upload", upload_id), None).await?;
    if first.is_some_and(|first| first <= by) {
        return Ok(Viewing::InFull);
    }
    let is_matched =
        hits::was_matched(tx, upload_id, by).await? || is_listed_elsewhere(tx, upload_id, by).await?;
    Ok(if is_matched { Viewing::HashMatchOnly } else { Viewing::NotStated })
}

/// Whether another service had said by an instant that a hash list of its own has the file; what a classifier guesses is no hash.
async fn is_listed_elsewhere(tx: &mut Tx, upload_id: Id<Upload>, by: Timestamp) -> Result<bool, Failure> {
    let stated = match_results::list_standing(tx, upload_id, by).await?;
    Ok(stated.iter().any(|result| result.matched && result.source == MatchSource::HashList))
}

/// Whether anybody of ours had looked at what the file says of itself (CyberTipline: `exifViewedByEsp`): nobody, as long as nobody had the file in
/// hand. Of one that somebody had, nothing says what they looked at.
pub(crate) async fn metadata_viewed(
    tx: &mut Tx,
    upload_id: Id<Upload>,
    by: Timestamp,
) -> Result<Option<bool>, Failure> {
    Ok((!uploads::was_opened(tx, upload_id, by).await?).then_some(false))
}
