//! Records as a notice of a breach counts them.

use service::breach::Record;
use service::rights::ObjectRef;
use service::{DbError, Tx};
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{instant, instant_if_any};

/// Uploads after the one with the id `after`; the keyed digest of the account tells one user from another.
pub(crate) async fn list_uploads(tx: &mut Tx, after: &str, limit: i64) -> Result<Vec<Record>, DbError> {
    let rows = sqlx::query(
        "SELECT upload_id AS id, received_at, erased_at, account_blind AS subject FROM upload
         WHERE upload_id > $1 ORDER BY upload_id LIMIT $2",
    )
    .bind(after)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(read).collect()
}

/// User reports after the one with the id `after`. Each is by one user; they are not told apart.
pub(crate) async fn list_user_reports(tx: &mut Tx, after: &str, limit: i64) -> Result<Vec<Record>, DbError> {
    let rows = sqlx::query(
        "SELECT r.user_report_id AS id, r.received_at, r.erased_at, r.user_report_id AS subject
         FROM user_report r
         WHERE r.user_report_id > $1 ORDER BY r.user_report_id LIMIT $2",
    )
    .bind(after)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<Record, DbError> {
    let subject: String = row.try_get("subject")?;
    Ok(Record {
        id: row.try_get("id")?,
        recorded_at: instant(row, "received_at")?,
        erased_at: instant_if_any(row, "erased_at")?,
        persons: Vec::new(),
        unidentified: Some(subject).filter(|subject| !subject.is_empty()).into_iter().collect(),
    })
}

/// The records that an object of the log stands for.
pub(crate) async fn resolve(tx: &mut Tx, object: &ObjectRef) -> Result<Vec<ObjectRef>, DbError> {
    let rows = sqlx::query(
        "SELECT 'upload' AS kind, upload_id AS id FROM upload WHERE upload_id = $1
         UNION SELECT 'upload', upload_id FROM report_file WHERE report_id = $1
         UNION SELECT 'upload', upload_id FROM hit WHERE hit_id = $1
         UNION SELECT 'upload', upload_id FROM decision WHERE decision_id = $1 AND upload_id IS NOT NULL
         UNION SELECT 'upload', upload_id FROM user_report WHERE user_report_id = $1 AND upload_id IS NOT NULL
         UNION SELECT 'upload', upload_id FROM appeal WHERE appeal_id = $1
         UNION SELECT 'upload', upload_id FROM object_event WHERE object_event_id = $1 AND upload_id IS NOT NULL
         UNION SELECT 'upload', upload_id FROM verdict_message WHERE verdict_message_id = $1
         UNION SELECT 'user_report', user_report_id FROM user_report WHERE user_report_id = $1
         UNION SELECT 'user_report', user_report_id FROM decision WHERE decision_id = $1 AND user_report_id IS NOT NULL",
    )
    .bind(&object.id)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(|row| Ok(ObjectRef { kind: row.try_get("kind")?, id: row.try_get("id")? })).collect()
}
