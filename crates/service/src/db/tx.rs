//! A named, measured transaction.

use std::time::Instant;

use sqlx::{Any, Transaction};
use sqlx::{AnyConnection, AnyPool};

use super::error::is_unflushed;
use super::{DbError, Engine};
use crate::Shutdown;

/// What a transaction is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Read,
    Write,
    Queue,
}

impl Mode {
    fn begin_sql(self, engine: Engine) -> &'static str {
        match (engine, self) {
            (Engine::Sqlite, Self::Read) => "BEGIN",
            (Engine::Sqlite, Self::Write | Self::Queue) => "BEGIN IMMEDIATE",
            (Engine::Postgres, Self::Read) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            (Engine::Postgres, Self::Write) => "BEGIN ISOLATION LEVEL SERIALIZABLE",
            (Engine::Postgres, Self::Queue) => "BEGIN ISOLATION LEVEL READ COMMITTED",
        }
    }
}

/// An open transaction; dropped without [`Self::commit`] it is rolled back.
pub struct Tx {
    inner: Transaction<'static, Any>,
    engine: Engine,
    mode: Mode,
    timing: Timing,
    /// Cancelled when a flush has failed.
    unflushed: Shutdown,
}

impl Tx {
    pub(super) async fn begin(
        pool: &AnyPool,
        engine: Engine,
        mode: Mode,
        name: &'static str,
        unflushed: &Shutdown,
    ) -> Result<Self, DbError> {
        if mode != Mode::Read && unflushed.is_cancelled() {
            return Err(DbError::Unflushed);
        }
        let timing = Timing { name, began: Instant::now(), outcome: "rolled_back" };
        let inner = pool.begin_with(mode.begin_sql(engine)).await?;
        Ok(Self { inner, engine, mode, timing, unflushed: unflushed.clone() })
    }

    /// The connection to run statements on.
    pub fn conn(&mut self) -> &mut AnyConnection {
        &mut self.inner
    }

    /// The engine behind.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// Commits; when this returns, the changes are on the disk.
    pub async fn commit(mut self) -> Result<(), DbError> {
        if self.engine == Engine::Postgres && self.mode != Mode::Read {
            // After a failed statement PostgreSQL answers COMMIT with a silent rollback; any statement before it tells.
            sqlx::query("SELECT 1").execute(self.conn()).await?;
        }
        let Self { inner, mut timing, unflushed, .. } = self;
        let committed = inner.commit().await;
        if committed.as_ref().is_err_and(is_unflushed) {
            tracing::error!(
                "the database could not be flushed to the disk: the node stops; look at the disk, then start it again"
            );
            unflushed.cancel();
        }
        committed?;
        timing.outcome = "committed";
        Ok(())
    }
}

/// Measures from before the wait for a connection until commit or roll-back.
struct Timing {
    name: &'static str,
    began: Instant,
    outcome: &'static str,
}

impl Drop for Timing {
    fn drop(&mut self) {
        metrics::histogram!("db_transaction_seconds", "name" => self.name, "outcome" => self.outcome)
            .record(self.began.elapsed().as_secs_f64());
    }
}
