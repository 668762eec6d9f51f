//! Ways to have something taken down.

use jiff::civil::Date;
use serde::Deserialize;

use super::InBoth;

/// `removal.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RemovalFile {
    #[serde(default)]
    pub(super) channel: Vec<Channel>,
}

/// One way.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Channel {
    /// Its name.
    pub(crate) name: InBoth,
    /// For whom it is and what it does.
    pub(crate) what: InBoth,
    /// Where.
    pub(crate) url: String,
    /// Countries whose people it is for; empty for everybody.
    #[serde(default)]
    countries: Vec<String>,
    /// `own_device` (an image of oneself that lies on one's own device), `published` (seen where anybody can see it).
    situations: Vec<String>,
    /// Where it was looked up.
    pub(crate) source: Option<String>,
    /// On which day.
    pub(crate) checked_on: Option<Date>,
}

impl Channel {
    pub(super) fn fits(&self, country: &str, situations: &[&str]) -> bool {
        let here = self.countries.is_empty() || self.countries.iter().any(|code| code == country);
        here && self.situations.iter().any(|fit| situations.contains(&fit.as_str()))
    }
}
