//! Which pages that led to something secret were answered. A browser that goes back to an answer asks for it again with all that was typed;
//! whoever takes the device after the reporter must not get it so.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use wire::tip::TipId;

/// How long the same page gets the same answer: for a double click, and for a slow line that broke.
const AGAIN: SignedDuration = SignedDuration::from_mins(2);
/// Most pages that are remembered; then all are forgotten.
const REMEMBERED: usize = 20_000;

/// The numbers of answered pages, each with the instant of its first answer.
#[derive(Default)]
pub(crate) struct Answered(Mutex<HashMap<TipId, Timestamp>>);

impl Answered {
    /// Whether the page was answered so long ago that its answer is not given again. A text that is no number of a page was not.
    pub(crate) fn is_over(&self, page: &str, now: Timestamp) -> bool {
        let Ok(page) = page.parse::<TipId>() else { return false };
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(&page).is_some_and(|first| now.duration_since(*first) > AGAIN)
    }

    /// Notes that the page was answered.
    pub(crate) fn note(&self, page: &str, now: Timestamp) {
        let Ok(page) = page.parse::<TipId>() else { return };
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= REMEMBERED && !all.contains_key(&page) {
            all.clear();
        }
        all.entry(page).or_insert(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_given_again_for_a_short_while_only() {
        let answered = Answered::default();
        let page = "0".repeat(32);
        let at = |seconds: i64| Timestamp::UNIX_EPOCH + SignedDuration::from_secs(seconds);
        assert!(!answered.is_over(&page, at(0)));
        answered.note(&page, at(0));
        assert!(!answered.is_over(&page, at(120)));
        answered.note(&page, at(120));
        assert!(answered.is_over(&page, at(121)), "the first answer counts");
        answered.note("no number", at(0));
        assert!(!answered.is_over("no number", at(1000)) && !answered.is_over(&"1".repeat(32), at(1000)));
    }
}
