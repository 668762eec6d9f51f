//! On what legal basis surfaces are compared with hash lists: what was stated, the newest of each surface standing.

use jiff::Timestamp;
use jiff::civil::Date;
use model::Id;
use service::{DbError, Sealed, Tx};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::{instant, parsed, parsed_if_any, unreadable};
use crate::ids::Upload;
use crate::statement::Channel;
use crate::surfaces::Surface;

/// The table, for sealing.
pub(crate) const TABLE: &str = "surface_statement";
/// The sealed column.
pub(crate) const REASON: &str = "reason_sealed";

/// One statement.
pub(crate) struct StatementRow {
    pub(crate) surface: String,
    pub(crate) statement_no: i64,
    pub(crate) channel: Channel,
    pub(crate) basis: String,
    pub(crate) from: Date,
    pub(crate) until: Option<Date>,
    pub(crate) stated_by: String,
    pub(crate) stated_at: Timestamp,
}

/// The statement that stands of one surface.
pub(crate) async fn find_standing(tx: &mut Tx, surface: &str) -> Result<Option<StatementRow>, DbError> {
    sqlx::query("SELECT * FROM surface_statement WHERE surface = $1 ORDER BY statement_no DESC LIMIT 1")
        .bind(surface)
        .fetch_optional(tx.conn())
        .await?
        .map(|row| read(&row))
        .transpose()
}

/// The statement under which an upload was compared; none where it was not.
pub(crate) async fn find_of_upload(tx: &mut Tx, id: Id<Upload>) -> Result<Option<StatementRow>, DbError> {
    let sql = "SELECT s.* FROM surface_statement s
         JOIN upload u ON u.surface = s.surface AND u.statement_no = s.statement_no WHERE u.upload_id = $1";
    let row = sqlx::query(sql).bind(id.to_string()).fetch_optional(tx.conn()).await?;
    row.map(|row| read(&row)).transpose()
}

/// The statement that stands of every surface, by name.
pub(crate) async fn list_standing(tx: &mut Tx) -> Result<Vec<StatementRow>, DbError> {
    let sql = "SELECT s.* FROM surface_statement s
         WHERE s.statement_no = (SELECT MAX(o.statement_no) FROM surface_statement o WHERE o.surface = s.surface)
         ORDER BY s.surface";
    let rows = sqlx::query(sql).fetch_all(tx.conn()).await?;
    rows.iter().map(read).collect()
}

/// Everything that was stated, by surface, the newest of each first, with its sealed reason.
pub(crate) async fn list_statements(tx: &mut Tx) -> Result<Vec<(StatementRow, Sealed<String>)>, DbError> {
    let sql = "SELECT * FROM surface_statement ORDER BY surface, statement_no DESC";
    let rows = sqlx::query(sql).fetch_all(tx.conn()).await?;
    rows.iter().map(|row| Ok((read(row)?, Sealed::from_column(row.try_get(REASON)?)))).collect()
}

/// Adds a statement: it stands from now on.
pub(crate) async fn insert_statement(
    tx: &mut Tx,
    (surface, statement_no): (&Surface, i64),
    reason: &Sealed<String>,
    (stated_by, stated_at): (&str, Timestamp),
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO surface_statement (surface, statement_no, channel, basis, in_force_from_on, in_force_until_on, reason_sealed,
            stated_by, stated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(&surface.name)
    .bind(statement_no)
    .bind(surface.channel.name())
    .bind(&surface.basis)
    .bind(surface.from.to_string())
    .bind(surface.until.map(|until| until.to_string()))
    .bind(reason.as_column())
    .bind(stated_by)
    .bind(stated_at.as_microsecond())
    .execute(tx.conn())
    .await?;
    Ok(())
}

fn read(row: &AnyRow) -> Result<StatementRow, DbError> {
    let channel: String = row.try_get("channel")?;
    Ok(StatementRow {
        surface: row.try_get("surface")?,
        statement_no: row.try_get("statement_no")?,
        channel: Channel::find(&channel)
            .ok_or_else(|| unreadable("channel", std::io::Error::other("no channel")))?,
        basis: row.try_get("basis")?,
        from: parsed(row, "in_force_from_on")?,
        until: parsed_if_any(row, "in_force_until_on")?,
        stated_by: row.try_get("stated_by")?,
        stated_at: instant(row, "stated_at")?,
    })
}
