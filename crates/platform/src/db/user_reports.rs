//! What users of the platform report.

use jiff::Timestamp;
use model::Id;
use service::{DbError, Sealed, Tx};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::{instant, instant_if_any, parsed, parsed_if_any};
use crate::ids::{Report, Upload, UserReport};
use crate::review::{ReviewState, Standing, UserStatement};

/// The table, for sealing.
pub(crate) const TABLE: &str = "user_report";
/// The sealed column.
pub(crate) const STATEMENT: &str = "statement_sealed";

/// A user report as the queue shows it.
pub(crate) struct UserReportRow {
    pub(crate) user_report_id: Id<UserReport>,
    pub(crate) upload_id: Option<Id<Upload>>,
    pub(crate) statement: Sealed<UserStatement>,
    pub(crate) received_at: Timestamp,
    pub(crate) standing: Option<Standing>,
    pub(crate) report_id: Option<Id<Report>>,
    /// Whether it went with its upload, or by itself where no upload keeps it.
    pub(crate) is_erased: bool,
}

/// Stores a user report.
pub(crate) async fn insert_user_report(
    tx: &mut Tx,
    id: Id<UserReport>,
    upload_id: Option<Id<Upload>>,
    (statement, raised): (&Sealed<UserStatement>, &str),
    received_at: Timestamp,
    received_from: &str,
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO user_report (user_report_id, upload_id, statement_sealed, received_at, received_from, raised)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(id.to_string())
    .bind(upload_id.map(|id| id.to_string()))
    .bind(statement.as_column())
    .bind(received_at.as_microsecond())
    .bind(received_from)
    .bind(raised)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The upload of a user report: outer `None` when there is no such report, inner when it names none.
pub(crate) async fn find_upload_of_user_report(
    tx: &mut Tx,
    id: Id<UserReport>,
) -> Result<Option<Option<Id<Upload>>>, DbError> {
    sqlx::query("SELECT upload_id FROM user_report WHERE user_report_id = $1")
        .bind(id.to_string())
        .fetch_optional(tx.conn())
        .await?
        .map(|row| parsed_if_any(&row, "upload_id"))
        .transpose()
}

/// Whether what a user said is erased.
pub(crate) async fn is_erased(tx: &mut Tx, id: Id<UserReport>) -> Result<bool, DbError> {
    let row = sqlx::query("SELECT erased_at FROM user_report WHERE user_report_id = $1")
        .bind(id.to_string())
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.map(|row| instant_if_any(&row, "erased_at")).transpose()?.flatten().is_some())
}

/// Every user report with the decision that stands and its report.
pub(super) const SELECT: &str = "SELECT s.*, d.verdict, d.viewed, d.decided_by, d.decided_at, r.report_id
     FROM user_report s
     LEFT JOIN decision d ON d.user_report_id = s.user_report_id
          AND d.decision_no = (SELECT MAX(x.decision_no) FROM decision x WHERE x.user_report_id = s.user_report_id)
     LEFT JOIN report_file rf ON rf.upload_id = s.upload_id
     LEFT JOIN report r ON r.report_id = rf.report_id";

/// User reports in one state, or in any, oldest first.
pub(crate) async fn list_user_reports(
    tx: &mut Tx,
    state: Option<ReviewState>,
    after: Option<Id<UserReport>>,
    at_most: i64,
) -> Result<Vec<UserReportRow>, DbError> {
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
        "{SELECT} WHERE ($1 = '' OR COALESCE(d.verdict, CASE WHEN s.erased_at IS NULL THEN 'open' ELSE 'erased' END) = $1) AND s.user_report_id > $2
         ORDER BY s.user_report_id LIMIT $3"
    )))
    .bind(state.map_or("", ReviewState::column))
    .bind(after.map(|id| id.to_string()).unwrap_or_default())
    .bind(at_most)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(read).collect()
}

pub(super) fn read(row: &AnyRow) -> Result<UserReportRow, DbError> {
    Ok(UserReportRow {
        user_report_id: parsed(row, "user_report_id")?,
        upload_id: parsed_if_any(row, "upload_id")?,
        statement: Sealed::from_column(row.try_get(STATEMENT)?),
        received_at: instant(row, "received_at")?,
        standing: super::decisions::read_standing(row)?,
        report_id: parsed_if_any(row, "report_id")?,
        is_erased: instant_if_any(row, "erased_at")?.is_some(),
    })
}

/// Whether what somebody told of an upload, and nobody has decided on, raised a trigger: a child may be in danger now.
pub(crate) async fn is_raised(tx: &mut Tx, upload_id: Id<Upload>) -> Result<bool, DbError> {
    let row = sqlx::query(
        "SELECT COUNT(*) AS raised FROM user_report s WHERE s.upload_id = $1 AND s.raised <> '' AND s.erased_at IS NULL
             AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.user_report_id = s.user_report_id)",
    )
    .bind(upload_id.to_string())
    .fetch_one(tx.conn())
    .await?;
    Ok(row.try_get::<i64, _>("raised")? > 0)
}

/// How many user reports nobody has decided on, without those that are erased.
pub(crate) async fn count_open(tx: &mut Tx) -> Result<i64, DbError> {
    let row = sqlx::query(
        "SELECT COUNT(*) AS user_reports FROM user_report s
         WHERE s.erased_at IS NULL AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.user_report_id = s.user_report_id)",
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(row.try_get("user_reports")?)
}
