//! The worth of levels of evidence, estimated from the pairs at hand.
//!
//! Every pair of accounts is one person (S), two people of one household (H) or two strangers (U). For each level of a family the shares of
//! the three among the pairs that have it are found by expectation and maximisation (Dempster, Laird, Rubin 1977) on the model of Fellegi and
//! Sunter (1969): families are independent given the class. Names and birth dates hold the classes apart; their frequencies are those of the
//! accounts at hand. So the points follow the size of the population, and what contradicting accounts share loses its weight.

use super::bits::{Bits, Identity};
use super::family::Family;
use super::level::{LEVELS, Level, Levels};
use super::pairs::Pair;
use super::points::{FAMILIES, Points, beside_address, repeats_name};
use super::settings::Settings;

const ROUNDS: usize = 40;
/// Pairs as which the average of all pairs counts in a level: what few pairs have is not believed at once.
const DOUBT_PAIRS: f64 = 4.0;

/// The classes of a pair: one person, one household, strangers.
type Classes = [f64; 3];

/// Estimates the worth of levels. `accounts` is their number; `identity` belongs to `pairs`, one by one.
pub(super) fn estimate(
    pairs: &[(Pair, Levels)],
    identity: &[Identity],
    accounts: u32,
    settings: &Settings,
) -> Points {
    let accounts = f64::from(accounts).max(1.0);
    let all_pairs = accounts * (accounts - 1.0).max(1.0) / 2.0;
    let mut estimate = Estimate::new(accounts / all_pairs);
    for _ in 0..ROUNDS {
        let points = estimate.points(settings);
        estimate = Estimate::counted(pairs, identity, &points, all_pairs);
    }
    estimate.points(settings)
}

struct Estimate {
    /// Share of all pairs that are one person, or one household.
    person_share: f64,
    household_share: f64,
    /// Of the pairs of a level, the shares of the classes.
    of_level: [[Classes; LEVELS]; FAMILIES],
    /// Of one person's, and one household's, pairs that both state identifiers of a family, the share that have none in common; by size.
    none_shared: [[[f64; 2]; 4]; FAMILIES],
    /// Of each class's pairs, the share with a level of [`Family::Evening`].
    evening: [Classes; LEVELS],
}

impl Estimate {
    /// Where nothing is known: identifiers tell much, the rest little.
    fn new(accounts_per_pair: f64) -> Self {
        let mut of_level = [[[0.3, 0.1, 0.6]; LEVELS]; FAMILIES];
        for family in Family::ALL.into_iter().filter(|family| family.identifies()) {
            of_level[family as usize] = [[0.8, 0.1, 0.1]; LEVELS];
        }
        for (level, shares) in (0..).map(Level).zip(&mut of_level[Family::Line as usize]) {
            if level.is_of_crowd() {
                *shares = [0.3, 0.01, 0.69];
            } else if level != Level::UNKNOWN {
                *shares = [0.6, 0.3, 0.1];
            }
        }
        Self {
            person_share: 0.5 * accounts_per_pair,
            household_share: 0.1 * accounts_per_pair,
            of_level,
            none_shared: [[[0.5, 1.0]; 4]; FAMILIES],
            evening: [[1.0; 3]; LEVELS],
        }
    }

    fn points(&self, settings: &Settings) -> Points {
        let prior = Bits {
            strangers: self.person_share.log2(),
            household: (self.person_share / self.household_share).log2(),
        };
        let mut by_level = [[Bits::default(); LEVELS]; FAMILIES];
        for family in Family::ALL {
            for (level, worth) in (0..).map(Level).zip(&mut by_level[family as usize]) {
                if level != Level::UNKNOWN {
                    *worth = self.worth(family, level, prior, settings);
                }
            }
        }
        Points::new(&by_level, prior)
    }

    fn worth(&self, family: Family, level: Level, prior: Bits, settings: &Settings) -> Bits {
        let bits = |millibits| f64::from(millibits) / 1000.0;
        if let Some(size) = level.none_shared(family) {
            let [person, household] = self.none_shared[family as usize][size];
            return Bits { strangers: person.log2(), household: (person / household).log2() };
        }
        if family == Family::Evening {
            let [person, household, strangers] = self.evening[usize::from(level.0)];
            let household = (person / household).log2().min(bits(settings.of_home_at_most_millibits));
            return Bits { strangers: (person / strangers).log2(), household };
        }
        let [person, household, strangers] = self.of_level[family as usize][usize::from(level.0)];
        let mut strangers = (person / strangers).log2() - prior.strangers;
        if family == Family::Email && level.repeats_name() {
            let over_prior =
                bits(settings.named_address_over_prior_millibits) - f64::from(level.doublings_alike());
            strangers = strangers.min(over_prior - prior.strangers);
        }
        let personal = matches!(family, Family::Email | Family::Handle);
        let household = if personal {
            bits(settings.personal_millibits).min(strangers)
        } else {
            let household = (person / household).log2() - prior.household;
            if family.is_of_home() {
                household.min(bits(settings.of_home_at_most_millibits))
            } else {
                household
            }
        };
        Bits { strangers, household }
    }

    /// The shares that follow from how likely each class is for each pair.
    fn counted(pairs: &[(Pair, Levels)], identity: &[Identity], points: &Points, all_pairs: f64) -> Self {
        let mut count = Count::default();
        for (&(_, levels), identity) in pairs.iter().zip(identity) {
            count.add(levels, classes(levels, identity, points));
        }
        count.estimate(all_pairs)
    }
}

/// How likely each class is for a pair.
fn classes(levels: Levels, identity: &Identity, points: &Points) -> Classes {
    let mut bits = points.prior;
    bits += beside_address(levels, identity.name);
    bits += identity.birth_date;
    for family in Family::ALL {
        if !repeats_name(family, levels, identity.name.strangers) {
            bits += points.of(family, levels[family]);
        }
    }
    let (strangers, household) = ((-bits.strangers).exp2(), (-bits.household).exp2());
    let sum = 1.0 + strangers + household;
    [1.0 / sum, household / sum, strangers / sum]
}

struct Count {
    total: Classes,
    of_level: [[Classes; LEVELS]; FAMILIES],
    /// Pairs that both state identifiers of a family and share one of another: with none in common, and all; of a person, of a household.
    none_shared: [[[f64; 4]; 4]; FAMILIES],
    pairs_of_level: [[f64; LEVELS]; FAMILIES],
}

impl Default for Count {
    fn default() -> Self {
        Self {
            total: [0.0; 3],
            of_level: [[[0.0; 3]; LEVELS]; FAMILIES],
            none_shared: [[[0.0; 4]; 4]; FAMILIES],
            pairs_of_level: [[0.0; LEVELS]; FAMILIES],
        }
    }
}

impl Count {
    fn add(&mut self, levels: Levels, classes: Classes) {
        for (class, likely) in classes.into_iter().enumerate() {
            self.total[class] += likely;
        }
        for family in Family::ALL {
            let level = usize::from(levels[family].0);
            self.pairs_of_level[family as usize][level] += 1.0;
            for (class, likely) in classes.into_iter().enumerate() {
                self.of_level[family as usize][level][class] += likely;
            }
        }
        self.add_none_shared(levels, classes);
    }

    /// Counted only among pairs that another family of identifiers found, or the family would be judged by what it found itself.
    fn add_none_shared(&mut self, levels: Levels, [person, household, _]: Classes) {
        let identifying = [Family::Email, Family::Phone, Family::Device];
        for family in Family::ALL.into_iter().filter(|family| family.is_stated()) {
            let level = levels[family];
            let found_by_another = identifying
                .into_iter()
                .any(|another| another != family && levels[another].is_shared(another));
            if level == Level::UNKNOWN || !found_by_another {
                continue;
            }
            let [person_none, persons, household_none, households] =
                &mut self.none_shared[family as usize][usize::from(levels.size)];
            *persons += person;
            *households += household;
            if level.none_shared(family).is_some() {
                *person_none += person;
                *household_none += household;
            }
        }
    }

    fn estimate(self, all_pairs: f64) -> Estimate {
        let pairs = self.total.iter().sum::<f64>().max(1.0);
        let average = self.total.map(|total| total / pairs);
        let mut of_level = [[[0.0; 3]; LEVELS]; FAMILIES];
        for (family, levels) in of_level.iter_mut().enumerate() {
            for (level, shares) in levels.iter_mut().enumerate() {
                let known = self.pairs_of_level[family][level] + DOUBT_PAIRS;
                *shares = std::array::from_fn(|class| {
                    ((self.of_level[family][level][class] + DOUBT_PAIRS * average[class]) / known).max(1e-9)
                });
            }
        }
        let evening = &self.of_level[Family::Evening as usize];
        let known: Classes = std::array::from_fn(|class| self.total[class] - evening[0][class]);
        let evening =
            evening.map(|level| std::array::from_fn(|class| (level[class] + 2.0) / (known[class] + 20.0)));
        let none_shared = self.none_shared.map(|sizes| {
            sizes.map(|[person_none, persons, household_none, households]| {
                [(person_none + 2.0) / (persons + 4.0), (household_none + 4.0) / (households + 5.0)]
            })
        });
        Estimate {
            person_share: (self.total[0] / all_pairs).max(1e-15),
            household_share: (self.total[1] / all_pairs).max(1e-15),
            of_level,
            none_shared,
            evening,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_home_and_an_address_made_of_a_name_say_no_more_than_allowed() {
        let settings = Settings::default();
        let mut estimate = Estimate::new(1e-5);
        for family in Family::ALL {
            estimate.of_level[family as usize] = [[0.999_998, 1e-6, 1e-6]; LEVELS];
        }
        estimate.evening = [[0.5, 1e-3, 1e-3]; LEVELS];
        let points = estimate.points(&settings);
        let (last, prior) = (Level(u8::try_from(LEVELS - 1).unwrap()), points.prior_millibits());
        for family in [Family::Line, Family::File, Family::Evening] {
            assert_eq!(points.millibits(family, last).household, 2_000, "{}", family.as_str());
        }
        assert!(points.millibits(Family::Device, last).household > 10_000);
        let over_prior = |level| points.millibits(Family::Email, level).strangers + prior.strangers;
        assert!((over_prior(last) - (8_000 - 6_000)).abs() <= 1, "{}", over_prior(last));
        assert!(over_prior(Level(4)) > 15_000, "not made of a name");
    }
}
