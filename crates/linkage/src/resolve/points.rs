//! How many bits each level of evidence is worth.

use super::bits::{Bits, Millibits};
use super::family::Family;
use super::level::{LEVELS, Level, Levels};

pub(super) const FAMILIES: usize = Family::ALL.len();
/// Names agree so well that a handle made of them adds nothing.
const NAMES_AGREE_BITS: f64 = 4.0;

/// The worth of each level.
pub(super) struct Points {
    by_level: [[Bits; LEVELS]; FAMILIES],
    /// The same in whole milli-bits: so sums are exact.
    millibits: [[Millibits; LEVELS]; FAMILIES],
    pub(super) prior: Bits,
}

impl Points {
    pub(super) fn new(by_level: &[[Bits; LEVELS]; FAMILIES], prior: Bits) -> Self {
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

    pub(super) fn of(&self, family: Family, level: Level) -> Bits {
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

/// What names say beside an e-mail address that is made of them: that they agree is no news, for two strangers have one address only if they
/// have one name.
pub(super) fn beside_address(levels: Levels, name: Bits) -> Bits {
    if levels[Family::Email].repeats_name() {
        Bits { strangers: name.strangers.min(NAMES_AGREE_BITS), ..name }
    } else {
        name
    }
}

/// Whether a handle says only once more what agreeing names say.
pub(super) fn repeats_name(family: Family, levels: Levels, name_bits: f64) -> bool {
    family == Family::Handle && levels[family].repeats_name() && name_bits > NAMES_AGREE_BITS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_agree_say_little_beside_an_address_made_of_them() {
        let name = |strangers| Bits { strangers, household: 8.0 };
        let mut levels = Levels::default();
        assert_eq!(beside_address(levels, name(15.0)), name(15.0));
        levels[Family::Email] = Level(u8::MAX);
        assert_eq!(beside_address(levels, name(15.0)), name(NAMES_AGREE_BITS));
        assert_eq!(beside_address(levels, name(-6.0)), name(-6.0), "that they differ says as much as ever");
    }
}
