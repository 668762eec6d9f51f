//! Which country a report goes to, and why.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Opinion;
use crate::addresses::Relation;

/// What the addresses of a report say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    /// None when the addresses do not decide.
    pub(crate) country: Option<ChosenCountry>,
    /// Whether sources or addresses name more than one country.
    pub(crate) disagree: bool,
}

/// A country, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ChosenCountry {
    /// ISO 3166-1, two letters.
    pub(crate) code: String,
    pub(crate) grounds: Grounds,
}

/// Why a report goes to a country: stored as facts, put into words where it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Grounds {
    /// Where addresses of one relation to the act are allocated.
    Allocations {
        relation: Relation,
        /// How many there are.
        addresses: usize,
        /// Most first.
        votes: Vec<Vote>,
    },
    /// What an analyst wrote.
    Stated { words: String },
}

/// How many addresses are allocated to a country.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Vote {
    pub(crate) country: String,
    pub(crate) count: usize,
}

impl Grounds {
    /// The sentence in referrals and in JSON; an analyst's own words as they are.
    pub(crate) fn in_english(&self) -> String {
        match self {
            Self::Stated { words } => words.clone(),
            Self::Allocations { relation, addresses, votes } => {
                let say =
                    |Vote { country, count }: &Vote| format!("{count} of {addresses} allocated to {country}");
                let votes: Vec<String> = votes.iter().map(say).collect();
                format!("{}: {}", relation.in_english(), votes.join(", "))
            }
        }
    }
}

/// Chooses by the addresses that stand nearest to the act: those of file uploads, else those of the reported
/// accounts, else those of the incident, of recipients, of victims. Each address has one vote; a tie decides
/// nothing.
pub(crate) fn choose(addresses: &[(Relation, Vec<Opinion>)]) -> Choice {
    let named: BTreeSet<&str> =
        addresses.iter().flat_map(|(_, opinions)| opinions).map(|opinion| opinion.country.as_str()).collect();
    let nearest = Relation::NEAREST_FIRST.into_iter().find_map(|relation| {
        let of_relation: Vec<&[Opinion]> = addresses
            .iter()
            .filter(|(other, _)| *other == relation)
            .map(|(_, opinions)| opinions.as_slice())
            .collect();
        let votes = count(&of_relation);
        (!votes.is_empty()).then_some((relation, of_relation.len(), votes))
    });
    let country = nearest.and_then(|(relation, addresses, votes)| {
        let code = winner(&votes)?.to_owned();
        Some(ChosenCountry { code, grounds: Grounds::Allocations { relation, addresses, votes } })
    });
    Choice { country, disagree: named.len() > 1 }
}

/// The votes, most first. An address on which its sources disagree votes for each country that they name.
fn count(addresses: &[&[Opinion]]) -> Vec<Vote> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for opinions in addresses {
        let countries: BTreeSet<&str> = opinions.iter().map(|opinion| opinion.country.as_str()).collect();
        for country in countries {
            *counts.entry(country).or_default() += 1;
        }
    }
    let mut votes: Vec<Vote> =
        counts.into_iter().map(|(country, count)| Vote { country: country.to_owned(), count }).collect();
    votes.sort_by(|one, other| (other.count, &one.country).cmp(&(one.count, &other.country)));
    votes
}

/// The country with most votes, if it is the only one.
fn winner(votes: &[Vote]) -> Option<&str> {
    match votes {
        [first, second, ..] if first.count == second.count => None,
        [first, ..] => Some(&first.country),
        [] => None,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::country::Source;

    fn opinions(countries: &[&str]) -> Vec<Opinion> {
        let valid_on = date(2020, 12, 19);
        countries
            .iter()
            .map(|country| Opinion { source: Source::ScenarioTable, country: (*country).into(), valid_on })
            .collect()
    }

    fn check(addresses: &[(Relation, &[&str])], chosen: Option<(&str, &str)>, disagree: bool) {
        let addresses: Vec<_> = addresses.iter().map(|(relation, of)| (*relation, opinions(of))).collect();
        let choice = choose(&addresses);
        let country = choice.country.map(|country| (country.code, country.grounds.in_english()));
        let country = country.as_ref().map(|(code, grounds)| (code.as_str(), grounds.as_str()));
        assert_eq!((country, choice.disagree), (chosen, disagree));
    }

    #[test]
    fn uploads_count_before_logins_and_most_addresses_win() {
        use Relation::{FileUpload, Reported, Victim};
        check(&[], None, false);
        check(&[(FileUpload, &[])], None, false);
        let one = Some(("ES", "addresses of file uploads: 1 of 1 allocated to ES"));
        check(&[(FileUpload, &["ES"])], one, false);
        check(&[(FileUpload, &["ES"]), (Reported, &["FR"]), (Reported, &["FR"])], one, true);
        check(
            &[(FileUpload, &[]), (Reported, &["FR"]), (Reported, &["ES"]), (Reported, &["FR"])],
            Some(("FR", "addresses of the reported account: 2 of 3 allocated to FR, 1 of 3 allocated to ES")),
            true,
        );
        check(&[(FileUpload, &["ES", "FR"])], None, true);
        check(&[(Victim, &["PT"])], Some(("PT", "addresses of a victim: 1 of 1 allocated to PT")), false);
    }

    #[test]
    fn what_referrals_say_of_each_relation_has_its_spanish() {
        for relation in Relation::NEAREST_FIRST {
            let votes = vec![Vote { country: "ES".to_owned(), count: 1 }];
            let said = Grounds::Allocations { relation, addresses: 2, votes }.in_english();
            let spanish = service::i18n::spanish_grounds(&said).unwrap_or_default();
            assert!(spanish.ends_with(": 1 de 2 en asignaciones de ES"), "{said}");
        }
    }

    #[test]
    fn grounds_are_stored_as_facts() {
        let choice = choose(&[(Relation::FileUpload, opinions(&["ES"]))]);
        let grounds = choice.country.unwrap().grounds;
        let stored = serde_json::to_string(&grounds).unwrap();
        assert_eq!(
            stored,
            r#"{"kind":"allocations","relation":"file_upload","addresses":1,"votes":[{"country":"ES","count":1}]}"#
        );
        assert_eq!(serde_json::from_str::<Grounds>(&stored).unwrap(), grounds);
    }
}
