//! Who else was told of what a report is about: entries of which the newest of each duty of a report stands.

use jiff::Timestamp;
use jiff::civil::Date;
use model::Id;
use service::{DbError, Sealed, Tx};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::queue::Waiting;
use super::{instant, parsed, parsed_if_any};
use crate::duties::{Duty, Paper};
use crate::ids::Report;
use crate::recipients::ItemState;

/// The table, for sealing.
pub(crate) const TABLE: &str = "report_recipient";
/// The sealed column.
pub(crate) const WORDS: &str = "words_sealed";

/// One entry.
pub(crate) struct RecipientRow {
    pub(crate) duty: String,
    pub(crate) entry_no: i64,
    pub(crate) state: ItemState,
    /// The day on which they were told.
    pub(crate) told_on: Option<Date>,
    /// Their receipt, or the reason.
    pub(crate) words: Sealed<String>,
    pub(crate) noted_by: String,
    pub(crate) noted_at: Timestamp,
}

/// The row of an entry, for sealing.
pub(crate) fn row_key(report_id: Id<Report>, duty: &str, entry_no: i64) -> String {
    format!("{report_id}/{duty}/{entry_no}")
}

/// Every entry of a report, by duty, the newest of each first.
pub(crate) async fn list_of(tx: &mut Tx, report_id: Id<Report>) -> Result<Vec<RecipientRow>, DbError> {
    let sql = "SELECT * FROM report_recipient WHERE report_id = $1 ORDER BY duty, entry_no DESC";
    let rows = sqlx::query(sql).bind(report_id.to_string()).fetch_all(tx.conn()).await?;
    rows.iter().map(read).collect()
}

/// Adds an entry: it stands from now on.
pub(crate) async fn insert(tx: &mut Tx, report_id: Id<Report>, row: &RecipientRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO report_recipient (report_id, duty, entry_no, state, told_on, words_sealed, noted_by, noted_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(report_id.to_string())
    .bind(&row.duty)
    .bind(row.entry_no)
    .bind(row.state.name())
    .bind(row.told_on.map(|day| day.to_string()))
    .bind(row.words.as_column())
    .bind(&row.noted_by)
    .bind(row.noted_at.as_microsecond())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What is open of the duty $1 among the reports that were opened from $2 on and before $3; with $4 = 1 among those alone that no clearinghouse gave
/// a number: the others are told by being filed.
const OPEN: &str = "FROM report r JOIN upload u ON u.upload_id = r.upload_id
     WHERE r.state <> 'withdrawn' AND u.erased_at IS NULL AND r.opened_at >= $2 AND r.opened_at < $3
         AND ($4 = 0 OR r.report_number IS NULL)
         AND NOT EXISTS (SELECT 1 FROM report_recipient n WHERE n.report_id = r.report_id AND n.duty = $1
             AND n.state <> 'open' AND n.entry_no =
                 (SELECT MAX(x.entry_no) FROM report_recipient x WHERE x.report_id = r.report_id AND x.duty = $1))";

/// How many reports [`list_open`] would name.
pub(crate) async fn count_open(
    tx: &mut Tx,
    duty: &Duty,
    (from, until): (Timestamp, Timestamp),
) -> Result<i64, DbError> {
    let query = sqlx::query(sqlx::AssertSqlSafe(format!("SELECT COUNT(*) AS found {OPEN}")));
    let query = query.bind(&duty.id).bind(from.as_microsecond()).bind(until.as_microsecond());
    let query = query.bind(i64::from(duty.document == Paper::Report));
    Ok(query.fetch_one(tx.conn()).await?.try_get("found")?)
}

/// Reports opened from one instant on and before another, of which nobody has said yet what became of a duty; oldest first. What was withdrawn or
/// erased is told nobody.
pub(crate) async fn list_open(
    tx: &mut Tx,
    duty: &Duty,
    (from, until): (Timestamp, Timestamp),
    at_most: i64,
) -> Result<Vec<Waiting>, DbError> {
    let sql = format!("SELECT r.report_id AS id, r.opened_at {OPEN} ORDER BY r.report_id LIMIT $5");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(&duty.id)
        .bind(from.as_microsecond())
        .bind(until.as_microsecond())
        .bind(i64::from(duty.document == Paper::Report))
        .bind(at_most)
        .fetch_all(tx.conn())
        .await?;
    let waiting = |row: &AnyRow| Ok(Waiting { id: row.try_get("id")?, since: instant(row, "opened_at")? });
    rows.iter().map(waiting).collect()
}

fn read(row: &AnyRow) -> Result<RecipientRow, DbError> {
    Ok(RecipientRow {
        duty: row.try_get("duty")?,
        entry_no: row.try_get("entry_no")?,
        state: parsed(row, "state")?,
        told_on: parsed_if_any(row, "told_on")?,
        words: Sealed::from_column(row.try_get(WORDS)?),
        noted_by: row.try_get("noted_by")?,
        noted_at: instant(row, "noted_at")?,
    })
}
