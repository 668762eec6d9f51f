//! What users reported and no upload keeps: what of it may be due, and overwriting what was erased.

use jiff::Timestamp;
use model::retention::{Category, Start};
use service::rights::{Kept, ObjectRef, Overwritten};
use service::{DbError, Tx};
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::instant;

/// Most user reports in one page of what is due.
const MOST: i64 = 500;

/// One user report, or with an empty `id` those after `after` that came by `received`, oldest first. It is about no upload that is known, or
/// came after that was erased; any other is kept with its upload.
pub(crate) async fn list_kept(
    tx: &mut Tx,
    id: &str,
    received: Timestamp,
    after: &str,
) -> Result<Vec<Kept>, DbError> {
    let rows = sqlx::query(
        "SELECT s.user_report_id, s.received_at FROM user_report s LEFT JOIN upload u ON u.upload_id = s.upload_id
         WHERE s.erased_at IS NULL AND (s.upload_id IS NULL OR u.erased_at IS NOT NULL)
             AND (s.user_report_id = $1 OR ($1 = '' AND s.received_at <= $2)) AND s.user_report_id > $3
         ORDER BY s.user_report_id LIMIT $4",
    )
    .bind(id)
    .bind(received.as_microsecond())
    .bind(after)
    .bind(MOST)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<Kept, DbError> {
    let received_at = instant(row, "received_at")?;
    Ok(Kept {
        object: ObjectRef::new("user_report", row.try_get::<String, _>("user_report_id")?),
        category: Category::UserReport,
        start: Start::At(received_at),
        recorded_at: received_at,
    })
}

/// Overwrites what a user said, and why it was decided so; that it came, and what was decided, stays.
pub(crate) async fn wipe_user_report(
    tx: &mut Tx,
    done: &mut Overwritten,
    user_report_id: &str,
    at: Timestamp,
) -> Result<(), DbError> {
    let sql = "UPDATE user_report SET statement_sealed = '', erased_at = $2 WHERE user_report_id = $1";
    sqlx::query(sql).bind(user_report_id).bind(at.as_microsecond()).execute(tx.conn()).await?;
    done.add("user_report", 1);
    let sql = "UPDATE decision SET reason_sealed = '', policy_sealed = NULL WHERE user_report_id = $1";
    let decided = sqlx::query(sql).bind(user_report_id).execute(tx.conn()).await?.rows_affected();
    if decided > 0 {
        done.add("decision", decided);
    }
    Ok(())
}
