//! The words of a human review: what is decided, on what, after which look.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use model::Id;
use serde::{Deserialize, Serialize};
use service::Tone;

use crate::ids::{Hit, UserReport};

/// What a decision is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReviewSubject {
    /// A match with a list.
    Hit(Id<Hit>),
    /// A notice by another user.
    UserReport(Id<UserReport>),
}

impl ReviewSubject {
    /// The hit, if it is one.
    pub(crate) fn hit_id(self) -> Option<Id<Hit>> {
        match self {
            Self::Hit(id) => Some(id),
            Self::UserReport(_) => None,
        }
    }

    /// The user report, if it is one.
    pub(crate) fn user_report_id(self) -> Option<Id<UserReport>> {
        match self {
            Self::UserReport(id) => Some(id),
            Self::Hit(_) => None,
        }
    }
}

/// A moderator's decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Verdict {
    /// The upload is to be reported.
    Confirm,
    /// It is not.
    Dismiss,
}

/// What the moderator had opened of the file before deciding, from the openings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Viewed {
    /// The whole content.
    InFull,
    /// Nothing of it: decided on digests alone.
    NotViewed,
}

/// The decision that stands on a hit or user report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Standing {
    /// The decision.
    pub(crate) verdict: Verdict,
    /// What was seen.
    pub(crate) viewed: Viewed,
    /// The moderator's name.
    pub(crate) decided_by: String,
    /// When.
    pub(crate) decided_at: Timestamp,
}

/// Where a hit or user report stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ReviewState {
    /// Nobody has decided.
    Open,
    /// The newest decision confirms.
    Confirmed,
    /// The newest decision dismisses.
    Dismissed,
    /// Nobody had decided when the upload was erased; it waits for nobody.
    Erased,
}

/// What a user says about a file or an address. Personal: at rest only sealed.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct UserStatement {
    /// The address reported, when no upload was named.
    pub(crate) url: Option<String>,
    /// The account of the user who reports.
    pub(crate) reporter_account: String,
    /// In their words.
    pub(crate) reason: String,
}

model::unprintable!(UserStatement);

impl ReviewState {
    /// What may be asked for, for a refusal.
    pub(crate) const EXPECTED: &str = "open, confirmed, dismissed, erased";

    /// The state that follows from the standing decision, and from whether what it is about went with its upload.
    pub(crate) fn of(standing: Option<&Standing>, is_erased: bool) -> Self {
        match standing.map(|standing| standing.verdict) {
            None if is_erased => Self::Erased,
            None => Self::Open,
            Some(Verdict::Confirm) => Self::Confirmed,
            Some(Verdict::Dismiss) => Self::Dismissed,
        }
    }

    /// What the queries compare the newest verdict with.
    pub(crate) fn column(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Confirmed => Verdict::Confirm.name(),
            Self::Dismissed => Verdict::Dismiss.name(),
            Self::Erased => "erased",
        }
    }

    /// Its colour on pages.
    pub(crate) fn tone(self) -> Tone {
        match self {
            Self::Open => Tone::Warn,
            Self::Confirmed => Tone::Good,
            Self::Dismissed => Tone::Info,
            Self::Erased => Tone::Plain,
        }
    }

    /// The same as the style sheet calls it.
    pub(crate) fn badge(self) -> &'static str {
        self.tone().class()
    }

    /// The name in the API and in text keys.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Confirmed => "confirmed",
            Self::Dismissed => "dismissed",
            Self::Erased => "erased",
        }
    }
}

impl Verdict {
    /// The name in the database, in the API and in text keys.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Dismiss => "dismiss",
        }
    }
}

impl Viewed {
    /// The name in the database, in the API and in text keys.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::InFull => "in_full",
            Self::NotViewed => "not_viewed",
        }
    }
}

/// A name that is none of the expected ones.
#[derive(Debug, thiserror::Error)]
#[error("`{text}` is none of {expected}")]
pub(crate) struct UnknownWord {
    text: String,
    expected: &'static str,
}

impl FromStr for ReviewState {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        [Self::Open, Self::Confirmed, Self::Dismissed, Self::Erased]
            .into_iter()
            .find(|state| state.name() == text)
            .ok_or_else(|| UnknownWord { text: text.to_owned(), expected: Self::EXPECTED })
    }
}

impl FromStr for Verdict {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        match text {
            "confirm" => Ok(Self::Confirm),
            "dismiss" => Ok(Self::Dismiss),
            _ => Err(UnknownWord { text: text.to_owned(), expected: "`confirm`, `dismiss`" }),
        }
    }
}

impl FromStr for Viewed {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        match text {
            "in_full" => Ok(Self::InFull),
            "not_viewed" => Ok(Self::NotViewed),
            _ => Err(UnknownWord { text: text.to_owned(), expected: "`in_full`, `not_viewed`" }),
        }
    }
}

impl fmt::Display for ReviewSubject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hit(id) => id.fmt(f),
            Self::UserReport(id) => id.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back() {
        for verdict in [Verdict::Confirm, Verdict::Dismiss] {
            assert_eq!(verdict.name().parse::<Verdict>().unwrap(), verdict);
        }
        for viewed in [Viewed::InFull, Viewed::NotViewed] {
            assert_eq!(viewed.name().parse::<Viewed>().unwrap(), viewed);
        }
        assert!("perhaps".parse::<Verdict>().unwrap_err().to_string().contains("`confirm`"));
    }
}
