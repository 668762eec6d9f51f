//! The different contents of a cluster's files.

use service::{DbError, Tx};
use sqlx::Row as _;
use sqlx::any::AnyRow;

/// One content of a cluster, and how many files of reports have it.
pub(crate) struct Content {
    pub(crate) sha256: String,
    pub(crate) files: i64,
    /// Whether every sender of it states that a person viewed it in full; at least one file says so and none says otherwise.
    pub(crate) viewed_by_all_senders: bool,
}

/// The different contents of a cluster, by digest; at most `limit` of them.
pub(crate) async fn list(tx: &mut Tx, cluster_id: &str, limit: i64) -> Result<Vec<Content>, DbError> {
    // the digests first, by the cluster; then the files of each by its digest: nothing is read of other clusters
    let rows = sqlx::query(
        "SELECT s.sha256, CAST(COUNT(*) AS BIGINT) AS files,
             CAST(SUM(CASE WHEN f.viewing = 'in_full' THEN 1 ELSE 0 END) AS BIGINT) AS viewed
         FROM (SELECT SUBSTR(signal, 8) AS sha256 FROM cluster_signal
               WHERE cluster_id = $1 AND SUBSTR(signal, 1, 7) = 'sha256:' ORDER BY signal LIMIT $2) s
         JOIN report_file f ON f.sha256 = s.sha256 GROUP BY s.sha256 ORDER BY 2 DESC, 1",
    )
    .bind(cluster_id)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?;
    let read = |row: &AnyRow| {
        let files: i64 = row.try_get("files")?;
        let viewed: i64 = row.try_get("viewed")?;
        Ok(Content { sha256: row.try_get("sha256")?, files, viewed_by_all_senders: viewed == files })
    };
    rows.iter().map(read).collect()
}

/// Whether a content belongs to a cluster.
pub(crate) async fn belongs(tx: &mut Tx, cluster_id: &str, sha256: &str) -> Result<bool, DbError> {
    let row = sqlx::query("SELECT cluster_id FROM cluster_signal WHERE signal = $1 AND cluster_id = $2")
        .bind(format!("sha256:{sha256}"))
        .bind(cluster_id)
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.is_some())
}

/// One report that has a content, to open it there.
pub(crate) async fn find_report_with(tx: &mut Tx, sha256: &str) -> Result<Option<String>, DbError> {
    // any of them: to find the oldest, all would be read
    let row = sqlx::query(
        "SELECT f.report_id FROM report_file f JOIN report r ON r.report_id = f.report_id
         WHERE f.sha256 = $1 AND f.item_name IS NOT NULL AND r.erased_at IS NULL LIMIT 1",
    )
    .bind(sha256)
    .fetch_optional(tx.conn())
    .await?;
    row.map(|row| Ok(row.try_get("report_id")?)).transpose()
}
