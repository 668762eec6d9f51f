//! Opening a database, and beginning transactions on it.

use std::sync::{Arc, Once};
use std::time::Duration;

use reqwest::Url;
use sqlx::Row as _;
use sqlx::any::AnyPoolOptions;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use sqlx::{Any, AnyConnection, AnyPool, Connection as _};

use super::DbError;
use super::error::is_held;
use super::migrate::{self, Migration};
use super::tx::{Mode, Tx};
use crate::Shutdown;
use crate::client::is_this_machine;

/// For reads.
const MAX_READERS: u32 = 8;
/// SQLite has one writer at a time. PostgreSQL lets many begin, and has all but one of those that read what another writes begin anew: of eight at
/// once fewer come to an end than of one after the other (docs/performance.md). They queue here, in order, instead of spinning on a lock.
const MAX_WRITERS: u32 = 1;
/// How long a transaction waits for its connection before it fails.
const ACQUIRE_TIMEOUT: Duration = Duration::from_mins(1);

/// Durable on every commit: with WAL, `FULL` syncs the log before a commit returns (<https://sqlite.org/pragma.html>).
const SQLITE_SETTINGS: &str = "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
     PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; \
     PRAGMA secure_delete = ON;";
const SQLITE_READER_SETTINGS: &str = "PRAGMA query_only = ON;";
const POSTGRES_SETTINGS: &str =
    "SET synchronous_commit = 'on'; SET lock_timeout = '30s'; SET timezone = 'UTC';";

/// Which database engine a text of SQL runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// One file beside the node.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
}

/// What to do where there is no SQLite file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum IfAbsent {
    /// Make an empty one.
    Make,
    /// Fail.
    Refuse,
}

/// An open database with the schema that the program expects. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Db(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    engine: Engine,
    writers: AnyPool,
    /// Apart from the writers, so that a read within a write never waits for a connection that waits for it.
    readers: AnyPool,
    /// Cancelled when a flush has failed.
    unflushed: Shutdown,
}

impl Db {
    /// Opens `sqlite:PATH` (made if absent) or `postgres://…`, and applies the migrations that are missing: the service's own
    /// first, then the role's.
    ///
    /// # Errors
    /// A wrong address, or one beyond this machine without `sslmode=verify-full`, no answer, a schema newer than the program, or an applied migration whose text changed.
    pub async fn open(url: &str, migrations: &'static [Migration]) -> Result<Self, DbError> {
        let db = Self::connect(url, IfAbsent::Make).await?;
        migrate::apply(&db, migrations).await?;
        Ok(db)
    }

    /// Opens a database that is there already, of whatever schema, for a tool that only reads what every node has.
    ///
    /// # Errors
    /// A wrong address, or one beyond this machine without `sslmode=verify-full`, no answer, or no database there.
    pub async fn open_existing(url: &str) -> Result<Self, DbError> {
        Self::connect(url, IfAbsent::Refuse).await
    }

    /// Opens without looking at the schema.
    async fn connect(url: &str, if_absent: IfAbsent) -> Result<Self, DbError> {
        static DRIVERS: Once = Once::new();
        DRIVERS.call_once(sqlx::any::install_default_drivers);
        if goes_unguarded(url) {
            return Err(DbError::OverNetwork);
        }
        let (engine, url, write_settings, read_settings) = match engine_of(url)? {
            Engine::Sqlite => (
                Engine::Sqlite,
                sqlite_url(url, if_absent)?,
                &[SQLITE_SETTINGS] as &[_],
                &[SQLITE_SETTINGS, SQLITE_READER_SETTINGS] as &[_],
            ),
            Engine::Postgres => {
                let settings: &[_] = &[POSTGRES_SETTINGS];
                (Engine::Postgres, url.to_owned(), settings, settings)
            }
        };
        if engine == Engine::Sqlite {
            try_file(&url).await?;
        }
        let writers = pool(MAX_WRITERS, write_settings).connect(&url).await.map_err(DbError::Open)?;
        let readers = pool(MAX_READERS, read_settings).connect_lazy(&url).map_err(DbError::Open)?;
        let inner = Inner { engine, writers, readers, unflushed: Shutdown::new() };
        Ok(Self(Arc::new(inner)))
    }

    /// The engine behind.
    pub fn engine(&self) -> Engine {
        self.0.engine
    }

    /// Begins a transaction that reads one consistent state and cannot write; `name` is its name in the metrics.
    pub async fn begin_read(&self, name: &'static str) -> Result<Tx, DbError> {
        Tx::begin(&self.0.readers, self.0.engine, Mode::Read, name, &self.0.unflushed).await
    }

    /// Begins a transaction that may write and runs as if alone (SQLite: IMMEDIATE, PostgreSQL: SERIALIZABLE). On PostgreSQL any
    /// statement and the commit may fail with [`DbError::is_contended`]: run it through [`crate::Node::act`], or try again.
    ///
    /// Never begin a write within a write: there is one writer, so the inner one waits for the outer one until it fails.
    pub async fn begin_write(&self, name: &'static str) -> Result<Tx, DbError> {
        Tx::begin(&self.0.writers, self.0.engine, Mode::Write, name, &self.0.unflushed).await
    }

    /// As [`Self::begin_write`], but READ COMMITTED on PostgreSQL: for queues whose rows and unique keys are their own guard, so that
    /// they never make an action lose a race.
    pub(crate) async fn begin_queue(&self, name: &'static str) -> Result<Tx, DbError> {
        Tx::begin(&self.0.writers, self.0.engine, Mode::Queue, name, &self.0.unflushed).await
    }

    /// Completes when a commit could not be flushed to the disk. From then on nothing is written here ([`DbError::Unflushed`]): the node must
    /// be started anew, which reads what is there and writes it to the database's own file before anything else.
    pub async fn failed_to_flush(&self) {
        self.0.unflushed.cancelled().await;
    }

    /// A connection for a statement that refuses to run in a transaction.
    pub(super) async fn writer(&self) -> Result<PoolConnection<Any>, DbError> {
        Ok(self.0.writers.acquire().await?)
    }

    /// Runs a statement that refuses to run in a transaction, such as `CREATE DATABASE`.
    #[cfg(feature = "testing")]
    pub(crate) async fn execute_alone(&self, sql: &str) -> Result<(), DbError> {
        let mut connection = self.0.writers.acquire().await?;
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned())).execute(&mut *connection).await?;
        Ok(())
    }

    /// Clears what was overwritten from the files of the database: SQLite zeroes freed bytes itself (`secure_delete`), and its log is
    /// written back and cut to nothing here; on PostgreSQL the dead rows of `case_key` and `custody_entry` are vacuumed. What a server
    /// keeps besides (its write-ahead log, archives, replicas) is not in our hands.
    ///
    /// # Errors
    /// Of the database; and busy when readers held the log. The next call tries again.
    pub async fn purge(&self) -> Result<(), DbError> {
        if self.0.engine == Engine::Postgres {
            // beside what is written meanwhile: it takes as long as the tables are large
            let mut connection = self.0.readers.acquire().await?;
            for sql in ["VACUUM case_key", "VACUUM custody_entry"] {
                sqlx::raw_sql(sql).execute(&mut *connection).await?;
            }
            return Ok(());
        }
        let mut connection = self.0.writers.acquire().await?;
        let row = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&mut *connection).await?;
        let is_busy: i64 = row.try_get(0)?;
        if is_busy == 0 { Ok(()) } else { Err(DbError::Busy) }
    }

    /// Closes every connection; transactions in flight end first.
    pub async fn close(&self) {
        self.0.readers.close().await;
        self.0.writers.close().await;
    }
}

fn engine_of(url: &str) -> Result<Engine, DbError> {
    if url.starts_with("sqlite:") {
        Ok(Engine::Sqlite)
    } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        Ok(Engine::Postgres)
    } else {
        Err(DbError::Url { url: url.split('@').next_back().unwrap_or_default().to_owned() })
    }
}

/// Whether an address of a database holds a password: such a one stands in a file, never among the arguments of a program.
pub fn holds_password(url: &str) -> bool {
    url.parse::<Url>().is_ok_and(|address| {
        address.password().is_some() || address.query_pairs().any(|(key, _)| key == "password")
    })
}

/// Whether what is said to this database leaves the machine where somebody could read it, or answer in the server's stead: with any `sslmode` but
/// `verify-full` the driver goes on in clear or takes any certificate (libpq's documentation, 34.19.1).
fn goes_unguarded(url: &str) -> bool {
    if !matches!(engine_of(url), Ok(Engine::Postgres)) {
        return false;
    }
    // the driver's own reading, by which it connects; what it cannot read it does not open
    let (Ok(options), Ok(address)) = (url.parse::<PgConnectOptions>(), url.parse::<Url>()) else {
        return false;
    };
    // backups give `pg_dump` the same address: it goes to a `hostaddr` before any host and to the last of several hosts, and takes `ssl=true` for
    // `sslmode=require` (libpq's documentation, 34.1.1 and 34.1.2)
    let mut hosts = address.query_pairs().filter(|(key, _)| matches!(&**key, "host" | "hostaddr"));
    let is_near = options.get_socket().is_some() || stays_here(options.get_host());
    if is_near && hosts.all(|(_, host)| stays_here(&host)) {
        return false;
    }
    let is_weakened = address.query_pairs().any(|(key, _)| key == "ssl");
    is_weakened || !matches!(options.get_ssl_mode(), PgSslMode::VerifyFull)
}

/// Whether this host is a folder with sockets, or this machine.
fn stays_here(host: &str) -> bool {
    host.starts_with('/') || is_this_machine(host)
}

/// The driver reads a URL, we are given a path: escape what a URL would take for its own.
fn sqlite_url(url: &str, if_absent: IfAbsent) -> Result<String, DbError> {
    let path = url.trim_start_matches("sqlite:").trim_start_matches("//");
    if path.is_empty() || path == ":memory:" {
        return Err(DbError::Url { url: url.to_owned() });
    }
    let mut escaped = String::from("sqlite:");
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => escaped.push(byte.into()),
            _ => escaped.extend(['%', hex_digit(byte >> 4), hex_digit(byte & 0xf)]),
        }
    }
    let mode = match if_absent {
        IfAbsent::Make => "?mode=rwc",
        IfAbsent::Refuse => "?mode=rw",
    };
    Ok(escaped + mode)
}

/// Fails at once, and with the reason, where the file is no database that can be used: a pool would try for as long as a transaction waits for its
/// connection, and then say no more than that there was none. A file that somebody holds is left to the pool, which waits.
async fn try_file(url: &str) -> Result<(), DbError> {
    let mut connection = AnyConnection::connect(url).await.map_err(DbError::Open)?;
    match sqlx::raw_sql(SQLITE_SETTINGS).execute(&mut connection).await {
        Err(error) if !is_held(&error) => Err(DbError::Open(error)),
        _ => {
            // what goes wrong at its end says nothing of the file
            let _ = connection.close().await;
            Ok(())
        }
    }
}

fn hex_digit(nibble: u8) -> char {
    char::from_digit(nibble.into(), 16).unwrap_or('0').to_ascii_uppercase()
}

fn pool(max_connections: u32, settings: &'static [&'static str]) -> AnyPoolOptions {
    AnyPoolOptions::new()
        .max_connections(max_connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .after_connect(move |connection: &mut AnyConnection, _| {
            Box::pin(async move {
                for sql in settings {
                    sqlx::raw_sql(*sql).execute(&mut *connection).await?;
                }
                Ok(())
            })
        })
        // SQLite ends a transaction by itself when the disk is full; the driver goes on counting it, and the connection could begin none
        // ever again (<https://sqlite.org/lang_transaction.html>, "Response To Errors Within A Transaction")
        .before_acquire(|connection: &mut AnyConnection, _| {
            let is_free = !connection.is_in_transaction();
            Box::pin(async move { Ok(is_free) })
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_apart_and_passwords_not_shown() {
        assert_eq!(engine_of("sqlite:/data/police.db").unwrap(), Engine::Sqlite);
        assert_eq!(engine_of("postgres://a@localhost/b").unwrap(), Engine::Postgres);
        let error = engine_of("mysql://user:secret@host/db").unwrap_err().to_string();
        assert!(error.contains("sqlite:PATH") && !error.contains("secret"), "{error}");
    }

    #[test]
    fn a_password_in_an_address_is_seen() {
        for (url, holds) in [
            ("postgres://a:secret@localhost/b", true),
            ("postgres://a@localhost/b?host=/run/postgresql&password=secret", true),
            ("postgres://a@localhost/b?host=/run/postgresql", false),
            ("postgres://a@%2Frun%2Fpostgresql/b", false),
            ("sqlite:/data/a:b@c.db", false),
        ] {
            assert_eq!(holds_password(url), holds, "{url}");
        }
    }

    #[test]
    fn what_goes_to_a_database_in_clear_stays_on_this_machine() {
        for taken in [
            "sqlite:/data/police.db",
            "postgres://a:secret@localhost/b",
            "postgresql://a@127.0.0.1:5433/b?sslmode=disable",
            "postgres://a@[::1]/b",
            "postgres://a@%2Frun%2Fpostgresql/b",
            "postgres://a@localhost/b?host=/run/postgresql",
            "postgres://a@db.example/b?host=/run/postgresql",
            "postgres://a:secret@db.example/b?sslmode=verify-full",
            "postgresql://a@192.0.2.7:5432/b?sslmode=verify-full&sslrootcert=/etc/amparo/ca.pem",
            "postgres://a@db.example/b?sslmode=disable&sslmode=verify-full",
            "postgres://a@localhost/b?hostaddr=127.0.0.1&ssl=true",
        ] {
            assert!(!goes_unguarded(taken), "{taken}");
        }
        for refused in [
            "postgres://a:secret@db.example/b",
            "postgresql://a@192.0.2.7:5432/b?sslmode=require",
            "postgres://a@db.example/b?sslmode=verify-ca&sslrootcert=/etc/amparo/ca.pem",
            "postgres://a@db.example/b?sslmode=verify-full&sslmode=prefer",
            "postgres://a@[2001:db8::7]/b?sslmode=allow",
            "postgres://a@localhost/b?host=db.example",
            "postgres://a@localhost/b?hostaddr=192.0.2.7",
            "postgres://localhost@db.example/b",
            // the driver would stay here, or ask for a certificate, and `pg_dump` would not
            "postgres://a@localhost/b?hostaddr=192.0.2.7&host=localhost",
            "postgres://a@localhost/b?host=/run/postgresql&host=db.example",
            "postgres://a@db.example/b?sslmode=verify-full&ssl=true",
        ] {
            assert!(goes_unguarded(refused), "{refused}");
        }
    }

    #[tokio::test]
    async fn a_database_beyond_this_machine_is_not_opened_in_clear() {
        let opened = Db::open_existing("postgres://a:secret@db.example/b").await;
        let Err(error) = opened else { panic!("it was opened") };
        assert!(matches!(error, DbError::OverNetwork), "{error}");
        let error = error.to_string();
        assert!(error.contains("sslmode=verify-full") && !error.contains("secret"), "{error}");
    }

    #[test]
    fn a_path_keeps_its_odd_characters() {
        assert_eq!(
            sqlite_url("sqlite:/a b/c?d#e%.db", IfAbsent::Make).unwrap(),
            "sqlite:/a%20b/c%3Fd%23e%25.db?mode=rwc"
        );
        assert_eq!(sqlite_url("sqlite://x.db", IfAbsent::Refuse).unwrap(), "sqlite:x.db?mode=rw");
        assert!(sqlite_url("sqlite:", IfAbsent::Make).is_err());
        assert!(sqlite_url("sqlite::memory:", IfAbsent::Make).is_err());
    }
}
