//! How much is taken in at once, from everybody together: nobody's address is looked at, so nobody is told apart.

use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

/// Millionths of a token, so that a part of a second counts.
const TOKEN: i64 = 1_000_000;

/// A token bucket.
pub(crate) struct Pace {
    burst: i64,
    per_second: i64,
    state: Mutex<State>,
}

struct State {
    left: i64,
    at: Timestamp,
}

impl Pace {
    /// Full, with room for `burst` at once and `per_second` more each second.
    pub(crate) fn new(burst: u32, per_second: u32, now: Timestamp) -> Self {
        let burst = i64::from(burst) * TOKEN;
        Self { burst, per_second: i64::from(per_second), state: Mutex::new(State { left: burst, at: now }) }
    }

    /// Takes one; whether there was one.
    pub(crate) fn take(&self, now: Timestamp) -> bool {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let passed = now.as_microsecond().saturating_sub(state.at.as_microsecond()).max(0);
        // a millionth of a token for each microsecond and token per second
        state.left = state.left.saturating_add(passed.saturating_mul(self.per_second)).min(self.burst);
        state.at = now;
        let has_one = state.left >= TOKEN;
        if has_one {
            state.left -= TOKEN;
        }
        has_one
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    #[test]
    fn a_burst_passes_and_then_the_pace() {
        let start = Timestamp::UNIX_EPOCH;
        let pace = Pace::new(3, 2, start);
        let taken = |millis: i64, times: usize| {
            let now = start + SignedDuration::from_millis(millis);
            (0..times).filter(|_| pace.take(now)).count()
        };
        assert_eq!(taken(0, 10), 3);
        assert_eq!(taken(499, 1), 0);
        assert_eq!(taken(500, 10), 1);
        assert_eq!(taken(3_600_000, 10), 3);
        assert_eq!(taken(0, 10), 0, "a clock that goes back gives nothing");
    }
}
