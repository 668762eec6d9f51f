//! How many bytes and files each machine may send in a day: one sender in a loop, or a stolen key, does not fill the disk that all share.
//!
//! They are counted in this process, by days of UTC, as they are announced; bytes that did not come after all are given back. What is short and no
//! file counts and is never refused: who has sent the files of a report can finish it.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use axum::extract::Request;
use hyper::body::{Frame, SizeHint};
use jiff::Timestamp;

/// What is no longer than this is taken in whatever the bytes.
const SHORT_BYTES: u64 = 64 << 10;
const DAY_S: i64 = 24 * 60 * 60;

/// What every machine has sent today.
pub(super) struct DayBytes {
    limit_bytes: u64,
    limit_files: u64,
    sent: Mutex<HashMap<String, Day>>,
}

/// Days since 1970, and the bytes and files of that day.
struct Day {
    day: i64,
    bytes: u64,
    files: u64,
}

/// What a machine is about to send.
#[derive(Debug, Clone, Copy)]
pub(super) struct Load {
    /// If it says how many.
    pub(super) announced_bytes: Option<u64>,
    /// Whether it is a file, or a form with one.
    pub(super) is_file: bool,
}

/// One request of a machine, until it is answered.
pub(super) struct Sending<'a> {
    of: &'a DayBytes,
    machine: String,
    day: i64,
    announced_bytes: u64,
    came_bytes: Arc<AtomicU64>,
}

/// That a machine has sent as much as it may today.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Spent {
    /// How much that is.
    pub(super) limit: Limit,
    /// Until the next day begins.
    pub(super) seconds: i64,
}

/// What a machine has no more of today.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Limit {
    /// That many bytes a day.
    Bytes(u64),
    /// That many files a day.
    Files(u64),
}

impl DayBytes {
    pub(super) fn new(limit_bytes: u64, limit_files: u64) -> Self {
        Self { limit_bytes, limit_files, sent: Mutex::default() }
    }

    /// Counts a request of a machine.
    pub(super) fn begin(&self, machine: &str, load: Load, now: Timestamp) -> Result<Sending<'_>, Spent> {
        let Load { announced_bytes, is_file } = load;
        let day = now.as_second().div_euclid(DAY_S);
        let mut sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        // who sent nothing today has nothing to be remembered for
        sent.retain(|_, kept| kept.day == day);
        let kept = sent.entry(machine.to_owned()).or_insert(Day { day, bytes: 0, files: 0 });
        let spent = |limit| Err(Spent { limit, seconds: DAY_S - now.as_second().rem_euclid(DAY_S) });
        if is_file && kept.files >= self.limit_files {
            return spent(Limit::Files(self.limit_files));
        }
        let after = kept.bytes.saturating_add(announced_bytes.unwrap_or(0));
        let is_refused = match announced_bytes {
            Some(bytes) => bytes > SHORT_BYTES && after > self.limit_bytes,
            None => kept.bytes >= self.limit_bytes,
        };
        if is_refused {
            return spent(Limit::Bytes(self.limit_bytes));
        }
        kept.bytes = after;
        kept.files = kept.files.saturating_add(u64::from(is_file));
        Ok(Sending {
            of: self,
            machine: machine.to_owned(),
            day,
            announced_bytes: announced_bytes.unwrap_or(0),
            came_bytes: Arc::default(),
        })
    }
}

impl Sending<'_> {
    /// The request, whose bytes are counted as they come.
    pub(super) fn watch(&self, request: Request) -> Request {
        let came_bytes = self.came_bytes.clone();
        request.map(|body| Body::new(Counted { body, came_bytes }))
    }
}

impl Drop for Sending<'_> {
    fn drop(&mut self) {
        let mut sent = self.of.sent.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = sent.get_mut(&self.machine).filter(|kept| kept.day == self.day) {
            let came = self.came_bytes.load(Ordering::Relaxed);
            kept.bytes = kept.bytes.saturating_sub(self.announced_bytes).saturating_add(came);
        }
    }
}

/// A body that counts what comes of it.
struct Counted {
    body: Body,
    came_bytes: Arc<AtomicU64>,
}

impl hyper::body::Body for Counted {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let this = self.get_mut();
        let polled = Pin::new(&mut this.body).poll_frame(context);
        if let Poll::Ready(Some(Ok(frame))) = &polled
            && let Some(data) = frame.data_ref()
        {
            this.came_bytes.fetch_add(data.len() as u64, Ordering::Relaxed);
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: u64 = 1 << 20;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    /// So much of a document.
    fn document(announced_bytes: Option<u64>) -> Load {
        Load { announced_bytes, is_file: false }
    }

    /// Announces so much and sends it.
    fn send(bytes: &DayBytes, machine: &str, announced: u64, second: i64) -> Result<(), Spent> {
        let sending = bytes.begin(machine, document(Some(announced)), at(second))?;
        sending.came_bytes.store(announced, Ordering::Relaxed);
        Ok(())
    }

    #[test]
    fn a_day_has_room_for_the_limit_and_the_next_one_anew() {
        let bytes = DayBytes::new(3 * MIB, 10);
        let spent = |seconds| Err(Spent { limit: Limit::Bytes(3 * MIB), seconds });
        assert_eq!(send(&bytes, "social", 2 * MIB, 100), Ok(()));
        assert_eq!(send(&bytes, "social", 2 * MIB, 100), spent(DAY_S - 100));
        assert_eq!(send(&bytes, "social", MIB, 200), Ok(()));
        assert_eq!(send(&bytes, "social", SHORT_BYTES + 1, 300), spent(DAY_S - 300));
        assert_eq!(send(&bytes, "social", SHORT_BYTES, 300), Ok(()), "what is short is taken in");
        assert_eq!(send(&bytes, "forum", 3 * MIB, 300), Ok(()), "each machine has its own");
        assert_eq!(send(&bytes, "social", 3 * MIB, DAY_S), Ok(()));
    }

    #[test]
    fn short_files_do_not_get_around_the_limit_of_a_day() {
        let bytes = DayBytes::new(3 * MIB, 2);
        let file = Load { announced_bytes: Some(1), is_file: true };
        let send = |machine: &str, second: i64| bytes.begin(machine, file, at(second)).map(drop);
        assert_eq!((send("social", 100), send("social", 100)), (Ok(()), Ok(())));
        assert_eq!(send("social", 100), Err(Spent { limit: Limit::Files(2), seconds: DAY_S - 100 }));
        let finish = bytes.begin("social", document(Some(1)), at(100)).map(drop);
        assert_eq!(finish, Ok(()), "their report can be finished");
        assert_eq!(send("forum", 100), Ok(()), "each machine has its own");
        assert_eq!(send("social", DAY_S), Ok(()), "the next day begins anew");
    }

    #[tokio::test]
    async fn what_is_announced_counts_meanwhile_and_what_came_in_the_end() {
        let bytes = DayBytes::new(3 * MIB, 10);
        let open = bytes.begin("social", document(Some(3 * MIB)), at(0)).unwrap();
        assert!(send(&bytes, "social", MIB, 0).is_err());
        drop(open);
        assert_eq!(send(&bytes, "social", MIB, 0), Ok(()), "nothing of it came");
        let unannounced = bytes.begin("social", document(None), at(0)).unwrap();
        let request = unannounced.watch(Request::new(Body::from(vec![7; 2 << 20])));
        assert_eq!(axum::body::to_bytes(request.into_body(), usize::MAX).await.unwrap().len(), 2 << 20);
        drop(unannounced);
        assert!(bytes.begin("social", document(None), at(0)).is_err());
        assert!(send(&bytes, "social", MIB, 0).is_err());
    }
}
