//! Reports to the clearinghouse.

use jiff::Timestamp;
use jiff::civil::Date;
use model::Id;
use service::{DbError, Tx};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::{instant, instant_if_any, parsed, parsed_if_any, report_files};
use crate::destination::{Clearinghouse, Destination, Held};
use crate::ids::{Report, Upload};
use crate::report_state::ReportState;

/// A report as stored.
pub(crate) struct ReportRow {
    pub(crate) report_id: Id<Report>,
    /// The one that opened it; more may be in it, see `report_files`.
    pub(crate) upload_id: Id<Upload>,
    pub(crate) state: ReportState,
    pub(crate) opened_at: Timestamp,
    pub(crate) report_number: Option<i64>,
    pub(crate) filed_at: Option<Timestamp>,
    pub(crate) preserve_until: Option<Date>,
    pub(crate) outcome_count: i64,
    /// Where its requests go, once one was written down.
    pub(crate) destination: Option<Destination>,
    /// The address of that, where the newest went.
    pub(crate) address: Option<String>,
    /// Why it is held back.
    pub(crate) held: Option<Held>,
    /// The filed report that it follows up.
    pub(crate) follows: Option<Id<Report>>,
}

impl ReportRow {
    /// Whether it reached who acts on it: one that was filed at a sandbox or a test side told nobody, and one that was carried by hand no
    /// clearinghouse. Where the oldest went nobody knows.
    pub(crate) fn is_filed_in_earnest(&self) -> bool {
        let in_earnest = self.destination.is_none_or(|destination| destination == Destination::Production);
        self.state == ReportState::Filed && in_earnest && !self.was_carried()
    }

    /// Whether it was carried by hand: filed without a number.
    pub(crate) fn was_carried(&self) -> bool {
        self.state == ReportState::Filed && self.report_number.is_none()
    }

    /// Whether it is not filed yet, nor withdrawn.
    pub(crate) fn is_on_its_way(&self) -> bool {
        matches!(self.state, ReportState::Filing | ReportState::Stuck)
    }

    /// The clearinghouse that its requests went to, or would go to; none where they go nowhere.
    pub(crate) fn clearinghouse(&self, configured: Option<Clearinghouse>) -> Option<Clearinghouse> {
        let (destination, address) = configured.map(|to| (to.destination, to.address)).unzip();
        Some(Clearinghouse {
            destination: self.destination.or(destination)?,
            address: self.address.clone().or(address)?,
        })
    }

    /// Whether what is under way of it was begun elsewhere: at another destination, or under this number at another address. Where the oldest went
    /// nobody knows.
    pub(crate) fn is_elsewhere(&self, to: &Clearinghouse, number: Option<i64>) -> bool {
        let is_other = self.destination.is_some_and(|destination| destination != to.destination);
        is_other || (number.is_some() && self.has_other_address(to))
    }

    /// Whether its requests went to another address of the same destination: another clearinghouse, or the same one that has moved.
    pub(crate) fn has_other_address(&self, to: &Clearinghouse) -> bool {
        let is_same = self.destination == Some(to.destination);
        is_same && self.address.as_ref().is_some_and(|address| *address != to.address)
    }

    /// Its number, where a clearinghouse knows it by that; of the oldest nobody knows which one does.
    pub(crate) fn number_at(&self, at: &Clearinghouse) -> Option<i64> {
        let is_there = self.destination.is_none_or(|destination| destination == at.destination)
            && self.address.as_ref().is_none_or(|address| *address == at.address);
        self.report_number.filter(|_| is_there)
    }
}

const SELECT: &str = "SELECT r.*, (SELECT COUNT(*) FROM outcome o WHERE o.report_id = r.report_id) AS outcome_count FROM report r";

/// Opens a report for an upload, its first.
pub(crate) async fn insert_report(
    tx: &mut Tx,
    id: Id<Report>,
    upload_id: Id<Upload>,
    follows: Option<Id<Report>>,
    opened_at: Timestamp,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO report (report_id, upload_id, state, opened_at, follows_report_id)
         VALUES ($1, $2, 'filing', $3, $4)",
    )
    .bind(id.to_string())
    .bind(upload_id.to_string())
    .bind(opened_at.as_microsecond())
    .bind(follows.map(|id| id.to_string()))
    .execute(tx.conn())
    .await?;
    report_files::add(tx, id, upload_id).await
}

/// The report with this id.
pub(crate) async fn find_report(tx: &mut Tx, id: Id<Report>) -> Result<Option<ReportRow>, DbError> {
    find(tx, "r.report_id = $1", &id.to_string()).await
}

/// The report that an upload is in.
pub(crate) async fn find_report_of_upload(tx: &mut Tx, id: Id<Upload>) -> Result<Option<ReportRow>, DbError> {
    find(tx, "r.report_id = (SELECT f.report_id FROM report_file f WHERE f.upload_id = $1)", &id.to_string())
        .await
}

async fn find(tx: &mut Tx, condition: &'static str, key: &str) -> Result<Option<ReportRow>, DbError> {
    sqlx::query(sqlx::AssertSqlSafe(format!("{SELECT} WHERE {condition}")))
        .bind(key)
        .fetch_optional(tx.conn())
        .await?
        .map(|row| read(&row))
        .transpose()
}

/// Reports that were filed under a CyberTipline number, or that were opened under it and are not yet known to be filed.
const NUMBERED: &str = "SELECT r.report_id, r.destination, r.address FROM report r WHERE r.report_number = $1
     UNION SELECT r.report_id, r.destination, r.address FROM filing_step s JOIN report r ON r.report_id = s.report_id
     WHERE r.state <> 'filed' AND s.report_number = $1";

/// The report that a clearinghouse knows by a CyberTipline number. Of a report from before destinations or addresses were noted nobody knows where
/// it went, and an address may change: one of the same destination counts where none is known there.
pub(crate) async fn find_report_by_number(
    tx: &mut Tx,
    report_number: i64,
    at: &Clearinghouse,
) -> Result<Option<Id<Report>>, DbError> {
    let sql = format!(
        "SELECT n.report_id FROM ({NUMBERED}) AS n WHERE COALESCE(n.destination, $2) = $2
         ORDER BY CASE WHEN n.address = $3 THEN 0 ELSE 1 END, n.report_id LIMIT 1"
    );
    sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(report_number)
        .bind(at.destination.name())
        .bind(&at.address)
        .fetch_optional(tx.conn())
        .await?
        .map(|row| parsed(&row, "report_id"))
        .transpose()
}

/// The reports that any clearinghouse knows by a CyberTipline number.
pub(crate) async fn list_reports_by_number(
    tx: &mut Tx,
    report_number: i64,
) -> Result<Vec<Id<Report>>, DbError> {
    let sql = format!("SELECT n.report_id FROM ({NUMBERED}) AS n ORDER BY n.report_id");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(report_number).fetch_all(tx.conn()).await?;
    rows.iter().map(|row| parsed(row, "report_id")).collect()
}

/// The CyberTipline numbers of what was filed of an account at a clearinghouse before a report was, oldest first. Numbers of another mean nothing
/// there, and an account whose uploads are erased has none.
pub(crate) async fn list_numbers_of_account(
    tx: &mut Tx,
    account_blind: &str,
    but: &ReportRow,
    at: &Clearinghouse,
) -> Result<Vec<i64>, DbError> {
    let rows = sqlx::query(
        "SELECT r.report_number FROM report r
         WHERE r.state = 'filed' AND r.report_number IS NOT NULL AND r.destination = $2 AND COALESCE(r.address, $5) = $5
             AND r.report_id <> $3 AND r.filed_at <= $4 AND $1 <> ''
             AND EXISTS (SELECT 1 FROM report_file f JOIN upload u ON u.upload_id = f.upload_id
                 WHERE f.report_id = r.report_id AND u.account_blind = $1)
         ORDER BY r.filed_at, r.report_number",
    )
    .bind(account_blind)
    .bind(at.destination.name())
    .bind(but.report_id.to_string())
    .bind(but.filed_at.map_or(i64::MAX, Timestamp::as_microsecond))
    .bind(&at.address)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(|row| Ok(row.try_get("report_number")?)).collect()
}

/// The later reports that follow one up, oldest first.
pub(crate) async fn list_following(tx: &mut Tx, id: Id<Report>) -> Result<Vec<ReportRow>, DbError> {
    let sql = format!("{SELECT} WHERE r.follows_report_id = $1 ORDER BY r.report_id");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.to_string()).fetch_all(tx.conn()).await?;
    rows.iter().map(read).collect()
}

/// The reports of an account, oldest first; none once it is erased.
pub(crate) async fn list_of_account(tx: &mut Tx, account_blind: &str) -> Result<Vec<ReportRow>, DbError> {
    let sql = format!(
        "{SELECT} WHERE $1 <> '' AND EXISTS (SELECT 1 FROM report_file f JOIN upload u ON u.upload_id = f.upload_id
             WHERE f.report_id = r.report_id AND u.account_blind = $1)
         ORDER BY r.report_id"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(account_blind).fetch_all(tx.conn()).await?;
    rows.iter().map(read).collect()
}

/// Reports in one state, or in any, newest first, before a given one.
pub(crate) async fn list_reports(
    tx: &mut Tx,
    state: Option<ReportState>,
    before: Option<Id<Report>>,
    at_most: i64,
) -> Result<Vec<ReportRow>, DbError> {
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
        "{SELECT} WHERE ($1 = '' OR r.state = $1) AND ($2 = '' OR r.report_id < $2) ORDER BY r.report_id DESC LIMIT $3"
    )))
    .bind(state.map_or("", ReportState::name))
    .bind(before.map(|id| id.to_string()).unwrap_or_default())
    .bind(at_most)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(read).collect()
}

/// How many reports are in each state.
pub(crate) async fn count_reports(tx: &mut Tx) -> Result<Vec<(ReportState, i64)>, DbError> {
    let rows = sqlx::query("SELECT state, COUNT(*) AS reports FROM report GROUP BY state ORDER BY state")
        .fetch_all(tx.conn())
        .await?;
    rows.iter().map(|row| Ok((parsed(row, "state")?, row.try_get("reports")?))).collect()
}

/// Moves a report to a state without further facts.
pub(crate) async fn set_state(tx: &mut Tx, id: Id<Report>, state: ReportState) -> Result<(), DbError> {
    sqlx::query("UPDATE report SET state = $1 WHERE report_id = $2")
        .bind(state.name())
        .bind(id.to_string())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Marks a report as filed, under the number that the clearinghouse gave it.
pub(crate) async fn set_filed(
    tx: &mut Tx,
    id: Id<Report>,
    report_number: i64,
    filed_at: Timestamp,
    preserve_until: Option<Date>,
) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE report SET state = 'filed', report_number = $1, filed_at = $2, preserve_until_on = $3,
             filed_no = (SELECT COALESCE(MAX(x.filed_no), 0) + 1 FROM report x)
         WHERE report_id = $4",
    )
    .bind(report_number)
    .bind(filed_at.as_microsecond())
    .bind(preserve_until.map(|day| day.to_string()))
    .bind(id.to_string())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Marks a report as filed that was carried by hand: no clearinghouse gave it a number, nor has the one at which it may have been begun accepted it.
pub(crate) async fn set_carried(
    tx: &mut Tx,
    id: Id<Report>,
    filed_at: Timestamp,
    preserve_until: Option<Date>,
) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE report SET state = 'filed', filed_at = $1, preserve_until_on = $2, held_because = NULL,
             destination = NULL, address = NULL, filed_no = (SELECT COALESCE(MAX(x.filed_no), 0) + 1 FROM report x)
         WHERE report_id = $3",
    )
    .bind(filed_at.as_microsecond())
    .bind(preserve_until.map(|day| day.to_string()))
    .bind(id.to_string())
    .execute(tx.conn())
    .await?;
    Ok(())
}

fn read(row: &AnyRow) -> Result<ReportRow, DbError> {
    Ok(ReportRow {
        report_id: parsed(row, "report_id")?,
        upload_id: parsed(row, "upload_id")?,
        state: parsed(row, "state")?,
        opened_at: instant(row, "opened_at")?,
        report_number: row.try_get("report_number")?,
        filed_at: instant_if_any(row, "filed_at")?,
        preserve_until: parsed_if_any(row, "preserve_until_on")?,
        outcome_count: row.try_get("outcome_count")?,
        destination: parsed_if_any(row, "destination")?,
        address: row.try_get("address")?,
        held: parsed_if_any(row, "held_because")?,
        follows: parsed_if_any(row, "follows_report_id")?,
    })
}
