//! Who else was told of what a report is about: entries of which the newest of each duty of a report stands.

use jiff::Timestamp;
use jiff::civil::Date;
use model::Id;
use service::{DbError, Sealed, Tx};
use sqlx::Row;
use sqlx::any::AnyRow;

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

/// Whether a report was filed where it told nobody, at a sandbox or a test side alone. Where the oldest went nobody knows.
macro_rules! in_practice {
    () => {
        "(r.state = 'filed' AND r.report_number IS NOT NULL AND r.destination <> 'production')"
    };
}

/// What is open of the duty $1 among the reports that were opened from $2 on and before $3; $4 as [`asked`] gives it.
const OPEN: &str = concat!(
    "FROM report r JOIN upload u ON u.upload_id = r.upload_id
     WHERE r.state <> 'withdrawn' AND u.erased_at IS NULL AND r.opened_at >= $2 AND r.opened_at < $3
         AND ($4 = 0 OR ($4 = 1 AND r.report_number IS NULL) OR ",
    in_practice!(),
    ")
         AND NOT EXISTS (SELECT 1 FROM report_recipient n WHERE n.report_id = r.report_id AND n.duty = $1
             AND n.state <> 'open' AND n.entry_no =
                 (SELECT MAX(x.entry_no) FROM report_recipient x WHERE x.report_id = r.report_id AND x.duty = $1))"
);

/// An open duty of a report.
pub(crate) struct OpenRow {
    pub(crate) report_id: String,
    pub(crate) since: Timestamp,
    /// Whether the report was filed where it told nobody.
    pub(crate) in_practice: bool,
}

/// Among which reports a duty can be open: all (0); for the report itself, which is told by being filed in earnest, those that no clearinghouse
/// gave a number and those of practice (1), or where a program sends the others, those of practice alone (2).
fn asked((duty, is_by_hand): (&Duty, bool)) -> i64 {
    match (duty.document, is_by_hand) {
        (Paper::Report, true) => 1,
        (Paper::Report, false) => 2,
        (Paper::Notice | Paper::Fields, _) => 0,
    }
}

/// How many reports [`list_open`] would name.
pub(crate) async fn count_open(
    tx: &mut Tx,
    (duty, is_by_hand): (&Duty, bool),
    (from, until): (Timestamp, Timestamp),
) -> Result<i64, DbError> {
    let query = sqlx::query(sqlx::AssertSqlSafe(format!("SELECT COUNT(*) AS found {OPEN}")));
    let query = query.bind(&duty.id).bind(from.as_microsecond()).bind(until.as_microsecond());
    let query = query.bind(asked((duty, is_by_hand)));
    Ok(query.fetch_one(tx.conn()).await?.try_get("found")?)
}

/// Reports opened from one instant on and before another, of which nobody has said yet what became of a duty; oldest first. What was withdrawn or
/// erased is told nobody.
pub(crate) async fn list_open(
    tx: &mut Tx,
    (duty, is_by_hand): (&Duty, bool),
    (from, until): (Timestamp, Timestamp),
    at_most: i64,
) -> Result<Vec<OpenRow>, DbError> {
    let sql = format!(
        "SELECT r.report_id, r.opened_at, CAST(CASE WHEN {} THEN 1 ELSE 0 END AS BIGINT) AS in_practice {OPEN}
         ORDER BY r.report_id LIMIT $5",
        in_practice!()
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(&duty.id)
        .bind(from.as_microsecond())
        .bind(until.as_microsecond())
        .bind(asked((duty, is_by_hand)))
        .bind(at_most)
        .fetch_all(tx.conn())
        .await?;
    let open = |row: &AnyRow| {
        Ok(OpenRow {
            report_id: row.try_get("report_id")?,
            since: instant(row, "opened_at")?,
            in_practice: row.try_get::<i64, _>("in_practice")? == 1,
        })
    };
    rows.iter().map(open).collect()
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
