//! What a failing disk leaves to chance.

use model::{Rng as _, SeededRng};

/// What becomes of that which was not flushed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Lost,
    Kept,
    Torn,
}

/// Chance from a seed.
pub(super) struct Chance(SeededRng);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(SeededRng::new(seed))
    }

    /// A number up to `most`.
    pub(super) fn up_to(&self, most: usize) -> usize {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        usize::from_le_bytes(bytes) % (most + 1)
    }

    pub(super) fn fate(&self) -> Fate {
        match self.up_to(5) {
            0 => Fate::Lost,
            1 => Fate::Kept,
            _ => Fate::Torn,
        }
    }

    /// How many of the first `all` survive.
    pub(super) fn survivors(&self, fate: Fate, all: usize) -> usize {
        match fate {
            Fate::Lost => 0,
            Fate::Kept => all,
            Fate::Torn => self.up_to(all),
        }
    }
}
