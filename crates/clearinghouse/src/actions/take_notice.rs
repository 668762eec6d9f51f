//! Keeps a notice under article 18 of the Digital Services Act: a report without files, filed at once.

use serde::{Deserialize, Serialize};
use service::{Acting, Action, Done, EntryDraft, Failure, Operation, Sealed};
use vault::SealedItem;

use super::open_report::OpenReport;
use crate::Permission;
use crate::db;
use crate::db::origins::{OriginRow, Way};

/// Files the report that a notice makes; both documents lie in the vault.
pub(crate) struct TakeNotice {
    /// The report.
    pub(crate) report: OpenReport,
    /// The notice as it came.
    pub(crate) original: SealedItem,
}

/// A notice that is kept.
#[derive(Serialize, Deserialize)]
pub(crate) struct TakenNotice {
    pub(crate) report_number: i64,
    /// Microseconds since 1970.
    pub(crate) received_at_micros: i64,
}

impl Action for TakeNotice {
    type Permission = Permission;
    type Output = TakenNotice;
    const NAME: &'static str = "take-notice";
    const OPERATION: Operation = Operation::Collection;

    fn permission(&self) -> Permission {
        Permission::SubmitReports
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<TakenNotice>, Failure> {
        let party = acting.actor.name().to_owned();
        let report_number = self.report.file(acting, &party).await?;
        db::evidence::insert(acting.tx, &self.original, acting.now).await?;
        let origin = OriginRow {
            way: Way::Notice,
            item_name: Some(self.original.name.clone()),
            original: Sealed::from_column(String::new()),
            original_sha256: self.original.sha256.clone(),
            import_id: None,
            line: None,
            key_blind: String::new(),
        };
        db::origins::insert(acting.tx, self.report.report_id, &origin).await?;
        let entry = EntryDraft::on("report", self.report.report_id)
            .with("report_number", report_number.to_string())
            .with("notice_sha256", &self.original.sha256)
            .with("xml_sha256", &self.report.xml.sha256);
        let received_at_micros = db::micros(acting.now);
        Ok(Done::new(TakenNotice { report_number, received_at_micros }, entry))
    }
}
