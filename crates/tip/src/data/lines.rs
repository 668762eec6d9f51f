//! Help lines.

use jiff::Timestamp;
use jiff::civil::Date;
use model::hours::{Span, Weekly};
use serde::Deserialize;

use super::InBoth;

/// `lines.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LinesFile {
    pub(super) country: Vec<Country>,
    #[serde(default)]
    pub(super) line: Vec<LineText>,
}

/// A country, or a group of countries, that has lines.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Country {
    /// Two capital letters (ISO 3166-1; `EU` for the rest of the European Union).
    pub(crate) code: String,
    /// Its name.
    pub(crate) name: InBoth,
}

/// Whom a line is for; in the order of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LineKind {
    /// Somebody is in danger now.
    Emergency,
    /// Children and adolescents.
    Child,
    /// Trouble on networks.
    Internet,
    /// Parents, families, teachers.
    Family,
    /// The police.
    Police,
    /// A report about content on the web.
    Report,
}

/// A line as the file states it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LineText {
    country: String,
    kind: LineKind,
    number: String,
    tel: Option<String>,
    web: Option<String>,
    name: InBoth,
    what: InBoth,
    ages: Option<InBoth>,
    #[serde(default)]
    always: bool,
    zone: Option<String>,
    #[serde(default)]
    hours: Vec<Span>,
    source: Option<String>,
    checked_on: Option<Date>,
}

/// One line.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// Its country.
    pub(crate) country: String,
    /// Whom it is for.
    pub(crate) kind: LineKind,
    /// The number as people read it, or an address on the web without a scheme.
    pub(crate) number: String,
    /// What a telephone dials; none if it is no telephone.
    pub(crate) tel: Option<String>,
    /// Its page.
    pub(crate) web: Option<String>,
    /// Its name.
    pub(crate) name: InBoth,
    /// What it does.
    pub(crate) what: InBoth,
    /// For what ages.
    pub(crate) ages: Option<InBoth>,
    /// When somebody answers.
    pub(crate) hours: Hours,
    /// Where number and hours were looked up.
    pub(crate) source: Option<String>,
    /// On which day.
    pub(crate) checked_on: Option<Date>,
}

/// When somebody answers.
#[derive(Debug, Clone)]
pub(crate) enum Hours {
    /// At any time.
    Always,
    /// At some hours.
    Weekly(Weekly),
    /// Nobody told us.
    Unknown,
}

impl Line {
    pub(super) fn of(text: LineText) -> Result<Self, String> {
        let hours = match (text.always, text.zone) {
            (true, _) => Hours::Always,
            (false, Some(zone)) => Hours::Weekly(
                Weekly::new(&zone, text.hours).map_err(|reason| format!("line {}: {reason}", text.number))?,
            ),
            (false, None) => Hours::Unknown,
        };
        Ok(Self {
            country: text.country,
            kind: text.kind,
            number: text.number,
            tel: text.tel,
            web: text.web,
            name: text.name,
            what: text.what,
            ages: text.ages,
            hours,
            source: text.source,
            checked_on: text.checked_on,
        })
    }

    /// Whether somebody answers at `at`; none where nobody told us.
    pub(crate) fn is_open(&self, at: Timestamp) -> Option<bool> {
        match &self.hours {
            Hours::Always => Some(true),
            Hours::Weekly(weekly) => Some(weekly.is_open(at)),
            Hours::Unknown => None,
        }
    }
}
