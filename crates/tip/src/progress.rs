//! Which step of a tip comes next. Kept in memory only, and only as numbers.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use wire::tip::TipId;

/// Most steps of one tip.
pub(crate) const STEPS_PER_TIP: u32 = 40;
/// Most tips that are remembered; then all are forgotten.
const REMEMBERED: usize = 20_000;
/// Second from which numbers count that must be higher than all before: 1 January 2020.
const NUMBERS_SINCE: i64 = 1_577_836_800;

/// The last number of each tip.
#[derive(Default)]
pub(crate) struct Progress(Mutex<HashMap<TipId, Last>>);

struct Last {
    number: u32,
    /// How many there were since the tip is remembered.
    steps: u32,
}

/// A number that is higher than every one before: the second in which it is given.
pub(crate) fn number_of(now: Timestamp) -> u32 {
    u32::try_from(now.as_second() - NUMBERS_SINCE).unwrap_or(1).max(1)
}

impl Progress {
    /// The number of a tip's next step: somebody who goes back and writes anew gets a number of their own, so that nothing that was sent is
    /// lost. `hint` is what the browser says. Where it says more than 1 of a tip that is not remembered, as after a restart, nobody
    /// knows which numbers are taken, and the second is a free one. None when there were too many.
    pub(crate) fn next(&self, tip: &TipId, hint: u32, now: Timestamp) -> Option<u32> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let next = match all.get(tip) {
            Some(last) => Last { number: last.number.saturating_add(1), steps: last.steps.saturating_add(1) },
            None => Last { number: if hint <= 1 { 1 } else { number_of(now) }, steps: 1 },
        };
        if next.steps > STEPS_PER_TIP {
            return None;
        }
        let number = next.number;
        if all.len() >= REMEMBERED {
            all.clear();
        }
        all.insert(tip.clone(), next);
        Some(number)
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    #[test]
    fn numbers_grow_and_end() {
        let progress = Progress::default();
        let now = Timestamp::from_second(NUMBERS_SINCE + 1000).unwrap();
        let tip = TipId::new(|bytes| bytes.fill(1));
        assert_eq!(progress.next(&tip, 1, now), Some(1));
        assert_eq!(progress.next(&tip, 1, now), Some(2), "the same page sent twice");
        assert_eq!(
            progress.next(&tip, u32::MAX, now),
            Some(3),
            "what a browser says of a known tip counts for nothing"
        );
        for number in 4..=STEPS_PER_TIP {
            assert_eq!(progress.next(&tip, 2, now), Some(number));
        }
        assert_eq!(progress.next(&tip, 1, now), None);
    }

    #[test]
    fn a_tip_that_was_forgotten_gets_numbers_that_are_free() {
        let tip = TipId::new(|bytes| bytes.fill(1));
        let now = Timestamp::from_second(NUMBERS_SINCE + 1000).unwrap();
        let progress = Progress::default();
        assert_eq!(progress.next(&tip, 3, now), Some(1000));
        assert_eq!(progress.next(&tip, 2, now), Some(1001), "who went back overwrites nothing");
        let progress = Progress::default();
        assert_eq!(progress.next(&tip, 3, now + SignedDuration::from_mins(1)), Some(1060));
        assert_eq!(number_of(Timestamp::UNIX_EPOCH), 1);
    }
}
