//! What Band A alarms hang on here, beside what [`service::alarm::band`] keeps of them: the files and accounts of reports.

use model::Id;
use model::kind::Report;
use service::alarm::band::BandAlarmRow;

use super::{Columns, DbError, Tx, read_all};

/// Whose report it is.
pub(crate) async fn find_party(tx: &mut Tx, report_id: Id<Report>) -> Result<Option<String>, DbError> {
    let row = sqlx::query("SELECT reporting_party FROM report WHERE report_id = $1")
        .bind(report_id.to_string())
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.map(|row| row.text("reporting_party")).transpose()?)
}

/// The keyed digests of what tells the accounts of a report.
pub(crate) async fn list_accounts_of(tx: &mut Tx, report_id: Id<Report>) -> Result<Vec<String>, DbError> {
    let rows = sqlx::query(
        "SELECT DISTINCT account_trait.key_blind FROM report_account
         JOIN account_trait ON account_trait.account_id = report_account.account_id
         WHERE report_account.report_id = $1 ORDER BY account_trait.key_blind",
    )
    .bind(report_id.to_string())
    .fetch_all(tx.conn())
    .await?;
    read_all(&rows, |row| row.text("key_blind"))
}

/// The alarm of a sender that sounded last of those with a file of the report, or one nearly the same. Where a closed operation holds one of
/// the reports, nothing is shared: who sees one alarm would hear of what is closed to them.
pub(crate) async fn find_of_cluster(
    tx: &mut Tx,
    report_id: Id<Report>,
    party: &str,
) -> Result<Option<BandAlarmRow>, DbError> {
    let row = sqlx::query(
        "SELECT a.* FROM band_alarm a
         WHERE a.reporting_party = $1
             AND NOT EXISTS (SELECT 1 FROM closed_report own WHERE own.report_id = $2)
             AND NOT EXISTS (
                 SELECT 1 FROM band_alarm_report other JOIN closed_report ON closed_report.report_id = other.report_id
                 WHERE other.alarm_id = a.alarm_id)
             AND EXISTS (
                 SELECT 1 FROM band_alarm_report x
                 JOIN act theirs ON theirs.report_id = x.report_id
                 JOIN media_file f ON f.sha256 = theirs.file_sha256
                 WHERE x.alarm_id = a.alarm_id AND f.cluster_id IN (
                     SELECT m.cluster_id FROM act mine JOIN media_file m ON m.sha256 = mine.file_sha256
                     WHERE mine.report_id = $2))
         ORDER BY a.sounded_at DESC, a.alarm_id DESC LIMIT 1",
    )
    .bind(party)
    .bind(report_id.to_string())
    .fetch_optional(tx.conn())
    .await?;
    row.as_ref().map(BandAlarmRow::read).transpose()
}
