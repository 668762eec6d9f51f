//! Files with operators' answers to many requests.

use jiff::Timestamp;
use model::Id;
use model::kind::EvidenceItem;
use service::Sealed;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::{Closed, Columns, DbError, Reader, Rows, Tx, keep, may_read, read_all};
use crate::answers::Problems;
use crate::ids::{AnswerImport, DisclosureAnswer, DisclosureRequest};

/// A file that was imported.
pub(crate) struct ImportRow {
    pub(crate) import_id: Id<AnswerImport>,
    /// `csv`, `json` or `xml`.
    pub(crate) format: String,
    pub(crate) sha256: String,
    /// When the operators answered, as the officer said.
    pub(crate) answered_at: Timestamp,
    pub(crate) imported_at: Timestamp,
    pub(crate) imported_by: String,
    pub(crate) problems: Sealed<Problems>,
    pub(crate) standing: bool,
    /// Which officer took it back, and when; a file of which nothing was recorded never stood.
    pub(crate) withdrawn: Option<(String, Timestamp)>,
    /// Why it was taken back.
    pub(crate) withdrawn_reason: Option<Sealed>,
    /// How many answers of it stand.
    pub(crate) answers: i64,
}

fn read_row(row: &AnyRow) -> Result<ImportRow, Error> {
    Ok(ImportRow {
        import_id: row.id("import_id")?,
        format: row.text("format")?,
        sha256: row.text("sha256")?,
        answered_at: row.instant("answered_at")?,
        imported_at: row.instant("imported_at")?,
        imported_by: row.text("imported_by")?,
        problems: Sealed::from_column(row.text("problems")?),
        standing: row.flag("standing")?,
        withdrawn: row.maybe_text("withdrawn_by")?.zip(row.maybe_instant("withdrawn_at")?),
        withdrawn_reason: row.maybe_text("withdrawn_reason")?.map(Sealed::from_column),
        answers: row.number("answers")?,
    })
}

fn read_answer(row: &AnyRow) -> Result<(Id<DisclosureRequest>, Id<DisclosureAnswer>), Error> {
    Ok((row.id("request_id")?, row.id("answer_id")?))
}

pub(crate) async fn insert_import(
    tx: &mut Tx,
    row: &ImportRow,
    item_id: Id<EvidenceItem>,
) -> Result<(), DbError> {
    let insert = sqlx::query(
        "INSERT INTO answer_import (import_id, format, item_id, sha256, answered_at, imported_at, imported_by, problems,
             standing)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)",
    )
    .bind(row.import_id.to_string())
    .bind(&row.format)
    .bind(item_id.to_string())
    .bind(&row.sha256)
    .bind(row.answered_at.as_microsecond())
    .bind(row.imported_at.as_microsecond())
    .bind(&row.imported_by)
    .bind(row.problems.as_column());
    keep(tx, insert).await
}

/// Says what was wrong in a file, once its requests were looked at.
pub(crate) async fn set_problems(
    tx: &mut Tx,
    import_id: Id<AnswerImport>,
    problems: &Sealed<Problems>,
) -> Result<(), DbError> {
    sqlx::query("UPDATE answer_import SET problems = $2 WHERE import_id = $1")
        .bind(import_id.to_string())
        .bind(problems.as_column())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// A file of which nothing was recorded: it does not stand, and what opens its bytes goes. The case of its key is to be shredded as well.
pub(crate) async fn let_go(tx: &mut Tx, import_id: Id<AnswerImport>) -> Result<(), DbError> {
    for sql in [
        "UPDATE evidence_item SET wrapped_key = '', name = item_id
         WHERE item_id IN (SELECT item_id FROM answer_import WHERE import_id = $1)",
        "UPDATE answer_import SET standing = 0 WHERE import_id = $1",
    ] {
        sqlx::query(sql).bind(import_id.to_string()).execute(tx.conn()).await?;
    }
    Ok(())
}

/// Whether a file of this digest stands.
pub(crate) async fn is_imported(tx: &mut Tx, sha256: &str) -> Result<bool, DbError> {
    let row = sqlx::query("SELECT import_id FROM answer_import WHERE sha256 = $1 AND standing = 1")
        .bind(sha256)
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.is_some())
}

/// SQL: no answer of the import is to a request that is closed to the reader, whose name is bound at `place`.
fn readable(place: usize) -> String {
    format!(
        "NOT EXISTS (SELECT 1 FROM disclosure_answer WHERE disclosure_answer.import_id = answer_import.import_id
             AND NOT {})",
        may_read(Closed::Request, "disclosure_answer.request_id", place)
    )
}

const SELECT: &str = "SELECT answer_import.*, (SELECT COUNT(*) FROM disclosure_answer
        WHERE disclosure_answer.import_id = answer_import.import_id AND disclosure_answer.standing = 1) AS answers
    FROM answer_import";

pub(crate) async fn find_import(
    tx: &mut Tx,
    reader: &Reader,
    import_id: Id<AnswerImport>,
) -> Result<Option<ImportRow>, DbError> {
    let sql = format!("{SELECT} WHERE answer_import.import_id = $1 AND {}", readable(2));
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(import_id.to_string()).bind(reader.name());
    let row = query.fetch_optional(tx.conn()).await?;
    Ok(row.as_ref().map(read_row).transpose()?)
}

/// One page of the files, withdrawn ones too.
pub(crate) async fn list_page(tx: &mut Tx, reader: &Reader, rows: &Rows) -> Result<Vec<ImportRow>, DbError> {
    let sql = format!(
        "{SELECT} WHERE {} {} LIMIT $2 OFFSET $3",
        readable(1),
        rows.order_by("answer_import", "import_id")
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name()).bind(rows.limit).bind(rows.offset);
    read_all(&query.fetch_all(tx.conn()).await?, read_row)
}

/// How many files the whole list holds.
pub(crate) async fn count(tx: &mut Tx, reader: &Reader) -> Result<i64, DbError> {
    let sql = format!("SELECT COUNT(*) AS total FROM answer_import WHERE {}", readable(1));
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name());
    Ok(query.fetch_one(tx.conn()).await?.number("total")?)
}

/// The standing answers of a file, with their requests.
pub(crate) async fn list_answers(
    tx: &mut Tx,
    import_id: Id<AnswerImport>,
) -> Result<Vec<(Id<DisclosureRequest>, Id<DisclosureAnswer>)>, DbError> {
    let sql = "SELECT request_id, answer_id FROM disclosure_answer WHERE import_id = $1 AND standing = 1
        ORDER BY request_id";
    let rows = sqlx::query(sql).bind(import_id.to_string()).fetch_all(tx.conn()).await?;
    read_all(&rows, read_answer)
}

/// The file in which the standing answer to a request came, where the reader may read it; none of answers from before files were kept so.
pub(crate) async fn find_of_request(
    tx: &mut Tx,
    reader: &Reader,
    request_id: Id<DisclosureRequest>,
) -> Result<Option<Id<AnswerImport>>, DbError> {
    let sql = format!(
        "SELECT answer_import.import_id FROM disclosure_answer
         JOIN answer_import ON answer_import.import_id = disclosure_answer.import_id
         WHERE disclosure_answer.request_id = $1 AND disclosure_answer.standing = 1 AND {}",
        readable(2)
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(request_id.to_string()).bind(reader.name());
    let row = query.fetch_optional(tx.conn()).await?;
    Ok(row.map(|row| row.id("import_id")).transpose()?)
}

/// The standing file in which an answer came, once none of its answers stands any more.
pub(crate) async fn find_emptied(
    tx: &mut Tx,
    answer_id: Id<DisclosureAnswer>,
) -> Result<Option<Id<AnswerImport>>, DbError> {
    let row = sqlx::query(
        "SELECT answer_import.import_id FROM disclosure_answer
         JOIN answer_import ON answer_import.import_id = disclosure_answer.import_id AND answer_import.standing = 1
         WHERE disclosure_answer.answer_id = $1 AND NOT EXISTS (
             SELECT 1 FROM disclosure_answer other
             WHERE other.import_id = answer_import.import_id AND other.standing = 1)",
    )
    .bind(answer_id.to_string())
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| row.id("import_id")).transpose()?)
}
