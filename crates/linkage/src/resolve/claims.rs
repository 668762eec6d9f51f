//! What accounts claim of their holder, weighed as a whole: many accounts of one person agree but for the false ones.

use super::likeness::{Likeness, Vocabulary};

/// Values that the accounts of a group state, with how many accounts state each, most of them first.
#[derive(Clone, Default)]
pub(super) struct Claims {
    values: Vec<(u32, f64)>,
    /// log2 of their likelihood, if one person holds all accounts.
    log2_alone: f64,
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
        stated.iter().for_each(|&(value, accounts)| claims.take(value, accounts));
        claims.settle(vocabulary, honesty);
        claims
    }

    pub(super) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The value that most accounts state; of equals the lowest.
    pub(super) fn main(&self) -> Option<u32> {
        self.values.first().map(|(value, _)| *value)
    }

    /// Takes in those of another group.
    pub(super) fn absorb(&mut self, other: &Self, vocabulary: &impl Vocabulary, honesty: &Honesty) {
        other.values.iter().for_each(|&(value, accounts)| self.take(value, accounts));
        self.settle(vocabulary, honesty);
    }

    fn take(&mut self, value: u32, accounts: f64) {
        match self.values.iter_mut().find(|(known, _)| *known == value) {
            Some((_, known)) => *known += accounts,
            None => self.values.push((value, accounts)),
        }
    }

    fn settle(&mut self, vocabulary: &impl Vocabulary, honesty: &Honesty) {
        self.values.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
        self.log2_alone = log2_of_one_person(&self.values, &[], vocabulary, honesty);
    }

    /// Bits by which "one person states both" beats "two strangers state one each"; 0 where one of them states nothing.
    pub(super) fn bits(&self, other: &Self, vocabulary: &impl Vocabulary, honesty: &Honesty) -> f64 {
        if self.is_empty() || other.is_empty() {
            return 0.0;
        }
        let together = log2_of_one_person(&self.values, &other.values, vocabulary, honesty);
        (together - self.log2_alone - other.log2_alone).max(-honesty.at_worst_bits)
    }
}

/// log2 of the likelihood of all values if one person holds the accounts: that of the best guess which value is the true one. Each false
/// value is drawn from the population once; the more accounts state it, the less can all of them be false.
fn log2_of_one_person(
    some: &[(u32, f64)],
    more: &[(u32, f64)],
    vocabulary: &impl Vocabulary,
    honesty: &Honesty,
) -> f64 {
    let is_told = |value| some.iter().any(|(told, _)| *told == value);
    let likelihood = |held: u32| {
        let of = |value, accounts: f64, is_told: bool| match vocabulary.likeness(held, value) {
            Likeness::Same => accounts * honesty.log2_true,
            Likeness::Near => accounts * honesty.log2_slip,
            _ if is_told => accounts * honesty.log2_false,
            _ => accounts * honesty.log2_false + vocabulary.log2_share(value),
        };
        let some: f64 = some.iter().map(|&(value, accounts)| of(value, accounts, false)).sum();
        let more: f64 = more.iter().map(|&(value, accounts)| of(value, accounts, is_told(value))).sum();
        vocabulary.log2_share(held) + some + more
    };
    let all = || some.iter().chain(more).map(|(value, _)| *value);
    let any_whole = all().any(|value| !vocabulary.is_partial(value));
    let candidates = all().filter(|value| !any_whole || !vocabulary.is_partial(*value));
    candidates.map(likelihood).fold(f64::NEG_INFINITY, f64::max).max(-1e6)
}

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
        assert_eq!(one.values, [(2, 3.0), (1, 1.0), (3, 1.0)]);
        assert_eq!(one.main(), Some(2));
    }
}
