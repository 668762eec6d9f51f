//! The files of a report, as an officer may open them: all of them at the central unit; at a provincial unit those of acts whose author was
//! handed to it.

use model::Id;
use model::kind::Report;
use model::law::Seat;
use service::keys::ItemRecord;
use service::opening::{ObjectFiles, OpeningConfig, OpensFiles, StoredFile};
use service::rights::ObjectRef;
use service::{Actor, CaseKey, Failure, Sandbox, Tx};
use vault::Opening;

use crate::Police;
use crate::api::unit_of;
use crate::db::Reader;
use crate::db::{media, reports};
use crate::evidence::vault_key;
use crate::permissions::Permission;
use crate::scrub::sealed_item;

impl OpensFiles for Police {
    const OPEN_FILES: Permission = Permission::OpenFiles;
    const AUTHORIZE: Permission = Permission::AuthorizeOpenings;
    const SEAT: Option<Seat> = Some(Seat::Police);
    type Content = Opening;

    fn opening_config(&self) -> &OpeningConfig {
        &self.settings.opening
    }

    fn sandbox(&self) -> &Sandbox {
        &self.sandbox
    }

    async fn find_files(tx: &mut Tx, actor: &Actor, object_id: &str) -> Result<Option<ObjectFiles>, Failure> {
        let Ok(report_id) = object_id.parse::<Id<Report>>() else { return Ok(None) };
        let (reader, unit) = (Reader::of(actor), unit_of(actor, Permission::OpenFiles)?);
        let Some(summary) = reports::find_report(tx, &reader, report_id).await? else { return Ok(None) };
        let files = list_files(tx, &reader, report_id, unit.as_deref()).await?;
        if unit.is_some() && files.is_empty() {
            // the report of another unit looks like none
            return Ok(None);
        }
        Ok(Some(ObjectFiles {
            object: ObjectRef::new("report", report_id),
            label: summary.report.report_number.to_string(),
            page: if unit.is_some() { "/persons".to_owned() } else { format!("/reports/{report_id}") },
            files,
        }))
    }

    async fn open_item(&self, item: &ItemRecord, key: &CaseKey) -> Result<Opening, Failure> {
        self.vault.open_item(&sealed_item(item), &vault_key(key)).await.map_err(Failure::broken)
    }
}

/// Each content once. Where several acts of a report are about one, what is stated of it is the least of them all, whoever may open it for
/// which of them.
pub(crate) async fn list_files(
    tx: &mut Tx,
    reader: &Reader,
    report_id: Id<Report>,
    unit: Option<&str>,
) -> Result<Vec<StoredFile>, Failure> {
    let mut files: Vec<(StoredFile, bool)> = Vec::new();
    for (row, is_open) in media::list_files_of_report(tx, reader, report_id, unit).await? {
        match files.iter_mut().find(|(file, _)| file.sha256 == row.sha256) {
            Some((file, is_any_open)) => {
                file.viewing = file.viewing.min(row.viewing);
                *is_any_open |= is_open;
            }
            None => files.push((row, is_open)),
        }
    }
    Ok(files.into_iter().filter_map(|(file, is_open)| is_open.then_some(file)).collect())
}
