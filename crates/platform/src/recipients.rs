//! Whom a report concerns beside the clearinghouse: what stands of each duty.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use service::Tone;

/// What somebody said last of a duty of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ItemState {
    /// Nobody was told yet.
    Open,
    /// They were told.
    Told,
    /// A person found that nothing is owed.
    NotOwed,
}

impl ItemState {
    const ALL: [Self; 3] = [Self::Open, Self::Told, Self::NotOwed];

    /// The name in the database and in text keys.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Told => "told",
            Self::NotOwed => "not_owed",
        }
    }

    /// Its colour on pages.
    pub(crate) fn tone(self) -> Tone {
        match self {
            Self::Open => Tone::Warn,
            Self::Told => Tone::Good,
            Self::NotOwed => Tone::Info,
        }
    }
}

/// Not a state of a duty.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is none of open, told, not_owed")]
pub(crate) struct UnknownItemState(String);

impl FromStr for ItemState {
    type Err = UnknownItemState;

    fn from_str(text: &str) -> Result<Self, UnknownItemState> {
        Self::ALL
            .into_iter()
            .find(|state| state.name() == text)
            .ok_or_else(|| UnknownItemState(text.to_owned()))
    }
}
