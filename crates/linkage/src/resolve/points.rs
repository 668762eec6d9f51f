//! How many bits each level of evidence is worth, estimated from the pairs at hand.
//!
//! Every pair of accounts is one person (S), two people of one household (H) or two strangers (U). For each level of a family the shares of
//! the three among the pairs that have it are found by expectation and maximisation (Dempster, Laird, Rubin 1977) on the model of Fellegi and
//! Sunter (1969): families are independent given the class. Names and birth dates hold the classes apart; their frequencies are those of the
//! accounts at hand. So the points follow the size of the population, and what contradicting accounts share loses its weight.

use super::level::{Family, LEVELS, Level, Levels};
use super::pairs::Pair;
use super::settings::Settings;

/// Evidence for one person, in bits, against two strangers and against two people of one household.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Bits {
    pub(super) strangers: f64,
    pub(super) household: f64,
}

/// The same in whole milli-bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Millibits {
    /// Against two strangers.
    pub strangers: i64,
    /// Against two people of one household.
    pub household: i64,
}

impl From<Bits> for Millibits {
    fn from(bits: Bits) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "of at most a few hundred bits, and a cast saturates"
        )]
        let whole = |bits: f64| (bits * 1000.0).round() as i64;
        Self { strangers: whole(bits.strangers), household: whole(bits.household) }
    }
}

impl std::ops::AddAssign for Millibits {
    fn add_assign(&mut self, other: Self) {
        self.strangers += other.strangers;
        self.household += other.household;
    }
}

impl std::ops::AddAssign for Bits {
    fn add_assign(&mut self, other: Self) {
        self.strangers += other.strangers;
        self.household += other.household;
    }
}

/// Bits of a name and a birth date of a pair.
#[derive(Clone, Copy, Default)]
pub(super) struct Identity {
    pub(super) name: Bits,
    pub(super) birth_date: Bits,
}

/// Names agree so well that a handle made of them adds nothing.
pub(super) const NAMES_AGREE_BITS: f64 = 4.0;

const FAMILIES: usize = Family::ALL.len();
const ROUNDS: usize = 8;
/// Pairs as which the average of all pairs counts in a level: what few pairs have is not believed at once.
const DOUBT_PAIRS: f64 = 4.0;

/// The classes of a pair: one person, one household, strangers.
type Classes = [f64; 3];

/// The worth of each level.
pub(super) struct Points {
    by_level: [[Bits; LEVELS]; FAMILIES],
    /// The same in whole milli-bits: so sums are exact.
    millibits: [[Millibits; LEVELS]; FAMILIES],
    prior: Bits,
}

impl Points {
    fn new(by_level: &[[Bits; LEVELS]; FAMILIES], prior: Bits) -> Self {
        Self { by_level: *by_level, millibits: by_level.map(|levels| levels.map(Millibits::from)), prior }
    }

    /// What a level of a family is worth, in whole milli-bits.
    pub(super) fn millibits(&self, family: Family, level: Level) -> Millibits {
        self.millibits[family as usize][usize::from(level.0)]
    }

    /// What is expected before anything is known, in whole milli-bits.
    pub(super) fn prior_millibits(&self) -> Millibits {
        self.prior.into()
    }

    fn of(&self, family: Family, level: Level) -> Bits {
        self.by_level[family as usize][usize::from(level.0)]
    }

    /// The better of two levels of a family: what is shared before what is not, then what tells more.
    pub(super) fn better(&self, family: Family, one: Level, other: Level) -> Level {
        match (one.is_shared(family), other.is_shared(family)) {
            (true, false) => one,
            (false, true) => other,
            (false, false) => one.max(other),
            (true, true) => {
                let worth = |level| {
                    let bits = self.of(family, level);
                    bits.strangers.min(bits.household)
                };
                if worth(one).total_cmp(&worth(other)).then(one.cmp(&other)).is_ge() { one } else { other }
            }
        }
    }
}

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
    none_shared: [[[f64; 2]; 4]; 3],
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
        Self {
            person_share: 0.5 * accounts_per_pair,
            household_share: 0.1 * accounts_per_pair,
            of_level,
            none_shared: [[[0.5, 1.0]; 4]; 3],
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
        if let Some(size) = level.none_shared(family) {
            let [person, household] = self.none_shared[family as usize][size];
            return Bits { strangers: person.log2(), household: (person / household).log2() };
        }
        if family == Family::Evening {
            let [person, household, strangers] = self.evening[usize::from(level.0)];
            return Bits { strangers: (person / strangers).log2(), household: (person / household).log2() };
        }
        let [person, household, strangers] = self.of_level[family as usize][usize::from(level.0)];
        let strangers = (person / strangers).log2() - prior.strangers;
        let personal = matches!(family, Family::Email | Family::Handle);
        let household = if personal {
            (f64::from(settings.personal_millibits) / 1000.0).min(strangers)
        } else {
            (person / household).log2() - prior.household
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
    bits += identity.name;
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

/// Whether a handle says only once more what agreeing names say.
pub(super) fn repeats_name(family: Family, levels: Levels, name_bits: f64) -> bool {
    family == Family::Handle && levels[family].repeats_name() && name_bits > NAMES_AGREE_BITS
}

struct Count {
    total: Classes,
    of_level: [[Classes; LEVELS]; FAMILIES],
    /// Pairs that both state identifiers of a family and share one of another: with none in common, and all; of a person, of a household.
    none_shared: [[[f64; 4]; 4]; 3],
    pairs_of_level: [[f64; LEVELS]; FAMILIES],
}

impl Default for Count {
    fn default() -> Self {
        Self {
            total: [0.0; 3],
            of_level: [[[0.0; 3]; LEVELS]; FAMILIES],
            none_shared: [[[0.0; 4]; 4]; 3],
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
        for family in identifying {
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
