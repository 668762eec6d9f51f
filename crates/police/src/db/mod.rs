//! The SQL of the police, and nothing but SQL: every function takes the transaction it works in.

pub(crate) mod accounts;
pub(crate) mod acts;
pub(crate) mod asking;
pub(crate) mod assignments;
pub(crate) mod authored;
pub(crate) mod band_alarms;
pub(crate) mod breach;
pub(crate) mod changed_recipients;
pub(crate) mod claims;
pub(crate) mod closures;
pub(crate) mod contests;
pub(crate) mod decisions;
pub(crate) mod desk;
pub(crate) mod detention;
pub(crate) mod disclosure_answers;
pub(crate) mod disclosure_orders;
pub(crate) mod disclosures;
pub(crate) mod erasure;
pub(crate) mod evidence;
pub(crate) mod export_doubts;
pub(crate) mod exports;
pub(crate) mod exposure;
pub(crate) mod feedback;
pub(crate) mod figures;
pub(crate) mod identified;
pub(crate) mod imports;
pub(crate) mod ip_events;
pub(crate) mod kept;
pub(crate) mod known_losses;
pub(crate) mod law_days;
pub(crate) mod limitation;
pub(crate) mod link_restorations;
pub(crate) mod links;
pub(crate) mod losses;
pub(crate) mod media;
pub(crate) mod moves;
pub(crate) mod names;
pub(crate) mod no_offence;
pub(crate) mod node_law;
pub(crate) mod notices;
pub(crate) mod operations;
pub(crate) mod paths;
pub(crate) mod person_erasure;
pub(crate) mod person_lists;
pub(crate) mod person_roles;
pub(crate) mod persons;
pub(crate) mod preservation;
pub(crate) mod prosecutor_files;
pub(crate) mod published_notes;
pub(crate) mod reader;
pub(crate) mod recipients;
pub(crate) mod referrals;
pub(crate) mod relations;
pub(crate) mod release;
pub(crate) mod relied;
pub(crate) mod report_imports;
pub(crate) mod reports;
pub(crate) mod request_erasure;
pub(crate) mod reveals;
pub(crate) mod rows;
pub(crate) mod search;
pub(crate) mod seized_lists;
pub(crate) mod subjects;
pub(crate) mod triage;
pub(crate) mod undone_receipts;
pub(crate) mod units;
pub(crate) mod warnings;
pub(crate) mod warnings_taken;

use std::str::FromStr;

use jiff::Timestamp;
use model::{Id, Kind, Province};
pub(crate) use reader::{Closed, Reader, may_list, may_read};
pub(crate) use rows::Rows;
use service::Migration;
use service::db::raced;
pub(crate) use service::{DbError, Tx};
use sqlx::any::{AnyArguments, AnyRow};
use sqlx::query::Query;
use sqlx::{Any, Error, Row};

/// The schema, oldest first.
pub const MIGRATIONS: &[Migration] = &[
    Migration { version: 1, name: "referrals", sql: include_str!("../../migrations/0001_referrals.sql") },
    Migration { version: 2, name: "subjects", sql: include_str!("../../migrations/0002_subjects.sql") },
    Migration { version: 3, name: "inquiry", sql: include_str!("../../migrations/0003_inquiry.sql") },
    Migration { version: 4, name: "persons", sql: include_str!("../../migrations/0004_persons.sql") },
    Migration { version: 5, name: "vetoes", sql: include_str!("../../migrations/0005_vetoes.sql") },
    Migration { version: 6, name: "reveals", sql: include_str!("../../migrations/0006_reveals.sql") },
    Migration { version: 7, name: "oversight", sql: include_str!("../../migrations/0007_oversight.sql") },
    Migration { version: 8, name: "keys", sql: include_str!("../../migrations/0008_keys.sql") },
    Migration { version: 9, name: "rights", sql: include_str!("../../migrations/0009_rights.sql") },
    Migration { version: 10, name: "closures", sql: include_str!("../../migrations/0010_closures.sql") },
    Migration {
        version: 11,
        name: "reveal-reviews",
        sql: include_str!("../../migrations/0011_reveal_reviews.sql"),
    },
    Migration { version: 12, name: "viewing", sql: include_str!("../../migrations/0012_viewing.sql") },
    Migration { version: 13, name: "lists", sql: include_str!("../../migrations/0013_lists.sql") },
    Migration { version: 14, name: "search", sql: include_str!("../../migrations/0014_search.sql") },
    Migration {
        version: 15,
        name: "address-blind",
        sql: include_str!("../../migrations/0015_address_blind.sql"),
    },
    Migration { version: 16, name: "fast-lists", sql: include_str!("../../migrations/0016_fast_lists.sql") },
    Migration { version: 17, name: "notices", sql: include_str!("../../migrations/0017_notices.sql") },
    Migration { version: 18, name: "triage", sql: include_str!("../../migrations/0018_triage.sql") },
    Migration {
        version: 19,
        name: "fast-assignments",
        sql: include_str!("../../migrations/0019_fast_assignments.sql"),
    },
    Migration { version: 20, name: "links", sql: include_str!("../../migrations/0020_links.sql") },
    Migration {
        version: 21,
        name: "order-of-work",
        sql: include_str!("../../migrations/0021_order_of_work.sql"),
    },
    Migration { version: 22, name: "deadlines", sql: include_str!("../../migrations/0022_deadlines.sql") },
    Migration { version: 23, name: "asking", sql: include_str!("../../migrations/0023_asking.sql") },
    Migration { version: 24, name: "who", sql: include_str!("../../migrations/0024_who.sql") },
    Migration { version: 25, name: "tasking", sql: include_str!("../../migrations/0025_tasking.sql") },
    Migration {
        version: 26,
        name: "warnings-undone",
        sql: include_str!("../../migrations/0026_warnings_undone.sql"),
    },
    Migration {
        version: 27,
        name: "losses-by-removal",
        sql: include_str!("../../migrations/0027_losses_by_removal.sql"),
    },
    Migration {
        version: 28,
        name: "empty-answer-files",
        sql: include_str!("../../migrations/0028_empty_answer_files.sql"),
    },
    Migration {
        version: 29,
        name: "link-restorations",
        sql: include_str!("../../migrations/0029_link_restorations.sql"),
    },
    Migration {
        version: 30,
        name: "recipients-withdrawn",
        sql: include_str!("../../migrations/0030_recipients_withdrawn.sql"),
    },
    Migration {
        version: 31,
        name: "undone-receipts",
        sql: include_str!("../../migrations/0031_undone_receipts.sql"),
    },
    Migration {
        version: 32,
        name: "contests-erased",
        sql: include_str!("../../migrations/0032_contests_erased.sql"),
    },
    Migration {
        version: 33,
        name: "name-blinds",
        sql: include_str!("../../migrations/0033_name_blinds.sql"),
    },
    Migration { version: 37, name: "law-days", sql: include_str!("../../migrations/0037_law_days.sql") },
    Migration {
        version: 38,
        name: "note-withdrawals",
        sql: include_str!("../../migrations/0038_note_withdrawals.sql"),
    },
    Migration { version: 39, name: "node-law", sql: include_str!("../../migrations/0039_node_law.sql") },
    Migration {
        version: 40,
        name: "changes-told",
        sql: include_str!("../../migrations/0040_changes_told.sql"),
    },
    Migration {
        version: 41,
        name: "named-blinds",
        sql: include_str!("../../migrations/0041_named_blinds.sql"),
    },
    Migration { version: 42, name: "file-sha1", sql: include_str!("../../migrations/0042_file_sha1.sql") },
    Migration {
        version: 43,
        name: "matched-by-sha1",
        sql: include_str!("../../migrations/0043_matched_by_sha1.sql"),
    },
    Migration { version: 44, name: "ip-events", sql: include_str!("../../migrations/0044_ip_events.sql") },
    Migration { version: 45, name: "detention", sql: include_str!("../../migrations/0045_detention.sql") },
    Migration {
        version: 46,
        name: "late-reasons",
        sql: include_str!("../../migrations/0046_late_reasons.sql"),
    },
    Migration {
        version: 47,
        name: "losses-noted-anew",
        sql: include_str!("../../migrations/0047_losses_noted_anew.sql"),
    },
    Migration {
        version: 48,
        name: "ip-events-found",
        sql: include_str!("../../migrations/0048_ip_events_found.sql"),
    },
];

/// Typed reading of the few column types that both engines share.
pub(crate) trait Columns {
    fn text(&self, column: &str) -> Result<String, Error>;
    fn maybe_text(&self, column: &str) -> Result<Option<String>, Error>;
    fn number(&self, column: &str) -> Result<i64, Error>;
    fn maybe_number(&self, column: &str) -> Result<Option<i64>, Error>;

    /// Anything that is stored as its text.
    fn parsed<T>(&self, column: &str) -> Result<T, Error>
    where
        T: FromStr<Err: std::error::Error + Send + Sync + 'static>,
    {
        self.text(column)?.parse().map_err(|source| undecodable(column, source))
    }

    fn id<K: Kind>(&self, column: &str) -> Result<Id<K>, Error> {
        self.parsed(column)
    }

    fn maybe_id<K: Kind>(&self, column: &str) -> Result<Option<Id<K>>, Error> {
        let text = self.maybe_text(column)?;
        text.map(|text| text.parse().map_err(|source| undecodable(column, source))).transpose()
    }

    fn flag(&self, column: &str) -> Result<bool, Error> {
        Ok(self.number(column)? == 1)
    }

    fn instant(&self, column: &str) -> Result<Timestamp, Error> {
        Timestamp::from_microsecond(self.number(column)?).map_err(|source| undecodable(column, source))
    }

    fn maybe_instant(&self, column: &str) -> Result<Option<Timestamp>, Error> {
        let micros = self.maybe_number(column)?;
        micros
            .map(|micros| Timestamp::from_microsecond(micros).map_err(|source| undecodable(column, source)))
            .transpose()
    }

    fn maybe_province(&self, column: &str) -> Result<Option<Province>, Error> {
        let code = self.maybe_text(column)?;
        code.map(|code| Province::try_from(code).map_err(|source| undecodable(column, source))).transpose()
    }
}

impl Columns for AnyRow {
    fn text(&self, column: &str) -> Result<String, Error> {
        self.try_get(column)
    }

    fn maybe_text(&self, column: &str) -> Result<Option<String>, Error> {
        self.try_get(column)
    }

    fn number(&self, column: &str) -> Result<i64, Error> {
        self.try_get(column)
    }

    fn maybe_number(&self, column: &str) -> Result<Option<i64>, Error> {
        self.try_get(column)
    }
}

/// A stored value that this version cannot read.
pub(crate) fn undecodable(column: &str, source: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::ColumnDecode { index: column.to_owned(), source: Box::new(source) }
}

/// Keeps a row whose key was asked for before; raced, when another took it in between.
async fn keep(tx: &mut Tx, insert: Query<'_, Any, AnyArguments>) -> Result<(), DbError> {
    insert.execute(tx.conn()).await.map_err(raced)?;
    Ok(())
}

/// Reads every row.
fn read_all<T>(rows: &[AnyRow], read: fn(&AnyRow) -> Result<T, Error>) -> Result<Vec<T>, DbError> {
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One that is not listed never runs, and nothing says so.
    #[test]
    fn every_migration_is_listed() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
        let mut found: Vec<i64> = std::fs::read_dir(folder)
            .unwrap()
            .map(|file| file.unwrap().file_name().into_string().unwrap()[..4].parse().unwrap())
            .collect();
        found.sort_unstable();
        let listed: Vec<i64> = MIGRATIONS.iter().map(|migration| migration.version).collect();
        assert_eq!(found, listed);
    }
}
