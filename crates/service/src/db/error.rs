//! What goes wrong between us and the database.

/// What goes wrong between us and the database.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// The address names neither engine, or cannot be read.
    #[error("database: `{url}` must be `sqlite:PATH` or `postgres://…`")]
    Url {
        /// What was given, without its password.
        url: String,
    },
    /// What goes to the database holds personal data, and would cross a network unguarded.
    #[error(
        "database: a PostgreSQL server beyond this machine must show whose it is, by TLS: end the address with `?sslmode=verify-full`, and add `&sslrootcert=FILE` with the certificates of its authority; one on this machine is named by its socket (`postgres://NAME@localhost/DATABASE?host=/run/postgresql`)"
    )]
    OverNetwork,
    /// The database does not answer at its address.
    #[error("database: cannot be opened")]
    Open(#[source] sqlx::Error),
    /// The program's own list of migrations is out of order.
    #[error("database: the migrations of `{owner}` must have ascending versions; see version {version}")]
    MigrationOrder {
        /// `service` or `role`.
        owner: &'static str,
        /// Where the order breaks.
        version: i64,
    },
    /// The schema is newer than the program.
    #[error(
        "database: it has version {version} (`{name}`) of the `{owner}` schema, which this program does not know; start a newer program, or restore a backup"
    )]
    NewerSchema {
        /// `service` or `role`.
        owner: String,
        /// The unknown version.
        version: i64,
        /// The unknown migration's name.
        name: String,
    },
    /// A migration was applied with another text.
    #[error(
        "database: version {version} (`{name}`) of the `{owner}` schema was applied with another text than this program has; an applied migration must never be edited"
    )]
    ChangedMigration {
        /// `service` or `role`.
        owner: &'static str,
        /// The version at fault.
        version: i64,
        /// Its name.
        name: &'static str,
    },
    /// A migration failed; nothing of it, or of those after the last start, was kept.
    #[error("database: version {version} (`{name}`) of the `{owner}` schema cannot be applied")]
    Migration {
        /// `service` or `role`.
        owner: &'static str,
        /// The version at fault.
        version: i64,
        /// Its name.
        name: &'static str,
        /// What the database said.
        source: sqlx::Error,
    },
    /// Readers held the database's log too long.
    #[error("database: its log cannot be cut while readers hold it")]
    Busy,
    /// A statement failed.
    #[error("database: a statement failed")]
    Sql(#[from] sqlx::Error),
    /// A column holds what it cannot hold.
    #[error("database: column `{column}` holds a value that it cannot hold")]
    Value {
        /// The column's name.
        column: &'static str,
    },
    /// The database's file was not flushed to the disk. What stands there is then unknown, and a second flush would say nothing of it.
    #[error(
        "database: its file could not be flushed to the disk; nothing more is written until the node is started again"
    )]
    Unflushed,
    /// Another transaction got there first; trying again helps.
    #[error("database: another transaction got there first")]
    Raced,
}

/// SQLite: busy, locked. <https://sqlite.org/rescode.html>; the low byte is the primary code.
const SQLITE_CONTENDED: [i32; 2] = [5, 6];
/// SQLite: `SQLITE_IOERR_FSYNC`, `SQLITE_IOERR_DIR_FSYNC`.
const SQLITE_UNFLUSHED: [&str; 2] = ["1034", "1290"];
/// PostgreSQL: serialization failure, deadlock, lock not available. Its manual, appendix A.
const POSTGRES_CONTENDED: [&str; 3] = ["40001", "40P01", "55P03"];

/// Whether it says that a file was not flushed.
pub(super) fn is_unflushed(error: &sqlx::Error) -> bool {
    error
        .as_database_error()
        .and_then(|error| error.code())
        .is_some_and(|code| SQLITE_UNFLUSHED.contains(&&*code))
}

/// Whether somebody else holds the file or row.
pub(super) fn is_held(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(|error| error.code()).is_some_and(|code| says_held(&code))
}

fn says_held(code: &str) -> bool {
    POSTGRES_CONTENDED.contains(&code)
        || (code.len() < 5
            && code.parse::<i32>().is_ok_and(|number| SQLITE_CONTENDED.contains(&(number & 0xff))))
}

impl DbError {
    /// Whether the same transaction may succeed when it is tried again.
    pub fn is_contended(&self) -> bool {
        match self {
            Self::Raced => true,
            Self::Sql(error) => is_held(error),
            _ => false,
        }
    }

    /// Whether another row speaks of one that was to go, or of none.
    pub fn is_foreign_key_violation(&self) -> bool {
        matches!(self, Self::Sql(sqlx::Error::Database(error)) if error.is_foreign_key_violation())
    }

    /// Whether a row with the same key stands already.
    pub fn is_unique_violation(&self) -> bool {
        matches!(self, Self::Sql(sqlx::Error::Database(error)) if error.is_unique_violation())
    }
}

/// For `map_err` of an insert before which its key was asked for: the row that is there by now came in between, so that the transaction is
/// tried again.
pub fn raced(error: sqlx::Error) -> DbError {
    let error = DbError::from(error);
    if error.is_unique_violation() { DbError::Raced } else { error }
}
