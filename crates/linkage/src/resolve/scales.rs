//! What holds two groups of accounts together, and whether it suffices.

use super::bits::{Identity, Millibits};
use super::family::Family;
use super::level::Levels;
use super::points::{Points, beside_address, repeats_name};
use super::settings::Settings;

/// Milli-bits that names and birth dates must give to count as a family of evidence of their own.
const IDENTITY_COUNTS: i64 = 4_000;
/// Milli-bits that a shared identifier must give to suffice alone; a placeholder does not.
pub(super) const IDENTIFIER_COUNTS: i64 = 12_000;
/// Milli-bits that any other family must give to count as one of two.
const FAMILY_COUNTS: i64 = 8_000;

/// The evidence between two groups.
pub(super) struct Weighed {
    /// What each family gives, in the order of [`Family::ALL`].
    pub(super) families: [Millibits; Family::ALL.len()],
    pub(super) name: Millibits,
    pub(super) birth_date: Millibits,
    /// The sum of all that and of the prior.
    pub(super) total: Millibits,
    /// Whether there is an identifier in common, or evidence of two families.
    pub(super) founded: bool,
}

/// Weighs evidence.
pub(super) struct Scales<'a> {
    points: &'a Points,
    settings: &'a Settings,
    margins: Millibits,
}

impl<'a> Scales<'a> {
    pub(super) fn new(points: &'a Points, settings: &'a Settings, accounts: u32) -> Self {
        Self { points, settings, margins: settings.margins(accounts) }
    }

    /// Whether two groups could be one person's, whatever their names and birth dates are: weighing those is what takes time.
    pub(super) fn may_suffice(&self, levels: Levels) -> bool {
        Family::ALL.into_iter().any(|family| {
            let worth = self.points.millibits(family, levels[family]);
            suffices_alone(family, levels, worth) || counts_as_one_of_two(family, worth)
        })
    }

    pub(super) fn weigh(&self, levels: Levels, identity: &Identity) -> Weighed {
        let name = Millibits::from(beside_address(levels, identity.name));
        let birth_date = Millibits::from(identity.birth_date);
        let mut weighed = Weighed {
            families: [Millibits::default(); Family::ALL.len()],
            name,
            birth_date,
            total: self.points.prior_millibits(),
            founded: false,
        };
        weighed.total += name;
        weighed.total += birth_date;
        let mut counting = i32::from(name.strangers + birth_date.strangers > IDENTITY_COUNTS);
        for family in Family::ALL {
            if repeats_name(family, levels, identity.name.strangers) {
                continue;
            }
            let worth = self.points.millibits(family, levels[family]);
            weighed.families[family as usize] = worth;
            weighed.total += worth;
            weighed.founded |= suffices_alone(family, levels, worth);
            counting += i32::from(counts_as_one_of_two(family, worth));
        }
        weighed.founded |= counting >= 2;
        weighed
    }

    /// By how much one person beats the likelier of the two others, beyond what is asked for; nothing where it does not or where there is
    /// no foundation.
    pub(super) fn margin(&self, weighed: &Weighed) -> Option<i64> {
        let strangers = weighed.total.strangers - self.margins.strangers;
        let household = weighed.total.household - self.margins.household;
        let margin = strangers.min(household);
        (weighed.founded && margin > 0).then_some(margin)
    }

    /// Whether a household is likelier than strangers, or not much less likely. What speaks for one person against strangers, less what speaks
    /// for one against a household, speaks for a household against strangers.
    pub(super) fn may_be_a_household(&self, weighed: &Weighed) -> bool {
        let behind = i64::from(self.settings.household_behind_strangers_millibits);
        weighed.total.strangers - weighed.total.household > -behind
    }

    /// The levels of two groups together: of each family the better one.
    pub(super) fn best_of(&self, one: Levels, other: Levels) -> Levels {
        let mut best = one;
        for family in Family::ALL {
            best[family] = self.points.better(family, one[family], other[family]);
        }
        best
    }
}

fn suffices_alone(family: Family, levels: Levels, worth: Millibits) -> bool {
    family.identifies() && levels[family].is_shared(family) && worth.strangers > IDENTIFIER_COUNTS
}

fn counts_as_one_of_two(family: Family, worth: Millibits) -> bool {
    family.is_one_of_two() && worth.strangers > FAMILY_COUNTS
}
