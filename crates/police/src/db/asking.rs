//! What nobody has asked about yet, by operator.

use jiff::civil::Date;
use model::Id;
use model::kind::Act;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::{Closed, Columns, DbError, Reader, Tx, may_read, read_all};

/// Acts of one operator's addresses that nobody asked about; those with a hint of a minor stand apart.
pub(crate) struct Group {
    /// None where no allocation says whose the addresses were.
    pub(crate) operator: Option<String>,
    pub(crate) maybe_minor: bool,
    pub(crate) acts: i64,
    /// The first day on which the operator may erase a record of them.
    pub(crate) first_erasable_on: Date,
}

const OPEN: &str = "FROM act JOIN report ON report.report_id = act.report_id
    WHERE act.connection IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM disclosure_line
        JOIN disclosure_request ON disclosure_request.request_id = disclosure_line.request_id
        WHERE disclosure_line.act_id = act.act_id AND disclosure_request.standing = 1)";

fn read_group(row: &AnyRow) -> Result<Group, Error> {
    Ok(Group {
        operator: row.maybe_text("operator")?,
        maybe_minor: row.flag("maybe_minor")?,
        acts: row.number("acts")?,
        first_erasable_on: row.parsed("first_erasable_on")?,
    })
}

fn read_act_id(row: &AnyRow) -> Result<Id<Act>, Error> {
    row.id("act_id")
}

/// Every group, what is erased first on top.
pub(crate) async fn list_groups(tx: &mut Tx, reader: &Reader) -> Result<Vec<Group>, DbError> {
    let may_read = may_read(Closed::Account, "act.account_id", 1);
    let sql = format!(
        "SELECT act.operator, report.maybe_minor, COUNT(*) AS acts, MIN(act.erasable_on) AS first_erasable_on
         {OPEN} AND {may_read} GROUP BY act.operator, report.maybe_minor
         ORDER BY MIN(act.erasable_on), COALESCE(act.operator, ''), report.maybe_minor"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(reader.name());
    read_all(&query.fetch_all(tx.conn()).await?, read_group)
}

/// The acts of a group, what is erased first on top, so many at most; of unknown operators where none is named.
pub(crate) async fn list_acts_of_group(
    tx: &mut Tx,
    reader: &Reader,
    operator: Option<&str>,
    maybe_minor: bool,
    most: i64,
) -> Result<Vec<Id<Act>>, DbError> {
    let may_read = may_read(Closed::Account, "act.account_id", 3);
    let of_group = match operator {
        Some(_) => "act.operator = $1",
        None => "act.operator IS NULL AND $1 = ''",
    };
    let sql = format!(
        "SELECT act.act_id {OPEN} AND {of_group} AND report.maybe_minor = $2 AND {may_read}
         ORDER BY act.erasable_on, act.act_id LIMIT $4"
    );
    let query =
        sqlx::query(sqlx::AssertSqlSafe(sql)).bind(operator.unwrap_or_default()).bind(i64::from(maybe_minor));
    let query = query.bind(reader.name()).bind(most);
    read_all(&query.fetch_all(tx.conn()).await?, read_act_id)
}
