//! How many points a shared key is worth: a table with a version, a date, and the data on which its error was measured.

use crate::TraitKind;

/// The table by which links are weighed at present. Whoever changes a number changes the version with it: decisions keep the version
/// that they relied on.
pub const WEIGHTS: Weights = Weights {
    version: "links-1",
    dated_on: "2026-11-29",
    reports_measured: [
        Measured { reports: 100_000, misplaced: 744, misplaced_without_points: 5_742 },
        Measured { reports: 100_000, misplaced: 401, misplaced_without_points: 5_251 },
    ],
    bar_millibits: 3_000,
};

/// Most holders that are told apart: so many or more are "many".
pub const MOST_HOLDERS: u32 = 20;

/// Most accounts that a key may have for links to be made by it. With more it is *crowded*: it joins nothing, whatever its holders say of themselves,
/// and no link is made for each two of them, which would grow with the square. Of 100 000 invented reports no person held a key under so many.
pub const MOST_ACCOUNTS: usize = 100;

/// A table of weights.
///
/// A key of a kind is worth log2(m/u): how much likelier two accounts share it when one person holds both (m) than when two do (u).
/// The chance that strangers share it grows with those who hold it, and what was expected before anything was known falls with the number of
/// accounts just as fast: both are counted in u, so that points do not depend on the size of the database, and none is no evidence.
///
/// The numbers were read off invented operations (`tools/compare/link_points.py`, `link_set.py` with seeds 31 to 34 and 41 to 46) and rounded
/// down; the error was measured on others (seeds 35 and 36). They say nothing about real people, and no number is a probability of guilt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weights {
    /// Its name.
    pub version: &'static str,
    /// The day on which it was made, ISO 8601.
    pub dated_on: &'static str,
    /// What came of it on invented operations that it was not made from.
    pub reports_measured: [Measured; 2],
    /// Milli-bits from which the accounts of a pair join.
    pub bar_millibits: i64,
}

/// How often links went wrong on one invented operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measured {
    /// Reports in it.
    pub reports: u32,
    /// Reports that came into a subject of another person's.
    pub misplaced: u32,
    /// The same when every equal key joins, however many hold it.
    pub misplaced_without_points: u32,
}

impl Weights {
    /// Milli-bits of a key that this many accounts hold which contradict each other.
    pub fn millibits(&self, kind: TraitKind, holders: u32) -> i64 {
        let [one, two, few, many] = levels(kind);
        match holders {
            0..=1 => one,
            2 => two,
            3..=4 => few,
            _ => many,
        }
    }

    /// Most that all keys of one kind can add to a pair: two addresses of one mailbox say little more than one.
    pub fn cap_millibits(&self, kind: TraitKind) -> i64 {
        self.millibits(kind, 1)
    }
}

/// For one holder that nobody contradicts, two, three or four, and more.
///
/// The service's own identifier folds reports into one account, so that two accounts hardly ever share it: its worth is assumed. A telephone
/// number changes hands, a device is sold or lent, and more contradict each other over a device of one person than over an address.
fn levels(kind: TraitKind) -> [i64; 4] {
    match kind {
        TraitKind::EspIdentifier => [14_000, 14_000, 14_000, 14_000],
        TraitKind::Email => [9_000, 8_000, 2_000, 0],
        TraitKind::Phone => [5_800, 4_800, 2_000, 0],
        TraitKind::DeviceId => [5_500, 4_500, 3_500, 0],
        // these never link
        TraitKind::NationalPhone | TraitKind::ScreenName | TraitKind::Address => [0, 0, 0, 0],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINKING: [TraitKind; 4] =
        [TraitKind::EspIdentifier, TraitKind::Email, TraitKind::Phone, TraitKind::DeviceId];

    #[test]
    fn more_holders_never_make_a_key_worth_more() {
        for kind in LINKING {
            let points: Vec<_> = (0..=MOST_HOLDERS).map(|holders| WEIGHTS.millibits(kind, holders)).collect();
            assert!(points.is_sorted_by(|fewer, more| fewer >= more), "{kind:?}: {points:?}");
            assert!(points[0] >= WEIGHTS.bar_millibits, "{kind:?} links alone while nobody contradicts");
            assert_eq!(points[0], WEIGHTS.cap_millibits(kind));
        }
    }

    #[test]
    fn what_does_not_link_alone_has_no_points() {
        for kind in [TraitKind::NationalPhone, TraitKind::ScreenName, TraitKind::Address] {
            assert!(!kind.links_alone() && WEIGHTS.millibits(kind, 1) == 0);
        }
        assert!(LINKING.into_iter().all(TraitKind::links_alone));
    }

    #[test]
    fn the_points_were_worth_their_trouble() {
        for measured in WEIGHTS.reports_measured {
            assert!(measured.misplaced * 5 < measured.misplaced_without_points);
            assert!(measured.misplaced_without_points < measured.reports);
        }
    }
}
