//! Where a report stands, and how long its evidence is preserved.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use service::Tone;

/// Where a report stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ReportState {
    /// Being sent.
    Filing,
    /// Waits for a human: the last request says why.
    Stuck,
    /// Finished at the clearinghouse.
    Filed,
    /// The decision was changed before anything was filed.
    Withdrawn,
}

impl ReportState {
    /// What may be asked for, for a refusal.
    pub(crate) const EXPECTED: &str = "filing, stuck, filed, withdrawn";

    /// Every state.
    pub(crate) const ALL: [ReportState; 4] = [Self::Filing, Self::Stuck, Self::Filed, Self::Withdrawn];

    /// Its colour on pages.
    pub(crate) fn tone(self) -> Tone {
        match self {
            Self::Filing => Tone::Info,
            Self::Stuck => Tone::Bad,
            Self::Filed => Tone::Good,
            Self::Withdrawn => Tone::Warn,
        }
    }

    /// The same as the style sheet calls it.
    pub(crate) fn badge(self) -> &'static str {
        self.tone().class()
    }

    /// The name in the database, in the API and in text keys.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Filing => "filing",
            Self::Stuck => "stuck",
            Self::Filed => "filed",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// Not a report state.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is none of {expected}", expected = ReportState::EXPECTED)]
pub(crate) struct UnknownReportState(String);

impl FromStr for ReportState {
    type Err = UnknownReportState;

    fn from_str(text: &str) -> Result<Self, UnknownReportState> {
        Self::ALL
            .into_iter()
            .find(|state| state.name() == text)
            .ok_or_else(|| UnknownReportState(text.to_owned()))
    }
}

impl fmt::Display for ReportState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The last day of preservation: one year after filing (18 U.S.C. 2258A(h)(1)), counted in UTC; 29 February goes to 28.
pub(crate) fn preserve_until(filed_at: Timestamp) -> Date {
    filed_at.to_zoned_datetime(TimeZone::UTC).date().saturating_add(1.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_is_preserved_for_a_year() {
        let check = |filed: &str, until: &str| {
            assert_eq!(preserve_until(filed.parse().unwrap()).to_string(), until);
        };
        check("2020-12-28T23:30:00Z", "2021-12-28");
        check("2024-02-29T00:00:00Z", "2025-02-28");
        check("2023-12-31T23:59:59Z", "2024-12-31");
    }
}
