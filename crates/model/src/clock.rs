//! The only doors through which time and chance enter, so that every story can be replayed.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};

use jiff::{SignedDuration, Timestamp};

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;
}

/// Gives random bytes.
pub trait Rng: Send + Sync {
    /// Overwrites the whole of `bytes`.
    fn fill(&self, bytes: &mut [u8]);
}

/// A clock that stands still until it is moved: tests, stories and simulations.
#[derive(Debug)]
pub struct ManualClock(RwLock<Timestamp>);

impl ManualClock {
    /// A clock standing at `start`.
    pub fn new(start: Timestamp) -> Self {
        Self(RwLock::new(start))
    }

    /// Puts the clock at `instant`, forwards or back.
    pub fn set(&self, instant: Timestamp) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = instant;
    }

    /// Moves the clock on by `step`; it stops at the last instant the calendar can express.
    pub fn advance(&self, step: SignedDuration) {
        let mut now = self.0.write().unwrap_or_else(PoisonError::into_inner);
        *now = now.checked_add(step).unwrap_or(Timestamp::MAX);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        *self.0.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reproducible bytes from a seed (SplitMix64, Steele et al. 2014). Guessable: never for keys or public receipts.
#[derive(Debug)]
pub struct SeededRng(AtomicU64);

impl SeededRng {
    const GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;

    /// The same seed gives the same bytes, call by call.
    pub fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }

    fn next(&self) -> u64 {
        let state = self.0.fetch_add(Self::GAMMA, Ordering::Relaxed).wrapping_add(Self::GAMMA);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

impl Rng for SeededRng {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&self.next().to_le_bytes()[..chunk.len()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn manual_clock_moves_only_when_told() {
        let clock = ManualClock::new(Timestamp::UNIX_EPOCH);
        clock.advance(SignedDuration::from_secs(90));
        assert_eq!(clock.now().as_second(), 90);
        clock.set(Timestamp::MAX);
        clock.advance(SignedDuration::from_secs(1));
        assert_eq!(clock.now(), Timestamp::MAX);
    }

    #[test]
    fn seeded_rng_follows_the_published_sequence() {
        let mut bytes = [0; 12];
        SeededRng::new(0).fill(&mut bytes);
        assert_eq!(bytes[..8], 0xe220_a839_7b1d_cdaf_u64.to_le_bytes());
        assert_eq!(bytes[8..], 0x6e78_9e6a_a1b9_65f4_u64.to_le_bytes()[..4]);
    }
}
