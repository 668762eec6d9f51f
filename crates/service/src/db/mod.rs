//! The database: SQLite or PostgreSQL under one SQL text, with named and measured transactions.
//!
//! Rules for SQL outside this folder: columns `TEXT`, `BIGINT`, `DOUBLE PRECISION`; placeholders `$1`; no engine's own functions; never
//! order by a column that may be null without `NULLS FIRST` or `NULLS LAST`, for the engines differ. A statement that fails ends its transaction (PostgreSQL does so by itself): write `ON CONFLICT … DO NOTHING`, do not catch and go on.

pub(crate) mod access_entries;
pub(crate) mod alarms;
pub(crate) mod api_keys;
pub(crate) mod applied_weights;
pub(crate) mod approvals;
pub(crate) mod backup;
pub(crate) mod band_alarms;
pub(crate) mod band_overrides;
pub(crate) mod breach;
pub(crate) mod case_keys;
pub(crate) mod checkpoints;
pub(crate) mod custody;
pub(crate) mod custody_objects;
mod error;
pub(crate) mod form_drafts;
pub(crate) mod handovers;
mod integrity;
pub(crate) mod item_checks;
pub(crate) mod items;
pub(crate) mod jobs;
pub(crate) mod list_columns;
mod migrate;
mod open;
pub(crate) mod openings;
pub(crate) mod passkeys;
pub(crate) mod periods;
pub(crate) mod receipts;
pub(crate) mod rights;
pub(crate) mod rights_requests;
pub(crate) mod sealed;
pub(crate) mod searches;
pub(crate) mod sign_in_limits;
pub(crate) mod staff_accounts;
pub(crate) mod staff_sessions;
mod tx;
pub(crate) mod witness;

pub use error::{DbError, raced};
pub use integrity::find_damage;
pub use migrate::Migration;
pub(crate) use migrate::schema_versions;
pub use open::{Db, Engine, holds_password};
pub use periods::wipe;
pub use sealed::list_columns;
pub use tx::Tx;

use jiff::Timestamp;

/// An instant as its column: microseconds since 1970 in UTC.
pub fn to_micros(instant: Timestamp) -> i64 {
    instant.as_microsecond()
}

/// An instant from its column.
///
/// # Errors
/// [`DbError::Value`] when the number lies outside the calendar.
pub fn from_micros(column: &'static str, micros: i64) -> Result<Timestamp, DbError> {
    Timestamp::from_microsecond(micros).map_err(|_| DbError::Value { column })
}
