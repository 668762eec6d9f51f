//! What becomes of an account once the inquiry found no offence.

/// What somebody did with the task to restore it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The account is as it was before.
    Restored,
    /// It is not restored, for a reason of the platform's own.
    Kept,
}

impl Verdict {
    /// Every verdict.
    pub(crate) const ALL: [Self; 2] = [Self::Restored, Self::Kept];

    /// As the database, the API and the keys of the texts write it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Restored => "restored",
            Self::Kept => "kept",
        }
    }

    /// The verdict that is written so.
    pub(crate) fn find(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.name() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_are_read_back() {
        for verdict in Verdict::ALL {
            assert_eq!(Verdict::find(verdict.name()), Some(verdict));
        }
        assert_eq!(Verdict::find("later"), None);
    }
}
