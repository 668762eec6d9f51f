//! How much a report gives to who has to work with it: another question than how urgent it is.

use super::outcome::{Basis, Completeness, Line, Missing};
use super::weights::Weights;

/// All points, in tenths.
const WHOLE: u64 = 1000;

/// An element that a report of its kind could have.
#[derive(Clone, PartialEq, Eq)]
pub struct Expected {
    /// Its name in the weight file and in the keys of texts.
    pub element: String,
    /// Path in the report's documents.
    pub path: String,
    /// What is there: a count, never the value. None when it is missing.
    pub has: Option<String>,
}

crate::unprintable!(Expected);

/// How complete a report is, of what it could have: elements that make no sense for it are not among `expected`.
///
/// An element that the weight file does not name is worth nothing, and still told when it is missing.
pub fn completeness(weights: &Weights, expected: &[Expected]) -> Completeness {
    let worth = |of: &Expected| u64::from(weights.worth(&of.element));
    let whole: u64 = expected.iter().map(worth).sum();
    let mut reached = 0;
    let (mut lines, mut missing) = (Vec::new(), Vec::new());
    for element in expected {
        let Some(has) = &element.has else {
            missing.push(Missing { element: element.path.clone(), why: element.element.clone() });
            continue;
        };
        let before = share(reached, whole);
        reached += worth(element);
        lines.push(Line {
            factor: element.element.clone(),
            points_tenths: share(reached, whole) - before,
            basis: Basis::Fact,
            says: has.clone(),
            source: element.path.clone(),
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

    fn expected(names: &[(&str, bool)]) -> Vec<Expected> {
        let element = |(name, is_there): &(&str, bool)| Expected {
            element: (*name).to_owned(),
            path: format!("report/{name}"),
            has: is_there.then(|| "1".to_owned()),
        };
        names.iter().map(element).collect()
    }

    #[test]
    fn all_of_what_makes_sense_is_whole_and_lines_sum_to_it() {
        let weights = Weights::built_in().unwrap();
        for (names, points) in [
            (vec![("account", true), ("address", true), ("address_port", true)], 1000),
            (vec![("account", true), ("address", false)], 500),
            (vec![("account", false)], 0),
            (vec![], 0),
            (vec![("account", true), ("nobody_knows", false)], 1000),
        ] {
            let found = completeness(&weights, &expected(&names));
            assert_eq!(found.points_tenths, points, "{names:?}");
            assert_eq!(found.lines.iter().map(|line| line.points_tenths).sum::<i32>(), points);
            let missing = names.iter().filter(|(_, is_there)| !is_there).count();
            assert_eq!(found.missing.len(), missing);
        }
    }
}
