//! The files of a report, as an analyst may open them.

use model::Id;
use model::kind::Report;
use model::law::Seat;
use service::keys::ItemRecord;
use service::opening::{ObjectFiles, OpeningConfig, OpensFiles, StoredFile};
use service::rights::ObjectRef;
use service::{Actor, CaseKey, Failure, Sandbox, Tx};
use vault::Opening;

use crate::db;
use crate::db::files::FileRow;
use crate::evidence::vault_key;
use crate::report_state::ReportState;
use crate::scrub::sealed_item;
use crate::{Permission, State};

impl OpensFiles for State {
    const OPEN_FILES: Permission = Permission::OpenFiles;
    const AUTHORIZE: Permission = Permission::OpenFiles;
    const SEAT: Option<Seat> = Some(Seat::Clearinghouse);
    type Content = Opening;

    fn opening_config(&self) -> &OpeningConfig {
        self.opening()
    }

    fn sandbox(&self) -> &Sandbox {
        self.sandbox()
    }

    async fn find_files(
        tx: &mut Tx,
        _actor: &Actor,
        object_id: &str,
    ) -> Result<Option<ObjectFiles>, Failure> {
        let Ok(report_id) = object_id.parse::<Id<Report>>() else { return Ok(None) };
        let Some(report) = db::reports::find(tx, report_id).await? else { return Ok(None) };
        Ok(Some(ObjectFiles {
            object: ObjectRef::new("report", report_id),
            label: report.report_number.to_string(),
            page: format!("/reports/{}", report.report_number),
            files: list_to_open(report.state, &db::files::list(tx, report_id).await?),
        }))
    }

    async fn open_item(&self, item: &ItemRecord, key: &CaseKey) -> Result<Opening, Failure> {
        self.vault().open_item(&sealed_item(item), &vault_key(key)).await.map_err(Failure::broken)
    }
}

/// Each content once, of a report that was filed. Where it names one twice, what is stated of it is the least of both.
pub(crate) fn list_to_open(state: ReportState, rows: &[FileRow]) -> Vec<StoredFile> {
    let mut files: Vec<StoredFile> = Vec::new();
    if !state.is_filed() {
        // still being written, or taken back: what it states of a file may change, or says nothing
        return files;
    }
    for row in rows {
        match files.iter_mut().find(|file| file.sha256 == row.sha256) {
            Some(file) => file.viewing = file.viewing.min(row.viewing),
            None => files.push(StoredFile {
                sha256: row.sha256.clone(),
                size_bytes: row.size_bytes,
                viewing: row.viewing,
                item_name: row.item_name.clone(),
            }),
        }
    }
    files
}
