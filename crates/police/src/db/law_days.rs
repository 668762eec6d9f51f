//! From when operators may erase the records of acts and events: by law, and by their own word.

use jiff::Timestamp;
use jiff::civil::Date;
use model::Id;
use model::kind::Act;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::preservation::maybe_parsed;
use super::{Columns, DbError, Tx, read_all};
use crate::seen::Seen;

/// Table and key of it.
pub(super) fn table_of(seen: Seen) -> (&'static str, &'static str) {
    match seen {
        Seen::Act(_) => ("act", "act_id"),
        Seen::Event(_) => ("ip_event", "event_id"),
    }
}

/// Until when operators say that they preserve the record of it, by whichever report, the latest day of those that stand.
pub(crate) async fn find_preserved(tx: &mut Tx, seen: Seen) -> Result<Option<Date>, DbError> {
    let of = match seen {
        Seen::Act(_) => "preservation_line.act_id = $1",
        Seen::Event(_) => {
            "preservation_line.event_id IN (SELECT same_id FROM ip_event_same WHERE ip_event_same.event_id = $1)"
        }
    };
    let sql = format!(
        "SELECT MAX(preservation_answer.preserved_until) AS preserved_until FROM preservation_line
         JOIN preservation_letter ON preservation_letter.letter_id = preservation_line.letter_id
             AND preservation_letter.standing = 1
         JOIN preservation_answer ON preservation_answer.letter_id = preservation_line.letter_id
             AND preservation_answer.standing = 1
         WHERE {of}"
    );
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(seen.id()).fetch_one(tx.conn()).await?;
    Ok(maybe_parsed(&row, "preserved_until")?)
}

/// The first day on which an operator may erase the record of it by law alone, and the one that counts now.
pub(crate) async fn find_erasable(tx: &mut Tx, seen: Seen) -> Result<Option<(Date, Date)>, DbError> {
    let (table, key) = table_of(seen);
    let sql = format!(
        "SELECT erasable_by_law_on, erasable_on FROM {table} WHERE {key} = $1 AND erasable_by_law_on <> ''"
    );
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(seen.id()).fetch_optional(tx.conn()).await?;
    let days = |row: AnyRow| Ok::<_, Error>((row.parsed("erasable_by_law_on")?, row.parsed("erasable_on")?));
    Ok(row.map(days).transpose()?)
}

pub(crate) async fn set_law_day(tx: &mut Tx, act_id: Id<Act>, day: Date) -> Result<(), DbError> {
    sqlx::query("UPDATE act SET erasable_by_law_on = $2 WHERE act_id = $1")
        .bind(act_id.to_string())
        .bind(day.to_string())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Acts of which that day was never computed, in pieces.
pub(crate) async fn list_without_law_day(
    tx: &mut Tx,
    limit: i64,
) -> Result<Vec<(Id<Act>, Timestamp)>, DbError> {
    let sql = "SELECT act_id, happened_at FROM act WHERE erasable_by_law_on = '' ORDER BY act_id LIMIT $1";
    let rows = sqlx::query(sql).bind(limit).fetch_all(tx.conn()).await?;
    read_all(&rows, |row| Ok((row.id("act_id")?, row.instant("happened_at")?)))
}

/// Sets the first day on which an operator may erase the record of it.
pub(crate) async fn set_erasable(tx: &mut Tx, seen: Seen, erasable_on: Date) -> Result<(), DbError> {
    let sql = match seen {
        Seen::Act(_) => "UPDATE act SET erasable_on = $2 WHERE act_id = $1",
        // whether that day has come is looked at within the hour
        Seen::Event(_) => "UPDATE ip_event SET erasable_on = $2, lapsed = 0 WHERE event_id = $1",
    };
    let query = sqlx::query(sql).bind(seen.id()).bind(erasable_on.to_string());
    query.execute(tx.conn()).await?;
    Ok(())
}
