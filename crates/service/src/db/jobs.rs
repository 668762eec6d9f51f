//! The job table.

use jiff::Timestamp;
use sqlx::{AssertSqlSafe, Row};

use super::{DbError, Engine, Tx, from_micros, to_micros};

/// A job taken for one try.
#[derive(Debug)]
pub(crate) struct Claimed {
    pub(crate) job_id: String,
    pub(crate) kind: String,
    pub(crate) payload: String,
    /// Counted from one, this try included.
    pub(crate) attempts: u32,
}

/// How a try ended, short of success.
pub(crate) enum Next<'a> {
    Retry { run_at: Timestamp, error: &'a str },
    Stuck { error: &'a str },
}

pub(crate) async fn insert(
    tx: &mut Tx,
    job_id: &str,
    kind: &str,
    payload: &str,
    run_at: Timestamp,
) -> Result<(), DbError> {
    sqlx::query("INSERT INTO job (job_id, kind, payload, state, run_at, attempts) VALUES ($1, $2, $3, 'queued', $4, 0)")
        .bind(job_id)
        .bind(kind)
        .bind(payload)
        .bind(to_micros(run_at))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(crate) async fn is_queued(tx: &mut Tx, kind: &str, payload: &str) -> Result<bool, DbError> {
    let row =
        sqlx::query("SELECT job_id FROM job WHERE state = 'queued' AND kind = $1 AND payload = $2 LIMIT 1")
            .bind(kind)
            .bind(payload)
            .fetch_optional(tx.conn())
            .await?;
    Ok(row.is_some())
}

/// Leases up to `limit` due jobs of `kinds`: queued ones, and those whose lease ran out, whoever held it; none of `running`, which
/// this worker is at, not even one that another worker queued again after its lease ran out.
pub(crate) async fn claim(
    tx: &mut Tx,
    worker: &str,
    kinds: &[&'static str],
    running: &[String],
    limit: usize,
    now: Timestamp,
    leased_until: Timestamp,
) -> Result<Vec<Claimed>, DbError> {
    give_up_old_leases(tx, kinds, running, now).await?;
    let skip_locked = skip_locked(tx);
    // In the order of an index: with many waiting, sorting them for each claim would take longer than the jobs. Chosen once, before the
    // update: PostgreSQL may ask a subquery that locks more than once, and would then lease more than the limit.
    let sql = format!(
        "WITH due AS (
             SELECT job_id FROM job WHERE state = 'queued' AND run_at <= $3 AND kind IN ({}) {}
             ORDER BY run_at, job_id LIMIT $4 {skip_locked})
         UPDATE job SET state = 'leased', leased_by = $1, leased_until = $2, attempts = attempts + 1
         WHERE job_id IN (SELECT job_id FROM due)
         RETURNING job_id, kind, payload, attempts",
        placeholders(5, kinds.len()),
        not_among(5 + kinds.len(), running),
    );
    let mut query = sqlx::query(AssertSqlSafe(sql))
        .bind(worker)
        .bind(to_micros(leased_until))
        .bind(to_micros(now))
        .bind(i64::try_from(limit).unwrap_or(i64::MAX));
    for kind in kinds {
        query = query.bind(*kind);
    }
    for job_id in running {
        query = query.bind(job_id);
    }
    query.fetch_all(tx.conn()).await?.iter().map(claimed).collect()
}

/// Queues again what a worker leased and did not end in time; few jobs are leased at once.
async fn give_up_old_leases(
    tx: &mut Tx,
    kinds: &[&'static str],
    running: &[String],
    now: Timestamp,
) -> Result<(), DbError> {
    let sql = format!(
        "UPDATE job SET state = 'queued', leased_by = NULL, leased_until = NULL
         WHERE job_id IN (
             SELECT job_id FROM job WHERE state = 'leased' AND leased_until <= $1 AND kind IN ({}) {} {})",
        placeholders(2, kinds.len()),
        not_among(2 + kinds.len(), running),
        skip_locked(tx),
    );
    let mut query = sqlx::query(AssertSqlSafe(sql)).bind(to_micros(now));
    for kind in kinds {
        query = query.bind(*kind);
    }
    for job_id in running {
        query = query.bind(job_id);
    }
    query.execute(tx.conn()).await?;
    Ok(())
}

fn skip_locked(tx: &Tx) -> &'static str {
    match tx.engine() {
        Engine::Sqlite => "",
        Engine::Postgres => "FOR UPDATE SKIP LOCKED",
    }
}

fn claimed(row: &sqlx::any::AnyRow) -> Result<Claimed, DbError> {
    Ok(Claimed {
        job_id: row.try_get("job_id")?,
        kind: row.try_get("kind")?,
        payload: row.try_get("payload")?,
        attempts: u32::try_from(row.try_get::<i64, _>("attempts")?)
            .map_err(|_| DbError::Value { column: "attempts" })?,
    })
}

/// A condition that leaves these jobs out, bound from `$first` on.
fn not_among(first: usize, job_ids: &[String]) -> String {
    match job_ids.len() {
        0 => String::new(),
        count => format!("AND job_id NOT IN ({})", placeholders(first, count)),
    }
}

/// `$first, $first+1, …`
fn placeholders(first: usize, count: usize) -> String {
    (first..first + count).map(|number| format!("${number}")).collect::<Vec<_>>().join(", ")
}

/// Lengthens the leases of `worker` on the jobs that are `running`. One that it holds and is not at runs out: its try ended, and only
/// the settling failed.
pub(crate) async fn renew(
    tx: &mut Tx,
    worker: &str,
    running: &[String],
    leased_until: Timestamp,
) -> Result<(), DbError> {
    if running.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "UPDATE job SET leased_until = $1 WHERE state = 'leased' AND leased_by = $2 AND job_id IN ({})",
        placeholders(3, running.len())
    );
    let mut query = sqlx::query(AssertSqlSafe(sql)).bind(to_micros(leased_until)).bind(worker);
    for job_id in running {
        query = query.bind(job_id);
    }
    query.execute(tx.conn()).await?;
    Ok(())
}

/// Gives back the leases of `worker`; their jobs may start at once.
pub(crate) async fn release(tx: &mut Tx, worker: &str) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE job SET state = 'queued', leased_by = NULL, leased_until = NULL
         WHERE state = 'leased' AND leased_by = $1",
    )
    .bind(worker)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Gives back every lease on jobs of `kinds`, whoever holds it.
pub(crate) async fn release_all(tx: &mut Tx, kinds: &[&'static str]) -> Result<(), DbError> {
    let sql = format!(
        "UPDATE job SET state = 'queued', leased_by = NULL, leased_until = NULL
         WHERE state = 'leased' AND kind IN ({})",
        placeholders(1, kinds.len())
    );
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for kind in kinds {
        query = query.bind(*kind);
    }
    query.execute(tx.conn()).await?;
    Ok(())
}

/// Removes a finished job, if `worker` still holds it.
pub(crate) async fn remove(tx: &mut Tx, job_id: &str, worker: &str) -> Result<(), DbError> {
    sqlx::query("DELETE FROM job WHERE job_id = $1 AND leased_by = $2")
        .bind(job_id)
        .bind(worker)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Ends a try that did not succeed, if `worker` still holds the job.
pub(crate) async fn settle(tx: &mut Tx, job_id: &str, worker: &str, next: &Next<'_>) -> Result<(), DbError> {
    let (state, run_at, error) = match next {
        Next::Retry { run_at, error } => ("queued", Some(to_micros(*run_at)), *error),
        Next::Stuck { error } => ("stuck", None, *error),
    };
    sqlx::query(
        "UPDATE job SET state = $1, run_at = COALESCE($2, run_at), last_error = $3, leased_by = NULL, leased_until = NULL
         WHERE job_id = $4 AND leased_by = $5",
    )
    .bind(state)
    .bind(run_at)
    .bind(error)
    .bind(job_id)
    .bind(worker)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A job that waits for a human.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StuckJob {
    /// The job's id.
    pub job_id: String,
    /// What kind of job.
    pub kind: String,
    /// Its ids, as JSON.
    pub payload: String,
    /// How often it was tried.
    pub attempts: i64,
    /// How the last try ended.
    pub last_error: String,
}

/// The jobs that wait for a human, oldest first, at most a thousand.
pub async fn list_stuck(tx: &mut Tx) -> Result<Vec<StuckJob>, DbError> {
    let rows = sqlx::query(
        "SELECT job_id, kind, payload, attempts, COALESCE(last_error, '') AS last_error
         FROM job WHERE state = 'stuck' ORDER BY run_at, job_id LIMIT 1000",
    )
    .fetch_all(tx.conn())
    .await?;
    rows.iter()
        .map(|row| {
            Ok(StuckJob {
                job_id: row.try_get("job_id")?,
                kind: row.try_get("kind")?,
                payload: row.try_get("payload")?,
                attempts: row.try_get("attempts")?,
                last_error: row.try_get("last_error")?,
            })
        })
        .collect()
}

/// Where a piece of work stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobStanding {
    /// The job's id.
    pub job_id: String,
    /// Whether it waits for a human.
    pub is_stuck: bool,
    /// How often it was tried, a try under way included.
    pub attempts: i64,
    /// When it is due, if it is not stuck.
    pub run_at: Timestamp,
    /// How the last try that failed ended; no personal data.
    pub last_error: Option<String>,
}

/// The job of a kind and payload that is queued or running, else the newest that is stuck.
pub(crate) async fn find(tx: &mut Tx, kind: &str, payload: &str) -> Result<Option<JobStanding>, DbError> {
    let row = sqlx::query(
        "SELECT job_id, state, attempts, run_at, last_error FROM job WHERE kind = $1 AND payload = $2
         ORDER BY CASE WHEN state = 'stuck' THEN 1 ELSE 0 END, job_id DESC LIMIT 1",
    )
    .bind(kind)
    .bind(payload)
    .fetch_optional(tx.conn())
    .await?;
    row.map(|row| {
        Ok(JobStanding {
            job_id: row.try_get("job_id")?,
            is_stuck: row.try_get::<String, _>("state")? == "stuck",
            attempts: row.try_get("attempts")?,
            run_at: from_micros("run_at", row.try_get("run_at")?)?,
            last_error: row.try_get("last_error")?,
        })
    })
    .transpose()
}

/// Starts a stuck job afresh, with all its tries; false when there is no such stuck job.
pub async fn requeue(tx: &mut Tx, job_id: &str, now: Timestamp) -> Result<bool, DbError> {
    let done = sqlx::query(
        "UPDATE job SET state = 'queued', attempts = 0, run_at = $1 WHERE job_id = $2 AND state = 'stuck'",
    )
    .bind(to_micros(now))
    .bind(job_id)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// How many jobs there are in each state, the empty ones too.
pub async fn count_by_state(tx: &mut Tx) -> Result<[(&'static str, i64); 3], DbError> {
    let rows =
        sqlx::query("SELECT state, COUNT(*) AS jobs FROM job GROUP BY state").fetch_all(tx.conn()).await?;
    let mut counts = [("queued", 0), ("leased", 0), ("stuck", 0)];
    for row in rows {
        let state: String = row.try_get("state")?;
        if let Some(count) = counts.iter_mut().find(|(name, _)| *name == state) {
            count.1 = row.try_get("jobs")?;
        }
    }
    Ok(counts)
}
