//! What the figures for the public are counted from. Counts and times, nothing of anybody.

use jiff::Timestamp;
use jiff::civil::Date;
use service::{DbError, Tx};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::{instant, instant_if_any, parsed, parsed_if_any};
use crate::appeal::AppealState;
use crate::destination::Destination;
use crate::review::Verdict;
use crate::transparency::{DecidedItem, SettledOrder};

/// From this instant on and before that one.
pub(crate) type Between = (Timestamp, Timestamp);

/// What came into the queue.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Queue {
    /// What the company found by itself.
    Hits,
    /// What users told it.
    UserReports,
    /// What other services found, and opened a question by.
    MatchResults,
}

impl Queue {
    /// Table, its key, when a row came, when it was erased, and which rows count; hits of lists that are only tried out never come into the queue.
    fn columns(self) -> [&'static str; 5] {
        match self {
            Self::Hits => ["hit", "hit_id", "found_at", "u.erased_at", "q.shadow = 0 AND"],
            Self::UserReports => [
                "user_report",
                "user_report_id",
                "received_at",
                "q.erased_at",
                // what the company itself adds to a filed report is told by no user
                "NOT EXISTS (SELECT 1 FROM match_result m WHERE m.user_report_id = q.user_report_id)
                 AND NOT EXISTS (SELECT 1 FROM report r WHERE r.upload_id = q.upload_id AND r.follows_report_id IS NOT NULL) AND",
            ],
            Self::MatchResults => [
                "user_report",
                "user_report_id",
                "received_at",
                "q.erased_at",
                "EXISTS (SELECT 1 FROM match_result m WHERE m.user_report_id = q.user_report_id) AND",
            ],
        }
    }
}

/// What came into a queue, each with the first decision on it and the one that stands.
pub(crate) async fn list_items(
    tx: &mut Tx,
    queue: Queue,
    (from, until): Between,
) -> Result<Vec<DecidedItem>, DbError> {
    let [table, key, came_at, erased_at, only] = queue.columns();
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
        "SELECT q.{came_at} AS came_at, COALESCE(u.surface, '') AS surface, COALESCE(u.kind, '') AS kind, {erased_at} AS erased_at,
             (SELECT MIN(d.decided_at) FROM decision d WHERE d.{key} = q.{key}) AS decided_at,
             (SELECT d.verdict FROM decision d WHERE d.{key} = q.{key} ORDER BY d.decision_no DESC LIMIT 1) AS verdict,
             (SELECT d.policy_id FROM decision d WHERE d.{key} = q.{key} ORDER BY d.decision_no DESC LIMIT 1) AS policy_id,
             (SELECT COUNT(DISTINCT d.verdict) FROM decision d WHERE d.{key} = q.{key}) AS verdicts
         FROM {table} q LEFT JOIN upload u ON u.upload_id = q.upload_id
         WHERE {only} q.{came_at} >= $1 AND q.{came_at} < $2"
    )))
    .bind(from.as_microsecond())
    .bind(until.as_microsecond())
    .fetch_all(tx.conn())
    .await?;
    let read = |row: &AnyRow| -> Result<DecidedItem, DbError> {
        let verdict: Option<Verdict> = parsed_if_any(row, "verdict")?;
        let verdicts: i64 = row.try_get("verdicts")?;
        let came_at = instant(row, "came_at")?;
        Ok(DecidedItem {
            came_at,
            surface: row.try_get("surface")?,
            kind: row.try_get("kind")?,
            decided_at: instant_if_any(row, "decided_at")?,
            is_confirmed: verdict.map(|verdict| verdict == Verdict::Confirm),
            policy: row.try_get("policy_id")?,
            was_changed: verdicts > 1,
            is_erased: instant_if_any(row, "erased_at")?.is_some_and(|erased_at| came_at <= erased_at),
        })
    };
    rows.iter().map(read).collect()
}

/// Appeals that came then; one that was granted is confirmed.
pub(crate) async fn list_appeals(tx: &mut Tx, (from, until): Between) -> Result<Vec<DecidedItem>, DbError> {
    let sql = "SELECT received_at, decided_at, state, policy_id FROM appeal WHERE received_at >= $1 AND received_at < $2";
    let rows = sqlx::query(sql)
        .bind(from.as_microsecond())
        .bind(until.as_microsecond())
        .fetch_all(tx.conn())
        .await?;
    let read = |row: &AnyRow| -> Result<DecidedItem, DbError> {
        let state: AppealState = parsed(row, "state")?;
        Ok(DecidedItem {
            came_at: instant(row, "received_at")?,
            surface: String::new(),
            kind: String::new(),
            decided_at: instant_if_any(row, "decided_at")?,
            is_confirmed: (state != AppealState::Open).then_some(state == AppealState::Granted),
            policy: row.try_get("policy_id")?,
            was_changed: false,
            is_erased: false,
        })
    };
    rows.iter().map(read).collect()
}

/// Where something went, what of it, and how many. What nobody has sent yet, and what is older than destinations, counts as in earnest.
pub(crate) type CountedAt = (Destination, String, i64);

/// How many reports that were opened then are in each state.
pub(crate) async fn count_reports(tx: &mut Tx, between: Between) -> Result<Vec<CountedAt>, DbError> {
    let sql = "SELECT CASE WHEN r.destination IN ('sandbox', 'test') THEN r.destination ELSE 'production' END AS place,
             r.state AS what, COUNT(*) AS found
         FROM report r WHERE r.opened_at >= $1 AND r.opened_at < $2
         GROUP BY place, r.state ORDER BY place, r.state";
    count_at(tx, sql, between).await
}

/// How many later reports were opened then that follow up a filed one.
pub(crate) async fn count_follow_ups(tx: &mut Tx, (from, until): Between) -> Result<i64, DbError> {
    let sql = "SELECT COUNT(*) AS found FROM report
         WHERE follows_report_id IS NOT NULL AND opened_at >= $1 AND opened_at < $2";
    let query = sqlx::query(sql).bind(from.as_microsecond()).bind(until.as_microsecond());
    Ok(query.fetch_one(tx.conn()).await?.try_get("found")?)
}

/// How many reports' newest outcome that came then has each code.
pub(crate) async fn count_outcomes(tx: &mut Tx, between: Between) -> Result<Vec<CountedAt>, DbError> {
    let sql = "SELECT CASE WHEN r.destination IN ('sandbox', 'test') THEN r.destination ELSE 'production' END AS place,
             o.code AS what, COUNT(*) AS found
         FROM outcome o JOIN report r ON r.report_id = o.report_id
         WHERE o.received_at >= $1 AND o.received_at < $2 AND o.sequence =
             (SELECT MAX(x.sequence) FROM outcome x WHERE x.report_id = o.report_id AND x.received_at < $2)
         GROUP BY place, o.code ORDER BY place, o.code";
    count_at(tx, sql, between).await
}

async fn count_at(tx: &mut Tx, sql: &'static str, (from, until): Between) -> Result<Vec<CountedAt>, DbError> {
    let query = sqlx::query(sql).bind(from.as_microsecond()).bind(until.as_microsecond());
    let rows = query.fetch_all(tx.conn()).await?;
    rows.iter().map(|row| Ok((parsed(row, "place")?, row.try_get("what")?, row.try_get("found")?))).collect()
}

/// How many notices under article 18 got a receipt then, by duty.
pub(crate) async fn count_notices(
    tx: &mut Tx,
    (from, until): Between,
) -> Result<Vec<(String, i64)>, DbError> {
    let sql = "SELECT duty AS what, COUNT(*) AS found FROM notice_order
         WHERE state = 'sent' AND settled_at >= $1 AND settled_at < $2 GROUP BY duty ORDER BY duty";
    count(tx, sql, (from, until)).await
}

async fn count(
    tx: &mut Tx,
    sql: &'static str,
    (from, until): Between,
) -> Result<Vec<(String, i64)>, DbError> {
    let rows = sqlx::query(sql)
        .bind(from.as_microsecond())
        .bind(until.as_microsecond())
        .fetch_all(tx.conn())
        .await?;
    rows.iter().map(|row| Ok((row.try_get("what")?, row.try_get("found")?))).collect()
}

/// Orders of courts and of the police that were received on these days, both among them.
pub(crate) async fn list_orders(
    tx: &mut Tx,
    (first, last): (Date, Date),
) -> Result<Vec<SettledOrder>, DbError> {
    let sql = "SELECT kind, received_on, settled_on FROM legal_process WHERE received_on >= $1 AND received_on <= $2";
    let rows = sqlx::query(sql).bind(first.to_string()).bind(last.to_string()).fetch_all(tx.conn()).await?;
    let read = |row: &AnyRow| -> Result<SettledOrder, DbError> {
        Ok(SettledOrder {
            kind: parsed(row, "kind")?,
            received_on: parsed(row, "received_on")?,
            settled_on: parsed_if_any(row, "settled_on")?,
        })
    };
    rows.iter().map(read).collect()
}
