//! A throw-away table in memory, asked in the way that one must not.

use sqlx::AssertSqlSafe;
use sqlx::sqlite::{SqlitePool, SqlitePoolOptions};
use tokio::sync::OnceCell;

static NOTES: OnceCell<SqlitePool> = OnceCell::const_new();

/// One connection that stays open: the table is gone with it.
async fn open() -> Result<SqlitePool, sqlx::Error> {
    let one = SqlitePoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
    let pool = one.connect("sqlite::memory:").await?;
    sqlx::query("CREATE TABLE notes (author TEXT, body TEXT)").execute(&pool).await?;
    sqlx::query("INSERT INTO notes VALUES ('ana', 'a note'), ('ben', 'another')").execute(&pool).await?;
    Ok(pool)
}

/// The defect: `author` becomes part of the SQL.
pub(super) async fn list_notes(author: &str) -> Result<Vec<String>, sqlx::Error> {
    let sql = format!("SELECT body FROM notes WHERE author = '{author}'");
    sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(NOTES.get_or_try_init(open).await?).await
}
