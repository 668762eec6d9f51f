//! What the form knows of the world, as data with sources: help lines, removal channels, what to do with a copy.
//!
//! The built-in lists are files of this crate; a folder of the configuration may hold newer ones.

mod copies;
mod lines;
mod removal;

use std::borrow::Borrow;
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use service::Lang;
use service::config::ConfigError;

pub(crate) use copies::CopyAdvice;
pub(crate) use lines::{Country, Hours, Line, LineKind};
pub(crate) use removal::Channel;

use copies::CopiesFile;
use lines::LinesFile;
use removal::RemovalFile;

/// A text in both languages.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct InBoth {
    en: String,
    es: String,
}

impl InBoth {
    /// The text in one of them; templates pass a reference.
    pub(crate) fn text(&self, lang: impl Borrow<Lang>) -> &str {
        match lang.borrow() {
            Lang::En => &self.en,
            Lang::Es => &self.es,
        }
    }
}

/// The three lists.
#[derive(Debug, Clone)]
pub(crate) struct Lists {
    countries: Vec<Country>,
    lines: Vec<Line>,
    channels: Vec<Channel>,
    copies: Vec<CopyAdvice>,
}

impl Lists {
    /// Reads the lists; `folder` may hold some in place of the built-in ones.
    ///
    /// # Errors
    /// A file of the folder is not of its form.
    pub(crate) fn read(folder: Option<&Path>) -> Result<Self, ConfigError> {
        let lines: LinesFile = file(folder, "lines.toml", include_str!("../data/lines.toml"))?;
        let removal: RemovalFile = file(folder, "removal.toml", include_str!("../data/removal.toml"))?;
        let copies: CopiesFile = file(folder, "copies.toml", include_str!("../data/copies.toml"))?;
        let setting = |reason: String| ConfigError::setting("tip.lists_dir", reason);
        let countries = lines.country;
        let lines: Result<Vec<Line>, String> = lines.line.into_iter().map(Line::of).collect();
        let lists = Self {
            countries,
            lines: lines.map_err(setting)?,
            channels: removal.channel,
            copies: copies.copy,
        };
        lists.check().map_err(setting)?;
        Ok(lists)
    }

    /// The countries that somebody can choose.
    pub(crate) fn countries(&self) -> &[Country] {
        &self.countries
    }

    /// Whether there is something for a country.
    pub(crate) fn knows(&self, country: &str) -> bool {
        self.countries.iter().any(|known| known.code == country)
    }

    /// The lines of a country, those for danger first.
    pub(crate) fn lines(&self, country: &str) -> Vec<&Line> {
        let mut found: Vec<&Line> = self.lines.iter().filter(|line| line.country == country).collect();
        found.sort_by_key(|line| line.kind);
        found
    }

    /// The removal channels of a country for any of the situations.
    pub(crate) fn channels(&self, country: &str, situations: &[&str]) -> Vec<&Channel> {
        self.channels.iter().filter(|channel| channel.fits(country, situations)).collect()
    }

    /// What to do with a copy in a country; the general text where there is none of its own.
    pub(crate) fn copy_advice(&self, country: &str) -> Option<&CopyAdvice> {
        let of = |code: &str| self.copies.iter().find(|copy| copy.country == code);
        of(country).or_else(|| of(copies::ELSEWHERE))
    }

    fn check(&self) -> Result<(), String> {
        for country in &self.countries {
            let emergency = |line: &&Line| line.country == country.code && line.kind == LineKind::Emergency;
            if !self.lines.iter().any(|line| emergency(&line)) {
                return Err(format!("{} has no emergency line", country.code));
            }
        }
        if let Some(line) = self.lines.iter().find(|line| !self.knows(&line.country)) {
            return Err(format!("the line `{}` is of a country that the list does not name", line.number));
        }
        if self.copy_advice(copies::ELSEWHERE).is_none() {
            return Err(format!("copies.toml has no text for `{}`", copies::ELSEWHERE));
        }
        Ok(())
    }
}

fn file<T: DeserializeOwned>(folder: Option<&Path>, name: &str, built_in: &str) -> Result<T, ConfigError> {
    match folder.map(|folder| folder.join(name)).filter(|path| path.exists()) {
        Some(path) => service::load(path),
        None => service::config::parse(Path::new(name), built_in),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_lists_can_be_read_and_begin_with_danger() {
        let lists = Lists::read(None).unwrap();
        assert!(lists.knows("ES") && lists.knows("GB") && lists.knows("US") && lists.knows("EU"));
        for country in lists.countries() {
            let lines = lists.lines(&country.code);
            assert_eq!(lines[0].kind, LineKind::Emergency, "{}", country.code);
            assert!(lines.len() >= 2 && lists.copy_advice(&country.code).is_some());
        }
        assert_eq!(lists.lines("ES")[0].number, "112");
        assert!(lists.copy_advice("FR").is_some());
    }

    #[test]
    fn every_line_that_counts_as_checked_names_its_source() {
        let lists = Lists::read(None).unwrap();
        for country in lists.countries() {
            for line in lists.lines(&country.code) {
                assert_eq!(line.checked_on.is_some(), line.source.is_some(), "{}", line.number);
            }
        }
    }

    #[test]
    fn removal_channels_are_shown_where_they_fit_only() {
        let lists = Lists::read(None).unwrap();
        let urls = |country: &str, situation: &str| -> Vec<String> {
            lists.channels(country, &[situation]).iter().map(|channel| channel.url.clone()).collect()
        };
        let own = urls("ES", "own_device");
        assert!(own.iter().any(|url| url.contains("takeitdown.ncmec.org")));
        assert!(!own.iter().any(|url| url.contains("aepd.es")));
        assert!(urls("ES", "published").iter().any(|url| url.contains("aepd.es")));
        assert!(!urls("GB", "published").iter().any(|url| url.contains("aepd.es")));
        assert!(urls("ES", "chat").is_empty() && urls("GB", "chat").is_empty());
    }

    #[test]
    fn a_newer_list_takes_the_place_of_a_built_in_one() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("lines.toml"), "[[country]]\ncode = \"XX\"\n").unwrap();
        assert!(Lists::read(Some(folder.path())).is_err());
        let text = "[[country]]\ncode = \"XX\"\nname = { en = \"A\", es = \"B\" }\n\
                    [[line]]\ncountry = \"XX\"\nkind = \"emergency\"\nnumber = \"1\"\nname = { en = \"A\", es = \"B\" }\n\
                    what = { en = \"A\", es = \"B\" }\nalways = true\n";
        std::fs::write(folder.path().join("lines.toml"), text).unwrap();
        let lists = Lists::read(Some(folder.path())).unwrap();
        assert!(lists.knows("XX") && !lists.knows("ES"));
    }
}
