//! The band of a report: who comes first.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How urgent a report is, as a band. `A` sorts first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Band {
    /// A child may be in danger now. By a named trigger only, never by a sum, and never decayed.
    A,
    /// Many points.
    B,
    /// Some points, or a floor: a person has to look before it may fall lower.
    C,
    /// The rest.
    D,
}

/// No band is written so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a band is one of a, b, c and d")]
pub struct UnknownBand;

impl Band {
    /// Every band, the most urgent first.
    pub const ALL: [Self; 4] = [Self::A, Self::B, Self::C, Self::D];

    /// The band as it is stored, and in the keys of texts.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::B => "b",
            Self::C => "c",
            Self::D => "d",
        }
    }
}

impl fmt::Display for Band {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Band {
    type Err = UnknownBand;

    fn from_str(text: &str) -> Result<Self, UnknownBand> {
        Self::ALL.into_iter().find(|band| band.as_str() == text).ok_or(UnknownBand)
    }
}
