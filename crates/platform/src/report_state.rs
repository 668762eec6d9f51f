//! Where a report stands.

use std::fmt;
use std::str::FromStr;

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
