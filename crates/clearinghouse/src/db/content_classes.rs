//! How analysts class the content of files.

use jiff::Timestamp;
use service::near_files::{HASHES_AT_ONCE, places};
use service::{DbError, Sealed, Tx};
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{corrupt, instant, micros};
use crate::content_class::ContentClass;

/// A class that stands.
pub(crate) struct ClassRow {
    pub(crate) class_id: String,
    pub(crate) sha256: String,
    pub(crate) class: ContentClass,
    pub(crate) reason: Sealed,
    pub(crate) made_by: String,
    pub(crate) made_at: Timestamp,
}

/// Keeps a class.
pub(crate) async fn insert(tx: &mut Tx, class: &ClassRow) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO content_class (class_id, sha256, class, reason, made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&class.class_id)
    .bind(&class.sha256)
    .bind(class.class.as_str())
    .bind(class.reason.as_column())
    .bind(&class.made_by)
    .bind(micros(class.made_at))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The classes that stand for these contents.
pub(crate) async fn list_standing(tx: &mut Tx, contents: &[String]) -> Result<Vec<ClassRow>, DbError> {
    let mut standing = Vec::new();
    for some in contents.chunks(HASHES_AT_ONCE) {
        let sql = format!(
            "SELECT * FROM content_class WHERE withdrawn_at IS NULL AND sha256 IN ({})",
            places(1, some.len())
        );
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
        for sha256 in some {
            query = query.bind(sha256.as_str());
        }
        for row in query.fetch_all(tx.conn()).await? {
            standing.push(read(&row)?);
        }
    }
    Ok(standing)
}

/// Takes a class back, with the sealed reason.
pub(crate) async fn withdraw(
    tx: &mut Tx,
    class_id: &str,
    (by, at): (&str, Timestamp),
    reason: &Sealed,
) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE content_class SET withdrawn_at = $2, withdrawn_by = $3, withdrawn_reason = $4 WHERE class_id = $1",
    )
    .bind(class_id)
    .bind(micros(at))
    .bind(by)
    .bind(reason.as_column())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Whether a person here opened this content to its end; `person` alone where one is named.
pub(crate) async fn was_opened(tx: &mut Tx, sha256: &str, person: &str) -> Result<bool, DbError> {
    let row = sqlx::query(
        "SELECT CAST(COUNT(*) AS BIGINT) AS openings FROM opening o
         WHERE o.sha256 = $1 AND o.look = 'original' AND o.result = 'in_full' AND ($2 = '' OR o.opened_by = $2)",
    )
    .bind(sha256)
    .bind(person)
    .fetch_one(tx.conn())
    .await?;
    Ok(row.try_get::<i64, _>("openings")? > 0)
}

fn read(row: &AnyRow) -> Result<ClassRow, DbError> {
    let class: String = row.try_get("class")?;
    Ok(ClassRow {
        class_id: row.try_get("class_id")?,
        sha256: row.try_get("sha256")?,
        class: ContentClass::parse(&class).ok_or_else(|| corrupt("class"))?,
        reason: Sealed::from_column(row.try_get("reason")?),
        made_by: row.try_get("made_by")?,
        made_at: instant(row, "made_at")?,
    })
}
