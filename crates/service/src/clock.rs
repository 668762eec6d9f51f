//! The real clock and the real random generator; nothing else in the workspace may read either.

use std::fmt;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use jiff::{SignedDuration, Timestamp};
use model::{Clock, Rng};
use rustix::io::Errno;
use rustix::rand::{GetRandomFlags, getrandom};

use crate::steady::{Moved, Steady};

/// What this process was told of the time.
static TOLD: Mutex<Steady> = Mutex::new(Steady::new());

/// The machine's clock, in UTC. Within a process it never goes back: behind a clock that was put back, time goes on a little slower until
/// the two meet. One that is put forth is followed.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl SystemClock {
    /// How far the machine's clock lies behind the time that this process tells, because it was put back meanwhile.
    pub fn behind() -> SignedDuration {
        TOLD.lock().unwrap_or_else(PoisonError::into_inner).behind()
    }
}

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    fn now(&self) -> Timestamp {
        let mut told = TOLD.lock().unwrap_or_else(PoisonError::into_inner);
        let (now, moved) = told.tell(Timestamp::now(), Instant::now());
        drop(told);
        match moved {
            None => {}
            Some(Moved::Back(by)) => {
                tracing::error!(
                    seconds = by.as_secs(),
                    "the machine's clock was put back; set it right, and start the node again"
                );
            }
            Some(Moved::Forth(by)) => {
                tracing::error!(
                    seconds = by.as_secs(),
                    "the machine's clock was put forth; if that is wrong, set it right and start the node again"
                );
            }
        }
        now
    }
}

/// The operating system's random generator: fit for keys and public receipts.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRng;

impl Rng for SystemRng {
    #[allow(clippy::disallowed_methods, reason = "the one place that reads the machine's random generator")]
    #[allow(
        clippy::expect_used,
        reason = "without randomness no key and no id is safe: the process must end"
    )]
    fn fill(&self, mut bytes: &mut [u8]) {
        while !bytes.is_empty() {
            // a signal may cut a long answer short, and break off the wait for the first one after the machine's start
            let given = match getrandom(&mut *bytes, GetRandomFlags::empty()) {
                Err(Errno::INTR) => 0,
                given => given.expect("the operating system gives no random bytes"),
            };
            bytes = &mut bytes[given..];
        }
    }
}

/// A clock that runs at real speed from a scenario's "now": every process with the same text tells the same time.
///
/// Its text is `2020-12-28T09:00:00Z@1764000000`: the scenario's instant, and the Unix second at which it was that instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OffsetClock {
    scenario_start: Timestamp,
    anchor: Timestamp,
}

/// Why a text is not an [`OffsetClock`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "test clock: `{text}` must be an instant with zone, `@` and a Unix second, such as 2020-12-28T09:00:00Z@1764000000"
)]
pub struct OffsetClockError {
    text: String,
}

impl OffsetClock {
    /// A clock that says `scenario_start` now, by the machine's clock.
    pub fn starting_now(scenario_start: Timestamp) -> Self {
        let second = SystemClock.now().as_second();
        Self { scenario_start, anchor: Timestamp::from_second(second).unwrap_or_default() }
    }

    /// Reads the text form.
    ///
    /// # Errors
    /// [`OffsetClockError`] shows the form that is wanted.
    pub fn parse(text: &str) -> Result<Self, OffsetClockError> {
        let refuse = || OffsetClockError { text: text.to_owned() };
        let (start, anchor) = text.split_once('@').ok_or_else(refuse)?;
        let scenario_start = start.parse().map_err(|_| refuse())?;
        let second = anchor.parse().map_err(|_| refuse())?;
        let anchor = Timestamp::from_second(second).map_err(|_| refuse())?;
        Ok(Self { scenario_start, anchor })
    }

    fn at(&self, machine: Timestamp) -> Timestamp {
        let passed = machine.duration_since(self.anchor);
        self.scenario_start.checked_add(passed).unwrap_or(self.scenario_start)
    }
}

impl Clock for OffsetClock {
    fn now(&self) -> Timestamp {
        self.at(SystemClock.now())
    }
}

impl FromStr for OffsetClock {
    type Err = OffsetClockError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl fmt::Display for OffsetClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.scenario_start, self.anchor.as_second())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_of_a_long_buffer_is_random() {
        let mut bytes = vec![0; 1_600_000];
        SystemRng.fill(&mut bytes);
        assert!(bytes.chunks(16).all(|chunk| chunk.iter().any(|byte| *byte != 0)));
    }

    #[test]
    fn an_offset_clock_runs_at_real_speed_from_the_scenario() {
        let clock = OffsetClock::parse("2020-12-28T09:00:00Z@1764000000").unwrap();
        let later = Timestamp::from_second(1_764_000_090).unwrap();
        assert_eq!(clock.at(later).to_string(), "2020-12-28T09:01:30Z");
        assert_eq!(clock.to_string(), "2020-12-28T09:00:00Z@1764000000");
        let earlier = Timestamp::from_second(1_763_999_999).unwrap();
        assert_eq!(clock.at(earlier).to_string(), "2020-12-28T08:59:59Z");
    }

    #[test]
    fn a_test_clock_without_zone_or_anchor_is_refused() {
        for text in
            ["", "2020-12-28T09:00:00Z", "2020-12-28T09:00:00@1764000000", "2020-12-28T09:00:00Z@soon", "@1"]
        {
            let error = OffsetClock::parse(text).unwrap_err().to_string();
            assert!(error.contains("such as 2020-12-28"), "{error}");
        }
    }
}
