//! How many points a factor gives: a file with a version, which a unit edits.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::Deserialize;

use super::factor::{Factor, Quality};

/// The weights that come with the software.
const DEFAULT: &str = include_str!("../../data/triage-weights.toml");

/// Longest version, in bytes.
const MAX_VERSION: usize = 64;

/// Why a weight file was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WeightsError {
    /// Not TOML of the expected shape.
    #[error("the weight file: {0}")]
    Shape(String),
    /// A value that must not stand.
    #[error("the weight file, `{at}`: {reason}")]
    Value {
        /// Where it stands.
        at: String,
        /// What is wrong.
        reason: String,
    },
}

/// Weights of one version, checked.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// The name of this version; scores carry it.
    version: String,
    /// The day on which it was issued.
    issued_on: Date,
    /// Whose it is.
    source: String,
    /// The same in Spanish.
    #[serde(default)]
    source_es: Option<String>,
    bands: Bands,
    quality: Shares,
    factor: Vec<FactorWeight>,
    element: Vec<ElementWeight>,
}

/// From how many points on, in tenths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Bands {
    b_tenths: i32,
    c_tenths: i32,
}

/// In thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shares {
    fact: u16,
    seen_by_human: u16,
    automatic: u16,
}

/// What one factor gives.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactorWeight {
    /// Which factor.
    pub factor: Factor,
    /// For one such fact, in tenths; only `only_known_files` takes away.
    pub points_tenths: i32,
    /// Most for all facts of the factor, in tenths.
    pub cap_tenths: i32,
    /// The factor with which it shares a cap: that one's counts.
    #[serde(default)]
    pub cap_with: Option<Factor>,
    /// Days in which the points halve; without it they stay.
    #[serde(default)]
    pub half_life_days: Option<u32>,
    /// On whose findings it rests.
    pub source: String,
    /// The same in Spanish, where the file says it.
    #[serde(default)]
    pub source_es: Option<String>,
    /// Of which day they are.
    pub stated_on: Date,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct ElementWeight {
    element: String,
    worth: u32,
}

impl Weights {
    /// Reads a weight file that somebody proposes.
    ///
    /// # Errors
    /// What in it is wrong, and where; also a factor of which one fact gives more than its cap.
    pub fn parse(text: &str) -> Result<Self, WeightsError> {
        let weights = Self::parse_kept(text)?;
        weights.check_caps()?;
        Ok(weights)
    }

    /// Reads weights that are in use. Points above a cap were accepted once: such a file must stay readable, and its scores are held under the
    /// cap all the same.
    ///
    /// # Errors
    /// What in it is wrong, and where.
    pub fn parse_kept(text: &str) -> Result<Self, WeightsError> {
        let weights: Self = toml::from_str(text).map_err(|error| WeightsError::Shape(error.to_string()))?;
        weights.check().map_err(|(at, reason)| WeightsError::Value { at, reason: reason.to_owned() })?;
        Ok(weights)
    }

    /// The weights that come with the software.
    ///
    /// # Errors
    /// None: the file is checked by a test.
    pub fn built_in() -> Result<Self, WeightsError> {
        Self::parse(DEFAULT)
    }

    /// The file that comes with the software, to be copied and edited.
    pub fn built_in_text() -> &'static str {
        DEFAULT
    }

    /// The name of this version.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The day on which it was issued.
    pub fn issued_on(&self) -> Date {
        self.issued_on
    }

    /// Whose it is.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The same in Spanish, where the file says it.
    pub fn source_es(&self) -> Option<&str> {
        self.source_es.as_deref()
    }

    /// From how many tenths of a point on a report is in Band B, and in Band C.
    pub fn bands_tenths(&self) -> (i32, i32) {
        (self.bands.b_tenths, self.bands.c_tenths)
    }

    /// What each factor gives, in the order of the file.
    pub fn factors(&self) -> &[FactorWeight] {
        &self.factor
    }

    /// The facts that a complete report states, by the names of the file.
    pub fn elements(&self) -> impl Iterator<Item = &str> {
        self.element.iter().map(|weight| weight.element.as_str())
    }

    /// What a ground of this quality is worth, in thousandths.
    pub(super) fn share(&self, quality: Quality) -> u16 {
        match quality {
            Quality::Fact => self.quality.fact,
            Quality::SeenByHuman => self.quality.seen_by_human,
            Quality::Automatic => self.quality.automatic,
        }
    }

    pub(super) fn factor(&self, factor: Factor) -> Option<&FactorWeight> {
        self.factor.iter().find(|weight| weight.factor == factor)
    }

    /// The factor whose cap counts for this weight, and that cap in tenths.
    pub(super) fn cap(&self, weight: &FactorWeight) -> (Factor, i32) {
        let group = weight.cap_with.unwrap_or(weight.factor);
        (group, self.factor(group).map_or(weight.cap_tenths, |group| group.cap_tenths))
    }

    /// What an element of a report is worth; nothing when the file does not name it.
    pub(super) fn worth(&self, element: &str) -> u32 {
        self.element.iter().find(|weight| weight.element == element).map_or(0, |weight| weight.worth)
    }

    fn check_caps(&self) -> Result<(), WeightsError> {
        for weight in &self.factor {
            let (group, cap) = self.cap(weight);
            if weight.points_tenths.abs() > cap {
                let points = weight.points_tenths;
                return Err(WeightsError::Value {
                    at: format!("factor {}", weight.factor),
                    reason: format!("`points_tenths` is {points}, above the cap of {cap} (`{group}`)"),
                });
            }
        }
        Ok(())
    }

    fn check(&self) -> Result<(), (String, &'static str)> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
        if self.version.is_empty() || self.version.len() > MAX_VERSION || !self.version.bytes().all(plain) {
            return Err(("version".into(), "letters, digits, dots, hyphens and underscores, at most 64"));
        }
        if !(0 < self.bands.c_tenths && self.bands.c_tenths < self.bands.b_tenths) {
            return Err((
                "bands".into(),
                "`b_tenths` must be more than `c_tenths`, and both more than nothing",
            ));
        }
        let Shares { fact, seen_by_human, automatic } = self.quality;
        if !(automatic <= seen_by_human && seen_by_human <= fact && fact <= 1000) {
            return Err((
                "quality".into(),
                "`automatic`, `seen_by_human` and `fact` must rise, to 1000 at most",
            ));
        }
        for factor in Factor::ALL {
            if self.factor.iter().filter(|weight| weight.factor == factor).count() != 1 {
                return Err((format!("factor {factor}"), "must stand once"));
            }
        }
        for weight in &self.factor {
            weight.check().map_err(|reason| (format!("factor {}", weight.factor), reason))?;
        }
        let mut seen = BTreeSet::new();
        for ElementWeight { element, worth } in &self.element {
            if *worth > 1000 || !seen.insert(element) {
                return Err((format!("element {element}"), "must stand once, with a worth of 1000 at most"));
            }
        }
        Ok(())
    }
}

impl FactorWeight {
    fn check(&self) -> Result<(), &'static str> {
        const MOST: i32 = 10_000;
        let takes = self.factor == Factor::OnlyKnownFiles;
        let range = if takes { -MOST..=0 } else { 0..=MOST };
        if !range.contains(&self.points_tenths) {
            return Err("only `only_known_files` takes points, all others give; 10000 at most");
        }
        if !(0..=MOST).contains(&self.cap_tenths) {
            return Err("`cap_tenths` is from 0 to 10000");
        }
        if self.half_life_days == Some(0) {
            return Err("`half_life_days` must not be 0");
        }
        if self.cap_with.is_some_and(|other| takes || other == self.factor || other == Factor::OnlyKnownFiles)
        {
            return Err("`cap_with` names another factor that gives points");
        }
        if self.source.trim().is_empty() {
            return Err("say on whose findings it rests");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_that_comes_with_the_software_is_whole() {
        let weights = Weights::built_in().unwrap();
        assert_eq!((weights.version(), weights.bands_tenths()), ("amparo-1", (400, 150)));
        let names: Vec<&str> = weights.elements().collect();
        assert!(names.contains(&"account-identifier") && names.len() > 20);
        assert!(weights.source_es().is_some_and(|said| said.contains("propuesta")));
        assert!(weights.factors().iter().all(|factor| factor.source_es.is_some()));
    }

    #[test]
    fn what_must_not_stand_is_named() {
        for (change, says) in [
            (("amparo-1", ""), "`version`"),
            (("b_tenths = 400", "b_tenths = 150"), "`bands`"),
            (("automatic = 400", "automatic = 800"), "`quality`"),
            (("points_tenths = -150", "points_tenths = 150"), "`factor only_known_files`"),
            (("points_tenths = 200", "points_tenths = -200"), "`factor enticement`"),
            (("factor = \"rising\"", "factor = \"repetition\""), "`factor repetition`"),
            (("factor = \"rising\"", "factor = \"nationality\""), "nationality"),
            (("half_life_days = 90", "half_life_days = 0"), "`factor rising`"),
            (("element = \"url\"", "element = \"scene\""), "`element scene`"),
            (("[bands]", "[bands]\na_tenths = 900"), "a_tenths"),
        ] {
            let changed = DEFAULT.replacen(change.0, change.1, 1);
            assert_ne!(changed, DEFAULT, "{}", change.0);
            let error = Weights::parse(&changed).unwrap_err().to_string();
            assert!(error.contains(says), "{error}");
        }
    }

    #[test]
    fn points_above_the_cap_that_counts_are_refused() {
        let of_its_own = "factor = \"repetition\"\npoints_tenths = 20\ncap_tenths = 80";
        let shared = "points_tenths = 100\ncap_tenths = 200\ncap_with = \"prior_conviction\"";
        let taking = "points_tenths = -150\ncap_tenths = 150";
        for (from, to, says) in [
            (
                of_its_own,
                of_its_own.replace("= 20", "= 81"),
                "`factor repetition`: `points_tenths` is 81, above the cap of 80 (`repetition`)",
            ),
            (
                shared,
                shared.replace("= 100", "= 201").replace("= 200", "= 900"),
                "`factor prior_allegation`: `points_tenths` is 201, above the cap of 200 (`prior_conviction`)",
            ),
            (
                taking,
                taking.replace("= 150", "= 149"),
                "`factor only_known_files`: `points_tenths` is -150, above the cap of 149 (`only_known_files`)",
            ),
        ] {
            let changed = DEFAULT.replacen(from, &to, 1);
            assert_ne!(changed, DEFAULT, "{from}");
            let error = Weights::parse(&changed).unwrap_err().to_string();
            assert!(error.contains(says), "{error}");
            assert!(Weights::parse_kept(&changed).is_ok(), "what was applied before stays readable");
        }
        let at_the_cap = DEFAULT.replacen(of_its_own, &of_its_own.replace("= 20", "= 80"), 1);
        assert!(Weights::parse(&at_the_cap).is_ok());
    }
}
