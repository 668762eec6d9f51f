//! What Band A alarms hang on: their sender, their reports, and what they know already.

use jiff::Timestamp;
use model::triage::Trigger;
use model::{Id, kind::Report};
use service::alarm::Alarm;
use service::near_files::{HASHES_AT_ONCE, MIN_QUALITY, places};
use service::{DbError, Tx};
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{corrupt, id, instant, micros};

/// The sender of an alarm that a person raised.
pub(crate) const BY_HAND: &str = "";

/// An alarm for which the rota is called.
pub(crate) struct BandAlarmRow {
    pub(crate) alarm_id: Id<Alarm>,
    /// [`BY_HAND`] where a person raised it: what it is about, and why, is then the alarm's own.
    pub(crate) reporting_party: String,
    pub(crate) raised_at: Timestamp,
    /// When it sounded last.
    pub(crate) sounded_at: Timestamp,
    /// How often it sounded.
    pub(crate) soundings: i64,
    /// How many calls were placed since it sounded last.
    pub(crate) calls: i64,
}

impl BandAlarmRow {
    /// Whether a person raised it, and no report of Band A.
    pub(crate) fn is_by_hand(&self) -> bool {
        self.reporting_party == BY_HAND
    }
}

/// Keeps a new alarm, which sounds for the first time.
pub(crate) async fn insert(tx: &mut Tx, id: Id<Alarm>, party: &str, now: Timestamp) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO band_alarm (alarm_id, reporting_party, raised_at, sounded_at, soundings, calls)
         VALUES ($1, $2, $3, $3, 1, 0)",
    )
    .bind(id.to_string())
    .bind(party)
    .bind(micros(now))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// An alarm, if it is one of Band A.
pub(crate) async fn find(tx: &mut Tx, alarm_id: Id<Alarm>) -> Result<Option<BandAlarmRow>, DbError> {
    let row = sqlx::query("SELECT * FROM band_alarm WHERE alarm_id = $1")
        .bind(alarm_id.to_string())
        .fetch_optional(tx.conn())
        .await?;
    row.as_ref().map(read).transpose()
}

/// The alarm of a report.
pub(crate) async fn find_of_report(
    tx: &mut Tx,
    report_id: Id<Report>,
) -> Result<Option<BandAlarmRow>, DbError> {
    let row = sqlx::query(
        "SELECT a.* FROM band_alarm_report x JOIN band_alarm a ON a.alarm_id = x.alarm_id WHERE x.report_id = $1",
    )
    .bind(report_id.to_string())
    .fetch_optional(tx.conn())
    .await?;
    row.as_ref().map(read).transpose()
}

/// The alarm of a sender that sounded last of those with a file of one of these digests.
pub(crate) async fn find_of_cluster(
    tx: &mut Tx,
    party: &str,
    sha256s: &[String],
    pdq_hashes: &[String],
) -> Result<Option<BandAlarmRow>, DbError> {
    let mut newest: Option<BandAlarmRow> = None;
    for (column, digests) in [("sha256", sha256s), ("pdq_hash", pdq_hashes)] {
        // a hash of too low a quality holds nothing together
        let quality = if column == "sha256" { 0 } else { i64::from(MIN_QUALITY) };
        for some in digests.chunks(HASHES_AT_ONCE) {
            let sql = format!(
                "SELECT a.* FROM band_alarm a JOIN band_alarm_report x ON x.alarm_id = a.alarm_id
                     JOIN report_file f ON f.report_id = x.report_id
                 WHERE a.reporting_party = $1 AND COALESCE(f.pdq_quality, 0) >= $2 AND f.{column} IN ({})
                 ORDER BY a.sounded_at DESC, a.alarm_id DESC LIMIT 1",
                places(3, some.len())
            );
            // the column is a text of this function
            let mut query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(party).bind(quality);
            for digest in some {
                query = query.bind(digest.as_str());
            }
            let found = query.fetch_optional(tx.conn()).await?.as_ref().map(read).transpose()?;
            let is_newer = |found: &BandAlarmRow| {
                newest.as_ref().is_none_or(|newest| newest.sounded_at < found.sounded_at)
            };
            if let Some(found) = found.filter(is_newer) {
                newest = Some(found);
            }
        }
    }
    Ok(newest)
}

/// The alarms that nobody closed, or the others; those that sounded last on top. Of open ones, where there are too many, a flood of senders' marks
/// and what somebody took is left out first.
pub(crate) async fn list(tx: &mut Tx, is_open: bool, limit: i64) -> Result<Vec<BandAlarmRow>, DbError> {
    let sql = if is_open {
        "SELECT b.* FROM band_alarm b JOIN alarm a ON a.alarm_id = b.alarm_id WHERE a.closed_at IS NULL
         ORDER BY CASE WHEN a.acknowledged_at IS NULL THEN 0 ELSE 1 END,
             CASE WHEN b.reporting_party = '' OR EXISTS (
                 SELECT 1 FROM band_alarm_fact f WHERE f.alarm_id = b.alarm_id AND f.kind = 'trigger'
                     AND f.fact <> 'sender_marked_urgent') THEN 0 ELSE 1 END,
             b.sounded_at DESC, b.alarm_id DESC LIMIT $1"
    } else {
        "SELECT b.* FROM band_alarm b JOIN alarm a ON a.alarm_id = b.alarm_id WHERE a.closed_at IS NOT NULL
         ORDER BY b.sounded_at DESC, b.alarm_id DESC LIMIT $1"
    };
    let rows = sqlx::query(sql).bind(limit).fetch_all(tx.conn()).await?;
    rows.iter().map(read).collect()
}

/// How many alarms on reports of Band A nobody took.
pub(crate) async fn count_waiting(tx: &mut Tx) -> Result<i64, DbError> {
    let row = sqlx::query(
        "SELECT CAST(COUNT(*) AS BIGINT) AS alarms FROM band_alarm b JOIN alarm a ON a.alarm_id = b.alarm_id
         WHERE a.closed_at IS NULL AND a.acknowledged_at IS NULL AND b.reporting_party <> $1",
    )
    .bind(BY_HAND)
    .fetch_one(tx.conn())
    .await?;
    Ok(row.try_get("alarms")?)
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
    .bind(micros(now))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Lets an alarm sound once more: its calls begin anew.
pub(crate) async fn sound_again(tx: &mut Tx, alarm_id: Id<Alarm>, now: Timestamp) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE band_alarm SET soundings = soundings + 1, calls = 0, sounded_at = $2 WHERE alarm_id = $1",
    )
    .bind(alarm_id.to_string())
    .bind(micros(now))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Notes that one more call was placed.
pub(crate) async fn count_call(tx: &mut Tx, alarm_id: Id<Alarm>) -> Result<(), DbError> {
    sqlx::query("UPDATE band_alarm SET calls = calls + 1 WHERE alarm_id = $1")
        .bind(alarm_id.to_string())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The numbers of the reports that came under an alarm last, the newest on top, and how many there are in all.
pub(crate) async fn list_reports(
    tx: &mut Tx,
    alarm_id: Id<Alarm>,
    limit: i64,
) -> Result<(Vec<i64>, i64), DbError> {
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
    .bind(micros(now))
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The triggers that an alarm knows, the sender's own mark last, each with the instant since when.
pub(crate) async fn list_triggers(
    tx: &mut Tx,
    alarm_id: Id<Alarm>,
) -> Result<Vec<(Trigger, Timestamp)>, DbError> {
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

/// The keyed digests of what tells the accounts of a report.
pub(crate) async fn list_accounts_of(tx: &mut Tx, report_id: Id<Report>) -> Result<Vec<String>, DbError> {
    let rows = sqlx::query("SELECT key_blind FROM report_trait WHERE report_id = $1 ORDER BY key_blind")
        .bind(report_id.to_string())
        .fetch_all(tx.conn())
        .await?;
    rows.iter().map(|row| Ok(row.try_get("key_blind")?)).collect()
}

/// Forgets what tells the accounts of an erased report; gives how many there were.
pub(crate) async fn forget_accounts(tx: &mut Tx, report_id: &str) -> Result<u64, DbError> {
    let done = sqlx::query("DELETE FROM band_alarm_fact WHERE report_id = $1 AND kind = 'account'")
        .bind(report_id)
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected())
}

fn read_trigger(row: &AnyRow) -> Result<(Trigger, Timestamp), DbError> {
    let fact: String = row.try_get("fact")?;
    let trigger: Trigger = fact.parse().map_err(|_| corrupt("fact"))?;
    Ok((trigger, instant(row, "known_at")?))
}

fn read(row: &AnyRow) -> Result<BandAlarmRow, DbError> {
    Ok(BandAlarmRow {
        alarm_id: id(row, "alarm_id")?,
        reporting_party: row.try_get("reporting_party")?,
        raised_at: instant(row, "raised_at")?,
        sounded_at: instant(row, "sounded_at")?,
        soundings: row.try_get("soundings")?,
        calls: row.try_get("calls")?,
    })
}
