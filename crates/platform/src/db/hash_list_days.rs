//! How many hits each list gave on each day that is over.

use jiff::Timestamp;
use jiff::civil::Date;
use service::{DbError, Tx};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::{instant, parsed_if_any};

/// A list, and how far its days are counted.
pub(crate) struct Counted {
    pub(crate) list_name: String,
    /// When its first version came.
    pub(crate) first_at: Timestamp,
    /// The last day that was counted.
    pub(crate) last_on: Option<Date>,
}

/// What a list gave on one day.
pub(crate) struct DayCount {
    pub(crate) hits: i64,
    pub(crate) shadow_hits: i64,
}

/// Every list, by name.
pub(crate) async fn list_counted(tx: &mut Tx) -> Result<Vec<Counted>, DbError> {
    let sql = "SELECT v.list_name, MIN(v.imported_at) AS first_at,
             (SELECT MAX(d.day_on) FROM hash_list_day d WHERE d.list_name = v.list_name) AS last_on
         FROM hash_list_version v GROUP BY v.list_name ORDER BY v.list_name";
    let rows = sqlx::query(sql).fetch_all(tx.conn()).await?;
    let read = |row: &AnyRow| -> Result<Counted, DbError> {
        Ok(Counted {
            list_name: row.try_get("list_name")?,
            first_at: instant(row, "first_at")?,
            last_on: parsed_if_any(row, "last_on")?,
        })
    };
    rows.iter().map(read).collect()
}

/// Whether a day of a list is counted.
pub(crate) async fn is_counted(tx: &mut Tx, list_name: &str, day: Date) -> Result<bool, DbError> {
    let sql = "SELECT 1 FROM hash_list_day WHERE list_name = $1 AND day_on = $2";
    let row = sqlx::query(sql).bind(list_name).bind(day.to_string()).fetch_optional(tx.conn()).await?;
    Ok(row.is_some())
}

/// Counts what a list gave from an instant to before another.
pub(crate) async fn count_found(
    tx: &mut Tx,
    list_name: &str,
    (from, to): (Timestamp, Timestamp),
) -> Result<DayCount, DbError> {
    let row = sqlx::query(
        "SELECT COUNT(CASE WHEN shadow = 0 THEN 1 END) AS hits, COUNT(CASE WHEN shadow = 1 THEN 1 END) AS shadow_hits
         FROM hit WHERE list_name = $1 AND found_at >= $2 AND found_at < $3",
    )
    .bind(list_name)
    .bind(from.as_microsecond())
    .bind(to.as_microsecond())
    .fetch_one(tx.conn())
    .await?;
    Ok(DayCount { hits: row.try_get("hits")?, shadow_hits: row.try_get("shadow_hits")? })
}

/// Keeps the count of a day.
pub(crate) async fn insert_day(
    tx: &mut Tx,
    (list_name, day): (&str, Date),
    count: &DayCount,
    counted_at: Timestamp,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO hash_list_day (list_name, day_on, hits, shadow_hits, counted_at) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(list_name)
    .bind(day.to_string())
    .bind(count.hits)
    .bind(count.shadow_hits)
    .bind(counted_at.as_microsecond())
    .execute(tx.conn())
    .await?;
    Ok(())
}
