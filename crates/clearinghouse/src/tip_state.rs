//! The life of a tip: open while its steps come, then finished, or unfinished; closed and reopened by a person.

use jiff::{SignedDuration, Timestamp};

/// After this without another step a tip counts as unfinished, and is worked on all the same.
const PATIENCE: SignedDuration = SignedDuration::from_mins(60);

/// Where a tip stands. Told from the instants of its row, never stored.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum TipState {
    /// Somebody may still be writing.
    Open,
    /// No step for an hour, and no last one.
    Unfinished,
    /// Its last step came.
    Finished,
    /// A person closed it, with a reason. Another step of the reporter opens it again.
    Closed,
}

impl TipState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Open, Self::Unfinished, Self::Finished, Self::Closed];

    /// The state as it is shown and asked for.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Unfinished => "unfinished",
            Self::Finished => "finished",
            Self::Closed => "closed",
        }
    }

    /// The state that is written as `text`.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// A tip whose last step came by then is no longer being written.
pub(crate) fn idle_since(now: Timestamp) -> Timestamp {
    now.checked_sub(PATIENCE).unwrap_or(Timestamp::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_written_as_they_parse() {
        for state in TipState::ALL {
            assert_eq!(TipState::parse(state.as_str()), Some(state));
            assert_eq!(serde_json::to_value(state).unwrap(), state.as_str());
        }
        assert_eq!(TipState::parse("new"), None);
    }

    #[test]
    fn an_hour_is_waited_for_another_step() {
        let now: Timestamp = "2024-06-01T10:00:00Z".parse().unwrap();
        assert_eq!(idle_since(now).to_string(), "2024-06-01T09:00:00Z");
        assert_eq!(idle_since(Timestamp::MIN), Timestamp::MIN);
    }
}
