//! The formats by their names.

use std::fmt;
use std::str::FromStr;

use super::sniff;

/// Who publishes lists in which shape. The names are those of command line, configuration and API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// NCMEC Hash Sharing API v2: a page `queryResult` of XML.
    Ncmec,
    /// StopNCII API v1: the answer of `FetchHashes`.
    StopNcii,
    /// CSV with the columns `indicator` and `type` of ThreatExchange.
    ThreatExchangeCsv,
    /// ThreatExchange: the answer of `threat_updates`.
    ThreatExchangeJson,
    /// Project VIC, data model 1.3 or 2.0: a hash set (`#Media`) or cases (`#Cases`).
    Vics,
    /// INTERPOL ICSE: CSV with semicolons.
    Icse,
    /// One hexadecimal digest a line; a line or a comment says which digests of 64 digits they are.
    Plain,
    /// The same; digests of 64 digits are PDQ.
    PlainPdq,
    /// The same; digests of 64 digits are SHA-256.
    PlainSha256,
    /// Our own JSON, as the platform's API takes it.
    Amparo,
}

/// A name that no format has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is no format of hash lists: it is one of {}", Format::names())]
pub struct FormatError {
    name: String,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Ncmec,
        Self::StopNcii,
        Self::ThreatExchangeCsv,
        Self::ThreatExchangeJson,
        Self::Vics,
        Self::Icse,
        Self::Plain,
        Self::PlainPdq,
        Self::PlainSha256,
        Self::Amparo,
    ];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ncmec => "ncmec",
            Self::StopNcii => "stopncii",
            Self::ThreatExchangeCsv => "threatexchange-csv",
            Self::ThreatExchangeJson => "threatexchange-json",
            Self::Vics => "vics",
            Self::Icse => "icse",
            Self::Plain => "plain",
            Self::PlainPdq => "plain-pdq",
            Self::PlainSha256 => "plain-sha256",
            Self::Amparo => "amparo",
        }
    }

    /// All names with commas between, for messages.
    pub fn names() -> String {
        Self::ALL.map(Self::as_str).join(", ")
    }

    /// The format that these bytes seem to have, from their beginning; none where nothing speaks for any. Reading says whether it is so.
    pub fn sniff(bytes: &[u8]) -> Option<Self> {
        sniff::sniff(bytes)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Format {
    type Err = FormatError;

    fn from_str(name: &str) -> Result<Self, FormatError> {
        let found = Self::ALL.into_iter().find(|format| format.as_str() == name);
        found.ok_or_else(|| FormatError { name: name.chars().take(60).collect() })
    }
}
