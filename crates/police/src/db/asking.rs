//! What nobody has asked about yet, by operator.

use jiff::civil::Date;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::ip_events::{IS_FIRST, MAYBE_MINOR, read_seen};
use super::warnings::{ASKED, EVENT_ASKED};
use super::{Closed, Columns, DbError, Reader, Tx, may_read, read_all};
use crate::seen::Seen;

/// What was done or seen at one operator's addresses and nobody asked about; what has a hint of a minor stands apart.
pub(crate) struct Group {
    /// None where no allocation says whose the addresses were.
    pub(crate) operator: Option<String>,
    pub(crate) maybe_minor: bool,
    pub(crate) acts: i64,
    /// Of those that are no acts.
    pub(crate) events: i64,
    /// The first day on which the operator may erase a record of them.
    pub(crate) first_erasable_on: Date,
}

/// SQL: acts and events that nobody asked about; of those that tell of the same the first, which stands for all. Binds the reader at
/// `place`; what follows a `WHERE` of either is `of_act` and `of_event`.
fn unasked(place: usize, of_act: &str, of_event: &str) -> String {
    let (act, event) = (
        may_read(Closed::Account, "act.account_id", place),
        may_read(Closed::Account, "ip_event.account_id", place),
    );
    format!(
        "(SELECT act.act_id, NULL AS event_id, act.operator, report.maybe_minor, act.erasable_on, 0 AS lapsed
          FROM act JOIN report ON report.report_id = act.report_id
          WHERE act.connection IS NOT NULL AND NOT {ASKED} AND {of_act} AND {act}
          UNION ALL
          SELECT NULL AS act_id, ip_event.event_id, ip_event.operator, {MAYBE_MINOR} AS maybe_minor,
              ip_event.erasable_on, ip_event.lapsed
          FROM ip_event
          WHERE ip_event.connection IS NOT NULL AND NOT {EVENT_ASKED} AND {IS_FIRST}
              AND {of_event} AND {event}) unasked"
    )
}

/// SQL: the first day of a group; of what may be gone already where nothing else is left.
const FIRST: &str =
    "COALESCE(MIN(CASE WHEN unasked.lapsed = 0 THEN unasked.erasable_on END), MIN(unasked.erasable_on))";

fn read_group(row: &AnyRow) -> Result<Group, Error> {
    Ok(Group {
        operator: row.maybe_text("operator")?,
        maybe_minor: row.flag("maybe_minor")?,
        acts: row.number("acts")?,
        events: row.number("events")?,
        first_erasable_on: row.parsed("first_erasable_on")?,
    })
}

/// Every group, what is erased first on top, and what may be gone already last.
pub(crate) async fn list_groups(tx: &mut Tx, reader: &Reader) -> Result<Vec<Group>, DbError> {
    let sql = format!(
        "SELECT unasked.operator, unasked.maybe_minor, COUNT(unasked.act_id) AS acts, COUNT(unasked.event_id) AS events,
             {FIRST} AS first_erasable_on
         FROM {} GROUP BY unasked.operator, unasked.maybe_minor
         ORDER BY {FIRST}, COALESCE(unasked.operator, ''), unasked.maybe_minor",
        unasked(1, "1 = 1", "1 = 1")
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name());
    read_all(&query.fetch_all(tx.conn()).await?, read_group)
}

/// What is in a group, what is erased first on top and what may be gone already last, so many at most; of unknown operators where none is named.
pub(crate) async fn list_of_group(
    tx: &mut Tx,
    reader: &Reader,
    operator: Option<&str>,
    maybe_minor: bool,
    most: i64,
) -> Result<Vec<Seen>, DbError> {
    let of = |table: &str, minor: &str| match operator {
        Some(_) => format!("{table}.operator = $1 AND {minor} = $2"),
        None => format!("{table}.operator IS NULL AND $1 = '' AND {minor} = $2"),
    };
    let sql = format!(
        "SELECT unasked.act_id, unasked.event_id FROM {}
         ORDER BY unasked.lapsed, unasked.erasable_on, unasked.act_id, unasked.event_id LIMIT $4",
        unasked(3, &of("act", "report.maybe_minor"), &of("ip_event", MAYBE_MINOR))
    );
    let query =
        sqlx::query(sqlx::AssertSqlSafe(sql)).bind(operator.unwrap_or_default()).bind(i64::from(maybe_minor));
    let query = query.bind(reader.name()).bind(most);
    read_all(&query.fetch_all(tx.conn()).await?, read_seen)
}
