//! Masked fields that somebody was shown.

use jiff::Timestamp;
use jiff::civil::Date;
use model::Id;
use model::kind::Person;
use service::Sealed;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::{Closed, Columns, DbError, Reader, Tx, may_read, read_all, undecodable};
use crate::ids::Reveal;
use crate::reveals::MaskedField;

/// One field of one person, shown once.
pub(crate) struct RevealRow {
    pub(crate) reveal_id: Id<Reveal>,
    pub(crate) person_id: Id<Person>,
    pub(crate) field: MaskedField,
    pub(crate) reason: Sealed<String>,
    pub(crate) legal_basis: Sealed<String>,
    pub(crate) revealed_at: Timestamp,
    pub(crate) revealed_by: String,
}

fn read_row(row: &AnyRow) -> Result<RevealRow, Error> {
    let field = row.text("field")?;
    let unknown = || undecodable("field", std::io::Error::other(format!("unknown field `{field}`")));
    Ok(RevealRow {
        reveal_id: row.id("reveal_id")?,
        person_id: row.id("person_id")?,
        field: MaskedField::find(&field).ok_or_else(unknown)?,
        reason: Sealed::from_column(row.text("reason")?),
        legal_basis: Sealed::from_column(row.text("legal_basis")?),
        revealed_at: row.instant("revealed_at")?,
        revealed_by: row.text("revealed_by")?,
    })
}

/// How many fields a reader was shown on a day.
pub(crate) async fn count_on(tx: &mut Tx, revealed_by: &str, day: Date) -> Result<i64, DbError> {
    let row =
        sqlx::query("SELECT COUNT(*) AS reveals FROM reveal WHERE revealed_by = $1 AND revealed_on = $2")
            .bind(revealed_by)
            .bind(day.to_string())
            .fetch_one(tx.conn())
            .await?;
    Ok(row.number("reveals")?)
}

/// Keeps the `ordinal`-th reveal of its reader on `day`.
pub(crate) async fn insert_reveal(
    tx: &mut Tx,
    row: &RevealRow,
    day: Date,
    ordinal: i64,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO reveal (reveal_id, person_id, field, reason, legal_basis, revealed_at, revealed_by,
             revealed_on, ordinal)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(row.reveal_id.to_string())
    .bind(row.person_id.to_string())
    .bind(row.field.as_str())
    .bind(row.reason.as_column())
    .bind(row.legal_basis.as_column())
    .bind(row.revealed_at.as_microsecond())
    .bind(&row.revealed_by)
    .bind(day.to_string())
    .bind(ordinal)
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(crate) async fn find_reveal(
    tx: &mut Tx,
    reader: &Reader,
    reveal_id: Id<Reveal>,
) -> Result<Option<RevealRow>, DbError> {
    let may_read = may_read(Closed::Person, "reveal.person_id", 2);
    let sql = format!("SELECT * FROM reveal WHERE reveal_id = $1 AND {may_read}");
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reveal_id.to_string()).bind(reader.name());
    let row = query.fetch_optional(tx.conn()).await?;
    Ok(row.as_ref().map(read_row).transpose()?)
}

/// Newest first.
pub(crate) async fn list_reveals(tx: &mut Tx, reader: &Reader) -> Result<Vec<RevealRow>, DbError> {
    let may_read = may_read(Closed::Person, "reveal.person_id", 1);
    let sql = format!("SELECT * FROM reveal WHERE {may_read} ORDER BY reveal_id DESC");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name()).fetch_all(tx.conn()).await?;
    read_all(&rows, read_row)
}
