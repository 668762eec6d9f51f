//! What we find out beside a report: one file for each question, each finding with its source and day. The report stays as it came.

mod networks;
mod operators;
mod phones;
mod seen;
pub(crate) mod source;
mod times;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use model::Id;
use model::kind::Report;
use service::ColumnRef;

pub(crate) use operators::{Network, NetworkKind, OperatorTable};

use crate::addresses::StatedAddress;
use crate::country::Answer;
use crate::documents::Documents;
use crate::scoring::ScoredFile;

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FactKind {
    /// The operator of an address, by the operator table.
    AddressOperator,
    /// The address belongs to machines that are let, not to a household.
    AddressHosting,
    /// The address hides where its user is.
    AddressRelay,
    /// Many subscribers share the address.
    AddressShared,
    /// The address is none of the public internet.
    AddressNotPublic,
    /// The countries that share the code of a telephone number.
    PhoneCountry,
    /// A time after the report came.
    TimeFuture,
    /// A time before such services were there.
    TimeImplausible,
    /// Midnight to the second: perhaps the day alone is known.
    TimeMidnight,
    /// The zone that the country has in the other half of the year.
    TimeOtherSeason,
    /// A time that states no zone; none is assumed.
    TimeWithoutZone,
    /// In how many other reports the file or a near-duplicate stands.
    FileSeen,
    /// The list of known hashes that has the file.
    FileListed,
    /// A list has the MD5 of the file and nothing better.
    FileListedWeak,
}

impl FactKind {
    const ALL: [Self; 14] = [
        Self::AddressOperator,
        Self::AddressHosting,
        Self::AddressRelay,
        Self::AddressShared,
        Self::AddressNotPublic,
        Self::PhoneCountry,
        Self::TimeFuture,
        Self::TimeImplausible,
        Self::TimeMidnight,
        Self::TimeOtherSeason,
        Self::TimeWithoutZone,
        Self::FileSeen,
        Self::FileListed,
        Self::FileListedWeak,
    ];

    /// The kind as it is stored, and in the keys of texts.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::AddressOperator => "address_operator",
            Self::AddressHosting => "address_hosting",
            Self::AddressRelay => "address_relay",
            Self::AddressShared => "address_shared",
            Self::AddressNotPublic => "address_not_public",
            Self::PhoneCountry => "phone_country",
            Self::TimeFuture => "time_future",
            Self::TimeImplausible => "time_implausible",
            Self::TimeMidnight => "time_midnight",
            Self::TimeOtherSeason => "time_other_season",
            Self::TimeWithoutZone => "time_without_zone",
            Self::FileSeen => "file_seen",
            Self::FileListed => "file_listed",
            Self::FileListedWeak => "file_listed_weak",
        }
    }

    /// The kind that is written as `text`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A finding, open.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    /// Path in the report's documents.
    pub(crate) element: String,
    pub(crate) kind: FactKind,
    pub(crate) value: String,
    /// Who says so.
    pub(crate) source: String,
    /// The day for which the source says so.
    pub(crate) valid_on: Date,
}

model::unprintable!(Finding);

/// Where the value of a fact is sealed; `row` is [`fact_row`].
pub(crate) fn fact_column(row: &str) -> ColumnRef<'_> {
    ColumnRef { table: "report_fact", row, column: "value" }
}

/// The row of a fact.
pub(crate) fn fact_row(report_id: Id<Report>, position: i64) -> String {
    format!("{report_id}/{position}")
}

/// Everything that is found out beside a report, in the order of the questions.
pub(crate) fn find(
    documents: &Documents,
    files: &[ScoredFile],
    addresses: &[(StatedAddress, Answer)],
    received_at: Timestamp,
) -> Vec<Finding> {
    let today = received_at.to_zoned_datetime(TimeZone::UTC).date();
    let mut findings = networks::find(addresses, today);
    findings.extend(times::find(documents, addresses, received_at));
    if let Some(report) = &documents.report {
        findings.extend(phones::find(report));
    }
    findings.extend(seen::find(files, today));
    findings
}
