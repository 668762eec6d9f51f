//! What Band A alarms hang on here, beside what [`service::alarm::band`] keeps of them: the files and accounts of reports, and the calls.

use model::{Id, kind::Report};
use service::alarm::Alarm;
use service::near_files::{HASHES_AT_ONCE, MIN_QUALITY, places};
use service::{DbError, Tx};
use sqlx::Row as _;

pub(crate) use service::alarm::band::{
    BY_HAND, BandAlarmRow, find, find_of_report, forget_accounts, insert, list_reports, list_triggers,
    note_sounded as sound_again,
};

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
            let found =
                query.fetch_optional(tx.conn()).await?.as_ref().map(BandAlarmRow::read).transpose()?;
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
    rows.iter().map(BandAlarmRow::read).collect()
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

/// Notes that one more call was placed.
pub(crate) async fn count_call(tx: &mut Tx, alarm_id: Id<Alarm>) -> Result<(), DbError> {
    sqlx::query("UPDATE band_alarm SET calls = calls + 1 WHERE alarm_id = $1")
        .bind(alarm_id.to_string())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The keyed digests of what tells the accounts of a report.
pub(crate) async fn list_accounts_of(tx: &mut Tx, report_id: Id<Report>) -> Result<Vec<String>, DbError> {
    let rows = sqlx::query("SELECT key_blind FROM report_trait WHERE report_id = $1 ORDER BY key_blind")
        .bind(report_id.to_string())
        .fetch_all(tx.conn())
        .await?;
    rows.iter().map(|row| Ok(row.try_get("key_blind")?)).collect()
}
