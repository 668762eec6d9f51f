//! Files with operators' answers, as readers see them.

use jiff::Timestamp;
use model::Id;
use serde::Serialize;
use service::{ColumnKeys, Failure, Tx};
use utoipa::ToSchema;

use crate::answers::Problems;
use crate::db::Reader;
use crate::db::decisions::Decided;
use crate::db::imports::{self, ImportRow};
use crate::ids::{AnswerImport, DisclosureRequest};
use crate::seals;

/// A file that was imported.
#[derive(Serialize, ToSchema)]
pub(crate) struct ImportView {
    #[schema(value_type = String)]
    pub(crate) import_id: Id<AnswerImport>,
    /// `csv`, `json` or `xml`.
    pub(crate) format: String,
    pub(crate) sha256: String,
    /// When the operators answered, as the officer said.
    #[schema(value_type = String)]
    pub(crate) answered_at: Timestamp,
    #[schema(value_type = String)]
    pub(crate) imported_at: Timestamp,
    pub(crate) imported_by: String,
    pub(crate) standing: bool,
    /// Which officer took it back; else a file that does not stand was not kept.
    pub(crate) withdrawn_by: Option<String>,
    #[schema(value_type = Option<String>)]
    pub(crate) withdrawn_at: Option<Timestamp>,
    /// Why; nothing once that was erased.
    pub(crate) withdrawn_reason: Option<String>,
    /// The requests of its standing answers.
    #[schema(value_type = Vec<String>)]
    pub(crate) requests: Vec<Id<DisclosureRequest>>,
    pub(crate) problems: Problems,
}

model::unprintable!(ImportView);

/// One file.
pub(crate) async fn load_import(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    import_id: Id<AnswerImport>,
) -> Result<ImportView, Failure> {
    let found = imports::find_import(tx, reader, import_id).await?;
    let row: ImportRow = found.ok_or_else(|| Failure::absent("import"))?;
    let answers = imports::list_answers(tx, import_id).await?;
    let open = |sealed| seals::withdrawn_reason(Decided::AnswerImport).open_kept(keys, import_id, sealed);
    let withdrawn_reason = row.withdrawn_reason.as_ref().map(open).transpose()?;
    let (withdrawn_by, withdrawn_at) = row.withdrawn.unzip();
    Ok(ImportView {
        import_id,
        problems: seals::IMPORT_PROBLEMS.open_kept(keys, import_id, &row.problems)?,
        format: row.format,
        sha256: row.sha256,
        answered_at: row.answered_at,
        imported_at: row.imported_at,
        imported_by: row.imported_by,
        standing: row.standing,
        withdrawn_by,
        withdrawn_at,
        withdrawn_reason: withdrawn_reason.filter(|reason| !reason.is_empty()),
        requests: answers.into_iter().map(|(request_id, _)| request_id).collect(),
    })
}
