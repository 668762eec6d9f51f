//! The appeal of a reported user: what they say, what a second person decides, and what the application is told.

use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use service::Tone;

use crate::db::appeals::AppealRow;

/// Where an appeal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AppealState {
    /// Nobody has decided.
    Open,
    /// The user is right: what was taken from them is given back.
    Granted,
    /// The decision stands.
    Rejected,
}

/// Not a state of an appeal.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is none of {expected}", expected = AppealState::EXPECTED)]
pub(crate) struct UnknownAppealState(String);

impl AppealState {
    /// Every state.
    pub(crate) const ALL: [Self; 3] = [Self::Open, Self::Granted, Self::Rejected];
    /// What may be asked for, for a refusal.
    pub(crate) const EXPECTED: &str = "open, granted, rejected";

    /// The name in the database, in messages and in text keys.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Granted => "granted",
            Self::Rejected => "rejected",
        }
    }

    /// Its colour on pages.
    pub(crate) fn tone(self) -> Tone {
        match self {
            Self::Open => Tone::Warn,
            Self::Granted => Tone::Good,
            Self::Rejected => Tone::Info,
        }
    }
}

impl FromStr for AppealState {
    type Err = UnknownAppealState;

    fn from_str(text: &str) -> Result<Self, UnknownAppealState> {
        Self::ALL
            .into_iter()
            .find(|state| state.name() == text)
            .ok_or_else(|| UnknownAppealState(text.to_owned()))
    }
}

/// The body of the message to the application: ids, what it is to do, and nothing that anybody wrote.
#[derive(Serialize)]
pub(crate) struct AppealBody {
    message_id: String,
    appeal_id: String,
    upload_id: String,
    /// `restore` or `keep`.
    action: &'static str,
    decided_at: Option<Timestamp>,
}

impl AppealBody {
    /// What a message says; none while nobody has decided.
    pub(crate) fn of(row: &AppealRow) -> Option<Self> {
        let action = match row.state {
            AppealState::Open => return None,
            AppealState::Granted => "restore",
            AppealState::Rejected => "keep",
        };
        Some(Self {
            message_id: row.appeal_id.to_string(),
            appeal_id: row.appeal_id.to_string(),
            upload_id: row.upload_id.to_string(),
            action,
            decided_at: row.decided_at,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_read_back() {
        for state in AppealState::ALL {
            assert_eq!(state.name().parse::<AppealState>().unwrap(), state);
        }
        assert!("withdrawn".parse::<AppealState>().is_err());
    }
}
