//! What to do with a copy that somebody has: a question of each country's law, so each text has a date and says who approved it.

use jiff::civil::Date;
use serde::Deserialize;

use super::InBoth;

/// The text for countries without one of their own.
pub(super) const ELSEWHERE: &str = "EU";

/// `copies.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CopiesFile {
    #[serde(default)]
    pub(super) copy: Vec<CopyAdvice>,
}

/// The text of one country.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CopyAdvice {
    /// Its code.
    pub(super) country: String,
    /// What to do.
    pub(crate) text: InBoth,
    /// Day on which it was written.
    pub(crate) dated: Date,
    /// The counsel who approved it; until then the page says that nobody did.
    pub(crate) approved_by: Option<String>,
}
