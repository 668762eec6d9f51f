//! Bringing a schema up to the program's version, or refusing to start.

use sha2::{Digest, Sha256};
use sqlx::Row;

use super::{Db, DbError, Engine, Tx};

/// One step of a schema: a text of several statements that both engines take. Never edited once it has left the house.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// Ascending within a role.
    pub version: i64,
    /// A few words in kebab-case.
    pub name: &'static str,
    /// The statements, separated by semicolons.
    pub sql: &'static str,
}

const SERVICE: &[Migration] = &[
    Migration {
        version: 1,
        name: "jobs-custody-receipts",
        sql: include_str!("../../migrations/0001_service.sql"),
    },
    Migration { version: 3, name: "oversight", sql: include_str!("../../migrations/0003_oversight.sql") },
    Migration { version: 4, name: "keys", sql: include_str!("../../migrations/0004_keys.sql") },
    Migration { version: 5, name: "rights", sql: include_str!("../../migrations/0005_rights.sql") },
    Migration { version: 6, name: "accounts", sql: include_str!("../../migrations/0006_accounts.sql") },
    Migration { version: 7, name: "api-keys", sql: include_str!("../../migrations/0007_api_keys.sql") },
    Migration { version: 8, name: "erase-again", sql: include_str!("../../migrations/0008_erase_again.sql") },
    Migration { version: 9, name: "rights-desk", sql: include_str!("../../migrations/0009_rights_desk.sql") },
    Migration {
        version: 10,
        name: "custody-checkpoints",
        sql: include_str!("../../migrations/0010_custody_checkpoints.sql"),
    },
    Migration {
        version: 11,
        name: "custody-chains",
        sql: include_str!("../../migrations/0011_custody_chains.sql"),
    },
    Migration { version: 12, name: "openings", sql: include_str!("../../migrations/0012_openings.sql") },
    Migration { version: 13, name: "witness", sql: include_str!("../../migrations/0013_witness.sql") },
    Migration { version: 14, name: "passkeys", sql: include_str!("../../migrations/0014_passkeys.sql") },
    Migration {
        version: 15,
        name: "machine-certificates",
        sql: include_str!("../../migrations/0015_machine_certificates.sql"),
    },
    Migration { version: 16, name: "periods", sql: include_str!("../../migrations/0016_periods.sql") },
    Migration { version: 17, name: "previews", sql: include_str!("../../migrations/0017_previews.sql") },
    Migration { version: 18, name: "alarm", sql: include_str!("../../migrations/0018_alarm.sql") },
    Migration { version: 19, name: "form-draft", sql: include_str!("../../migrations/0019_form_draft.sql") },
    Migration { version: 20, name: "handover", sql: include_str!("../../migrations/0020_handover.sql") },
    Migration { version: 21, name: "search", sql: include_str!("../../migrations/0021_search.sql") },
    Migration { version: 22, name: "key-use", sql: include_str!("../../migrations/0022_key_use.sql") },
    Migration {
        version: 23,
        name: "list-columns",
        sql: include_str!("../../migrations/0023_list_columns.sql"),
    },
    Migration { version: 24, name: "job-claim", sql: include_str!("../../migrations/0024_job_claim.sql") },
    Migration {
        version: 25,
        name: "job-payload",
        sql: include_str!("../../migrations/0025_job_payload.sql"),
    },
    Migration {
        version: 26,
        name: "key-networks",
        sql: include_str!("../../migrations/0026_key_networks.sql"),
    },
    Migration { version: 27, name: "key-watch", sql: include_str!("../../migrations/0027_key_watch.sql") },
    Migration {
        version: 28,
        name: "erasure-batch",
        sql: include_str!("../../migrations/0028_erasure_batch.sql"),
    },
];

const SCHEMA_TABLE: &str = "CREATE TABLE IF NOT EXISTS schema_migration (
    owner TEXT NOT NULL,
    version BIGINT NOT NULL,
    name TEXT NOT NULL,
    sql_sha256 TEXT NOT NULL,
    PRIMARY KEY (owner, version)
)";

/// Two processes may start at once; the number is any, but ours.
const POSTGRES_LOCK: &str = "DO $$ BEGIN PERFORM pg_advisory_xact_lock(4702111234474983745); END $$";

struct Applied {
    owner: String,
    version: i64,
    name: String,
    sql_sha256: String,
}

/// Applies what is missing, all in one transaction: a failed start leaves the schema as it was.
pub(super) async fn apply(db: &Db, role: &'static [Migration]) -> Result<(), DbError> {
    let mut tx = db.begin_queue("migrate").await?;
    if tx.engine() == Engine::Postgres {
        sqlx::raw_sql(POSTGRES_LOCK).execute(tx.conn()).await?;
    }
    sqlx::raw_sql(SCHEMA_TABLE).execute(tx.conn()).await?;
    let applied = list_applied(&mut tx).await?;
    for (owner, migrations) in [("service", SERVICE), ("role", role)] {
        check_order(owner, migrations)?;
        refuse_newer(owner, migrations, &applied)?;
        for migration in migrations {
            let sha256 = hex::encode(Sha256::digest(migration.sql));
            let known = applied.iter().find(|row| row.owner == owner && row.version == migration.version);
            match known {
                Some(row) if row.sql_sha256 == sha256 => {}
                Some(_) => {
                    let (version, name) = (migration.version, migration.name);
                    return Err(DbError::ChangedMigration { owner, version, name });
                }
                None => run(&mut tx, owner, migration, &sha256).await?,
            }
        }
    }
    tx.commit().await
}

fn check_order(owner: &'static str, migrations: &[Migration]) -> Result<(), DbError> {
    match migrations.windows(2).find(|pair| pair[0].version >= pair[1].version) {
        Some(pair) => Err(DbError::MigrationOrder { owner, version: pair[1].version }),
        None => Ok(()),
    }
}

fn refuse_newer(owner: &str, migrations: &[Migration], applied: &[Applied]) -> Result<(), DbError> {
    let unknown = applied
        .iter()
        .find(|row| row.owner == owner && !migrations.iter().any(|known| known.version == row.version));
    match unknown {
        Some(row) => Err(DbError::NewerSchema {
            owner: row.owner.clone(),
            version: row.version,
            name: row.name.clone(),
        }),
        None => Ok(()),
    }
}

/// The newest version of each owner's schema.
pub(crate) async fn schema_versions(tx: &mut Tx) -> Result<Vec<(String, i64)>, DbError> {
    let rows = sqlx::query(
        "SELECT owner, MAX(version) AS newest FROM schema_migration GROUP BY owner ORDER BY owner",
    )
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(|row| Ok((row.try_get("owner")?, row.try_get("newest")?))).collect()
}

async fn list_applied(tx: &mut Tx) -> Result<Vec<Applied>, DbError> {
    let rows =
        sqlx::query("SELECT owner, version, name, sql_sha256 FROM schema_migration ORDER BY owner, version")
            .fetch_all(tx.conn())
            .await?;
    rows.iter()
        .map(|row| {
            Ok(Applied {
                owner: row.try_get("owner")?,
                version: row.try_get("version")?,
                name: row.try_get("name")?,
                sql_sha256: row.try_get("sql_sha256")?,
            })
        })
        .collect()
}

async fn run(tx: &mut Tx, owner: &'static str, migration: &Migration, sha256: &str) -> Result<(), DbError> {
    let Migration { version, name, sql } = *migration;
    sqlx::raw_sql(sql).execute(tx.conn()).await.map_err(|source| DbError::Migration {
        owner,
        version,
        name,
        source,
    })?;
    sqlx::query("INSERT INTO schema_migration (owner, version, name, sql_sha256) VALUES ($1, $2, $3, $4)")
        .bind(owner)
        .bind(version)
        .bind(name)
        .bind(sha256)
        .execute(tx.conn())
        .await?;
    tracing::info!(owner, version, name, "schema migrated");
    Ok(())
}
