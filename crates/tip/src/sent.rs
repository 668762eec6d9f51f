//! Which steps were sent just now: the same page sent twice, as by a double click or where a slow line broke, is one step.
//!
//! Kept in memory only, for two minutes, and without a word of what was said: the place that the step got, under a digest with which nobody
//! can compare a guess who has not the random number of the reporter's page. Who goes back and writes something else sends another step.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};
use tokio::sync::OwnedMutexGuard;
use wire::tip::{Step, TipId};
use zeroize::Zeroizing;

/// How long a step is known again. Short: on a device that many use, a page that was left open must not lead into the tip before.
const AGAIN: SignedDuration = SignedDuration::from_mins(2);

/// Where a step is kept.
#[derive(Clone)]
pub(crate) struct Place {
    pub(crate) tip: TipId,
    pub(crate) number: u32,
}

type Key = [u8; 32];
type Slot = Arc<tokio::sync::Mutex<Option<Place>>>;

/// The steps of the last two minutes. Their number is bounded by the pace at which steps are taken.
#[derive(Default)]
pub(crate) struct SentSteps(Mutex<HashMap<Key, (Timestamp, Slot)>>);

impl SentSteps {
    /// Waits until nobody keeps this step of this page; then its place, if it has one. A text that is no number of a page names none, and its
    /// steps are all different.
    pub(crate) async fn turn(
        &self,
        page: &str,
        step: &Step,
        now: Timestamp,
    ) -> OwnedMutexGuard<Option<Place>> {
        let slot = key(page, step).map(|key| self.slot(key, now));
        slot.unwrap_or_default().lock_owned().await
    }

    /// Forgets what is too old to be known again, though nobody sends anything more.
    pub(crate) fn forget(&self, now: Timestamp) {
        drop(self.known(now));
    }

    fn slot(&self, key: Key, now: Timestamp) -> Slot {
        self.known(now).entry(key).or_insert_with(|| (now, Slot::default())).1.clone()
    }

    /// Those that are known again now; the others are gone.
    fn known(&self, now: Timestamp) -> MutexGuard<'_, HashMap<Key, (Timestamp, Slot)>> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, (first, _)| now.duration_since(*first) <= AGAIN);
        all
    }
}

fn key(page: &str, step: &Step) -> Option<Key> {
    let page = page.parse::<TipId>().ok()?;
    let said = Zeroizing::new(serde_json::to_vec(step).ok()?);
    Some(Sha256::new().chain_update(page.as_str()).chain_update(said.as_slice()).finalize().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_secs(seconds)
    }

    fn said(words: &str) -> Step {
        Step::Message { words: words.to_owned() }
    }

    #[tokio::test]
    async fn a_step_of_a_page_is_known_again_for_a_short_while() {
        let (sent, page) = (SentSteps::default(), "0".repeat(32));
        let place = Place { tip: page.parse().unwrap(), number: 7 };
        *sent.turn(&page, &said("a"), at(0)).await = Some(place.clone());
        let known = async |page: &str, words: &str, second: i64| {
            sent.turn(page, &said(words), at(second)).await.as_ref().map(|place| place.number)
        };
        assert_eq!(known(&page, "a", 120).await, Some(7));
        assert_eq!(known(&page, "b", 120).await, None, "something else was written");
        assert_eq!(known(&"1".repeat(32), "a", 120).await, None, "on another page");
        assert_eq!(known(&page, "a", 121).await, None, "the first time counts");
        *sent.turn("no number", &said("a"), at(0)).await = Some(place);
        assert_eq!(known("no number", "a", 0).await, None);
        known(&page, "a", 1000).await;
        assert_eq!(sent.0.lock().unwrap().len(), 1, "what is too old is forgotten");
        sent.forget(at(1121));
        assert!(sent.0.lock().unwrap().is_empty(), "though nobody sends anything more");
    }
}
