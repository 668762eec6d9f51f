//! How often each list and bank matched: written into the custody log from time to time, so that those who witness it see what a list does.
//! Numbers only, of nobody and of no file.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use service::{Actor, Shutdown};
use tokio::task::JoinHandle;

use crate::actions::NoteHits;
use crate::state::Shared;

/// How long hits are counted before they are written down. A process that is killed loses what it counted since.
const EVERY: Duration = Duration::from_secs(60 * 60);

/// Hits since they were last written down, by list or bank.
#[derive(Default)]
pub(crate) struct Tally(Mutex<BTreeMap<String, Hits>>);

/// Hits that were answered to somebody.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Hits {
    pub(crate) all: u64,
    /// Of them those that nobody vouches for, or that have no class.
    pub(crate) in_shadow: u64,
}

impl Tally {
    /// Counts one hit.
    pub(crate) fn count(&self, list: &str, is_in_shadow: bool) {
        self.add(list, Hits { all: 1, in_shadow: u64::from(is_in_shadow) });
    }

    fn add(&self, list: &str, more: Hits) {
        let mut counted = self.counted();
        match counted.get_mut(list) {
            Some(hits) => {
                hits.all += more.all;
                hits.in_shadow += more.in_shadow;
            }
            None => {
                counted.insert(list.to_owned(), more);
            }
        }
    }

    fn take(&self) -> BTreeMap<String, Hits> {
        std::mem::take(&mut *self.counted())
    }

    fn counted(&self) -> MutexGuard<'_, BTreeMap<String, Hits>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes the hits down every hour, and at the end.
pub(crate) fn spawn(shared: Shared, shutdown: Shutdown) -> JoinHandle<()> {
    tokio::spawn(async move {
        loop {
            let is_over = shutdown.run_until_cancelled(tokio::time::sleep(EVERY)).await.is_none();
            write_down(&shared).await;
            if is_over {
                return;
            }
        }
    })
}

async fn write_down(shared: &Shared) {
    for (list, hits) in shared.tally.take() {
        let action = NoteHits { list, hits };
        if let Err(failure) = shared.node.act(&Actor::Job { name: "note-hits" }, &action).await {
            tracing::error!(list = action.list, %failure, "hits could not be written down; they are kept for the next time");
            shared.tally.add(&action.list, hits);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hits_add_up_by_list_until_they_are_taken() {
        let tally = Tally::default();
        tally.count("A", false);
        tally.count("A", true);
        tally.count("B", true);
        let taken = tally.take();
        assert_eq!(taken["A"], Hits { all: 2, in_shadow: 1 });
        assert_eq!(taken["B"], Hits { all: 1, in_shadow: 1 });
        assert!(tally.take().is_empty());
    }
}
