//! Tasks to restore an account whose inquiry found no offence, and what was done: the newest decision stands.

use jiff::Timestamp;
use model::Id;
use service::{DbError, Sealed, Tx};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::queue::{Waiting, order_by};
use super::{instant, parsed, unreadable};
use crate::ids::{Report, Restoration, RestorationDecision};
use crate::restorations::Verdict;

/// The table of decisions, for sealing.
pub(crate) const TABLE: &str = "restoration_decision";
/// The sealed column.
pub(crate) const REASON: &str = "reason_sealed";

/// One task.
pub(crate) struct RestorationRow {
    pub(crate) restoration_id: Id<Restoration>,
    pub(crate) report_id: Id<Report>,
    pub(crate) report_number: Option<i64>,
    pub(crate) opened_at: Timestamp,
    /// Whether another outcome of the report came since.
    pub(crate) is_overtaken: bool,
    /// Whether what the report says is erased.
    pub(crate) is_erased: bool,
    /// What was done last.
    pub(crate) verdict: Option<Verdict>,
}

/// What somebody did.
pub(crate) struct RestorationDecisionRow {
    pub(crate) restoration_decision_id: Id<RestorationDecision>,
    pub(crate) restoration_id: Id<Restoration>,
    pub(crate) decision_no: i64,
    pub(crate) verdict: Verdict,
    pub(crate) reason: Sealed<String>,
    pub(crate) decided_by: String,
    pub(crate) decided_at: Timestamp,
}

const ORDERS: &[(&str, &str)] = &[("opened_at", "t.opened_at"), ("number", "r.report_number")];

/// Whether the task waits for somebody: nothing came since, and nobody has done anything.
const OPEN: &str = "u.erased_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM restoration_decision d WHERE d.restoration_id = t.restoration_id)
    AND NOT EXISTS (SELECT 1 FROM outcome o WHERE o.report_id = t.report_id AND o.sequence > t.outcome_sequence)";

const FROM: &str = "FROM restoration t JOIN report r ON r.report_id = t.report_id JOIN upload u ON u.upload_id = r.upload_id";

fn select(condition: &str) -> String {
    format!(
        "SELECT t.restoration_id, t.report_id, t.opened_at, r.report_number, u.erased_at,
             CASE WHEN EXISTS (SELECT 1 FROM outcome o WHERE o.report_id = t.report_id
                 AND o.sequence > t.outcome_sequence) THEN 'yes' ELSE 'no' END AS overtaken,
             (SELECT d.verdict FROM restoration_decision d WHERE d.restoration_id = t.restoration_id
              ORDER BY d.decision_no DESC LIMIT 1) AS verdict
         {FROM} WHERE {condition}"
    )
}

fn read_verdict(text: &str) -> Result<Verdict, DbError> {
    let unknown = || unreadable("verdict", std::io::Error::other(format!("unknown verdict `{text}`")));
    Verdict::find(text).ok_or_else(unknown)
}

fn read(row: &AnyRow) -> Result<RestorationRow, DbError> {
    let verdict: Option<String> = row.try_get("verdict")?;
    let overtaken: String = row.try_get("overtaken")?;
    let erased_at: Option<i64> = row.try_get("erased_at")?;
    Ok(RestorationRow {
        restoration_id: parsed(row, "restoration_id")?,
        report_id: parsed(row, "report_id")?,
        report_number: row.try_get("report_number")?,
        opened_at: instant(row, "opened_at")?,
        is_overtaken: overtaken == "yes",
        is_erased: erased_at.is_some(),
        verdict: verdict.as_deref().map(read_verdict).transpose()?,
    })
}

fn read_decision(row: &AnyRow) -> Result<RestorationDecisionRow, DbError> {
    Ok(RestorationDecisionRow {
        restoration_decision_id: parsed(row, "restoration_decision_id")?,
        restoration_id: parsed(row, "restoration_id")?,
        decision_no: row.try_get("decision_no")?,
        verdict: read_verdict(&row.try_get::<String, _>("verdict")?)?,
        reason: Sealed::from_column(row.try_get(REASON)?),
        decided_by: row.try_get("decided_by")?,
        decided_at: instant(row, "decided_at")?,
    })
}

/// Opens the task of an outcome once, however often the outcome is told.
pub(crate) async fn insert(
    tx: &mut Tx,
    restoration_id: Id<Restoration>,
    report_id: Id<Report>,
    outcome_sequence: i64,
    opened_at: Timestamp,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO restoration (restoration_id, report_id, outcome_sequence, opened_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (report_id, outcome_sequence) DO NOTHING",
    )
    .bind(restoration_id.to_string())
    .bind(report_id.to_string())
    .bind(outcome_sequence)
    .bind(opened_at.as_microsecond())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// One task.
pub(crate) async fn find(tx: &mut Tx, id: Id<Restoration>) -> Result<Option<RestorationRow>, DbError> {
    let query = sqlx::query(sqlx::AssertSqlSafe(select("t.restoration_id = $1"))).bind(id.to_string());
    let row = query.fetch_optional(tx.conn()).await?;
    row.as_ref().map(read).transpose()
}

fn condition(only_open: bool) -> &'static str {
    if only_open { OPEN } else { "1 = 1" }
}

/// Tasks, or only those that wait for somebody: in this order, so many after so many.
pub(crate) async fn list(
    tx: &mut Tx,
    only_open: bool,
    order: (&str, bool),
    (offset, limit): (i64, i64),
) -> Result<Vec<RestorationRow>, DbError> {
    let order = order_by(order, ORDERS, "t.restoration_id");
    let sql = format!("{} {order} LIMIT $1 OFFSET $2", select(condition(only_open)));
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(limit).bind(offset).fetch_all(tx.conn()).await?;
    rows.iter().map(read).collect()
}

/// How many tasks there are.
pub(crate) async fn count(tx: &mut Tx, only_open: bool) -> Result<i64, DbError> {
    let sql = format!("SELECT COUNT(*) AS found {FROM} WHERE {}", condition(only_open));
    Ok(sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_one(tx.conn()).await?.try_get("found")?)
}

/// Tasks that wait for somebody, oldest first.
pub(crate) async fn list_open(tx: &mut Tx, at_most: i64) -> Result<Vec<Waiting>, DbError> {
    let sql = format!(
        "SELECT t.restoration_id AS id, t.opened_at {FROM} WHERE {OPEN} ORDER BY t.opened_at, t.restoration_id LIMIT $1"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(at_most).fetch_all(tx.conn()).await?;
    let waiting = |row: &AnyRow| Ok(Waiting { id: row.try_get("id")?, since: instant(row, "opened_at")? });
    rows.iter().map(waiting).collect()
}

/// Keeps a decision: it stands from now on. Raced, when another took its place.
pub(crate) async fn insert_decision(tx: &mut Tx, row: &RestorationDecisionRow) -> Result<(), DbError> {
    let done = sqlx::query(
        "INSERT INTO restoration_decision (restoration_decision_id, restoration_id, decision_no, verdict, reason_sealed,
             decided_by, decided_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (restoration_id, decision_no) DO NOTHING",
    )
    .bind(row.restoration_decision_id.to_string())
    .bind(row.restoration_id.to_string())
    .bind(row.decision_no)
    .bind(row.verdict.name())
    .bind(row.reason.as_column())
    .bind(&row.decided_by)
    .bind(row.decided_at.as_microsecond())
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(DbError::Raced) }
}

/// What was done, newest first: the first stands.
pub(crate) async fn list_decisions(
    tx: &mut Tx,
    id: Id<Restoration>,
) -> Result<Vec<RestorationDecisionRow>, DbError> {
    let sql = "SELECT * FROM restoration_decision WHERE restoration_id = $1 ORDER BY decision_no DESC";
    let rows = sqlx::query(sql).bind(id.to_string()).fetch_all(tx.conn()).await?;
    rows.iter().map(read_decision).collect()
}
