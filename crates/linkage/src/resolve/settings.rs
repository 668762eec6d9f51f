//! What does not follow from the data at hand.

use super::bits::{Bits, Millibits};

/// How much evidence a merge takes, and how honest accounts are. Everything else (how telling a shared address, handle or line is) is
/// estimated anew from the reports at hand, so that it follows their number.
///
/// The values were chosen on invented operations (seeds 21, 22 and 31 of the generator); they say nothing about real ones.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Milli-bits by which "one person" must beat "two strangers", prior included.
    pub over_strangers_millibits: i32,
    /// So many more for each doubling of the accounts beyond [`Self::ACCOUNTS`]: of more accounts, more strangers look alike in several ways at
    /// once, which are weighed as if they had nothing to do with each other.
    pub over_strangers_per_doubling_millibits: i32,
    /// Milli-bits by which "one person" must beat "two people of one household", prior included.
    pub over_household_millibits: i32,
    /// So many more for each doubling of the accounts beyond [`Self::ACCOUNTS`].
    pub over_household_per_doubling_millibits: i32,
    /// Milli-bits by which "two strangers" may beat "two people of one household" where a household is shown all the same: a relation is
    /// something to look at and joins nobody.
    pub household_behind_strangers_millibits: i32,
    /// Share of accounts whose stated name is their holder's.
    pub true_names: f64,
    /// Share of accounts whose stated birth date is their holder's.
    pub true_birth_dates: f64,
    /// Share of true names that are stated with a slip of one letter, and of birth dates with day and month exchanged.
    pub slips: f64,
    /// Milli-bits that different names can weigh at most: an account may lie throughout.
    pub names_at_worst_millibits: i32,
    /// Milli-bits that different birth dates can weigh at most.
    pub birth_dates_at_worst_millibits: i32,
    /// Milli-bits by which a shared e-mail address or handle speaks for one person rather than for two of one household: they are
    /// personal, lines and devices are shared at home.
    pub personal_millibits: i32,
    /// Milli-bits by which an e-mail address that is made of its holder's name can speak for one person at most, beyond what outweighs the prior;
    /// one bit less for each doubling of those who have addresses of the same letters.
    pub named_address_over_prior_millibits: i32,
    /// Milli-bits by which a line, a file or evenings in common can each speak for one person rather than for two of one household.
    pub of_home_at_most_millibits: i32,
    /// Weight of the name and birth date of a report that states no account: most often they repeat an account's.
    pub without_account: f64,
}

impl Settings {
    /// As many as the operations had by which the values were chosen.
    pub const ACCOUNTS: u32 = 40_000;

    /// By how much "one person" must beat the others among so many accounts.
    pub(super) fn margins(&self, accounts: u32) -> Millibits {
        let doublings = (f64::from(accounts) / f64::from(Self::ACCOUNTS)).log2().max(0.0);
        let margin = |least, per_doubling| (f64::from(least) + doublings * f64::from(per_doubling)) / 1000.0;
        Millibits::from(Bits {
            strangers: margin(self.over_strangers_millibits, self.over_strangers_per_doubling_millibits),
            household: margin(self.over_household_millibits, self.over_household_per_doubling_millibits),
        })
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            over_strangers_millibits: 3_500,
            over_strangers_per_doubling_millibits: 950,
            over_household_millibits: 2_750,
            over_household_per_doubling_millibits: 550,
            household_behind_strangers_millibits: 3_000,
            true_names: 0.84,
            true_birth_dates: 0.74,
            slips: 0.06,
            names_at_worst_millibits: 6_000,
            birth_dates_at_worst_millibits: 3_000,
            personal_millibits: 6_000,
            named_address_over_prior_millibits: 8_000,
            of_home_at_most_millibits: 2_000,
            without_account: 0.3,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_accounts_take_more_evidence_and_fewer_no_less() {
        let settings = Settings::default();
        let least = settings.margins(Settings::ACCOUNTS);
        assert_eq!((least.strangers, least.household), (3_500, 2_750));
        assert_eq!(settings.margins(1), least);
        let four_times = settings.margins(4 * Settings::ACCOUNTS);
        assert_eq!((four_times.strangers, four_times.household), (3_500 + 2 * 950, 2_750 + 2 * 550));
    }
}
