//! What of a report gives points: a closed set of facts about an act, never about who somebody is.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Trigger;
use super::outcome::Basis;
use super::words::{covering_language, find_triggers};

/// A named factor. Names, nationality, postcode, religion and the like are none of them, and cannot be added by a weight file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Factor {
    /// The material was made by who is reported.
    Production,
    /// An act off the internet is alleged.
    Contact,
    /// A child was approached or incited.
    Enticement,
    /// A conviction, by a register.
    PriorConviction,
    /// An earlier allegation.
    PriorAllegation,
    /// Who is reported has access to a child now.
    Access,
    /// A file that no list and no other report has.
    UnseenFile,
    /// The gravest class of the files.
    Severity,
    /// Material was passed on, sold or published.
    Distribution,
    /// How many different files there are.
    FileCount,
    /// Others reported the same account.
    Repetition,
    /// It becomes more, or graver.
    Rising,
    /// Nothing but files that everybody knows.
    OnlyKnownFiles,
}

/// No factor is written so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no factor is written so")]
pub struct UnknownFactor;

impl Factor {
    /// Every factor.
    pub const ALL: [Self; 13] = [
        Self::Production,
        Self::Contact,
        Self::Enticement,
        Self::PriorConviction,
        Self::PriorAllegation,
        Self::Access,
        Self::UnseenFile,
        Self::Severity,
        Self::Distribution,
        Self::FileCount,
        Self::Repetition,
        Self::Rising,
        Self::OnlyKnownFiles,
    ];

    /// The factor as weight files and lines write it, and in the keys of texts.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Contact => "contact",
            Self::Enticement => "enticement",
            Self::PriorConviction => "prior_conviction",
            Self::PriorAllegation => "prior_allegation",
            Self::Access => "access",
            Self::UnseenFile => "unseen_file",
            Self::Severity => "severity",
            Self::Distribution => "distribution",
            Self::FileCount => "file_count",
            Self::Repetition => "repetition",
            Self::Rising => "rising",
            Self::OnlyKnownFiles => "only_known_files",
        }
    }

    /// Whether it tells of an act on a child beside the files: with current access to a child it is a trigger of Band A.
    pub fn is_act_on_child(self) -> bool {
        matches!(self, Self::Production | Self::Contact | Self::Enticement)
    }
}

impl fmt::Display for Factor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Factor {
    type Err = UnknownFactor;

    fn from_str(text: &str) -> Result<Self, UnknownFactor> {
        Self::ALL.into_iter().find(|factor| factor.as_str() == text).ok_or(UnknownFactor)
    }
}

/// Who saw that a fact is so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quality {
    /// Nobody: a program said so, or it was stated and not checked.
    Automatic,
    /// A person at the sender.
    SeenByHuman,
    /// It stands in the data themselves, or in a register.
    Fact,
}

impl Quality {
    /// What a line with this quality rests on.
    pub fn basis(self) -> Basis {
        match self {
            Self::Fact => Basis::Fact,
            Self::SeenByHuman | Self::Automatic => Basis::Assessment,
        }
    }
}

/// One fact of a report that may give points.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// Which factor it feeds.
    pub factor: Factor,
    /// Who saw it.
    pub quality: Quality,
    /// How much of it, in thousandths: 1000 is once.
    pub amount_permille: u32,
    /// When it was so; nothing decays without it.
    pub at: Option<Timestamp>,
    /// The strength of the weakest link to it, in thousandths: 1000 when it comes from the same account.
    pub link_permille: u16,
    /// The ground, to be read by machines.
    pub says: String,
    /// Where it stands.
    pub source: String,
}

impl Fact {
    /// A fact of the report itself, once, without an age.
    pub fn new(factor: Factor, quality: Quality, says: impl Into<String>, source: impl Into<String>) -> Self {
        Self {
            factor,
            quality,
            amount_permille: 1000,
            at: None,
            link_permille: 1000,
            says: says.into(),
            source: source.into(),
        }
    }

    /// The fact with its time.
    #[must_use]
    pub fn since(mut self, at: Timestamp) -> Self {
        self.at = Some(at);
        self
    }

    /// The fact, so many times as often.
    #[must_use]
    pub fn amount(mut self, permille: u32) -> Self {
        self.amount_permille = permille;
        self
    }
}

/// A trigger that a report states outright.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raised {
    /// Which one.
    pub trigger: Trigger,
    /// What it rests on.
    pub basis: Basis,
    /// The ground, to be read by machines.
    pub says: String,
    /// Where it stands.
    pub source: String,
}

/// A text that somebody wrote.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreeText {
    /// Path of its element.
    pub element: String,
    /// What it says, in full; None once it is distilled.
    pub text: Option<String>,
    /// Whether a person has read it.
    pub is_read: bool,
}

impl FreeText {
    /// Whether it says anything at all.
    pub(super) fn is_filled(&self) -> bool {
        self.text.as_ref().is_none_or(|text| !text.trim().is_empty())
    }
}

/// All that a report gives for its urgency.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stated {
    /// What may give points.
    pub facts: Vec<Fact>,
    /// What alone makes Band A.
    pub raised: Vec<Raised>,
    /// What somebody wrote.
    pub texts: Vec<FreeText>,
    /// Whether it names an account.
    pub has_account: bool,
    /// Whether a person has read the whole report.
    pub is_read: bool,
    /// What nobody knows, as names.
    pub unknowns: Vec<String>,
}

impl Stated {
    /// The same without what the texts say: the triggers that they raise are kept with the few words that were found, and that they are there.
    /// It scores as before, so that a score can be made again under other weights without the texts.
    #[must_use]
    pub fn distilled(mut self) -> Self {
        for text in &mut self.texts {
            let Some(words) = text.text.take() else { continue };
            if words.trim().is_empty() {
                text.text = Some(String::new());
                continue;
            }
            for (trigger, says) in find_triggers(&words) {
                let (basis, source) = (Basis::Assessment, text.element.clone());
                self.raised.push(Raised { trigger, basis, says, source });
            }
            if covering_language(&words).is_none() {
                self.unknowns.push("text_language".to_owned());
            }
        }
        self
    }
}

crate::unprintable!(Fact, Raised, FreeText, Stated);

/// How often one doubles to come from 1 to `1 + count`, in thousandths, along straight lines between the whole numbers.
pub fn doublings_permille(count: u32) -> u32 {
    let value = u64::from(count) + 1;
    let whole = value.ilog2();
    let floor = 1_u64 << whole;
    let rest = (value - floor) * 1000 / floor;
    u32::try_from(rest).unwrap_or(999) + whole * 1000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors_are_written_as_they_parse() {
        for factor in Factor::ALL {
            assert_eq!(factor.as_str().parse(), Ok(factor));
            assert_eq!(serde_json::to_value(factor).unwrap(), factor.as_str());
        }
        assert_eq!("nationality".parse::<Factor>(), Err(UnknownFactor));
    }

    #[test]
    fn doublings_follow_the_logarithm() {
        for (count, permille) in [(0, 0), (1, 1000), (2, 1500), (3, 2000), (7, 3000), (1023, 10_000)] {
            assert_eq!(doublings_permille(count), permille, "{count}");
        }
        assert!(doublings_permille(u32::MAX) >= 31_999);
    }
}
