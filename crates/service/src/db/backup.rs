//! Copies of a database while its node runs, and what a tool must know of one.

use std::path::Path;

use sqlx::Row as _;

use super::{Db, DbError, Engine, Tx};

/// What a state of the database says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    /// Entries in the custody tree.
    pub(crate) custody_size: i64,
    /// Its root, in hex; empty for an empty tree.
    pub(crate) custody_root: String,
    /// The newest version of the node key over a case key; 0 without cases.
    pub(crate) key_version: i64,
}

pub(crate) async fn load_head(tx: &mut Tx) -> Result<Head, DbError> {
    let tree = super::custody::find_newest_tree(tx).await?;
    let row = sqlx::query("SELECT COALESCE(MAX(key_version), 0) AS newest FROM case_key")
        .fetch_one(tx.conn())
        .await?;
    Ok(Head {
        custody_size: tree.as_ref().map_or(0, |tree| tree.size),
        custody_root: tree.map(|tree| tree.root_hash).unwrap_or_default(),
        key_version: row.try_get("newest")?,
    })
}

/// Writes one consistent state of a SQLite database into a new file, without the bytes that deletions left (SQLite, `VACUUM INTO`).
pub(crate) async fn copy_sqlite(db: &Db, to: &Path) -> Result<(), DbError> {
    let to = to.to_str().ok_or(DbError::Value { column: "path of the copy" })?;
    let mut connection = db.writer().await?;
    sqlx::query("VACUUM INTO $1").bind(to).execute(&mut *connection).await?;
    Ok(())
}

/// A name under which `pg_dump` sees the state of this transaction, as long as it is open (PostgreSQL, 9.28.5).
pub(crate) async fn export_snapshot(tx: &mut Tx) -> Result<String, DbError> {
    let row = sqlx::query("SELECT pg_export_snapshot() AS name").fetch_one(tx.conn()).await?;
    Ok(row.try_get("name")?)
}

/// Whether there is no table of ours.
pub(crate) async fn is_empty(db: &Db) -> Result<bool, DbError> {
    let sql = match db.engine() {
        Engine::Sqlite => "SELECT COUNT(*) AS tables FROM sqlite_master",
        Engine::Postgres => {
            "SELECT COUNT(*) AS tables FROM information_schema.tables WHERE table_schema = 'public'"
        }
    };
    let mut tx = db.begin_read("look-for-tables").await?;
    let row = sqlx::query(sql).fetch_one(tx.conn()).await?;
    Ok(row.try_get::<i64, _>("tables")? == 0)
}
