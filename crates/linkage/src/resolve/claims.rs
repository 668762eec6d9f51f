//! What accounts claim of their holder, weighed as a whole: many accounts of one person agree but for the false ones.

use super::likeness::{Likeness, Vocabulary};

/// Values that the accounts of a group state, most of them first.
#[derive(Clone, Default)]
pub(super) struct Claims {
    values: Vec<Claim>,
    /// Whether one of them is more than partial.
    any_whole: bool,
    /// log2 of their likelihood, if one person holds all accounts.
    log2_alone: f64,
}

/// A value that accounts of a group state.
#[derive(Clone)]
struct Claim {
    value: u32,
    /// How many accounts state it, by weight.
    accounts: f64,
    /// log2 of the likelihood of all values of the group, if this is the true one.
    log2_if_true: f64,
}

/// How accounts state values of one sort, in log2 of shares.
#[derive(Clone, Copy)]
pub(super) struct Honesty {
    log2_true: f64,
    log2_slip: f64,
    log2_false: f64,
    at_worst_bits: f64,
}

impl Honesty {
    /// The share of accounts that state what is true; the share of the true ones with a slip; the bits that a difference weighs at most.
    pub(super) fn new(truth: f64, slips: f64, at_worst_bits: f64) -> Self {
        Self {
            log2_true: truth.log2(),
            log2_slip: (truth * slips).log2(),
            log2_false: (1.0 - truth).log2(),
            at_worst_bits,
        }
    }
}

impl Claims {
    pub(super) fn new(stated: &[(u32, f64)], vocabulary: &impl Vocabulary, honesty: &Honesty) -> Self {
        let mut claims = Self::default();
        for &(value, accounts) in stated {
            claims.take(value, accounts);
        }
        claims.settle(vocabulary, honesty);
        claims
    }

    pub(super) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The value that most accounts state; of equals the lowest.
    pub(super) fn main(&self) -> Option<u32> {
        self.values.first().map(|claim| claim.value)
    }

    /// Takes in those of another group.
    pub(super) fn absorb(&mut self, other: &Self, vocabulary: &impl Vocabulary, honesty: &Honesty) {
        for claim in &other.values {
            self.take(claim.value, claim.accounts);
        }
        self.settle(vocabulary, honesty);
    }

    fn take(&mut self, value: u32, accounts: f64) {
        match self.values.iter_mut().find(|known| known.value == value) {
            Some(known) => known.accounts += accounts,
            None => self.values.push(Claim { value, accounts, log2_if_true: 0.0 }),
        }
    }

    fn settle(&mut self, vocabulary: &impl Vocabulary, honesty: &Honesty) {
        self.values
            .sort_by(|one, other| other.accounts.total_cmp(&one.accounts).then(one.value.cmp(&other.value)));
        self.any_whole = self.values.iter().any(|claim| !vocabulary.is_partial(claim.value));
        let nothing = Self::default();
        for at in 0..self.values.len() {
            let value = self.values[at].value;
            self.values[at].log2_if_true =
                vocabulary.log2_share(value) + self.log2_beside(value, &nothing, vocabulary, honesty);
        }
        let candidates = self.candidates(self.any_whole, vocabulary);
        self.log2_alone = candidates.map(|claim| claim.log2_if_true).fold(NEVER, f64::max);
    }

    /// Bits by which "one person states both" beats "two strangers state one each"; 0 where one of them states nothing.
    ///
    /// One person: that of the best guess which value is the true one. Each false value is drawn from the population once; the more accounts
    /// state it, the less can all of them be false.
    pub(super) fn bits(&self, other: &Self, vocabulary: &impl Vocabulary, honesty: &Honesty) -> f64 {
        if self.is_empty() || other.is_empty() {
            return 0.0;
        }
        let any_whole = self.any_whole || other.any_whole;
        let best_of = |ours: &Self, others: &Self| {
            let if_true = |claim: &Claim| {
                claim.log2_if_true + others.log2_beside(claim.value, ours, vocabulary, honesty)
            };
            ours.candidates(any_whole, vocabulary).map(if_true).fold(NEVER, f64::max)
        };
        let together = best_of(self, other).max(best_of(other, self));
        (together - self.log2_alone - other.log2_alone).max(-honesty.at_worst_bits)
    }

    /// Those that can be the true one: a part only where there is nothing whole.
    fn candidates(&self, any_whole: bool, vocabulary: &impl Vocabulary) -> impl Iterator<Item = &Claim> {
        self.values.iter().filter(move |claim| !any_whole || !vocabulary.is_partial(claim.value))
    }

    /// log2 of the likelihood of these values where the true one is known and what another group states was drawn before.
    fn log2_beside(
        &self,
        true_one: u32,
        drawn: &Self,
        vocabulary: &impl Vocabulary,
        honesty: &Honesty,
    ) -> f64 {
        let of = |claim: &Claim| match vocabulary.likeness(true_one, claim.value) {
            Likeness::Same => claim.accounts * honesty.log2_true,
            Likeness::Near => claim.accounts * honesty.log2_slip,
            _ if drawn.values.iter().any(|known| known.value == claim.value) => {
                claim.accounts * honesty.log2_false
            }
            _ => claim.accounts * honesty.log2_false + vocabulary.log2_share(claim.value),
        };
        self.values.iter().map(of).sum()
    }
}

/// log2 of no likelihood at all.
const NEVER: f64 = -1e6;

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers, each stated by one account in 1024.
    struct Numbers;

    impl Vocabulary for Numbers {
        fn likeness(&self, one: u32, other: u32) -> Likeness {
            if one == other { Likeness::Same } else { Likeness::Other }
        }

        fn log2_share(&self, _: u32) -> f64 {
            -10.0
        }

        fn is_partial(&self, _: u32) -> bool {
            false
        }
    }

    fn honesty() -> Honesty {
        Honesty::new(0.8, 0.05, 6.0)
    }

    fn claims(values: &[(u32, f64)]) -> Claims {
        Claims::new(values, &Numbers, &honesty())
    }

    fn bits(one: &[(u32, f64)], other: &[(u32, f64)]) -> f64 {
        claims(one).bits(&claims(other), &Numbers, &honesty())
    }

    #[test]
    fn a_rare_value_in_common_is_worth_its_rarity() {
        assert!((bits(&[(1, 1.0)], &[(1, 1.0)]) - 10.0).abs() < 1e-9);
        assert!(
            (bits(&[(1, 3.0)], &[(1, 2.0), (2, 1.0)]) - 10.0).abs() < 1e-9,
            "a false value of one account"
        );
    }

    #[test]
    fn a_difference_weighs_more_the_more_accounts_state_it_and_never_more_than_allowed() {
        assert!((bits(&[(1, 1.0)], &[(2, 1.0)]) - (0.2_f64 / 0.8).log2()).abs() < 1e-9);
        assert!(bits(&[(1, 2.0)], &[(2, 2.0)]) < bits(&[(1, 2.0)], &[(2, 1.0)]));
        assert!((bits(&[(1, 9.0)], &[(2, 9.0)]) + 6.0).abs() < 1e-9);
    }

    #[test]
    fn who_states_nothing_is_not_weighed() {
        assert!(bits(&[], &[(1, 1.0)]).abs() < 1e-9);
    }

    #[test]
    fn absorbing_is_stating_all_at_once() {
        let mut one = claims(&[(1, 1.0), (2, 1.0)]);
        one.absorb(&claims(&[(2, 2.0), (3, 1.0)]), &Numbers, &honesty());
        let values: Vec<_> = one.values.iter().map(|claim| (claim.value, claim.accounts)).collect();
        assert_eq!(values, [(2, 3.0), (1, 1.0), (3, 1.0)]);
        let at_once = claims(&[(1, 1.0), (2, 3.0), (3, 1.0)]);
        assert!((one.log2_alone - at_once.log2_alone).abs() < 1e-9);
        assert_eq!(one.main(), Some(2));
    }
}
