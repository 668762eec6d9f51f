//! In which order lists change, so that no client misses a change.
//!
//! A client asks for the changes from one second to another, and next time from where it stopped. It would miss a change that is stamped at or
//! before an end it was already answered for. Stamps are whole seconds and a transaction may commit long after it read the clock, so reading the
//! clock is not enough. Here:
//!
//! 1. Changes take turns: one holds [`HashOrder::changing`] from before it reads the clock until its transaction is committed. So a later stamp
//!    is never committed before an earlier one, and nobody answers between a stamp and its commit. A turn ends with its transaction, not with its
//!    caller: see [`super::change`].
//! 2. An answer up to `to` holds [`HashOrder::answering`] while it reads, and raises the floor to `to` before it does.
//! 3. A change is stamped `max(clock, floor + 1, newest stamp)`: later than every end that was answered.
//!
//! So when an answer up to `to` is read, each change stamped at or before `to` is committed (1) and no later one is ever stamped so (2, 3): the
//! answer is complete, and stays so for as long as somebody pages through it. What changes meanwhile leaves the range; and
//! pages are cut by numbers of entries that never change, not by places in the range, so nothing moves over a page's edge.
//!
//! Clients whose clocks run ahead of ours ask for ends that have not come; up to [`MAX_AHEAD_S`] they are safe too. Ends beyond do not
//! count, or one client could push every stamp into the future. The floor is in memory, and what was answered before a start is not
//! known: where lists hold something, a start puts the floor as far ahead as an end may have counted. One process serves one
//! database, since the vault beside it has a lock, so memory is enough.

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use service::{Failure, Node};
use tokio::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::db::hash_lists;

/// How far ahead of our clock an answered end counts, in seconds.
const MAX_AHEAD_S: i64 = 60;

/// Whose turn it is, and up to where was answered.
pub(crate) struct HashOrder {
    turn: RwLock<()>,
    floor: AtomicI64,
}

/// The right to change lists, until it is dropped.
pub(crate) struct Changing<'o> {
    _turn: RwLockWriteGuard<'o, ()>,
    floor: i64,
}

impl Changing<'_> {
    /// The second after which a change must be stamped.
    pub(crate) fn floor(&self) -> i64 {
        self.floor
    }
}

impl HashOrder {
    /// The order of a node that starts now.
    pub(crate) async fn resume(node: &Node) -> Result<Self, Failure> {
        let mut tx = node.db().begin_read("hash-order").await?;
        let was_read = hash_lists::hold_something(&mut tx).await?;
        Ok(Self::new(node.clock().now(), was_read))
    }

    /// `was_read` where answers may have been given before.
    fn new(now: Timestamp, was_read: bool) -> Self {
        let ahead_s = if was_read { MAX_AHEAD_S } else { 0 };
        Self { turn: RwLock::new(()), floor: AtomicI64::new(now.as_second() + ahead_s) }
    }

    /// Waits for changes under way, and keeps others out while an answer up to the second `until` is read.
    pub(crate) async fn answering(&self, until: i64, now: Timestamp) -> RwLockReadGuard<'_, ()> {
        let turn = self.turn.read().await;
        self.floor.fetch_max(until.min(now.as_second() + MAX_AHEAD_S), Ordering::SeqCst);
        turn
    }

    /// Waits for the turn to change lists.
    pub(crate) async fn changing(&self) -> Changing<'_> {
        let turn = self.turn.write().await;
        Changing { _turn: turn, floor: self.floor.load(Ordering::SeqCst) }
    }
}

/// The stamp of a change, in seconds.
pub(crate) fn stamp(now: Timestamp, floor: i64, newest: i64) -> i64 {
    now.as_second().max(floor + 1).max(newest)
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[tokio::test]
    async fn a_change_is_stamped_after_every_end_that_was_answered() {
        let order = HashOrder::new(at(100), false);
        drop(order.answering(130, at(110)).await);
        assert_eq!(stamp(at(111), order.changing().await.floor(), 0), 131);
        // an end that is years away does not push stamps there
        drop(order.answering(9_000_000, at(110)).await);
        assert_eq!(order.changing().await.floor(), 170);
        assert_eq!(stamp(at(500), 170, 0), 500);
        assert_eq!(stamp(at(500), 170, 600), 600, "a clock that was put back");
        // an end that was answered just before a start
        assert_eq!(HashOrder::new(at(110), true).changing().await.floor(), 170);
    }

    /// Writers that dawdle between clock and commit, against readers that take what they were answered for complete.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn no_change_appears_in_a_range_that_was_answered() {
        let order = HashOrder::new(at(0), false);
        let committed: Mutex<Vec<i64>> = Mutex::new(Vec::new());
        let clock = AtomicI64::new(1);
        let write = async |pause: u64| {
            for _ in 0..50 {
                let turn = order.changing().await;
                let newest = committed.lock().unwrap().last().copied().unwrap_or(0);
                let stamp = stamp(at(clock.load(Ordering::SeqCst)), turn.floor(), newest);
                tokio::time::sleep(std::time::Duration::from_micros(pause)).await;
                committed.lock().unwrap().push(stamp);
                drop(turn);
                tokio::task::yield_now().await;
            }
        };
        let read = async || {
            let mut answers = Vec::new();
            for _ in 0..100 {
                let now = clock.fetch_add(1, Ordering::SeqCst);
                let turn = order.answering(now, at(now)).await;
                let seen = committed.lock().unwrap().iter().filter(|stamp| **stamp <= now).count();
                drop(turn);
                answers.push((now, seen));
                tokio::task::yield_now().await;
            }
            answers
        };
        let ((), (), answers) = tokio::join!(write(300), write(10), read());
        let committed = committed.into_inner().unwrap();
        assert!(committed.is_sorted(), "stamps come in the order of their commits");
        for (until, seen) in answers {
            let now = committed.iter().filter(|stamp| **stamp <= until).count();
            assert_eq!(seen, now, "something came late into the range up to {until}");
        }
    }
}
