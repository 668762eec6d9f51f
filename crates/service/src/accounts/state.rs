//! The states of a staff account, and what each event makes of them.

#[cfg(test)]
use std::fmt::Write as _;

/// How an account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// Made, or reset; the person has not set it up.
    Invited,
    /// In use.
    Active,
    /// Closed by an administrator.
    Disabled,
}

/// What can happen to an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Event {
    /// The person gives a one-time code, a password and an authenticator's code.
    SetUp,
    /// An administrator gives a new one-time code: credentials and sessions end.
    Reset,
    /// An administrator closes it: sessions end.
    Disable,
    /// An administrator opens it again, and it has credentials.
    EnableWithCredentials,
    /// An administrator opens it again, and it has none.
    EnableWithout,
}

impl State {
    const ALL: [Self; 3] = [Self::Invited, Self::Active, Self::Disabled];

    /// As the database and the keys of the texts write it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Active => "active",
            Self::Disabled => "disabled",
        }
    }

    pub(crate) fn find(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// What an event makes of it; none where it cannot happen.
    pub(crate) fn after(self, event: Event) -> Option<Self> {
        match (self, event) {
            (Self::Invited, Event::SetUp) | (Self::Disabled, Event::EnableWithCredentials) => {
                Some(Self::Active)
            }
            (Self::Invited | Self::Active, Event::Reset) | (Self::Disabled, Event::EnableWithout) => {
                Some(Self::Invited)
            }
            (Self::Invited | Self::Active, Event::Disable) => Some(Self::Disabled),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table of states and events as `docs/data-model.md` prints it.
    fn table() -> String {
        let mut table = String::from(
            "| state | set up | reset | disable | enable, with credentials | enable, without |\n|---|---|---|---|---|---|\n",
        );
        for state in State::ALL {
            let _ = write!(table, "| {} |", state.as_str());
            for event in [
                Event::SetUp,
                Event::Reset,
                Event::Disable,
                Event::EnableWithCredentials,
                Event::EnableWithout,
            ] {
                let _ = match state.after(event) {
                    Some(next) => write!(table, " **{}** |", next.as_str()),
                    None => write!(table, " - |"),
                };
            }
            table.push('\n');
        }
        table
    }

    #[test]
    fn the_document_prints_the_table() {
        let document = include_str!("../../../../docs/data-model.md");
        assert!(document.contains(&table()), "docs/data-model.md must print:\n{}", table());
    }

    #[test]
    fn every_state_is_found_by_its_word() {
        for state in State::ALL {
            assert_eq!(State::find(state.as_str()), Some(state));
        }
        assert_eq!(State::find("deleted"), None);
    }
}
