//! What the application's store is asked to preserve of reports.

use jiff::Timestamp;
use model::Id;
use service::{DbError, Tx};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::{instant, parsed, unreadable};
use crate::ids::Report;
use crate::preservation::{HoldItem, HoldState, Wanted};

/// The newest order of a report.
pub(crate) struct HoldRow {
    pub(crate) report_id: Id<Report>,
    pub(crate) wanted: Wanted,
    /// Counts the orders of a report.
    pub(crate) order_no: i64,
    pub(crate) state: HoldState,
    pub(crate) wanted_at: Timestamp,
    /// Why the last try failed.
    pub(crate) last_error: Option<String>,
    /// What the store says was gone before it could hold it.
    pub(crate) missing: Vec<HoldItem>,
    /// Who of ours has seen that.
    pub(crate) missing_seen_by: Option<String>,
}

impl HoldRow {
    /// Whether the store may be asked once more: also for what was gone, should it have come back.
    pub(crate) fn can_be_ordered_again(&self) -> bool {
        self.state.can_be_ordered_again() || !self.missing.is_empty()
    }

    /// Whether nobody has seen yet that something was gone.
    pub(crate) fn is_to_be_seen(&self) -> bool {
        !self.missing.is_empty() && self.missing_seen_by.is_none()
    }
}

/// The newest order of a report.
pub(crate) async fn find(tx: &mut Tx, report_id: Id<Report>) -> Result<Option<HoldRow>, DbError> {
    let sql = "SELECT * FROM report_hold WHERE report_id = $1";
    let row = sqlx::query(sql).bind(report_id.to_string()).fetch_optional(tx.conn()).await?;
    row.map(|row| read(&row)).transpose()
}

/// Orders something, in place of what was ordered before: the number of the order.
pub(crate) async fn order(
    tx: &mut Tx,
    report_id: Id<Report>,
    wanted: Wanted,
    at: Timestamp,
) -> Result<i64, DbError> {
    let order_no = find(tx, report_id).await?.map_or(1, |row| row.order_no + 1);
    let sql = if order_no == 1 {
        "INSERT INTO report_hold (report_id, wanted, order_no, state, wanted_at) VALUES ($1, $2, $3, 'waiting', $4)"
    } else {
        "UPDATE report_hold SET wanted = $2, order_no = $3, state = 'waiting', wanted_at = $4, settled_at = NULL,
             last_error = NULL, missing = NULL, missing_seen_by = NULL, missing_seen_at = NULL
         WHERE report_id = $1"
    };
    sqlx::query(sql)
        .bind(report_id.to_string())
        .bind(wanted.name())
        .bind(order_no)
        .bind(at.as_microsecond())
        .execute(tx.conn())
        .await?;
    Ok(order_no)
}

/// Says what became of the sending of an order: the store has it, or it failed with an error. Tells whether it waited for that.
pub(crate) async fn settle(
    tx: &mut Tx,
    (report_id, order_no): (Id<Report>, i64),
    error: Option<&str>,
    at: Timestamp,
) -> Result<bool, DbError> {
    let state = if error.is_some() { HoldState::Failed } else { HoldState::Asked };
    let sql = "UPDATE report_hold SET state = $3, last_error = $4, settled_at = $5
         WHERE report_id = $1 AND order_no = $2 AND state = 'waiting'";
    let done = sqlx::query(sql)
        .bind(report_id.to_string())
        .bind(order_no)
        .bind(state.name())
        .bind(error)
        .bind(at.as_microsecond())
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// The store says that what is wanted is done, but for what was gone before; tells whether that was open.
pub(crate) async fn confirm(
    tx: &mut Tx,
    report_id: Id<Report>,
    (wanted, missing): (Wanted, &[HoldItem]),
    at: Timestamp,
) -> Result<bool, DbError> {
    let names: Vec<_> = missing.iter().map(|item| item.name()).collect();
    let missing = (!names.is_empty()).then(|| names.join(","));
    let sql = "UPDATE report_hold SET state = 'done', settled_at = $3, missing = $4
         WHERE report_id = $1 AND wanted = $2 AND state <> 'done'";
    let done = sqlx::query(sql)
        .bind(report_id.to_string())
        .bind(wanted.name())
        .bind(at.as_microsecond())
        .bind(missing)
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Somebody has seen that something was gone; tells whether that was to be seen.
pub(crate) async fn see_missing(
    tx: &mut Tx,
    report_id: Id<Report>,
    by: &str,
    at: Timestamp,
) -> Result<bool, DbError> {
    let sql = "UPDATE report_hold SET missing_seen_by = $2, missing_seen_at = $3
         WHERE report_id = $1 AND missing IS NOT NULL AND missing_seen_by IS NULL";
    let done = sqlx::query(sql)
        .bind(report_id.to_string())
        .bind(by)
        .bind(at.as_microsecond())
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// How many [`list_open`] would name.
pub(crate) async fn count_open(tx: &mut Tx) -> Result<i64, DbError> {
    let sql = "SELECT COUNT(*) AS found FROM report_hold
         WHERE state <> 'done' OR (missing IS NOT NULL AND missing_seen_by IS NULL)";
    Ok(sqlx::query(sql).fetch_one(tx.conn()).await?.try_get("found")?)
}

/// Orders of which the store has not said that they are done, or of which something was gone that nobody has seen, oldest first.
pub(crate) async fn list_open(tx: &mut Tx, at_most: i64) -> Result<Vec<HoldRow>, DbError> {
    let sql =
        "SELECT * FROM report_hold WHERE state <> 'done' OR (missing IS NOT NULL AND missing_seen_by IS NULL)
         ORDER BY wanted_at, report_id LIMIT $1";
    let rows = sqlx::query(sql).bind(at_most).fetch_all(tx.conn()).await?;
    rows.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<HoldRow, DbError> {
    let missing: Option<String> = row.try_get("missing")?;
    let missing = missing.unwrap_or_default();
    let items = missing.split(',').filter(|name| !name.is_empty()).map(str::parse::<HoldItem>);
    Ok(HoldRow {
        missing: items.collect::<Result<Vec<_>, _>>().map_err(|error| unreadable("missing", error))?,
        missing_seen_by: row.try_get("missing_seen_by")?,
        report_id: parsed(row, "report_id")?,
        wanted: parsed(row, "wanted")?,
        order_no: row.try_get("order_no")?,
        state: parsed(row, "state")?,
        wanted_at: instant(row, "wanted_at")?,
        last_error: row.try_get("last_error")?,
    })
}
