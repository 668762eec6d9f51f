//! All SQL of the platform. Every function takes the caller's transaction.

pub(crate) mod appeals;
pub(crate) mod breach;
pub(crate) mod clusters;
pub(crate) mod decisions;
pub(crate) mod destinations;
pub(crate) mod erasure;
pub(crate) mod filing_steps;
pub(crate) mod hash_list_days;
pub(crate) mod hash_list_entries;
pub(crate) mod hash_lists;
pub(crate) mod history;
pub(crate) mod hits;
pub(crate) mod match_results;
pub(crate) mod notice_orders;
pub(crate) mod object_events;
pub(crate) mod open_items;
pub(crate) mod outcomes;
pub(crate) mod packages;
pub(crate) mod practice;
pub(crate) mod process_ends;
pub(crate) mod processes;
pub(crate) mod queue;
pub(crate) mod recipients;
pub(crate) mod reminders;
pub(crate) mod report_facts;
pub(crate) mod report_files;
pub(crate) mod report_holds;
pub(crate) mod report_lines;
pub(crate) mod reports;
pub(crate) mod restorations;
pub(crate) mod retractions;
pub(crate) mod search;
pub(crate) mod surfaces;
pub(crate) mod transparency;
pub(crate) mod unacknowledged;
pub(crate) mod upload_frames;
pub(crate) mod uploads;
pub(crate) mod user_report_erasure;
pub(crate) mod user_reports;
pub(crate) mod verdict_messages;
pub(crate) mod withdrawals;

use std::str::FromStr;

use jiff::Timestamp;
use service::{DbError, Migration};
use sqlx::Row;
use sqlx::any::AnyRow;

/// The schema, oldest first.
pub const MIGRATIONS: &[Migration] = &[
    Migration { version: 1, name: "platform", sql: include_str!("../../migrations/0001_platform.sql") },
    Migration { version: 3, name: "keys", sql: include_str!("../../migrations/0003_keys.sql") },
    Migration { version: 4, name: "rights", sql: include_str!("../../migrations/0004_rights.sql") },
    Migration {
        version: 5,
        name: "typed-viewing",
        sql: include_str!("../../migrations/0005_typed_viewing.sql"),
    },
    Migration {
        version: 6,
        name: "same-content",
        sql: include_str!("../../migrations/0006_same_content.sql"),
    },
    Migration { version: 7, name: "search", sql: include_str!("../../migrations/0007_search.sql") },
    Migration { version: 8, name: "surfaces", sql: include_str!("../../migrations/0008_surfaces.sql") },
    Migration { version: 9, name: "detection", sql: include_str!("../../migrations/0009_detection.sql") },
    Migration { version: 10, name: "events", sql: include_str!("../../migrations/0010_events.sql") },
    Migration { version: 11, name: "recipients", sql: include_str!("../../migrations/0011_recipients.sql") },
    Migration { version: 12, name: "review", sql: include_str!("../../migrations/0012_review.sql") },
    Migration { version: 13, name: "sending", sql: include_str!("../../migrations/0013_sending.sql") },
    Migration {
        version: 14,
        name: "restorations",
        sql: include_str!("../../migrations/0014_restorations.sql"),
    },
    Migration {
        version: 15,
        name: "match-results",
        sql: include_str!("../../migrations/0015_match_results.sql"),
    },
    Migration { version: 16, name: "policies", sql: include_str!("../../migrations/0016_policies.sql") },
    Migration {
        version: 17,
        name: "process-ends",
        sql: include_str!("../../migrations/0017_process_ends.sql"),
    },
    Migration {
        version: 18,
        name: "retractions",
        sql: include_str!("../../migrations/0018_retractions.sql"),
    },
    Migration {
        version: 19,
        name: "user-reports-erased",
        sql: include_str!("../../migrations/0019_user_reports_erased.sql"),
    },
    Migration {
        version: 20,
        name: "destinations-apart",
        sql: include_str!("../../migrations/0020_destinations_apart.sql"),
    },
    Migration {
        version: 21,
        name: "policies-counted",
        sql: include_str!("../../migrations/0021_policies_counted.sql"),
    },
    Migration { version: 22, name: "reminders", sql: include_str!("../../migrations/0022_reminders.sql") },
    Migration {
        version: 23,
        name: "retractions-of-failed",
        sql: include_str!("../../migrations/0023_retractions_of_failed.sql"),
    },
];

/// An instant from its microseconds.
fn instant(row: &AnyRow, column: &str) -> Result<Timestamp, DbError> {
    let micros: i64 = row.try_get(column)?;
    Timestamp::from_microsecond(micros).map_err(|error| unreadable(column, error))
}

/// An instant that may be absent.
fn instant_if_any(row: &AnyRow, column: &str) -> Result<Option<Timestamp>, DbError> {
    let micros: Option<i64> = row.try_get(column)?;
    micros
        .map(|micros| Timestamp::from_microsecond(micros).map_err(|error| unreadable(column, error)))
        .transpose()
}

/// A value read from its text.
fn parsed<T: FromStr>(row: &AnyRow, column: &str) -> Result<T, DbError>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    let text: String = row.try_get(column)?;
    text.parse().map_err(|error| unreadable(column, error))
}

/// A value read from its text that may be absent.
fn parsed_if_any<T: FromStr>(row: &AnyRow, column: &str) -> Result<Option<T>, DbError>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    let text: Option<String> = row.try_get(column)?;
    text.map(|text| text.parse().map_err(|error| unreadable(column, error))).transpose()
}

fn unreadable(column: &str, source: impl std::error::Error + Send + Sync + 'static) -> DbError {
    DbError::from(sqlx::Error::ColumnDecode { index: column.to_owned(), source: Box::new(source) })
}
