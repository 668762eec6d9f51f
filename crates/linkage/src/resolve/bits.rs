//! Amounts of evidence.

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
