//! Why what was begun at the clearinghouse is taken back there.

use std::str::FromStr;

/// Why it will not be finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    /// Nothing of the report stands confirmed any more.
    Withdrawn,
    /// What it says was changed: it begins anew.
    Changed,
    /// Its number came only after it had been given up.
    Late,
    /// A request failed on the way: whatever is sent next begins anew.
    Failed,
}

impl Cause {
    const ALL: [Self; 4] = [Self::Withdrawn, Self::Changed, Self::Late, Self::Failed];

    /// The name in the database, in the API and in text keys.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Withdrawn => "withdrawn",
            Self::Changed => "changed",
            Self::Late => "late",
            Self::Failed => "failed",
        }
    }
}

/// Not a cause.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is none of withdrawn, changed, late, failed")]
pub(crate) struct UnknownCause(String);

impl FromStr for Cause {
    type Err = UnknownCause;

    fn from_str(text: &str) -> Result<Self, UnknownCause> {
        Self::ALL.into_iter().find(|cause| cause.name() == text).ok_or_else(|| UnknownCause(text.to_owned()))
    }
}
