//! How much a report gives to who has to work with it: another question than how urgent it is.

use serde::{Deserialize, Serialize};

use super::outcome::{Basis, Completeness, Line, Missing};
use super::weights::Weights;

/// All points, in tenths.
const WHOLE: u64 = 1000;

/// Parts of one worth, so that a third of it is counted.
const FINE: u64 = 1000;

/// A named fact that a report of its kind could state, once or several times.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expected {
    /// Its name in the weight file and in the keys of texts.
    pub element: String,
    /// Where it stands, as paths in the report's documents.
    pub stated: Vec<String>,
    /// Where it would stand.
    pub missing: Vec<String>,
}

crate::unprintable!(Expected);

impl Expected {
    /// What of `worth` it reaches: the part of the places at which it stands.
    fn reached(&self, worth: u64) -> u64 {
        let (stated, missing) = (self.stated.len() as u64, self.missing.len() as u64);
        if stated == 0 { 0 } else { worth * stated / (stated + missing) }
    }
}

/// How complete a report is, of what it could state: facts that make no sense for it are not among `expected`.
///
/// A fact that the weight file does not name is worth nothing, and still told when it is missing.
pub fn completeness(weights: &Weights, expected: &[Expected]) -> Completeness {
    let worth = |of: &Expected| u64::from(weights.worth(&of.element)) * FINE;
    let whole: u64 = expected.iter().map(worth).sum();
    let mut reached = 0;
    let (mut lines, mut missing) = (Vec::new(), Vec::new());
    for fact in expected {
        let absent = |path: &String| Missing { element: path.clone(), why: fact.element.clone() };
        missing.extend(fact.missing.iter().map(absent));
        let Some(first) = fact.stated.first() else { continue };
        let before = share(reached, whole);
        reached += fact.reached(worth(fact));
        lines.push(Line {
            factor: fact.element.clone(),
            points_tenths: share(reached, whole) - before,
            basis: Basis::Fact,
            says: format!("{}/{}", fact.stated.len(), fact.stated.len() + fact.missing.len()),
            source: first.clone(),
        });
    }
    let points_tenths = share(reached, whole);
    Completeness { points_tenths, lines, missing, weights_version: weights.version().to_owned() }
}

/// Of 1000, rounded down; differences of neighbours sum up exactly.
fn share(reached: u64, whole: u64) -> i32 {
    if whole == 0 { 0 } else { i32::try_from(WHOLE * reached / whole).unwrap_or(1000) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expected(names: &[(&str, usize, usize)]) -> Vec<Expected> {
        let fact = |(name, stated, missing): &(&str, usize, usize)| Expected {
            element: (*name).to_owned(),
            stated: vec![format!("report/{name}"); *stated],
            missing: vec![format!("report/{name}"); *missing],
        };
        names.iter().map(fact).collect()
    }

    #[test]
    fn all_of_what_makes_sense_is_whole_and_lines_sum_to_it() {
        let weights = Weights::built_in().unwrap();
        for (names, points) in [
            (vec![("account-identifier", 1, 0), ("account-address", 1, 0), ("address-port", 3, 0)], 1000),
            (vec![("account-identifier", 1, 0), ("account-address", 0, 1)], 500),
            (vec![("account-identifier", 1, 1)], 500),
            (vec![("account-identifier", 0, 1)], 0),
            (vec![], 0),
            (vec![("account-identifier", 1, 0), ("nobody-knows", 0, 1)], 1000),
        ] {
            let found = completeness(&weights, &expected(&names));
            assert_eq!(found.points_tenths, points, "{names:?}");
            assert_eq!(found.lines.iter().map(|line| line.points_tenths).sum::<i32>(), points);
            assert_eq!(found.missing.len(), names.iter().map(|(_, _, missing)| missing).sum::<usize>());
        }
    }
}
