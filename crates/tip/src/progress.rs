//! Which step of a tip comes next. Kept in memory only, and only as numbers.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use wire::tip::TipId;

/// Most steps of one tip.
pub(crate) const STEPS_PER_TIP: u32 = 40;
/// Most tips that are remembered; then all are forgotten, and the browsers' own numbers count.
const REMEMBERED: usize = 20_000;

/// The last number of each tip.
#[derive(Default)]
pub(crate) struct Progress(Mutex<HashMap<TipId, u32>>);

impl Progress {
    /// The number of a tip's next step. `hint` is what the browser says, which counts after a restart: somebody who goes back and writes
    /// anew gets a number of their own, so that nothing that was sent is lost. None when there were too many.
    pub(crate) fn next(&self, tip: &TipId, hint: u32) -> Option<u32> {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let number = last.get(tip).map_or(1, |last| last.saturating_add(1)).max(hint);
        if number > STEPS_PER_TIP {
            return None;
        }
        if last.len() >= REMEMBERED {
            last.clear();
        }
        last.insert(tip.clone(), number);
        Some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_grow_and_end() {
        let progress = Progress::default();
        let tip = TipId::new(|bytes| bytes.fill(1));
        assert_eq!(progress.next(&tip, 1), Some(1));
        assert_eq!(progress.next(&tip, 1), Some(2), "the same page sent twice");
        assert_eq!(progress.next(&tip, 7), Some(7), "after a restart");
        assert_eq!(progress.next(&tip, STEPS_PER_TIP), Some(STEPS_PER_TIP));
        assert_eq!(progress.next(&tip, 1), None);
        assert_eq!(progress.next(&TipId::new(|bytes| bytes.fill(2)), u32::MAX), None);
    }
}
