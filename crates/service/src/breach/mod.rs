//! From a cause to the records that a breach may have reached: the figures of the notice to the authority within 72 hours (GDPR article
//! 33(3), Directive (EU) 2016/680 article 30(3)).
//!
//! The custody log is the witness: nothing personal is shown or changed without an entry. What somebody read from a disk or a database past
//! the program leaves none; for that the cause is the key, and every record that stood under it counts.

mod count;
mod notice;
mod reach;

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

pub use count::investigate;
pub use notice::notice;

use crate::custody_log::Verdict;
use crate::privacy::DataCategory;
use crate::rights::ObjectRef;
use crate::{ColumnKeys, Failure, Tx};

/// From awareness to the notice (GDPR article 33(1), Directive (EU) 2016/680 article 30(1)).
pub const TIME_FOR_NOTICE: SignedDuration = SignedDuration::from_hours(72);

/// What the breach came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "cause", content = "named", rename_all = "snake_case")]
pub enum Cause {
    /// A version of the node key is in other hands, or a disk with it.
    Key(u32),
    /// Somebody used this account, or its holder misused it: the exact sign-in name of a person or machine.
    Account(String),
    /// A package is in other hands: its referral's id, its receipt's, or its SHA-256.
    Package(String),
    /// Nobody knows who: whatever was done between two instants.
    Period,
}

/// What is asked.
#[derive(Debug, Clone, Serialize)]
pub struct Asked {
    /// The cause.
    #[serde(flatten)]
    pub cause: Cause,
    /// From when; narrows an account too.
    pub from: Option<Timestamp>,
    /// Until when, itself excluded.
    pub until: Option<Timestamp>,
    /// When the controller became aware: 72 hours run from then.
    pub aware_at: Option<Timestamp>,
}

/// A kind of records that a role counts by, with what they hold.
#[derive(Debug, Clone, Copy)]
pub struct RecordKind {
    /// A word of the glossary.
    pub name: &'static str,
    /// What a record of this kind holds.
    pub categories: &'static [DataCategory],
}

/// One record.
#[derive(Debug, Clone)]
pub struct Record {
    /// Its identifier.
    pub id: String,
    /// Since when it is kept.
    pub recorded_at: Timestamp,
    /// When its personal data were erased.
    pub erased_at: Option<Timestamp>,
    /// The identified persons whom it concerns.
    pub persons: Vec<String>,
    /// Keys of others whom it concerns and nobody identified: equal keys are one of them. Their age is open.
    pub unidentified: Vec<String>,
}

/// Identified persons by age at their acts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Ages {
    /// Certainly under age at one act at least.
    pub minors: u64,
    /// Certainly adults at every act.
    pub adults: u64,
    /// What is known does not decide it.
    pub open: u64,
}

/// What a role says of its records.
pub trait Records {
    /// The kinds that it counts by.
    const KINDS: &'static [RecordKind];

    /// The next records of a kind after the one with the id `after`, by id; erased ones too.
    fn list(
        tx: &mut Tx,
        kind: &str,
        after: &str,
        limit: i64,
    ) -> impl Future<Output = Result<Vec<Record>, Failure>> + Send;

    /// The records that an entry on this object touched; none when it is about no record.
    fn resolve(
        tx: &mut Tx,
        object: &ObjectRef,
    ) -> impl Future<Output = Result<Vec<ObjectRef>, Failure>> + Send;

    /// The kinds of records that a list of this kind of object shows.
    fn listed_by(object_kind: &str) -> &'static [&'static str];

    /// The records in the package of this referral id, receipt or SHA-256.
    fn find_package(
        tx: &mut Tx,
        named: &str,
    ) -> impl Future<Output = Result<Option<Vec<ObjectRef>>, Failure>> + Send;

    /// These persons by age.
    fn ages(
        tx: &mut Tx,
        keys: &ColumnKeys,
        persons: &BTreeSet<String>,
    ) -> impl Future<Output = Result<Ages, Failure>> + Send;
}

/// Records of one kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct KindCount {
    /// Affected one by one: opened, changed, sent, or in the package, or under the key.
    pub affected: u64,
    /// Only ever in a list that was opened: at most so many.
    pub in_lists: u64,
    /// Of those affected, erased meanwhile.
    pub erased_since: u64,
    /// Neither.
    pub not_affected: u64,
}

/// A recipient of affected records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecipientCount {
    /// An agency's code, a unit, an operator.
    pub recipient: String,
    /// How many affected records.
    pub records: u64,
    /// The first time.
    pub first_at: Timestamp,
    /// The last time.
    pub last_at: Timestamp,
}

/// What of the database stands under a version of the node key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeyFacts {
    /// When it was retired; absent while it opens something.
    pub retired_at: Option<Timestamp>,
    /// Keys of cases under it.
    pub case_keys: u64,
    /// Sealed values under it, by `table.column`.
    pub values: BTreeMap<String, u64>,
}

/// What was found.
#[derive(Debug, Serialize)]
pub struct Findings {
    /// `platform`, `clearinghouse` or `police`.
    pub role: &'static str,
    /// What was asked.
    #[serde(flatten)]
    pub asked: Asked,
    /// When this was reckoned.
    pub reckoned_at: Timestamp,
    /// The last instant for the notice, when awareness is told.
    pub notify_by: Option<Timestamp>,
    /// By kind of record.
    pub records: BTreeMap<&'static str, KindCount>,
    /// How many affected records, lists among them, hold data of a category.
    pub categories: BTreeMap<&'static str, u64>,
    /// Identified persons whom affected records concern.
    pub persons: Ages,
    /// Others whom they concern, as far as identifiers tell them apart; their age is open.
    pub unidentified: u64,
    /// Access entries of the account or period, by operation.
    pub entries: BTreeMap<String, u64>,
    /// Records affected one by one, by what was done with them.
    pub operations: BTreeMap<String, u64>,
    /// To whom affected records went.
    pub recipients: Vec<RecipientCount>,
    /// Of a key.
    pub key: Option<KeyFacts>,
    /// The log as recomputed now: the counts are worth as much as it is.
    pub log: Verdict,
}
