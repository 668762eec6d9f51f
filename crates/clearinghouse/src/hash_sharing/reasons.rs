//! Why a member may object to an entry: a closed set, told in words of the lists and never of what a file shows.

use wire::hash_list::sharing::FeedbackReason;

/// Why a member objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ObjectionReason {
    /// What the member found under the fingerprint does not belong into this list.
    NotOfThisList,
    /// It belongs, under another class.
    OtherClass,
    /// The fingerprint finds ordinary files.
    MatchesOrdinaryFiles,
    /// The fingerprint is not one of its kind, or of nothing.
    BrokenFingerprint,
}

impl ObjectionReason {
    /// Every reason.
    pub(crate) const ALL: [Self; 4] =
        [Self::NotOfThisList, Self::OtherClass, Self::MatchesOrdinaryFiles, Self::BrokenFingerprint];

    /// Its name on the wire and in tables.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::NotOfThisList => "NotOfThisList",
            Self::OtherClass => "OtherClass",
            Self::MatchesOrdinaryFiles => "MatchesOrdinaryFiles",
            Self::BrokenFingerprint => "BrokenFingerprint",
        }
    }

    /// Names it in submissions; never changes.
    pub(crate) const fn guid(self) -> &'static str {
        match self {
            Self::NotOfThisList => "6f1f1d0e-5a0b-4e52-9c53-0f6f1a3c7d01",
            Self::OtherClass => "6f1f1d0e-5a0b-4e52-9c53-0f6f1a3c7d02",
            Self::MatchesOrdinaryFiles => "6f1f1d0e-5a0b-4e52-9c53-0f6f1a3c7d03",
            Self::BrokenFingerprint => "6f1f1d0e-5a0b-4e52-9c53-0f6f1a3c7d04",
        }
    }

    /// The reason of this GUID, in any case.
    pub(crate) fn of_guid(guid: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.guid().eq_ignore_ascii_case(guid))
    }

    /// The reason of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == name)
    }

    /// As the wire says it.
    pub(crate) fn on_the_wire(self) -> FeedbackReason {
        FeedbackReason { guid: self.guid().to_owned(), name: self.as_str().to_owned() }
    }
}
