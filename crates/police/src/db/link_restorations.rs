//! Withdrawn links that were made to stand again.

use jiff::Timestamp;
use model::Id;
use model::kind::{Link, Subject};
use service::Sealed;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::{Columns, DbError, Tx, read_all};
use crate::ids::Restoration;

/// Who made a link stand again, and who had withdrawn it.
pub(crate) struct RestorationRow {
    pub(crate) restoration_id: Id<Restoration>,
    pub(crate) link_id: Id<Link>,
    pub(crate) withdrawn_by: String,
    pub(crate) withdrawn_at: Timestamp,
    pub(crate) withdrawn_reason: Sealed<String>,
    pub(crate) restored_by: String,
    pub(crate) restored_at: Timestamp,
    pub(crate) reason: Sealed<String>,
}

fn read_restoration(row: &AnyRow) -> Result<RestorationRow, Error> {
    Ok(RestorationRow {
        restoration_id: row.id("restoration_id")?,
        link_id: row.id("link_id")?,
        withdrawn_by: row.text("withdrawn_by")?,
        withdrawn_at: row.instant("withdrawn_at")?,
        withdrawn_reason: Sealed::from_column(row.text("withdrawn_reason")?),
        restored_by: row.text("restored_by")?,
        restored_at: row.instant("restored_at")?,
        reason: Sealed::from_column(row.text("reason")?),
    })
}

pub(crate) async fn insert(tx: &mut Tx, row: &RestorationRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO link_restoration (restoration_id, link_id, withdrawn_by, withdrawn_at, withdrawn_reason,
             restored_by, restored_at, reason)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(row.restoration_id.to_string())
    .bind(row.link_id.to_string())
    .bind(&row.withdrawn_by)
    .bind(row.withdrawn_at.as_microsecond())
    .bind(row.withdrawn_reason.as_column())
    .bind(&row.restored_by)
    .bind(row.restored_at.as_microsecond())
    .bind(row.reason.as_column())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Of every link that touches a subject, oldest first; which of these links the reader may read, the caller asks.
pub(crate) async fn list_of_subject(
    tx: &mut Tx,
    subject_id: Id<Subject>,
) -> Result<Vec<RestorationRow>, DbError> {
    let query = sqlx::query(
        "SELECT link_restoration.* FROM link_restoration
         JOIN link ON link.link_id = link_restoration.link_id
         WHERE link.account_a IN (SELECT account_id FROM account WHERE subject_id = $1)
             OR link.account_b IN (SELECT account_id FROM account WHERE subject_id = $1)
         ORDER BY link_restoration.restored_at, link_restoration.restoration_id",
    );
    read_all(&query.bind(subject_id.to_string()).fetch_all(tx.conn()).await?, read_restoration)
}
