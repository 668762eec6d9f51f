//! Which country a report goes to, and why, in words.

use std::collections::{BTreeMap, BTreeSet};

use super::Opinion;
use crate::addresses::Relation;

/// The country of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    /// ISO 3166-1, two letters; none when the addresses do not decide.
    pub(crate) country: Option<String>,
    /// Why, for a reader.
    pub(crate) grounds: String,
    /// Whether sources or addresses name more than one country.
    pub(crate) disagree: bool,
}

/// Chooses by the addresses that stand nearest to the act: those of file uploads, else those of the reported
/// accounts, else those of the incident, of recipients, of victims. Each address has one vote; a tie decides
/// nothing.
pub(crate) fn choose(addresses: &[(Relation, Vec<Opinion>)]) -> Choice {
    let named: BTreeSet<&str> =
        addresses.iter().flat_map(|(_, opinions)| opinions).map(|opinion| opinion.country.as_str()).collect();
    let disagree = named.len() > 1;
    for relation in Relation::NEAREST_FIRST {
        let of_relation = || addresses.iter().filter(|(other, _)| *other == relation);
        let mut votes: BTreeMap<&str, usize> = BTreeMap::new();
        for (_, opinions) in of_relation() {
            let countries: BTreeSet<&str> = opinions.iter().map(|opinion| opinion.country.as_str()).collect();
            for country in countries {
                *votes.entry(country).or_default() += 1;
            }
        }
        if votes.is_empty() {
            continue;
        }
        let most = votes.values().copied().max().unwrap_or_default();
        let first: Vec<&str> =
            votes.iter().filter(|(_, count)| **count == most).map(|(country, _)| *country).collect();
        let country = if let [only] = first.as_slice() { Some((*only).to_owned()) } else { None };
        let grounds = grounds(relation, of_relation().count(), &votes, country.is_some());
        return Choice { country, grounds, disagree };
    }
    let grounds = match addresses.len() {
        0 => "the report states no address".to_owned(),
        count => format!("no source knows an address of the report, of {count}"),
    };
    Choice { country: None, grounds, disagree }
}

fn grounds(relation: Relation, addresses: usize, votes: &BTreeMap<&str, usize>, decided: bool) -> String {
    let mut counts: Vec<(&str, usize)> = votes.iter().map(|(country, count)| (*country, *count)).collect();
    counts.sort_by_key(|(country, count)| (std::cmp::Reverse(*count), *country));
    let parts: Vec<String> = counts
        .iter()
        .map(|(country, count)| format!("{count} of {addresses} allocated to {country}"))
        .collect();
    let tie = if decided { "" } else { "; no country has most" };
    format!("{}: {}{tie}", relation.in_words(), parts.join(", "))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn opinions(countries: &[&str]) -> Vec<Opinion> {
        let valid_on = date(2020, 12, 19);
        countries
            .iter()
            .map(|country| Opinion { source: "test", country: (*country).into(), valid_on })
            .collect()
    }

    fn check(addresses: &[(Relation, &[&str])], country: Option<&str>, disagree: bool, grounds: &str) {
        let addresses: Vec<_> = addresses.iter().map(|(relation, of)| (*relation, opinions(of))).collect();
        let choice = choose(&addresses);
        assert_eq!(choice, Choice { country: country.map(str::to_owned), grounds: grounds.into(), disagree });
    }

    #[test]
    fn uploads_count_before_logins_and_most_addresses_win() {
        use Relation::{FileUpload, Reported, Victim};
        check(&[], None, false, "the report states no address");
        check(&[(FileUpload, &[])], None, false, "no source knows an address of the report, of 1");
        let one = "addresses of file uploads: 1 of 1 allocated to ES";
        check(&[(FileUpload, &["ES"])], Some("ES"), false, one);
        check(&[(FileUpload, &["ES"]), (Reported, &["FR"]), (Reported, &["FR"])], Some("ES"), true, one);
        check(
            &[(FileUpload, &[]), (Reported, &["FR"]), (Reported, &["ES"]), (Reported, &["FR"])],
            Some("FR"),
            true,
            "addresses of the reported account: 2 of 3 allocated to FR, 1 of 3 allocated to ES",
        );
        check(
            &[(FileUpload, &["ES", "FR"])],
            None,
            true,
            "addresses of file uploads: 1 of 1 allocated to ES, 1 of 1 allocated to FR; no country has most",
        );
        check(&[(Victim, &["PT"])], Some("PT"), false, "addresses of a victim: 1 of 1 allocated to PT");
    }
}
