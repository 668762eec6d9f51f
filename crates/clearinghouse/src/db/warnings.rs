//! What in a report's documents is not known here, kept for those who read the report.

use model::{Id, kind::Report};
use service::{DbError, Tx};
use sqlx::Row as _;

/// One remark on a report or its file details.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
pub(crate) struct Warning {
    /// Path of the element or attribute.
    pub(crate) path: String,
    /// Line in the document, where it is known.
    pub(crate) line: Option<i64>,
    /// What is remarkable about it.
    pub(crate) message: String,
}

/// Appends remarks to those that a report has.
pub(crate) async fn append(tx: &mut Tx, report_id: Id<Report>, warnings: &[Warning]) -> Result<(), DbError> {
    let next: i64 = sqlx::query(
        "SELECT CAST(COALESCE(MAX(position) + 1, 0) AS BIGINT) AS next FROM report_warning WHERE report_id = $1",
    )
    .bind(report_id.to_string())
    .fetch_one(tx.conn())
    .await?
    .try_get("next")?;
    for (position, warning) in (next..).zip(warnings) {
        sqlx::query(
            "INSERT INTO report_warning (report_id, position, path, line, message) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(report_id.to_string())
        .bind(position)
        .bind(&warning.path)
        .bind(warning.line)
        .bind(&warning.message)
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

/// The places of remarks in the `newest` filed reports of a sender, each with the number of reports, the most frequent first.
pub(crate) async fn count_by_path(
    tx: &mut Tx,
    party: &str,
    newest: i64,
    most: i64,
) -> Result<Vec<(String, i64)>, DbError> {
    let rows = sqlx::query(
        "SELECT path, CAST(COUNT(DISTINCT report_id) AS BIGINT) AS reports FROM report_warning
         WHERE report_id IN (
             SELECT report_id FROM report WHERE reporting_party = $1 AND state = 'ready' AND erased_at IS NULL
             ORDER BY report_id DESC LIMIT $2)
         GROUP BY path ORDER BY 2 DESC, 1 LIMIT $3",
    )
    .bind(party)
    .bind(newest)
    .bind(most)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(|row| Ok((row.try_get("path")?, row.try_get("reports")?))).collect()
}

/// The remarks on a report, in order.
pub(crate) async fn list(tx: &mut Tx, report_id: Id<Report>) -> Result<Vec<Warning>, DbError> {
    let rows = sqlx::query("SELECT * FROM report_warning WHERE report_id = $1 ORDER BY position")
        .bind(report_id.to_string())
        .fetch_all(tx.conn())
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Warning {
                path: row.try_get("path")?,
                line: row.try_get("line")?,
                message: row.try_get("message")?,
            })
        })
        .collect()
}
