//! Which reports hold one exact thing.

use model::{Id, kind::Report};
use service::search::MOST_CANDIDATES;
use service::{DbError, Sealed, Tx};
use sqlx::Row as _;

use super::id;

/// The reports that state a trait, by its keyed digest, the newest on top.
pub(crate) async fn list_by_trait(tx: &mut Tx, key_blind: &str) -> Result<Vec<Id<Report>>, DbError> {
    let sql = "SELECT report_id FROM report_trait WHERE key_blind = $1 ORDER BY report_id DESC LIMIT $2";
    list(tx, sql, key_blind).await
}

/// The reports with a file of this digest: SHA-256, MD5 or PDQ in lower-case hex, the newest on top.
pub(crate) async fn list_by_digest(tx: &mut Tx, digest: &str) -> Result<Vec<Id<Report>>, DbError> {
    // each digest by its own index
    let sql = "SELECT report_id FROM report_file WHERE sha256 = $1
               UNION SELECT report_id FROM report_file WHERE md5 = $1
               UNION SELECT report_id FROM report_file WHERE pdq_hash = $1
               ORDER BY report_id DESC LIMIT $2";
    list(tx, sql, digest).await
}

async fn list(tx: &mut Tx, sql: &'static str, value: &str) -> Result<Vec<Id<Report>>, DbError> {
    let rows = sqlx::query(sql).bind(value).bind(MOST_CANDIDATES).fetch_all(tx.conn()).await?;
    rows.iter().map(|row| id(row, "report_id")).collect()
}

/// The reports that state an address, by its keyed digest, the newest on top.
pub(crate) async fn list_by_address(tx: &mut Tx, address_blind: &str) -> Result<Vec<Id<Report>>, DbError> {
    let sql = "SELECT DISTINCT report_id FROM report_address WHERE address_blind = $1 AND address_blind <> ''
               ORDER BY report_id DESC LIMIT $2";
    list(tx, sql, address_blind).await
}

/// An address with the row that it is sealed for.
pub(crate) struct SealedAddress {
    pub(crate) report_id: Id<Report>,
    pub(crate) position: i64,
    pub(crate) address: Sealed,
}

/// The next addresses after a row that have no digest yet, in the order of reports.
pub(crate) async fn list_unfilled(
    tx: &mut Tx,
    after: (&str, i64),
    limit: i64,
) -> Result<Vec<SealedAddress>, DbError> {
    let rows = sqlx::query(
        "SELECT report_id, position, address FROM report_address
         WHERE address_blind = '' AND address <> '' AND (report_id > $1 OR (report_id = $1 AND position > $2))
         ORDER BY report_id, position LIMIT $3",
    )
    .bind(after.0)
    .bind(after.1)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?;
    rows.iter()
        .map(|row| {
            Ok(SealedAddress {
                report_id: id(row, "report_id")?,
                position: row.try_get("position")?,
                address: Sealed::from_column(row.try_get("address")?),
            })
        })
        .collect()
}

/// Keeps the digest of an address, unless it was erased meanwhile.
pub(crate) async fn set_blind(tx: &mut Tx, row: &SealedAddress, address_blind: &str) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE report_address SET address_blind = $3 WHERE report_id = $1 AND position = $2 AND address <> ''",
    )
    .bind(row.report_id.to_string())
    .bind(row.position)
    .bind(address_blind)
    .execute(tx.conn())
    .await?;
    Ok(())
}
