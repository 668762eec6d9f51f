//! Notices that are sent by a program, and what became of each.

use jiff::Timestamp;
use model::Id;
use service::{DbError, Sealed, Tx};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::{instant, instant_if_any, parsed};
use crate::ids::Report;
use crate::notices::NoticeState;

/// The table, for sealing.
pub(crate) const TABLE: &str = "notice_order";
/// The sealed notice, as it is sent.
pub(crate) const NOTICE: &str = "notice_sealed";
/// The sealed words of the other side.
pub(crate) const WORDS: &str = "words_sealed";

/// One notice.
pub(crate) struct NoticeOrderRow {
    pub(crate) report_id: Id<Report>,
    pub(crate) duty: String,
    /// Counts the notices of a report and duty.
    pub(crate) order_no: i64,
    pub(crate) state: NoticeState,
    /// Byte for byte what is sent; empty once it is erased.
    pub(crate) notice: Sealed<String>,
    pub(crate) ordered_by: String,
    pub(crate) ordered_at: Timestamp,
    pub(crate) settled_at: Option<Timestamp>,
    pub(crate) http_status: Option<i64>,
    /// The number that the receipt states.
    pub(crate) report_number: Option<i64>,
    pub(crate) words: Option<Sealed<String>>,
}

/// What became of sending one.
pub(crate) struct SettledNotice {
    pub(crate) state: NoticeState,
    pub(crate) at: Timestamp,
    pub(crate) http_status: Option<i64>,
    pub(crate) report_number: Option<i64>,
    /// None once the report is erased.
    pub(crate) words: Option<Sealed<String>>,
}

/// The row of a notice, for sealing.
pub(crate) fn row_key(report_id: Id<Report>, duty: &str, order_no: i64) -> String {
    format!("{report_id}/{duty}/{order_no}")
}

/// Every notice of a report, by duty, the newest of each first.
pub(crate) async fn list_of(tx: &mut Tx, report_id: Id<Report>) -> Result<Vec<NoticeOrderRow>, DbError> {
    let sql = "SELECT * FROM notice_order WHERE report_id = $1 ORDER BY duty, order_no DESC";
    let rows = sqlx::query(sql).bind(report_id.to_string()).fetch_all(tx.conn()).await?;
    rows.iter().map(read).collect()
}

/// The newest notice of a report and duty.
pub(crate) async fn find_newest(
    tx: &mut Tx,
    report_id: Id<Report>,
    duty: &str,
) -> Result<Option<NoticeOrderRow>, DbError> {
    Ok(list_of(tx, report_id).await?.into_iter().find(|row| row.duty == duty))
}

/// Writes down a notice that is to be sent.
pub(crate) async fn insert(tx: &mut Tx, row: &NoticeOrderRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO notice_order (report_id, duty, order_no, state, notice_sealed, ordered_by, ordered_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(row.report_id.to_string())
    .bind(&row.duty)
    .bind(row.order_no)
    .bind(row.state.name())
    .bind(row.notice.as_column())
    .bind(&row.ordered_by)
    .bind(row.ordered_at.as_microsecond())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Lets a notice be sent again, as it is; tells whether it waits now.
pub(crate) async fn wait_again(
    tx: &mut Tx,
    (report_id, duty, order_no): (Id<Report>, &str, i64),
) -> Result<bool, DbError> {
    let sql = "UPDATE notice_order SET state = 'waiting', settled_at = NULL
         WHERE report_id = $1 AND duty = $2 AND order_no = $3 AND state IN ('waiting', 'repair')";
    let done =
        sqlx::query(sql).bind(report_id.to_string()).bind(duty).bind(order_no).execute(tx.conn()).await?;
    Ok(done.rows_affected() == 1)
}

/// Says what became of a notice that waits; `false` when it no longer does.
pub(crate) async fn settle(
    tx: &mut Tx,
    (report_id, duty, order_no): (Id<Report>, &str, i64),
    settled: &SettledNotice,
) -> Result<bool, DbError> {
    let sql = "UPDATE notice_order SET state = $4, settled_at = $5, http_status = $6, report_number = $7, words_sealed = $8
         WHERE report_id = $1 AND duty = $2 AND order_no = $3 AND state = 'waiting'";
    let done = sqlx::query(sql)
        .bind(report_id.to_string())
        .bind(duty)
        .bind(order_no)
        .bind(settled.state.name())
        .bind(settled.at.as_microsecond())
        .bind(settled.http_status)
        .bind(settled.report_number)
        .bind(settled.words.as_ref().map(|words| words.as_column().to_owned()))
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// How many [`list_open`] would name.
pub(crate) async fn count_open(tx: &mut Tx) -> Result<i64, DbError> {
    let sql = "SELECT COUNT(*) AS found FROM notice_order n
         WHERE n.state IN ('waiting', 'repair', 'refused') AND NOT EXISTS
             (SELECT 1 FROM notice_order x WHERE x.report_id = n.report_id AND x.duty = n.duty AND x.order_no > n.order_no)";
    Ok(sqlx::query(sql).fetch_one(tx.conn()).await?.try_get("found")?)
}

/// Notices that have no receipt and that no other follows, oldest first.
pub(crate) async fn list_open(tx: &mut Tx, at_most: i64) -> Result<Vec<NoticeOrderRow>, DbError> {
    let sql = "SELECT n.* FROM notice_order n
         WHERE n.state IN ('waiting', 'repair', 'refused') AND NOT EXISTS
             (SELECT 1 FROM notice_order x WHERE x.report_id = n.report_id AND x.duty = n.duty AND x.order_no > n.order_no)
         ORDER BY n.ordered_at, n.report_id LIMIT $1";
    let rows = sqlx::query(sql).bind(at_most).fetch_all(tx.conn()).await?;
    rows.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<NoticeOrderRow, DbError> {
    let words: Option<String> = row.try_get(WORDS)?;
    Ok(NoticeOrderRow {
        report_id: parsed(row, "report_id")?,
        duty: row.try_get("duty")?,
        order_no: row.try_get("order_no")?,
        state: parsed(row, "state")?,
        notice: Sealed::from_column(row.try_get(NOTICE)?),
        ordered_by: row.try_get("ordered_by")?,
        ordered_at: instant(row, "ordered_at")?,
        settled_at: instant_if_any(row, "settled_at")?,
        http_status: row.try_get("http_status")?,
        report_number: row.try_get("report_number")?,
        words: words.map(Sealed::from_column),
    })
}
