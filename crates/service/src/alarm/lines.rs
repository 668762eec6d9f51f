//! Whom to call: the emergency lines that the law of a country gives everybody, and the contact points of the node's configuration.

use serde::Deserialize;

use crate::{ConfigError, PageContext};

/// Where 112 is the emergency number by Union law.
const UNION: [&str; 27] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT",
    "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// A line that the program knows by itself.
struct BuiltIn {
    countries: &'static [&'static str],
    number: &'static str,
    /// Key of its name.
    name_key: &'static str,
    /// Whose word it is. Nobody has compared it with that authority's own page, and the card says so.
    source: &'static str,
}

static BUILT_IN: [BuiltIn; 6] = [
    BuiltIn {
        countries: &UNION,
        number: "112",
        name_key: "danger-line-112",
        source: "Directive (EU) 2018/1972, article 109",
    },
    BuiltIn { countries: &["ES"], number: "091", name_key: "danger-line-091", source: "Policía Nacional" },
    BuiltIn { countries: &["ES"], number: "062", name_key: "danger-line-062", source: "Guardia Civil" },
    BuiltIn { countries: &["US"], number: "911", name_key: "danger-line-911", source: "47 U.S.C. 251(e)(3)" },
    BuiltIn {
        countries: &["US"],
        number: "1-800-843-5678",
        name_key: "danger-line-ncmec",
        source: "National Center for Missing & Exploited Children",
    },
    BuiltIn {
        countries: &["GB"],
        number: "999",
        name_key: "danger-line-999",
        source: "Ofcom, General Conditions, A3",
    },
];

/// `[node.danger]`: whom the staff calls when a child may be in danger now.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DangerConfig {
    /// Country whose emergency lines are shown (ISO 3166-1, such as `"ES"`); empty for that of the rule on opening files.
    pub country: String,
    /// Contact points of the node's own: the police's and the clearinghouse's lines for colleagues.
    pub line: Vec<LineConfig>,
}

/// `[[node.danger.line]]`: one contact point.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineConfig {
    /// Who answers.
    pub name: String,
    /// Telephone number as it is dialled.
    pub number: String,
    /// When somebody answers, in words.
    #[serde(default)]
    pub hours: String,
    /// What it is for, in words.
    #[serde(default)]
    pub note: String,
}

impl DangerConfig {
    /// Refuses a country that is none, and a line that nobody could call.
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        let is_code = self.country.len() == 2 && self.country.bytes().all(|byte| byte.is_ascii_uppercase());
        if !self.country.is_empty() && !is_code {
            let remedy = "give two capital letters such as \"ES\" (ISO 3166-1)";
            return Err(ConfigError::setting("node.danger.country", remedy));
        }
        let mute = |line: &&LineConfig| line.name.trim().is_empty() || dialled(&line.number).is_empty();
        match self.line.iter().find(mute) {
            Some(line) => Err(ConfigError::setting(
                "node.danger.line",
                format!("`{}`: give each line a name, and a number with digits", line.name),
            )),
            None => Ok(()),
        }
    }
}

/// A line as the card shows it.
pub(super) struct LineView {
    pub(super) name: String,
    pub(super) number: String,
    /// The number for a link that dials it.
    pub(super) dialled: String,
    pub(super) hours: String,
    pub(super) note: String,
    /// Whose word it is; none for a line of the configuration.
    pub(super) source: Option<&'static str>,
}

/// The emergency lines of the country, of every one that is known where none is named; then the node's own contact points.
pub(super) fn list(ctx: &PageContext, config: &DangerConfig, country: &str) -> Vec<LineView> {
    let own = config.line.iter().map(|line| LineView {
        name: line.name.clone(),
        number: line.number.clone(),
        dialled: dialled(&line.number),
        hours: line.hours.clone(),
        note: line.note.clone(),
        source: None,
    });
    let known = of_country(country).map(|line| LineView {
        name: ctx.t(line.name_key),
        number: line.number.to_owned(),
        dialled: dialled(line.number),
        hours: ctx.t("danger-line-always"),
        note: String::new(),
        source: Some(line.source),
    });
    known.chain(own).collect()
}

fn of_country(country: &str) -> impl Iterator<Item = &'static BuiltIn> {
    BUILT_IN.iter().filter(move |line| country.is_empty() || line.countries.contains(&country))
}

/// The digits of a number, with the plus before them.
fn dialled(number: &str) -> String {
    let number = number.trim();
    let plus = if number.starts_with('+') { "+" } else { "" };
    number.chars().filter(char::is_ascii_digit).fold(plus.to_owned(), |mut text, digit| {
        text.push(digit);
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_shows_its_own_lines_and_no_country_shows_all() {
        let numbers = |country: &'static str| of_country(country).map(|line| line.number).collect::<Vec<_>>();
        assert_eq!(numbers("ES"), ["112", "091", "062"]);
        assert_eq!(numbers("FR"), ["112"]);
        assert_eq!(numbers("US"), ["911", "1-800-843-5678"]);
        assert_eq!(numbers("GB"), ["999"]);
        assert!(numbers("ZZ").is_empty());
        assert_eq!(numbers("").len(), BUILT_IN.len());
    }

    #[test]
    fn a_number_is_dialled_by_its_digits() {
        assert_eq!(dialled(" +34 900 000 000 "), "+34900000000");
        assert_eq!(dialled("1-800-843-5678"), "18008435678");
        assert_eq!(dialled("ask"), "");
    }

    #[test]
    fn a_line_that_nobody_could_call_is_refused() {
        let line = |name: &str, number: &str| LineConfig {
            name: name.into(),
            number: number.into(),
            hours: String::new(),
            note: String::new(),
        };
        let check = |country: &str, line: Vec<LineConfig>| {
            DangerConfig { country: country.into(), line }.check().map_err(|error| error.to_string())
        };
        check("", vec![line("Duty desk", "+34 900 000 000")]).unwrap();
        assert!(check("es", Vec::new()).unwrap_err().starts_with("setting `node.danger.country`"));
        for mute in [line("", "112"), line("Duty desk", "none")] {
            assert!(check("ES", vec![mute]).unwrap_err().starts_with("setting `node.danger.line`"));
        }
    }
}
