//! Whether a database's own structure is whole.

use sqlx::Row as _;

use super::{Db, DbError, Engine};

/// The first damage that SQLite finds in its file (`PRAGMA integrity_check`), in its words. PostgreSQL checks its files by tools of its own.
///
/// # Errors
/// Of the database; a file that is damaged beyond reading fails so.
pub async fn find_damage(db: &Db) -> Result<Option<String>, DbError> {
    if db.engine() == Engine::Postgres {
        return Ok(None);
    }
    let mut tx = db.begin_read("check-integrity").await?;
    let row = sqlx::query("PRAGMA integrity_check(1)").fetch_one(tx.conn()).await?;
    let said: String = row.try_get(0)?;
    Ok((said != "ok").then_some(said))
}
