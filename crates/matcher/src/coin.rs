//! The coin that decides which banks answer: a bank answers where its ratio is at least what the coin shows. One seed shows one value, so
//! that a file gets the same answer each time.

use model::Rng;
use sha2::{Digest as _, Sha256};

/// What the coin shows, from 0 to below 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Coin(f64);

impl Coin {
    /// Every bank answers.
    pub(crate) const ALL: Self = Self(0.0);

    /// By `seed`, or by chance without one.
    pub(crate) fn flip(seed: Option<&str>, rng: &dyn Rng) -> Self {
        let mut random = [0; 8];
        match seed {
            Some(seed) => {
                let digest: [u8; 32] = Sha256::digest(seed).into();
                random.copy_from_slice(&digest[..8]);
            }
            None => rng.fill(&mut random),
        }
        // 53 bits are what a double holds exactly
        #[allow(clippy::cast_precision_loss)]
        Self((u64::from_le_bytes(random) >> 11) as f64 / (1_u64 << 53) as f64)
    }

    /// Whether a bank of this ratio answers; one of ratio 0 does only where the coin was bypassed.
    pub(crate) fn lets(self, enabled_ratio: f64) -> bool {
        enabled_ratio >= self.0 && (enabled_ratio > 0.0 || self == Self::ALL)
    }
}

#[cfg(test)]
mod tests {
    use model::SeededRng;

    use super::*;

    #[test]
    fn a_seed_shows_the_same_each_time_and_seeds_spread() {
        let rng = SeededRng::new(1);
        let shown = |seed: usize| Coin::flip(Some(&seed.to_string()), &rng);
        assert_eq!(shown(7), shown(7));
        let let_in = (0..2000).filter(|seed| shown(*seed).lets(0.3)).count();
        assert!((500..700).contains(&let_in), "{let_in}");
        let by_chance = (0..2000).filter(|_| Coin::flip(None, &rng).lets(0.3)).count();
        assert!((500..700).contains(&by_chance), "{by_chance}");
    }

    #[test]
    fn the_ends_are_always_and_never() {
        let rng = SeededRng::new(1);
        for seed in 0..200 {
            let coin = Coin::flip(Some(&seed.to_string()), &rng);
            assert!(coin.lets(1.0) && !coin.lets(0.0), "{seed}");
        }
        assert!(Coin::ALL.lets(0.0));
    }
}
