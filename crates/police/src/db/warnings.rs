//! Warnings that an operator may soon erase what nobody has asked for.

use jiff::Timestamp;
use jiff::civil::Date;
use model::Id;
use model::kind::Subject;
use service::Sealed;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::ip_events::{IS_FIRST, read_seen};
use super::{Closed, Columns, DbError, Reader, Rows, Tx, may_list, read_all};
use crate::ids::WarningUndo;
use crate::seen::Seen;

/// A connection whose record may soon be erased.
pub(crate) struct DueRow {
    pub(crate) seen: Seen,
    pub(crate) operator: String,
    pub(crate) erasable_on: Date,
}

/// A warning in a list.
pub(crate) struct WarningRow {
    pub(crate) seen: Seen,
    pub(crate) subject_id: Id<Subject>,
    pub(crate) report_number: i64,
    pub(crate) stated_text: String,
    pub(crate) operator: String,
    pub(crate) erasable_on: Date,
    pub(crate) days_before: i64,
    pub(crate) raised_at: Timestamp,
    /// By whom and when it was acknowledged.
    pub(crate) acknowledged: Option<(String, Timestamp)>,
    /// The last acknowledgement that was undone.
    pub(crate) undone: Option<UndoneRow>,
    /// Whether an operator has been asked since.
    pub(crate) is_asked: bool,
    /// Whether the operator said since that it keeps the record for longer.
    pub(crate) is_preserved: bool,
}

/// An acknowledgement that was undone.
pub(crate) struct UndoneRow {
    pub(crate) undo_id: Id<WarningUndo>,
    pub(crate) taken_by: String,
    pub(crate) taken_at: Timestamp,
    pub(crate) undone_by: String,
    pub(crate) undone_at: Timestamp,
    pub(crate) reason: Sealed<String>,
}

/// Warnings of one operator that nobody has acknowledged.
pub(crate) struct OpenRow {
    pub(crate) operator: String,
    pub(crate) warnings: i64,
    pub(crate) first_on: Date,
    pub(crate) newest_at: Timestamp,
}

fn read_due(row: &AnyRow) -> Result<DueRow, Error> {
    Ok(DueRow {
        seen: read_seen(row)?,
        operator: row.maybe_text("operator")?.unwrap_or_default(),
        erasable_on: row.parsed("erasable_on")?,
    })
}

fn read_warning(row: &AnyRow) -> Result<WarningRow, Error> {
    let by = row.maybe_text("acknowledged_by")?;
    Ok(WarningRow {
        seen: read_seen(row)?,
        subject_id: row.id("subject_id")?,
        report_number: row.number("report_number")?,
        stated_text: row.text("stated_text")?,
        operator: row.text("operator")?,
        erasable_on: row.parsed("erasable_on")?,
        days_before: row.number("days_before")?,
        raised_at: row.instant("raised_at")?,
        acknowledged: by.zip(row.maybe_instant("acknowledged_at")?),
        undone: read_undone(row)?,
        is_asked: row.flag("is_asked")?,
        is_preserved: row.flag("is_preserved")?,
    })
}

fn read_undone(row: &AnyRow) -> Result<Option<UndoneRow>, Error> {
    let Some(undo_id) = row.maybe_id("undo_id")? else { return Ok(None) };
    Ok(Some(UndoneRow {
        undo_id,
        taken_by: row.text("taken_before_by")?,
        taken_at: row.instant("taken_before_at")?,
        undone_by: row.text("undone_by")?,
        undone_at: row.instant("undone_at")?,
        reason: Sealed::from_column(row.text("undo_reason")?),
    }))
}

fn read_open(row: &AnyRow) -> Result<OpenRow, Error> {
    Ok(OpenRow {
        operator: row.text("operator")?,
        warnings: row.number("warnings")?,
        first_on: row.parsed("first_on")?,
        newest_at: row.instant("newest_at")?,
    })
}

/// SQL: a standing request asks about the act.
pub(super) const ASKED: &str = "EXISTS (SELECT 1 FROM disclosure_line
         JOIN disclosure_request ON disclosure_request.request_id = disclosure_line.request_id
         WHERE disclosure_line.act_id = act.act_id AND disclosure_request.standing = 1)";

/// SQL: a standing request asks about the event, or about the same in another report.
pub(super) const EVENT_ASKED: &str = "EXISTS (SELECT 1 FROM ip_event_same
         JOIN disclosure_line ON disclosure_line.event_id = ip_event_same.same_id
         JOIN disclosure_request ON disclosure_request.request_id = disclosure_line.request_id
         WHERE ip_event_same.event_id = ip_event.event_id AND disclosure_request.standing = 1)";

/// Connections that nobody has asked about, whose record may be erased after one day and up to another, and of which no such warning was raised.
pub(crate) async fn list_due(
    tx: &mut Tx,
    days_before: i64,
    (after, until): (Date, Date),
    limit: i64,
) -> Result<Vec<DueRow>, DbError> {
    let sql = format!(
        "SELECT due.act_id, due.event_id, due.operator, due.erasable_on FROM (
             SELECT act.act_id, NULL AS event_id, act.operator, act.erasable_on FROM act
             WHERE act.connection IS NOT NULL AND act.erasable_on > $1 AND act.erasable_on <= $2 AND NOT {ASKED}
                 AND NOT EXISTS (SELECT 1 FROM evidence_warning WHERE evidence_warning.act_id = act.act_id
                     AND evidence_warning.days_before = $3 AND evidence_warning.erasable_on = act.erasable_on)
             UNION ALL
             SELECT NULL AS act_id, ip_event.event_id, ip_event.operator, ip_event.erasable_on FROM ip_event
             WHERE ip_event.connection IS NOT NULL AND ip_event.lapsed = 0
                 AND ip_event.erasable_on > $1 AND ip_event.erasable_on <= $2 AND NOT {EVENT_ASKED}
                 AND {IS_FIRST}
                 AND NOT EXISTS (SELECT 1 FROM evidence_warning WHERE evidence_warning.event_id = ip_event.event_id
                     AND evidence_warning.days_before = $3 AND evidence_warning.erasable_on = ip_event.erasable_on)) due
         ORDER BY due.erasable_on, due.act_id, due.event_id LIMIT $4"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(after.to_string()).bind(until.to_string());
    let rows = query.bind(days_before).bind(limit).fetch_all(tx.conn()).await?;
    read_all(&rows, read_due)
}

pub(crate) async fn insert_warning(
    tx: &mut Tx,
    due: &DueRow,
    days_before: i64,
    raised_at: Timestamp,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO evidence_warning (act_id, event_id, days_before, erasable_on, operator, raised_at)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
    )
    .bind(due.seen.act_id().map(|act_id| act_id.to_string()))
    .bind(due.seen.event_id().map(|event_id| event_id.to_string()))
    .bind(days_before)
    .bind(due.erasable_on.to_string())
    .bind(&due.operator)
    .bind(raised_at.as_microsecond())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// SQL: a warning with what it warns of.
pub(super) const FROM: &str = "FROM evidence_warning
    LEFT JOIN act ON act.act_id = evidence_warning.act_id
    LEFT JOIN ip_event ON ip_event.event_id = evidence_warning.event_id
    JOIN account ON account.account_id = COALESCE(act.account_id, ip_event.account_id)
    JOIN report ON report.report_id = COALESCE(act.report_id, ip_event.report_id)";
/// SQL: the last acknowledgement of it that was undone.
const UNDONE: &str = "LEFT JOIN evidence_warning_undo last_undo ON last_undo.undo_id = (
        SELECT undo.undo_id FROM evidence_warning_undo undo
        WHERE COALESCE(undo.act_id, undo.event_id) = COALESCE(evidence_warning.act_id, evidence_warning.event_id)
            AND undo.days_before = evidence_warning.days_before
            AND undo.erasable_on = evidence_warning.erasable_on
        ORDER BY undo.undone_at DESC, undo.undo_id DESC LIMIT 1)";

/// SQL: it still warns of something, acknowledged or not.
pub(super) fn still_warns() -> String {
    format!(
        "COALESCE(act.connection, ip_event.connection) IS NOT NULL
             AND evidence_warning.erasable_on = COALESCE(act.erasable_on, ip_event.erasable_on)
             AND NOT {ASKED} AND NOT {EVENT_ASKED}"
    )
}

/// SQL: what a list must meet beside its own condition: binds the reader and what was typed.
pub(super) fn listed(condition: &str) -> String {
    format!(
        "{} AND {condition} AND ($2 = '' OR LOWER(evidence_warning.operator) LIKE $2 ESCAPE '!')",
        may_list(Closed::Account, "account.account_id", 1)
    )
}

/// SQL: as [`listed`], of all warnings or of those that are open.
fn condition(only_open: bool) -> String {
    if only_open {
        listed(&format!("evidence_warning.acknowledged_at IS NULL AND {}", still_warns()))
    } else {
        listed("1 = 1")
    }
}

/// One page of the warnings: all, or those that nobody has acknowledged and that still warn of something.
pub(crate) async fn list_page(
    tx: &mut Tx,
    reader: &Reader,
    only_open: bool,
    rows: &Rows,
) -> Result<Vec<WarningRow>, DbError> {
    let columns = [
        ("erasable_on", "evidence_warning.erasable_on"),
        ("operator", "evidence_warning.operator"),
        ("raised_at", "evidence_warning.raised_at"),
    ];
    let sql = format!(
        "SELECT evidence_warning.*, account.subject_id, report.report_number,
             COALESCE(act.stated_text, ip_event.stated_text) AS stated_text,
             CAST(CASE WHEN {ASKED} OR {EVENT_ASKED} THEN 1 ELSE 0 END AS BIGINT) AS is_asked,
             CAST(CASE WHEN evidence_warning.erasable_on < COALESCE(act.erasable_on, ip_event.erasable_on) THEN 1 ELSE 0 END AS BIGINT) AS is_preserved,
             last_undo.undo_id, last_undo.acknowledged_by AS taken_before_by, last_undo.undone_by, last_undo.undone_at,
             last_undo.acknowledged_at AS taken_before_at, last_undo.reason AS undo_reason
         {FROM} {UNDONE} WHERE {} {} LIMIT $3 OFFSET $4",
        condition(only_open),
        rows.order_among(&columns, "evidence_warning.act_id, evidence_warning.event_id, evidence_warning.days_before")
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name()).bind(&rows.pattern);
    let found = query.bind(rows.limit).bind(rows.offset).fetch_all(tx.conn()).await?;
    read_all(&found, read_warning)
}

/// How many the whole list holds.
pub(crate) async fn count(
    tx: &mut Tx,
    reader: &Reader,
    only_open: bool,
    pattern: &str,
) -> Result<i64, DbError> {
    let sql = format!("SELECT COUNT(*) AS total {FROM} WHERE {}", condition(only_open));
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name()).bind(pattern);
    Ok(query.fetch_one(tx.conn()).await?.number("total")?)
}

/// The open warnings by operator, whose records are erased first on top.
pub(crate) async fn list_open(tx: &mut Tx, reader: &Reader) -> Result<Vec<OpenRow>, DbError> {
    let sql = format!(
        "SELECT evidence_warning.operator, COUNT(*) AS warnings, MIN(evidence_warning.erasable_on) AS first_on,
             MAX(evidence_warning.raised_at) AS newest_at
         {FROM} WHERE {} GROUP BY evidence_warning.operator ORDER BY first_on, evidence_warning.operator",
        condition(true)
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name()).bind("");
    read_all(&query.fetch_all(tx.conn()).await?, read_open)
}

/// SQL: the reader may read what a warning is about.
pub(super) fn may_take(place: usize) -> String {
    format!(
        "COALESCE(act_id, event_id) IN (SELECT act.act_id FROM act WHERE {}
             UNION ALL SELECT ip_event.event_id FROM ip_event WHERE {})",
        may_list(Closed::Account, "act.account_id", place),
        may_list(Closed::Account, "ip_event.account_id", place)
    )
}

/// Notes who acknowledged the open warnings of an operator that were raised up to an instant; says how many there were.
pub(crate) async fn acknowledge(
    tx: &mut Tx,
    reader: &Reader,
    (operator, up_to): (&str, Timestamp),
    (by, at): (&str, Timestamp),
) -> Result<u64, DbError> {
    let sql = format!(
        "UPDATE evidence_warning SET acknowledged_by = $2, acknowledged_at = $3
         WHERE operator = $4 AND raised_at <= $5 AND acknowledged_at IS NULL
             AND {}",
        may_take(1)
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name()).bind(by).bind(at.as_microsecond());
    let done = query.bind(operator).bind(up_to.as_microsecond()).execute(tx.conn()).await?;
    Ok(done.rows_affected())
}
