//! The figures of an operation, and how two sets of them differ.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::class::Class;
use crate::conduct::{Conclusion, OutcomeCode};
use crate::scenario::Scenario;
use crate::truth::Author;

/// The figures of an operation; the police's tally has the same keys.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tally {
    /// Persons with a standing identification.
    pub identified: u64,
    /// Of these, certainly under 18 at one act at least.
    pub minors: u64,
    /// Of these, certainly under 14 at every act.
    pub under_14: u64,
    /// Persons for whom one of these two questions cannot be decided; may also be certain minors.
    pub undetermined: u64,
    /// Persons located and arrested.
    pub arrested: u64,
    /// Of these, certainly under 18 at one act at least.
    pub arrested_minors: u64,
    /// Arrests by the INE code of the arresting unit's province; zeros left out.
    pub by_province: BTreeMap<String, u64>,
    /// Reports that reached the police of the scenario's country: uploads with a confirmed hit and an address of that country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reports: Option<u64>,
    /// Clusters of the same or near-duplicate files among these reports.
    pub media_clusters: u64,
    /// Packages in which they came. A truth leaves it out: how many an analyst makes is the analyst's choice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub referrals: Option<u64>,
}

impl Tally {
    pub(crate) fn new(scenario: &Scenario, authors: &[Author]) -> Self {
        let referred = scenario.referred();
        let media = referred.iter().filter_map(|upload| scenario.find_media(&upload.media));
        let clusters: BTreeSet<_> = media.map(|media| &scenario.cluster_root(media).key).collect();
        let mut tally = Self {
            reports: Some(count(referred.len())),
            media_clusters: count(clusters.len()),
            ..Self::default()
        };
        let author_of: BTreeMap<_, _> =
            authors.iter().map(|author| (&author.upload, &author.person)).collect();
        let mut counted = BTreeSet::new();
        for decision in &scenario.decisions {
            let Conclusion::Identify(person) = &decision.then else { continue };
            let acts = scenario.acts(decision);
            let behind = acts.first().and_then(|act| author_of.get(&act.key));
            if behind.is_some_and(|author| counted.insert(author)) {
                let arrest = person.assign.as_ref().filter(|assignment| {
                    assignment.outcome.as_ref().is_some_and(|o| o.code == OutcomeCode::LocatedAndArrested)
                });
                let unit = arrest.map(|assignment| assignment.unit.as_str());
                tally.add(scenario, Class::new(scenario, person, &acts), unit);
            }
        }
        tally
    }

    fn add(&mut self, scenario: &Scenario, class: Class, arrested_by: Option<&str>) {
        let minor = u64::from(class.minor == Some(true));
        self.identified += 1;
        self.minors += minor;
        self.under_14 += u64::from(class.under_14 == Some(true));
        self.undetermined += u64::from(class.undetermined());
        let unit = scenario.units.iter().find(|unit| Some(unit.name.as_str()) == arrested_by);
        if let Some(unit) = unit.filter(|_| class.may_be_arrested()) {
            self.arrested += 1;
            self.arrested_minors += minor;
            *self.by_province.entry(unit.province.clone()).or_default() += 1;
        }
    }
}

fn count(len: usize) -> u64 {
    u64::try_from(len).unwrap_or(u64::MAX)
}

/// What differs, one line for each figure, empty when all agree. Figures that `expected` leaves open are not compared.
pub fn differences(expected: &Tally, found: &Tally) -> Vec<String> {
    let mut figures: Vec<(String, u64, u64)> = vec![
        ("identified".into(), expected.identified, found.identified),
        ("minors".into(), expected.minors, found.minors),
        ("under_14".into(), expected.under_14, found.under_14),
        ("undetermined".into(), expected.undetermined, found.undetermined),
        ("arrested".into(), expected.arrested, found.arrested),
        ("arrested_minors".into(), expected.arrested_minors, found.arrested_minors),
        ("media_clusters".into(), expected.media_clusters, found.media_clusters),
    ];
    let provinces: BTreeSet<_> = expected.by_province.keys().chain(found.by_province.keys()).collect();
    for province in provinces {
        let arrests = |tally: &Tally| tally.by_province.get(province).copied().unwrap_or_default();
        figures.push((format!("by_province.{province}"), arrests(expected), arrests(found)));
    }
    let mut lines: Vec<_> = figures
        .into_iter()
        .filter(|(_, expected, found)| expected != found)
        .map(|(name, expected, found)| format!("{name}: expected {expected}, found {found}"))
        .collect();
    let optional =
        [("reports", expected.reports, found.reports), ("referrals", expected.referrals, found.referrals)];
    for (name, expected, found) in optional {
        if let Some(expected) = expected.filter(|_| expected != found) {
            let found = found.map_or_else(|| "none stated".to_owned(), |found| found.to_string());
            lines.push(format!("{name}: expected {expected}, found {found}"));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_name_each_figure() {
        let expected = Tally {
            identified: 3,
            by_province: BTreeMap::from([("08".to_owned(), 2), ("28".to_owned(), 1)]),
            reports: Some(7),
            ..Tally::default()
        };
        assert!(differences(&expected, &Tally { referrals: Some(1), ..expected.clone() }).is_empty());
        let found = Tally {
            identified: 2,
            by_province: BTreeMap::from([("08".to_owned(), 2), ("48".to_owned(), 1)]),
            ..Tally::default()
        };
        assert_eq!(
            differences(&expected, &found),
            [
                "identified: expected 3, found 2",
                "by_province.28: expected 1, found 0",
                "by_province.48: expected 0, found 1",
                "reports: expected 7, found none stated",
            ]
        );
    }
}
