//! Hash lists of seized devices, and which files of an operation stand in them.

use jiff::Timestamp;
use model::Id;
use model::kind::Operation;
use service::Sealed;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::{Columns, DbError, Tx, read_all};
use crate::ids::SeizedList;

/// A list; the source is sealed.
pub(crate) struct SeizedListRow {
    pub(crate) seized_list_id: Id<SeizedList>,
    pub(crate) operation_id: Id<Operation>,
    pub(crate) source: Sealed<String>,
    /// As readers of lists call it.
    pub(crate) format: String,
    /// Of the list itself, hex.
    pub(crate) file_sha256: String,
    pub(crate) entries: i64,
    pub(crate) made_at: Timestamp,
    pub(crate) made_by: String,
    pub(crate) standing: bool,
}

/// A file of the operation that stands in a list.
pub(crate) struct SeizedMatch {
    /// Hex.
    pub(crate) sha256: String,
    /// `sha256`; or `sha1` or `md5` without it, which are weak: the strongest that the list states.
    pub(crate) matched_by: String,
}

fn read_row(row: &AnyRow) -> Result<SeizedListRow, Error> {
    Ok(SeizedListRow {
        seized_list_id: row.id("seized_list_id")?,
        operation_id: row.id("operation_id")?,
        source: Sealed::from_column(row.text("source")?),
        format: row.text("format")?,
        file_sha256: row.text("file_sha256")?,
        entries: row.number("entries")?,
        made_at: row.instant("made_at")?,
        made_by: row.text("made_by")?,
        standing: row.flag("standing")?,
    })
}

fn read_match(row: &AnyRow) -> Result<SeizedMatch, Error> {
    Ok(SeizedMatch { sha256: row.text("sha256")?, matched_by: row.text("matched_by")? })
}

pub(crate) async fn insert(tx: &mut Tx, row: &SeizedListRow, matches: &[SeizedMatch]) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO seized_list (seized_list_id, operation_id, source, format, file_sha256, entries, made_at, made_by,
             standing)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)",
    )
    .bind(row.seized_list_id.to_string())
    .bind(row.operation_id.to_string())
    .bind(row.source.as_column())
    .bind(&row.format)
    .bind(&row.file_sha256)
    .bind(row.entries)
    .bind(row.made_at.as_microsecond())
    .bind(&row.made_by)
    .execute(tx.conn())
    .await?;
    for found in matches {
        sqlx::query("INSERT INTO seized_match (seized_list_id, sha256, matched_by) VALUES ($1, $2, $3)")
            .bind(row.seized_list_id.to_string())
            .bind(&found.sha256)
            .bind(&found.matched_by)
            .execute(tx.conn())
            .await?;
    }
    Ok(())
}

/// One list, standing or not. The caller asks whether its operation is there for the reader.
pub(crate) async fn find(tx: &mut Tx, id: Id<SeizedList>) -> Result<Option<SeizedListRow>, DbError> {
    let sql = "SELECT * FROM seized_list WHERE seized_list_id = $1";
    let row = sqlx::query(sql).bind(id.to_string()).fetch_optional(tx.conn()).await?;
    Ok(row.as_ref().map(read_row).transpose()?)
}

/// The standing lists of an operation, newest first. The caller has asked whether it is there for the reader.
pub(crate) async fn list(tx: &mut Tx, operation_id: Id<Operation>) -> Result<Vec<SeizedListRow>, DbError> {
    let sql = "SELECT * FROM seized_list WHERE operation_id = $1 AND standing = 1
         ORDER BY made_at DESC, seized_list_id DESC";
    let rows = sqlx::query(sql).bind(operation_id.to_string()).fetch_all(tx.conn()).await?;
    read_all(&rows, read_row)
}

/// The files that stand in a list, by digest.
pub(crate) async fn list_matches(tx: &mut Tx, id: Id<SeizedList>) -> Result<Vec<SeizedMatch>, DbError> {
    let sql = "SELECT sha256, matched_by FROM seized_match WHERE seized_list_id = $1 ORDER BY sha256";
    let rows = sqlx::query(sql).bind(id.to_string()).fetch_all(tx.conn()).await?;
    read_all(&rows, read_match)
}
