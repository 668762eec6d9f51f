//! `/fileinfo`: adds details to a file of an open report.

use service::opening::Viewing;
use service::{Acting, Action, Done, EntryDraft, Failure, Operation};
use vault::SealedItem;

use super::{load_own_open_report, touch};
use crate::Permission;
use crate::db;
use crate::db::files::FileDetailsRow;
use crate::db::warnings::Warning;

/// Adds details whose XML lies in the vault. Earlier details of the file stay beside them.
pub(crate) struct AddFileDetails {
    pub(crate) report_number: i64,
    pub(crate) file_id: String,
    pub(crate) xml: SealedItem,
    pub(crate) warnings: Vec<Warning>,
    /// What the details state of who viewed the file.
    pub(crate) viewing: Viewing,
    /// The SHA-256 that the details declare of the file, lower-case hex.
    pub(crate) declared_sha256: Option<String>,
}

impl Action for AddFileDetails {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "add-file-details";
    const OPERATION: Operation = Operation::Collection;

    fn permission(&self) -> Permission {
        Permission::SubmitReports
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let report = load_own_open_report(acting, self.report_number).await?;
        let files = db::files::list(acting.tx, report.report_id).await?;
        if !files.iter().any(|file| file.file_id == self.file_id) {
            return Err(Failure::absent("file"));
        }
        let details = FileDetailsRow {
            details_id: acting.new_id(),
            report_id: report.report_id,
            file_id: self.file_id.clone(),
            item_name: Some(self.xml.name.clone()),
            received_at: acting.now,
        };
        db::evidence::insert(acting.tx, &self.xml, acting.now).await?;
        db::files::insert_details(acting.tx, &details).await?;
        db::files::set_viewing(acting.tx, &self.file_id, self.viewing).await?;
        db::warnings::append(acting.tx, report.report_id, &self.warnings).await?;
        touch(acting, &report).await?;
        let entry = EntryDraft::on("report", report.report_id)
            .with("file_id", &self.file_id)
            .with("xml_sha256", &self.xml.sha256);
        let entry = match &self.declared_sha256 {
            Some(declared) => entry.with("declared_sha256", declared),
            None => entry,
        };
        Ok(Done::new((), entry))
    }
}
