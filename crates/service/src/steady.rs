//! Time that never goes back while the process runs, whatever is done to the machine's clock.

use std::time::Instant;

use jiff::{SignedDuration, Timestamp};

/// A difference that somebody should know of; what corrects clocks keeps them within milliseconds.
pub(crate) const NOTED: SignedDuration = SignedDuration::from_mins(1);

/// What was told, and by how much the machine's clock was moved since.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Steady(Option<Told>);

#[derive(Debug, Clone, Copy)]
struct Told {
    instant: Timestamp,
    at: Instant,
    /// How far the machine's clock lies behind.
    behind: SignedDuration,
}

/// The machine's clock was moved by more than [`NOTED`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moved {
    Back(SignedDuration),
    Forth(SignedDuration),
}

impl Steady {
    pub(crate) const fn new() -> Self {
        Self(None)
    }

    /// How far the machine's clock lay behind what was told last.
    pub(crate) fn behind(&self) -> SignedDuration {
        self.0.map_or(SignedDuration::ZERO, |told| told.behind)
    }

    /// The instant to tell while the machine's clock says `wall`. `at` never goes back. Behind a clock that was put back, time goes on a
    /// tenth slower than it passes, until the two meet: sessions end and delays pass, and nothing is dated before what came before it.
    pub(crate) fn tell(&mut self, wall: Timestamp, at: Instant) -> (Timestamp, Option<Moved>) {
        let Some(told) = self.0 else {
            self.0 = Some(Told { instant: wall, at, behind: SignedDuration::ZERO });
            return (wall, None);
        };
        let passed = SignedDuration::try_from(at.saturating_duration_since(told.at)).unwrap_or_default();
        let slower = passed.saturating_sub(passed / 10);
        let instant = wall.max(told.instant.checked_add(slower).unwrap_or(Timestamp::MAX));
        let behind = instant.duration_since(wall);
        let ahead = wall.duration_since(told.instant).saturating_sub(passed);
        let moved = if behind >= NOTED && told.behind < NOTED {
            Some(Moved::Back(behind))
        } else if ahead >= NOTED {
            Some(Moved::Forth(ahead))
        } else {
            None
        };
        self.0 = Some(Told { instant, at, behind });
        (instant, moved)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// Tells at `passed` seconds since the start while the machine's clock says `wall`, both from nought.
    fn tell(steady: &mut Steady, start: Instant, passed: u64, wall: i64) -> (i64, Option<Moved>) {
        let at = start + Duration::from_secs(passed);
        let (instant, moved) = steady.tell(Timestamp::from_second(wall).unwrap(), at);
        (instant.as_second(), moved)
    }

    #[test]
    fn a_clock_that_runs_is_told_as_it_is() {
        let (mut steady, start) = (Steady::new(), Instant::now());
        for second in [0, 1, 1, 60, 7200] {
            let told = tell(&mut steady, start, second, i64::try_from(second).unwrap());
            assert_eq!(told, (i64::try_from(second).unwrap(), None));
        }
        assert_eq!(steady.behind(), SignedDuration::ZERO);
    }

    #[test]
    fn behind_a_clock_put_back_time_goes_on_until_they_meet() {
        let (mut steady, start) = (Steady::new(), Instant::now());
        tell(&mut steady, start, 0, 10_000);
        let back = Moved::Back(SignedDuration::from_secs(3600));
        assert_eq!(tell(&mut steady, start, 0, 6_400), (10_000, Some(back)));
        assert_eq!(tell(&mut steady, start, 1000, 7_400), (10_900, None), "and it is said once");
        assert_eq!(steady.behind(), SignedDuration::from_secs(3500));
        assert_eq!(tell(&mut steady, start, 35_999, 42_399).0, 42_399);
        assert_eq!(tell(&mut steady, start, 36_100, 42_500), (42_500, None));
        assert_eq!(steady.behind(), SignedDuration::ZERO);
    }

    #[test]
    fn a_clock_put_forth_is_followed_and_said() {
        let (mut steady, start) = (Steady::new(), Instant::now());
        tell(&mut steady, start, 0, 0);
        let forth = Moved::Forth(SignedDuration::from_secs(7200));
        assert_eq!(tell(&mut steady, start, 10, 7_210), (7_210, Some(forth)));
        assert_eq!(tell(&mut steady, start, 11, 7_211), (7_211, None));
    }
}
