//! All SQL of the clearinghouse. Every function takes the transaction of an action or of a reading.

pub(crate) mod addresses;
pub(crate) mod band_alarms;
pub(crate) mod blind;
pub(crate) mod breach;
pub(crate) mod cluster_contents;
pub(crate) mod clusters;
pub(crate) mod content_classes;
pub(crate) mod countries;
pub(crate) mod erasure;
pub(crate) mod evidence;
pub(crate) mod facts;
pub(crate) mod figures;
pub(crate) mod files;
pub(crate) mod hash_changes;
pub(crate) mod hash_entries;
pub(crate) mod hash_feedback;
pub(crate) mod hash_lists;
pub(crate) mod hash_members;
pub(crate) mod import_erasure;
pub(crate) mod import_work;
pub(crate) mod imports;
pub(crate) mod informational;
pub(crate) mod known_files;
pub(crate) mod list_outcomes;
pub(crate) mod origins;
pub(crate) mod outcomes;
pub(crate) mod overrides;
pub(crate) mod picture_forms;
pub(crate) mod referral_changes;
pub(crate) mod referrals;
pub(crate) mod refused_lines;
pub(crate) mod reports;
pub(crate) mod rota_calls;
pub(crate) mod scores;
pub(crate) mod search;
pub(crate) mod senders;
pub(crate) mod standing_texts;
pub(crate) mod tip_erasure;
pub(crate) mod tip_steps;
pub(crate) mod tip_work;
pub(crate) mod tips;
pub(crate) mod to_refer;
pub(crate) mod traits;
pub(crate) mod urgent_marks;
pub(crate) mod video_prints;
pub(crate) mod warnings;

use jiff::Timestamp;
use model::{Id, Kind};
use service::{DbError, Migration};
use sqlx::Row as _;
use sqlx::any::AnyRow;

/// The schema of this role.
pub static MIGRATIONS: &[Migration] = &[
    Migration { version: 1, name: "reports", sql: include_str!("../../migrations/0001_reports.sql") },
    Migration { version: 2, name: "keys", sql: include_str!("../../migrations/0002_keys.sql") },
    Migration { version: 3, name: "rights", sql: include_str!("../../migrations/0003_rights.sql") },
    Migration { version: 4, name: "rights_desk", sql: include_str!("../../migrations/0004_rights_desk.sql") },
    Migration { version: 5, name: "viewing", sql: include_str!("../../migrations/0005_viewing.sql") },
    Migration { version: 6, name: "tips", sql: include_str!("../../migrations/0006_tips.sql") },
    Migration { version: 7, name: "figures", sql: include_str!("../../migrations/0007_figures.sql") },
    Migration {
        version: 8,
        name: "address_blind",
        sql: include_str!("../../migrations/0008_address_blind.sql"),
    },
    Migration { version: 9, name: "near_files", sql: include_str!("../../migrations/0009_near_files.sql") },
    Migration { version: 10, name: "fast_lists", sql: include_str!("../../migrations/0010_fast_lists.sql") },
    Migration {
        version: 12,
        name: "hash_sharing",
        sql: include_str!("../../migrations/0012_hash_sharing.sql"),
    },
    Migration { version: 13, name: "scores", sql: include_str!("../../migrations/0013_scores.sql") },
    Migration { version: 14, name: "alarms", sql: include_str!("../../migrations/0014_alarms.sql") },
    Migration { version: 15, name: "package", sql: include_str!("../../migrations/0015_package.sql") },
    Migration { version: 16, name: "intake", sql: include_str!("../../migrations/0016_intake.sql") },
    Migration {
        version: 17,
        name: "fast_referrals",
        sql: include_str!("../../migrations/0017_fast_referrals.sql"),
    },
    Migration {
        version: 18,
        name: "country_of_cluster",
        sql: include_str!("../../migrations/0018_country_of_cluster.sql"),
    },
    Migration {
        version: 19,
        name: "near_videos",
        sql: include_str!("../../migrations/0019_near_videos.sql"),
    },
    Migration { version: 20, name: "sha1", sql: include_str!("../../migrations/0020_sha1.sql") },
    Migration {
        version: 21,
        name: "picture_forms",
        sql: include_str!("../../migrations/0021_picture_forms.sql"),
    },
    Migration { version: 22, name: "drawn_rows", sql: include_str!("../../migrations/0022_drawn_rows.sql") },
    Migration {
        version: 23,
        name: "standing_texts",
        sql: include_str!("../../migrations/0023_standing_texts.sql"),
    },
    Migration {
        version: 24,
        name: "refused_lines",
        sql: include_str!("../../migrations/0024_refused_lines.sql"),
    },
    Migration {
        version: 25,
        name: "hash_reasons",
        sql: include_str!("../../migrations/0025_hash_reasons.sql"),
    },
];

/// An instant as it is stored.
pub(crate) fn micros(instant: Timestamp) -> i64 {
    instant.as_microsecond()
}

/// What a column holds cannot be read as what it must be.
fn corrupt(column: &str) -> DbError {
    sqlx::Error::Decode(format!("column {column} holds no valid value").into()).into()
}

fn instant(row: &AnyRow, column: &str) -> Result<Timestamp, DbError> {
    Timestamp::from_microsecond(row.try_get(column)?).map_err(|_| corrupt(column))
}

fn optional_instant(row: &AnyRow, column: &str) -> Result<Option<Timestamp>, DbError> {
    let micros: Option<i64> = row.try_get(column)?;
    micros.map(Timestamp::from_microsecond).transpose().map_err(|_| corrupt(column))
}

fn id<K: Kind>(row: &AnyRow, column: &str) -> Result<Id<K>, DbError> {
    row.try_get::<String, _>(column)?.parse().map_err(|_| corrupt(column))
}

fn flag(row: &AnyRow, column: &str) -> Result<bool, DbError> {
    Ok(row.try_get::<i64, _>(column)? != 0)
}

fn size(row: &AnyRow, column: &str) -> Result<u64, DbError> {
    u64::try_from(row.try_get::<i64, _>(column)?).map_err(|_| corrupt(column))
}

fn stored_size(size_bytes: u64) -> i64 {
    i64::try_from(size_bytes).unwrap_or(i64::MAX)
}
