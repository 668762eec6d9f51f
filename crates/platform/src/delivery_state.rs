//! Where announced objects and verdicts on their way stand.

use std::str::FromStr;

use service::Tone;

/// Not a state.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is no state of a delivery")]
pub(crate) struct UnknownState(String);

/// Where an announced object stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ObjectState {
    /// To be fetched.
    Waiting,
    /// It has become an upload.
    Taken,
    /// It was not taken: its page says why.
    Refused,
}

/// Where a message to the application stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MessageState {
    /// To be sent.
    Waiting,
    /// The receiver has it.
    Sent,
    /// The last try failed: its page says why.
    Failed,
}

impl ObjectState {
    /// What may be asked for, for a refusal.
    pub(crate) const EXPECTED: &str = "waiting, taken, refused";

    /// The name in the database and in text keys.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Taken => "taken",
            Self::Refused => "refused",
        }
    }

    /// Its colour on pages.
    pub(crate) fn tone(self) -> Tone {
        match self {
            Self::Waiting => Tone::Info,
            Self::Taken => Tone::Good,
            Self::Refused => Tone::Bad,
        }
    }
}

impl MessageState {
    /// What may be asked for, for a refusal.
    pub(crate) const EXPECTED: &str = "waiting, sent, failed";

    /// The name in the database and in text keys.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Failed => "failed",
        }
    }

    /// Its colour on pages.
    pub(crate) fn tone(self) -> Tone {
        match self {
            Self::Waiting => Tone::Info,
            Self::Sent => Tone::Good,
            Self::Failed => Tone::Bad,
        }
    }
}

impl FromStr for ObjectState {
    type Err = UnknownState;

    fn from_str(text: &str) -> Result<Self, UnknownState> {
        let all = [Self::Waiting, Self::Taken, Self::Refused];
        all.into_iter().find(|state| state.name() == text).ok_or_else(|| UnknownState(text.to_owned()))
    }
}

impl FromStr for MessageState {
    type Err = UnknownState;

    fn from_str(text: &str) -> Result<Self, UnknownState> {
        let all = [Self::Waiting, Self::Sent, Self::Failed];
        all.into_iter().find(|state| state.name() == text).ok_or_else(|| UnknownState(text.to_owned()))
    }
}
