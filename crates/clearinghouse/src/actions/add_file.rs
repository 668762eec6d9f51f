//! `/upload`: adds a file to an open report.

use serde::{Deserialize, Serialize};
use service::opening::Viewing;
use service::{Acting, Action, ColumnRef, Done, EntryDraft, Failure, Operation, Sealed};
use vault::SealedItem;

use super::{load_own_open_report, touch};
use crate::Permission;
use crate::db;
use crate::db::files::{Digest, FileRow};

/// Where file names are sealed.
pub(crate) fn file_name_column(file_id: &str) -> ColumnRef<'_> {
    ColumnRef { table: "report_file", row: file_id, column: "file_name" }
}

/// Adds a file that lies in the vault.
pub(crate) struct AddFile {
    pub(crate) report_number: i64,
    pub(crate) item: SealedItem,
    pub(crate) md5: String,
    pub(crate) file_name: String,
}

/// A file of a report.
#[derive(Serialize, Deserialize)]
pub(crate) struct AddedFile {
    pub(crate) file_id: String,
}

impl Action for AddFile {
    type Permission = Permission;
    type Output = AddedFile;
    const NAME: &'static str = "add-file";
    const OPERATION: Operation = Operation::Collection;

    fn permission(&self) -> Permission {
        Permission::SubmitReports
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<AddedFile>, Failure> {
        let report = load_own_open_report(acting, self.report_number).await?;
        let file_id = hex::encode(acting.random::<16>());
        let file_name =
            Sealed::seal(acting.columns(), file_name_column(&file_id), &self.file_name, acting.rng())?;
        let file = FileRow {
            file_id: file_id.clone(),
            report_id: report.report_id,
            item_name: Some(self.item.name.clone()),
            received_at: acting.now,
            sha256: self.item.sha256.clone(),
            md5: self.md5.clone(),
            sha1: None,
            size_bytes: self.item.size_bytes,
            file_name,
            digest: Digest::Pending,
            viewing: Viewing::NotStated,
        };
        db::evidence::insert(acting.tx, &self.item, acting.now).await?;
        db::files::insert(acting.tx, &file).await?;
        touch(acting, &report).await?;
        let entry = EntryDraft::on("report", report.report_id)
            .with("file_id", &file_id)
            .with("sha256", &self.item.sha256);
        Ok(Done::new(AddedFile { file_id }, entry))
    }
}
