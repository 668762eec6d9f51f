//! Imports as readers see them.

use jiff::Timestamp;
use model::Id;
use serde::Serialize;
use service::{Failure, Tx};
use utoipa::ToSchema;

use crate::db::report_imports::{self, ImportRow};
use crate::ids::ReportImport;

/// A package that the unit made of what it had downloaded.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ReportImportView {
    #[schema(value_type = String)]
    pub(crate) import_id: Id<ReportImport>,
    /// Under which its reports are listed, unless it was undone.
    pub(crate) referral_id: String,
    /// Name of the key that signed.
    pub(crate) sender: String,
    pub(crate) package_sha256: String,
    #[schema(value_type = String)]
    pub(crate) imported_at: Timestamp,
    pub(crate) imported_by: String,
    /// Reports in it.
    pub(crate) reports: i64,
    /// Of them, those that had come before.
    pub(crate) known: i64,
    pub(crate) undone_by: Option<String>,
    #[schema(value_type = Option<String>)]
    pub(crate) undone_at: Option<Timestamp>,
}

impl ReportImportView {
    fn new(row: ImportRow) -> Self {
        let (undone_by, undone_at) = row.undone.unzip();
        Self {
            import_id: row.import_id,
            referral_id: row.referral_id,
            sender: row.sender,
            package_sha256: row.package_sha256,
            imported_at: row.imported_at,
            imported_by: row.imported_by,
            reports: row.reports,
            known: row.known,
            undone_by,
            undone_at,
        }
    }
}

/// One page of them, the newest first, and how many the whole list holds.
pub(crate) async fn page_report_imports(
    tx: &mut Tx,
    part: (i64, i64),
) -> Result<(Vec<ReportImportView>, i64), Failure> {
    let total = report_imports::count(tx).await?;
    let rows = report_imports::list_page(tx, part).await?;
    Ok((rows.into_iter().map(ReportImportView::new).collect(), total))
}
