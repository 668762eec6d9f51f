//! What kind of material a source says that an entry is: letters and names only, never a description.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The closed set of classes under which a list may be acted on.
///
/// Closed on purpose: a list of anything else cannot be said in these words, so it runs in shadow and can never be made to act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "&'static str", try_from = "String")]
pub enum Classification {
    /// Industry class A1.
    A1,
    /// Industry class A2.
    A2,
    /// Industry class B1.
    B1,
    /// Industry class B2.
    B2,
    /// Category A of the United Kingdom.
    CategoryA,
    /// Category B of the United Kingdom.
    CategoryB,
    /// Category C of the United Kingdom.
    CategoryC,
    /// Illegal in nearly every country: INTERPOL's baseline.
    Baseline,
    /// Abuse material that the source does not grade further.
    Csam,
    /// Exploitative, without being abuse material in every country.
    Exploitative,
    /// Drawn or generated.
    Generated,
    /// An intimate picture whose owner wants it taken down.
    Intimate,
    /// The source has not said: counts as no class.
    Unknown,
}

impl Classification {
    /// Every class, in the order in which a list of them is shown.
    pub const ALL: [Self; 13] = [
        Self::A1,
        Self::A2,
        Self::B1,
        Self::B2,
        Self::CategoryA,
        Self::CategoryB,
        Self::CategoryC,
        Self::Baseline,
        Self::Csam,
        Self::Exploitative,
        Self::Generated,
        Self::Intimate,
        Self::Unknown,
    ];

    /// The text in JSON, in files and on pages.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::A1 => "A1",
            Self::A2 => "A2",
            Self::B1 => "B1",
            Self::B2 => "B2",
            Self::CategoryA => "A",
            Self::CategoryB => "B",
            Self::CategoryC => "C",
            Self::Baseline => "baseline",
            Self::Csam => "csam",
            Self::Exploitative => "exploitative",
            Self::Generated => "generated",
            Self::Intimate => "intimate",
            Self::Unknown => "unknown",
        }
    }

    /// Whether it says anything: [`Self::Unknown`] does not, so that nothing is acted on by it.
    pub const fn is_stated(self) -> bool {
        !matches!(self, Self::Unknown)
    }
}

/// Text that is none of the classes.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("no classification is called {given:?}: the set is closed: {}", names())]
pub struct ClassificationError {
    given: String,
}

fn names() -> String {
    Classification::ALL.map(Classification::as_str).join(", ")
}

impl fmt::Display for Classification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Classification {
    type Err = ClassificationError;

    /// Reads either case and blanks around it.
    fn from_str(text: &str) -> Result<Self, ClassificationError> {
        let is_called = |class: &Self| class.as_str().eq_ignore_ascii_case(text.trim());
        Self::ALL
            .into_iter()
            .find(is_called)
            .ok_or_else(|| ClassificationError { given: text.chars().take(40).collect() })
    }
}

impl From<Classification> for &'static str {
    fn from(class: Classification) -> Self {
        class.as_str()
    }
}

impl TryFrom<String> for Classification {
    type Error = ClassificationError;

    fn try_from(text: String) -> Result<Self, ClassificationError> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_read_back_in_either_case_and_nothing_else_does() {
        for class in Classification::ALL {
            assert_eq!(class.as_str().to_uppercase().parse(), Ok(class));
            assert_eq!(class.as_str().to_lowercase().parse(), Ok(class));
            let json = serde_json::to_string(&class).unwrap();
            assert_eq!(serde_json::from_str::<Classification>(&json).unwrap(), class);
        }
        let error = "politics".parse::<Classification>().unwrap_err().to_string();
        assert!(error.contains("\"politics\"") && error.contains("A1, A2, B1, B2"), "{error}");
    }
}
