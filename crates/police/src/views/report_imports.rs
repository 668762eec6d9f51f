//! Imports as readers see them.

use jiff::Timestamp;
use model::Id;
use serde::Serialize;
use service::{ColumnKeys, Failure, Tx};
use utoipa::ToSchema;

use crate::db::report_imports::{self, ImportRow};
use crate::ids::ReportImport;
use crate::seals;

/// A package that the unit made of what it had downloaded.
#[derive(Clone, Serialize, ToSchema)]
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
    /// Why, for who may undo one; programs are not told.
    #[serde(skip)]
    pub(crate) undone_reason: Option<String>,
}

model::unprintable!(ReportImportView);

impl ReportImportView {
    fn new(keys: &ColumnKeys, row: ImportRow) -> Result<Self, Failure> {
        let (undone_by, undone_at) = row.undone.unzip();
        let open = |sealed| seals::IMPORT_UNDONE.open_kept(keys, row.import_id, sealed);
        let undone_reason = row.undone_reason.as_ref().map(open).transpose()?;
        Ok(Self {
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
            undone_reason: undone_reason.filter(|reason| !reason.is_empty()),
        })
    }
}

/// One page of them, the newest first, and how many the whole list holds.
pub(crate) async fn page_report_imports(
    tx: &mut Tx,
    keys: &ColumnKeys,
    part: (i64, i64),
) -> Result<(Vec<ReportImportView>, i64), Failure> {
    let total = report_imports::count(tx).await?;
    let rows = report_imports::list_page(tx, part).await?;
    let views = rows.into_iter().map(|row| ReportImportView::new(keys, row));
    Ok((views.collect::<Result<_, _>>()?, total))
}
