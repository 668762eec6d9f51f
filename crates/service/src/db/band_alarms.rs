//! What Band A alarms hang on: whose reports they are, which, and what they know already. The roles that raise them keep them in the same tables,
//! `band_alarm`, `band_alarm_report` and `band_alarm_fact`, beside their `report`.

use jiff::Timestamp;
use model::kind::Report;
use model::triage::Trigger;
use model::{Id, Kind};
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{DbError, Tx, from_micros, to_micros};
use crate::alarm::Alarm;

/// The party of an alarm that a person raised.
pub const BY_HAND: &str = "";

/// An alarm that several reports may share.
pub struct BandAlarmRow {
    /// Its identifier among the alarms of the staff.
    pub alarm_id: Id<Alarm>,
    /// Whose reports they are. [`BY_HAND`] where a person raised it: what it is about, and why, is then the alarm's own.
    pub reporting_party: String,
    /// When it sounded first.
    pub raised_at: Timestamp,
    /// When it sounded last.
    pub sounded_at: Timestamp,
    /// How often it sounded.
    pub soundings: i64,
    /// How many calls were placed since it sounded last.
    pub calls: i64,
}

impl BandAlarmRow {
    /// Whether a person raised it, and no report of Band A.
    pub fn is_by_hand(&self) -> bool {
        self.reporting_party == BY_HAND
    }

    /// A row of `band_alarm`.
    ///
    /// # Errors
    /// When a column holds what it cannot hold.
    pub fn read(row: &AnyRow) -> Result<Self, DbError> {
        Ok(Self {
            alarm_id: read_id(row, "alarm_id")?,
            reporting_party: row.try_get("reporting_party")?,
            raised_at: from_micros("raised_at", row.try_get("raised_at")?)?,
            sounded_at: from_micros("sounded_at", row.try_get("sounded_at")?)?,
            soundings: row.try_get("soundings")?,
            calls: row.try_get("calls")?,
        })
    }
}

fn read_id<K: Kind>(row: &AnyRow, column: &'static str) -> Result<Id<K>, DbError> {
    row.try_get::<String, _>(column)?.parse().map_err(|_| DbError::Value { column })
}

/// Keeps a new alarm, which sounds for the first time.
///
/// # Errors
/// Of the database, as of all that follow.
pub async fn insert(tx: &mut Tx, id: Id<Alarm>, party: &str, now: Timestamp) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO band_alarm (alarm_id, reporting_party, raised_at, sounded_at, soundings, calls)
         VALUES ($1, $2, $3, $3, 1, 0)",
    )
    .bind(id.to_string())
    .bind(party)
    .bind(to_micros(now))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// An alarm, if it is one of Band A.
pub async fn find(tx: &mut Tx, alarm_id: Id<Alarm>) -> Result<Option<BandAlarmRow>, DbError> {
    let row = sqlx::query("SELECT * FROM band_alarm WHERE alarm_id = $1")
        .bind(alarm_id.to_string())
        .fetch_optional(tx.conn())
        .await?;
    row.as_ref().map(BandAlarmRow::read).transpose()
}

/// The alarm of a report.
pub async fn find_of_report(tx: &mut Tx, report_id: Id<Report>) -> Result<Option<BandAlarmRow>, DbError> {
    let row = sqlx::query(
        "SELECT a.* FROM band_alarm_report x JOIN band_alarm a ON a.alarm_id = x.alarm_id WHERE x.report_id = $1",
    )
    .bind(report_id.to_string())
    .fetch_optional(tx.conn())
    .await?;
    row.as_ref().map(BandAlarmRow::read).transpose()
}

/// Puts a report under an alarm.
pub(crate) async fn join(
    tx: &mut Tx,
    alarm_id: Id<Alarm>,
    report_id: Id<Report>,
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO band_alarm_report (report_id, alarm_id, joined_at) VALUES ($1, $2, $3)
         ON CONFLICT (report_id) DO UPDATE SET alarm_id = excluded.alarm_id",
    )
    .bind(report_id.to_string())
    .bind(alarm_id.to_string())
    .bind(to_micros(now))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Lets an alarm sound once more: its calls begin anew.
pub async fn sound_again(tx: &mut Tx, alarm_id: Id<Alarm>, now: Timestamp) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE band_alarm SET soundings = soundings + 1, calls = 0, sounded_at = $2 WHERE alarm_id = $1",
    )
    .bind(alarm_id.to_string())
    .bind(to_micros(now))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The numbers of the reports that came under an alarm last, the newest on top, and how many there are in all.
pub async fn list_reports(tx: &mut Tx, alarm_id: Id<Alarm>, limit: i64) -> Result<(Vec<i64>, i64), DbError> {
    let rows = sqlx::query(
        "SELECT r.report_number FROM band_alarm_report x JOIN report r ON r.report_id = x.report_id
         WHERE x.alarm_id = $1 ORDER BY x.joined_at DESC, x.report_id DESC LIMIT $2",
    )
    .bind(alarm_id.to_string())
    .bind(limit)
    .fetch_all(tx.conn())
    .await?;
    let numbers: Result<Vec<i64>, DbError> =
        rows.iter().map(|row| Ok(row.try_get("report_number")?)).collect();
    let row =
        sqlx::query("SELECT CAST(COUNT(*) AS BIGINT) AS reports FROM band_alarm_report WHERE alarm_id = $1")
            .bind(alarm_id.to_string())
            .fetch_one(tx.conn())
            .await?;
    Ok((numbers?, row.try_get("reports")?))
}

/// What an alarm may know of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FactKind {
    /// A trigger, by its name.
    Trigger,
    /// What tells an account, by its keyed digest.
    Account,
}

impl FactKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Trigger => "trigger",
            Self::Account => "account",
        }
    }
}

/// Teaches an alarm a fact; says whether it was new to it.
pub(crate) async fn learn(
    tx: &mut Tx,
    alarm_id: Id<Alarm>,
    (kind, fact): (FactKind, &str),
    report_id: Id<Report>,
    now: Timestamp,
) -> Result<bool, DbError> {
    let done = sqlx::query(
        "INSERT INTO band_alarm_fact (alarm_id, kind, fact, report_id, known_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT DO NOTHING",
    )
    .bind(alarm_id.to_string())
    .bind(kind.as_str())
    .bind(fact)
    .bind(report_id.to_string())
    .bind(to_micros(now))
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The triggers that an alarm knows, the sender's own mark last, each with the instant since when.
pub async fn list_triggers(tx: &mut Tx, alarm_id: Id<Alarm>) -> Result<Vec<(Trigger, Timestamp)>, DbError> {
    let rows = sqlx::query(
        "SELECT fact, known_at FROM band_alarm_fact WHERE alarm_id = $1 AND kind = 'trigger' ORDER BY known_at, fact",
    )
    .bind(alarm_id.to_string())
    .fetch_all(tx.conn())
    .await?;
    let mut triggers: Vec<(Trigger, Timestamp)> = rows.iter().map(read_trigger).collect::<Result<_, _>>()?;
    triggers.sort_by_key(|(trigger, _)| !trigger.is_independent());
    Ok(triggers)
}

/// Forgets what tells the accounts of an erased report; gives how many there were.
pub async fn forget_accounts(tx: &mut Tx, report_id: &str) -> Result<u64, DbError> {
    let done = sqlx::query("DELETE FROM band_alarm_fact WHERE report_id = $1 AND kind = 'account'")
        .bind(report_id)
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected())
}

fn read_trigger(row: &AnyRow) -> Result<(Trigger, Timestamp), DbError> {
    let fact: String = row.try_get("fact")?;
    let trigger: Trigger = fact.parse().map_err(|_| DbError::Value { column: "fact" })?;
    Ok((trigger, from_micros("known_at", row.try_get("known_at")?)?))
}
