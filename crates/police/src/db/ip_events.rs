//! Where accounts were seen of which no act is made.

use jiff::Timestamp;
use jiff::civil::Date;
use model::Id;
use model::kind::Report;
use service::Sealed;

use super::{Columns, DbError, Tx, read_all};
use crate::ids::{Account, IpEvent};
use crate::intake::Connection;

/// One event.
pub(crate) struct EventRow {
    pub(crate) event_id: Id<IpEvent>,
    pub(crate) report_id: Id<Report>,
    pub(crate) account_id: Id<Account>,
    /// As the CyberTipline names it; empty where none is stated.
    pub(crate) event_name: String,
    /// The time in the report's own words.
    pub(crate) stated_text: String,
    pub(crate) happened_at: Timestamp,
    /// Address and port; none is left once it is erased.
    pub(crate) connection: Option<Sealed<Connection>>,
    /// Whom to ask for the subscriber.
    pub(crate) operator: Option<String>,
    pub(crate) shared_by_many: bool,
    /// The first day on which the operator may erase the record of it.
    pub(crate) erasable_on: Date,
    /// The same by law alone; the end of the calendar where no rule of the node's country tells it, or nobody has computed it yet.
    pub(crate) erasable_by_law_on: Date,
}

pub(crate) async fn insert_event(tx: &mut Tx, row: &EventRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO ip_event (event_id, report_id, account_id, event_name, stated_text, happened_at, connection,
             operator, shared_by_many, erasable_on, erasable_by_law_on)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(row.event_id.to_string())
    .bind(row.report_id.to_string())
    .bind(row.account_id.to_string())
    .bind(&row.event_name)
    .bind(&row.stated_text)
    .bind(row.happened_at.as_microsecond())
    .bind(row.connection.as_ref().map(Sealed::as_column))
    .bind(&row.operator)
    .bind(i64::from(row.shared_by_many))
    .bind(row.erasable_on.to_string())
    .bind(row.erasable_by_law_on.to_string())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Events of which the day of the law was never computed, in pieces.
pub(crate) async fn list_without_law_day(
    tx: &mut Tx,
    limit: i64,
) -> Result<Vec<(Id<IpEvent>, Timestamp)>, DbError> {
    let sql =
        "SELECT event_id, happened_at FROM ip_event WHERE erasable_by_law_on = '' ORDER BY event_id LIMIT $1";
    let rows = sqlx::query(sql).bind(limit).fetch_all(tx.conn()).await?;
    read_all(&rows, |row| Ok((row.id("event_id")?, row.instant("happened_at")?)))
}

/// Sets the first day on which an operator may erase the record of an event by law, which no operator's word has moved.
pub(crate) async fn set_law_day(tx: &mut Tx, event_id: Id<IpEvent>, day: Date) -> Result<(), DbError> {
    sqlx::query("UPDATE ip_event SET erasable_by_law_on = $2, erasable_on = $2 WHERE event_id = $1")
        .bind(event_id.to_string())
        .bind(day.to_string())
        .execute(tx.conn())
        .await?;
    Ok(())
}
