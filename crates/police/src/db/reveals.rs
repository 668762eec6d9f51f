//! Masked fields that somebody was shown.

use jiff::Timestamp;
use jiff::civil::Date;
use model::Id;
use model::kind::Person;
use service::Sealed;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::{Closed, Columns, DbError, Reader, Rows, Tx, may_list, may_read, read_all, undecodable};
use crate::ids::Reveal;
use crate::reveals::{MaskedField, ReviewVerdict};

/// One field of one person, shown once.
pub(crate) struct RevealRow {
    pub(crate) reveal_id: Id<Reveal>,
    pub(crate) person_id: Id<Person>,
    pub(crate) field: MaskedField,
    pub(crate) reason: Sealed<String>,
    pub(crate) legal_basis: Sealed<String>,
    pub(crate) revealed_at: Timestamp,
    pub(crate) revealed_by: String,
    /// Set when chance drew it.
    pub(crate) review: Option<ReviewRow>,
}

/// A drawn reveal's review.
pub(crate) struct ReviewRow {
    /// None while it waits.
    pub(crate) verdict: Option<ReviewVerdict>,
    pub(crate) note: Option<Sealed<String>>,
    pub(crate) decided_by: Option<String>,
    pub(crate) decided_at: Option<Timestamp>,
}

const SELECT: &str = "SELECT reveal.*, reveal_review.drawn_at, reveal_review.verdict, reveal_review.note,
        reveal_review.decided_by, reveal_review.decided_at
    FROM reveal LEFT JOIN reveal_review ON reveal_review.reveal_id = reveal.reveal_id";

fn read_review(row: &AnyRow) -> Result<Option<ReviewRow>, Error> {
    if row.maybe_number("drawn_at")?.is_none() {
        return Ok(None);
    }
    let unknown = |text: &str| std::io::Error::other(format!("unknown verdict `{text}`"));
    let verdict = row
        .maybe_text("verdict")?
        .map(|text| ReviewVerdict::find(&text).ok_or_else(|| undecodable("verdict", unknown(&text))));
    Ok(Some(ReviewRow {
        verdict: verdict.transpose()?,
        note: row.maybe_text("note")?.map(Sealed::from_column),
        decided_by: row.maybe_text("decided_by")?,
        decided_at: row.maybe_instant("decided_at")?,
    }))
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
        review: read_review(row)?,
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
    let sql = format!("{SELECT} WHERE reveal.reveal_id = $1 AND {may_read}");
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reveal_id.to_string()).bind(reader.name());
    let row = query.fetch_optional(tx.conn()).await?;
    Ok(row.as_ref().map(read_row).transpose()?)
}

/// Puts a reveal into the sample.
pub(crate) async fn draw(tx: &mut Tx, reveal_id: Id<Reveal>, at: Timestamp) -> Result<(), DbError> {
    sqlx::query("INSERT INTO reveal_review (reveal_id, drawn_at) VALUES ($1, $2)")
        .bind(reveal_id.to_string())
        .bind(at.as_microsecond())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Decides a review that waits; says whether it did.
pub(crate) async fn decide_review(
    tx: &mut Tx,
    reveal_id: Id<Reveal>,
    verdict: ReviewVerdict,
    note: &Sealed<String>,
    by: &str,
    at: Timestamp,
) -> Result<bool, DbError> {
    let done = sqlx::query(
        "UPDATE reveal_review SET verdict = $1, note = $2, decided_by = $3, decided_at = $4
         WHERE reveal_id = $5 AND verdict IS NULL",
    )
    .bind(verdict.as_str())
    .bind(note.as_column())
    .bind(by)
    .bind(at.as_microsecond())
    .bind(reveal_id.to_string())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Newest first.
pub(crate) async fn list_reveals(tx: &mut Tx, reader: &Reader) -> Result<Vec<RevealRow>, DbError> {
    let may_read = may_read(Closed::Person, "reveal.person_id", 1);
    let sql = format!("{SELECT} WHERE {may_read} ORDER BY reveal.reveal_id DESC");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name()).fetch_all(tx.conn()).await?;
    read_all(&rows, read_row)
}

/// Of persons who are not erased, shown to whom was typed: binds reader and pattern.
fn condition() -> String {
    format!(
        "{} AND ($2 = '' OR LOWER(reveal.revealed_by) LIKE $2 ESCAPE '!') AND EXISTS (
             SELECT 1 FROM person WHERE person.person_id = reveal.person_id AND person.erased_at IS NULL)",
        may_list(Closed::Person, "reveal.person_id", 1)
    )
}

/// One page of the list.
pub(crate) async fn list_page(tx: &mut Tx, reader: &Reader, rows: &Rows) -> Result<Vec<RevealRow>, DbError> {
    let order = rows.order_by("reveal", "reveal_id");
    let sql = format!("{SELECT} WHERE {} {order} LIMIT $3 OFFSET $4", condition());
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name()).bind(&rows.pattern);
    let found = query.bind(rows.limit).bind(rows.offset).fetch_all(tx.conn()).await?;
    read_all(&found, read_row)
}

/// How many the whole list holds.
pub(crate) async fn count(tx: &mut Tx, reader: &Reader, pattern: &str) -> Result<i64, DbError> {
    let sql = format!("SELECT COUNT(*) AS total FROM reveal WHERE {}", condition());
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name()).bind(pattern);
    Ok(query.fetch_one(tx.conn()).await?.number("total")?)
}
