//! What other services say of uploads. Only added to: the newest of a service and a list stands.

use jiff::Timestamp;
use model::Id;
use service::{DbError, Tx};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::{instant, parsed};
use crate::ids::{Upload, UserReport};
use crate::match_results::MatchResult;

/// Adds a result, with the question that it opened.
pub(crate) async fn insert(
    tx: &mut Tx,
    upload_id: Id<Upload>,
    result: &MatchResult,
    (given_by, given_at): (&str, Timestamp),
    user_report_id: Option<Id<UserReport>>,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO match_result (upload_id, result_no, provider, source, list_name, version, score, distance_bits, matched,
            matched_at, given_by, given_at, user_report_id)
         VALUES ($1, (SELECT COALESCE(MAX(result_no), 0) + 1 FROM match_result WHERE upload_id = $1),
            $2, $3, $4, $5, NULLIF($6, -1), $7, $8, $9, $10, $11, $12)",
    )
    .bind(upload_id.to_string())
    .bind(&result.provider)
    .bind(result.source.name())
    .bind(&result.list_name)
    .bind(result.version.clone())
    // for PostgreSQL the library names another type for no number than for a number, and keeps the first one's statement
    .bind(result.score.unwrap_or(-1.0))
    .bind(result.distance_bits)
    .bind(i64::from(result.matched))
    .bind(result.matched_at.as_microsecond())
    .bind(given_by)
    .bind(given_at.as_microsecond())
    .bind(user_report_id.map(|id| id.to_string()))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The results of an upload that stood at an instant, those that were taken back among them, oldest first.
pub(crate) async fn list_standing(
    tx: &mut Tx,
    upload_id: Id<Upload>,
    by: Timestamp,
) -> Result<Vec<MatchResult>, DbError> {
    let rows = sqlx::query(
        "SELECT m.* FROM match_result m WHERE m.upload_id = $1 AND m.given_at <= $2
             AND NOT EXISTS (SELECT 1 FROM match_result x WHERE x.upload_id = m.upload_id AND x.provider = m.provider
                 AND x.source = m.source AND x.list_name = m.list_name AND x.result_no > m.result_no AND x.given_at <= $2)
         ORDER BY m.result_no",
    )
    .bind(upload_id.to_string())
    .bind(by.as_microsecond())
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(read).collect()
}

/// Whether somebody but `by` said something of an upload in the name of the same service and list.
pub(crate) async fn is_said_by_another(
    tx: &mut Tx,
    upload_id: Id<Upload>,
    result: &MatchResult,
    by: &str,
) -> Result<bool, DbError> {
    let row = sqlx::query(
        "SELECT COUNT(*) AS found FROM match_result
         WHERE upload_id = $1 AND provider = $2 AND source = $3 AND list_name = $4 AND given_by <> $5",
    )
    .bind(upload_id.to_string())
    .bind(&result.provider)
    .bind(result.source.name())
    .bind(&result.list_name)
    .bind(by)
    .fetch_one(tx.conn())
    .await?;
    Ok(row.try_get::<i64, _>("found")? > 0)
}

/// The questions that results of an upload opened: no user told of it there.
pub(crate) async fn list_opened(tx: &mut Tx, upload_id: Id<Upload>) -> Result<Vec<Id<UserReport>>, DbError> {
    let sql = "SELECT DISTINCT user_report_id FROM match_result WHERE upload_id = $1 AND user_report_id IS NOT NULL";
    let rows = sqlx::query(sql).bind(upload_id.to_string()).fetch_all(tx.conn()).await?;
    rows.iter().map(|row| parsed(row, "user_report_id")).collect()
}

/// Whether a question about the upload is open, or it stands in a report: then a result opens no other.
pub(crate) async fn is_asked_or_reported(tx: &mut Tx, upload_id: Id<Upload>) -> Result<bool, DbError> {
    let row = sqlx::query(
        "SELECT (SELECT COUNT(*) FROM hit h WHERE h.upload_id = $1 AND h.shadow = 0
                 AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.hit_id = h.hit_id))
             + (SELECT COUNT(*) FROM user_report s WHERE s.upload_id = $1
                 AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.user_report_id = s.user_report_id))
             + (SELECT COUNT(*) FROM report_file f WHERE f.upload_id = $1) AS found",
    )
    .bind(upload_id.to_string())
    .fetch_one(tx.conn())
    .await?;
    Ok(row.try_get::<i64, _>("found")? > 0)
}

fn read(row: &AnyRow) -> Result<MatchResult, DbError> {
    Ok(MatchResult {
        provider: row.try_get("provider")?,
        source: parsed(row, "source")?,
        list_name: row.try_get("list_name")?,
        version: row.try_get("version")?,
        score: row.try_get("score")?,
        distance_bits: row.try_get("distance_bits")?,
        matched: row.try_get::<i64, _>("matched")? == 1,
        matched_at: instant(row, "matched_at")?,
    })
}
