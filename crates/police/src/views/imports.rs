//! Files with operators' answers, as readers see them.

use jiff::Timestamp;
use model::Id;
use serde::Serialize;
use service::{ColumnKeys, Failure, Tx};
use utoipa::ToSchema;

use crate::answers::Problems;
use crate::db::Reader;
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
    /// An officer took it back; else a file that does not stand was not kept.
    #[serde(skip)]
    pub(crate) withdrawn: bool,
    /// The requests of its standing answers.
    #[schema(value_type = Vec<String>)]
    pub(crate) requests: Vec<Id<DisclosureRequest>>,
    pub(crate) problems: Problems,
}

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
    Ok(ImportView {
        import_id,
        problems: seals::IMPORT_PROBLEMS.open_kept(keys, import_id, &row.problems)?,
        format: row.format,
        sha256: row.sha256,
        answered_at: row.answered_at,
        imported_at: row.imported_at,
        imported_by: row.imported_by,
        standing: row.standing,
        withdrawn: row.withdrawn,
        requests: answers.into_iter().map(|(request_id, _)| request_id).collect(),
    })
}
