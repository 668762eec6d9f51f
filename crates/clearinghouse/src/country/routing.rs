//! To which countries a report is proposed to go, by rules that are dated data. The software proposes with grounds; an analyst decides.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use service::Lang;
use wire::referral::DetectionBasis;

use super::places::{Place, PlaceFact, Says};

/// The rules that are compiled in.
const BUILT_IN: &str = include_str!("../../data/routing.toml");

/// Why a file of rules was refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RoutingError {
    /// The file could not be read.
    #[error("the routing rules {} cannot be read", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Not TOML of the expected shape.
    #[error("the routing rules: {0}")]
    Toml(#[from] toml::de::Error),
    /// An entry that must not stand.
    #[error("the routing rules, {entry}: {message}")]
    Entry {
        /// Which one.
        entry: String,
        /// What is wrong.
        message: String,
    },
}

/// The days on which an entry is in force, both inclusive.
fn is_in_force(from: Date, to: Option<Date>, on: Date) -> bool {
    from <= on && to.is_none_or(|to| on <= to)
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    id: String,
    place: Place,
    valid_from: Date,
    #[serde(default)]
    valid_to: Option<Date>,
    source: String,
    /// The same in Spanish.
    #[serde(default)]
    source_es: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Hop {
    agency: String,
    conveyed_by: String,
    valid_from: Date,
    #[serde(default)]
    valid_to: Option<Date>,
    source: String,
}

/// A basis on which a reporting party detects what it reports.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Basis {
    party: String,
    pub(crate) name: String,
    #[serde(default)]
    name_es: Option<String>,
    pub(crate) valid_from: Date,
    #[serde(default)]
    pub(crate) valid_to: Option<Date>,
    pub(crate) source: String,
    #[serde(default)]
    source_es: Option<String>,
}

/// A text in the language of a page, where the file states it in that one too.
fn in_lang<'a>(stated: &'a str, in_spanish: Option<&'a str>, lang: impl Borrow<Lang>) -> &'a str {
    let lang: &Lang = lang.borrow();
    match lang {
        Lang::En => stated,
        Lang::Es => in_spanish.unwrap_or(stated),
    }
}

impl Basis {
    /// Its name on a page.
    pub(crate) fn name_in(&self, lang: impl Borrow<Lang>) -> &str {
        in_lang(&self.name, self.name_es.as_deref(), lang)
    }

    /// Its source on a page.
    pub(crate) fn source_in(&self, lang: impl Borrow<Lang>) -> &str {
        in_lang(&self.source, self.source_es.as_deref(), lang)
    }
}

impl From<&Basis> for DetectionBasis {
    fn from(basis: &Basis) -> Self {
        Self {
            name: basis.name.clone(),
            valid_from: basis.valid_from,
            valid_to: basis.valid_to,
            source: basis.source.clone(),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RoutingFile {
    schema: String,
    version: String,
    rule: Vec<Rule>,
    #[serde(default)]
    hop: Vec<Hop>,
    #[serde(default)]
    basis: Vec<Basis>,
}

/// The rules of this node.
#[derive(Debug)]
pub(crate) struct Routing(RoutingFile);

/// A country to which a report may go, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Proposal {
    /// ISO 3166-1, two letters.
    pub(crate) country: String,
    /// What ties the report to it.
    pub(crate) place: Place,
    /// The rule, and the version of the rules.
    pub(crate) rule: String,
    pub(crate) rules_version: String,
    /// Whose word the rule is.
    pub(crate) source: String,
    /// The same in Spanish; none where the rules do not state it, and in what was kept before they could.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) source_es: Option<String>,
    /// What says so, most first, with how often.
    pub(crate) says: Vec<(Says, usize)>,
}

/// Whether a text is a file of routing rules that a clearinghouse takes.
///
/// # Errors
/// What is wrong with it, and where.
pub fn check_routing(text: &str) -> Result<(), String> {
    Routing::parse(text).map(drop).map_err(|error| error.to_string())
}

impl Routing {
    /// The rules of a file, else those that are compiled in.
    pub(crate) fn load(path: Option<&Path>) -> Result<Self, RoutingError> {
        match path {
            None => Self::parse(BUILT_IN),
            Some(path) => {
                let read = std::fs::read_to_string(path);
                Self::parse(&read.map_err(|source| RoutingError::Read { path: path.to_owned(), source })?)
            }
        }
    }

    pub(crate) fn parse(text: &str) -> Result<Self, RoutingError> {
        let file: RoutingFile = toml::from_str(text)?;
        let wrong = |entry: &str, message: &str| {
            Err(RoutingError::Entry { entry: entry.to_owned(), message: message.to_owned() })
        };
        if file.schema != "amparo-routing/1" {
            return wrong("schema", "must be \"amparo-routing/1\"");
        }
        let days = (file.rule.iter().map(|rule| (&rule.id, rule.valid_from, rule.valid_to)))
            .chain(file.hop.iter().map(|hop| (&hop.agency, hop.valid_from, hop.valid_to)))
            .chain(file.basis.iter().map(|basis| (&basis.party, basis.valid_from, basis.valid_to)));
        for (entry, from, to) in days {
            if to.is_some_and(|to| to < from) {
                return wrong(entry, "ends before it begins");
            }
        }
        let sources = (file.rule.iter().map(|rule| (&rule.id, &rule.source)))
            .chain(file.hop.iter().map(|hop| (&hop.agency, &hop.source)))
            .chain(file.basis.iter().map(|basis| (&basis.party, &basis.source)));
        for (entry, source) in sources {
            if source.trim().is_empty() {
                return wrong(entry, "must name its source");
            }
        }
        // a package that states it must not be refused by whoever gets it
        if let Some(basis) = file.basis.iter().find(|basis| basis.name.trim().is_empty()) {
            return wrong(&basis.party, "must name the basis");
        }
        Ok(Self(file))
    }

    /// The countries that the rules in force on a day propose for what a report says of places: the place of the act first, then of the
    /// subject, then of the victim, in each the country that most says; `own` where nothing ties it to any.
    pub(crate) fn propose(&self, facts: &[PlaceFact], on: Date, own: &str) -> Vec<Proposal> {
        let mut proposals = Vec::new();
        for rule in self.0.rule.iter().filter(|rule| is_in_force(rule.valid_from, rule.valid_to, on)) {
            let proposal = |country: &str, says: Vec<(Says, usize)>| Proposal {
                country: country.to_owned(),
                place: rule.place,
                rule: rule.id.clone(),
                rules_version: self.0.version.clone(),
                source: rule.source.clone(),
                source_es: rule.source_es.clone(),
                says,
            };
            if rule.place == Place::Unknown {
                if facts.is_empty() {
                    proposals.push(proposal(own, Vec::new()));
                }
                continue;
            }
            let of_place = facts.iter().filter(|fact| fact.place == rule.place);
            let mut found: BTreeMap<&str, BTreeMap<Says, usize>> = BTreeMap::new();
            for fact in of_place {
                *found.entry(&fact.country).or_default().entry(fact.says).or_default() += 1;
            }
            let mut of_rule: Vec<Proposal> = found
                .into_iter()
                .map(|(country, says)| proposal(country, says.into_iter().collect()))
                .collect();
            of_rule.sort_by_key(|proposal| std::cmp::Reverse(proposal.weight()));
            proposals.extend(of_rule);
        }
        proposals.sort_by_key(|proposal| proposal.place);
        proposals
    }

    /// Through whom a referral to an agency travels that is made on a day, when not straight to it.
    pub(crate) fn conveyed_by(&self, agency: &str, on: Date) -> Option<&str> {
        let mut hops = self.0.hop.iter().filter(|hop| hop.agency == agency);
        hops.find(|hop| is_in_force(hop.valid_from, hop.valid_to, on)).map(|hop| hop.conveyed_by.as_str())
    }

    /// The bases on which a party detects what it reports, as of a day: those that name it, else those for all.
    pub(crate) fn bases(&self, party: &str, on: Date) -> Vec<&Basis> {
        let of = |party: &str| -> Vec<&Basis> {
            self.0.basis.iter().filter(|basis| basis.party == party).collect()
        };
        let named = of(party);
        let all = if named.is_empty() { of("*") } else { named };
        all.into_iter().filter(|basis| is_in_force(basis.valid_from, basis.valid_to, on)).collect()
    }
}

impl Proposal {
    /// Whose word the rule is, on a page.
    pub(crate) fn source_in(&self, lang: impl Borrow<Lang>) -> &str {
        in_lang(&self.source, self.source_es.as_deref(), lang)
    }

    fn weight(&self) -> usize {
        self.says.iter().map(|(_, count)| count).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(place: Place, country: &str, says: Says) -> PlaceFact {
        PlaceFact { place, country: country.to_owned(), says }
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn several_countries_stand_side_by_side_and_none_gives_the_own() {
        let routing = Routing::load(None).unwrap();
        let facts = [
            fact(Place::Victim, "PT", Says::Notice),
            fact(Place::Subject, "FR", Says::Allocation),
            fact(Place::Subject, "ES", Says::Allocation),
            fact(Place::Subject, "ES", Says::Address),
            fact(Place::Act, "ES", Says::Allocation),
        ];
        let found = routing.propose(&facts, day("2026-11-28"), "US");
        let found: Vec<_> =
            found.iter().map(|proposal| (proposal.country.as_str(), proposal.place)).collect();
        assert_eq!(
            found,
            [("ES", Place::Act), ("ES", Place::Subject), ("FR", Place::Subject), ("PT", Place::Victim)]
        );
        let unknown = routing.propose(&[], day("2026-11-28"), "US");
        assert_eq!((unknown[0].country.as_str(), unknown[0].place, unknown.len()), ("US", Place::Unknown, 1));
    }

    #[test]
    fn the_built_in_rules_name_their_source_in_the_language_of_the_page() {
        let routing = Routing::load(None).unwrap();
        let unknown = routing.propose(&[], day("2026-11-28"), "US");
        assert!(unknown[0].source_in(Lang::En).starts_with("Regulation (EU) 2022/2065"));
        assert!(unknown[0].source_in(Lang::Es).starts_with("Reglamento (UE) 2022/2065"));
        assert!(routing.0.rule.iter().all(|rule| rule.source_es.is_some()));
        let old = Proposal { source_es: None, ..unknown[0].clone() };
        assert_eq!(old.source_in(Lang::Es), old.source, "what was kept before stays as it is");
        for basis in &routing.0.basis {
            // the police, and whoever reads the page of a package, know these words by themselves
            assert_eq!(service::i18n::spanish_basis(&basis.name), basis.name_es.as_deref());
            assert_eq!(service::i18n::spanish_basis(&basis.source), basis.source_es.as_deref());
            for said in [basis.name_in(Lang::Es), basis.source_in(Lang::Es)] {
                assert!(said.starts_with("Reglamento"), "{said}");
            }
        }
    }

    #[test]
    fn an_entry_counts_on_its_days_alone() {
        let text = BUILT_IN
            .replace("# [[hop]]", "[[hop]]")
            .replace("# agency", "agency")
            .replace("# conveyed_by", "conveyed_by");
        let text = text
            .replace("# valid_from", "valid_from")
            .replace("# source = \"agreement", "valid_to = \"2026-06-30\"\nsource = \"agreement");
        let routing = Routing::parse(&text).unwrap();
        for (on, is_conveyed) in
            [("2025-12-31", false), ("2026-01-01", true), ("2026-06-30", true), ("2026-07-01", false)]
        {
            assert_eq!(routing.conveyed_by("ES-CNP", day(on)).is_some(), is_conveyed, "{on}");
        }
        assert_eq!(routing.conveyed_by("FR-OFMIN", day("2026-06-30")), None);
        assert_eq!(routing.bases("any", day("2026-04-03")).len(), 1);
        assert!(routing.bases("any", day("2026-04-04")).is_empty(), "a gap shows as a gap");
        assert!(routing.propose(&[], day("1999-12-31"), "US").is_empty());
    }

    #[test]
    fn what_cannot_stand_is_refused_by_entry() {
        for (from, to, says) in [
            ("amparo-routing/1", "x", "schema"),
            ("valid_to = \"2026-04-03\"", "valid_to = \"2020-04-03\"", "*: ends before"),
            ("place = \"act\"", "place = \"moon\"", "moon"),
            ("id = \"place-of-act\"", "pet = 1", "pet"),
        ] {
            let error = Routing::parse(&BUILT_IN.replace(from, to)).unwrap_err().to_string();
            assert!(error.contains(says), "{error}");
        }
    }
}
