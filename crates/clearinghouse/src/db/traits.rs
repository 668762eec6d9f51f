//! Keyed digests of what reports state of persons.

use std::collections::BTreeSet;

use model::Id;
use model::kind::Report;
use service::near_files::{HASHES_AT_ONCE, places};
use service::{DbError, Tx};
use sqlx::Row as _;

/// What is held in the reports that state a trait.
pub(crate) struct Held {
    pub(crate) reports: i64,
    pub(crate) addresses: i64,
    pub(crate) files: i64,
}

/// Keeps that a report states a trait.
pub(crate) async fn insert(tx: &mut Tx, report_id: Id<Report>, key_blind: &str) -> Result<(), DbError> {
    sqlx::query("INSERT INTO report_trait (report_id, key_blind) VALUES ($1, $2) ON CONFLICT DO NOTHING")
        .bind(report_id.to_string())
        .bind(key_blind)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Up to two other reports that state a trait.
pub(crate) async fn list_others(
    tx: &mut Tx,
    report_id: Id<Report>,
    key_blind: &str,
) -> Result<Vec<String>, DbError> {
    let rows =
        sqlx::query("SELECT report_id FROM report_trait WHERE key_blind = $1 AND report_id <> $2 LIMIT 2")
            .bind(key_blind)
            .bind(report_id.to_string())
            .fetch_all(tx.conn())
            .await?;
    rows.iter().map(|row| Ok(row.try_get("report_id")?)).collect()
}

/// Whether another report states one of the traits that this one does.
pub(crate) async fn is_shared(tx: &mut Tx, report_id: Id<Report>) -> Result<bool, DbError> {
    let row = sqlx::query(
        "SELECT t.report_id FROM report_trait t WHERE t.report_id = $1 AND EXISTS (
             SELECT 1 FROM report_trait o WHERE o.key_blind = t.key_blind AND o.report_id <> $1) LIMIT 1",
    )
    .bind(report_id.to_string())
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.is_some())
}

/// Counts what the reports hold that state a trait.
pub(crate) async fn count(tx: &mut Tx, key_blind: &str) -> Result<Held, DbError> {
    let row = sqlx::query(
        "SELECT (SELECT COUNT(*) FROM report_trait WHERE key_blind = $1) AS reports,
             (SELECT COUNT(*) FROM report_address WHERE report_id IN (SELECT report_id FROM report_trait WHERE key_blind = $1))
                 AS addresses,
             (SELECT COUNT(*) FROM report_file WHERE report_id IN (SELECT report_id FROM report_trait WHERE key_blind = $1))
                 AS files",
    )
    .bind(key_blind)
    .fetch_one(tx.conn())
    .await?;
    Ok(Held {
        reports: row.try_get("reports")?,
        addresses: row.try_get("addresses")?,
        files: row.try_get("files")?,
    })
}

/// How many other parties reported somebody with one of these traits; of very many reports the first are looked at.
pub(crate) async fn count_other_parties(
    tx: &mut Tx,
    report_id: Id<Report>,
    key_blinds: &[String],
) -> Result<usize, DbError> {
    let mut parties = BTreeSet::<String>::new();
    for some in key_blinds.chunks(HASHES_AT_ONCE) {
        let sql = format!(
            "SELECT DISTINCT r.reporting_party FROM report r WHERE r.erased_at IS NULL
             AND r.reporting_party <> (SELECT o.reporting_party FROM report o WHERE o.report_id = $1)
             AND r.report_id IN (SELECT t.report_id FROM report_trait t WHERE t.report_id <> $1 AND t.key_blind IN ({}) LIMIT 1000)",
            places(2, some.len())
        );
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(report_id.to_string());
        for blind in some {
            query = query.bind(blind.as_str());
        }
        for row in query.fetch_all(tx.conn()).await? {
            parties.insert(row.try_get("reporting_party")?);
        }
    }
    Ok(parties.len())
}

/// How many accounts, e-mail addresses and telephone numbers the reports with a file of this SHA-256 name, counted up to `most`; of very many
/// reports some are looked at.
pub(crate) async fn count_with_file(tx: &mut Tx, sha256: &str, most: i64) -> Result<i64, DbError> {
    let row = sqlx::query(
        "SELECT CAST(COUNT(*) AS BIGINT) AS identifiers FROM (
             SELECT DISTINCT t.key_blind FROM (SELECT f.report_id FROM report_file f WHERE f.sha256 = $1 LIMIT 5000) few
             JOIN report_trait t ON t.report_id = few.report_id LIMIT $2) named",
    )
    .bind(sha256)
    .bind(most)
    .fetch_one(tx.conn())
    .await?;
    Ok(row.try_get("identifiers")?)
}

/// Forgets what an erased report states; gives how many.
pub(crate) async fn forget(tx: &mut Tx, report_id: &str) -> Result<u64, DbError> {
    let done = sqlx::query("DELETE FROM report_trait WHERE report_id = $1")
        .bind(report_id)
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected())
}
