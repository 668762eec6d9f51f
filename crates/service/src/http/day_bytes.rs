//! How many bytes each machine may send in a day: one sender in a loop, or a stolen key, does not fill the disk that all share.
//!
//! They are counted in this process, by days of UTC, as they are announced; what did not come after all is given back. What is short counts and
//! is never refused: who has sent the files of a report can finish it.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use axum::extract::Request;
use hyper::body::{Frame, SizeHint};
use jiff::Timestamp;

/// What is no longer than this is always taken in.
const SHORT_BYTES: u64 = 64 << 10;
const DAY_S: i64 = 24 * 60 * 60;

/// What every machine has sent today.
pub(super) struct DayBytes {
    limit_bytes: u64,
    sent: Mutex<HashMap<String, Day>>,
}

/// Days since 1970, and the bytes of that day.
struct Day {
    day: i64,
    bytes: u64,
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
    pub(super) limit_bytes: u64,
    /// Until the next day begins.
    pub(super) seconds: i64,
}

impl DayBytes {
    pub(super) fn new(limit_bytes: u64) -> Self {
        Self { limit_bytes, sent: Mutex::default() }
    }

    /// Counts a request of a machine that announces so many bytes, if it says how many.
    pub(super) fn begin(
        &self,
        machine: &str,
        announced_bytes: Option<u64>,
        now: Timestamp,
    ) -> Result<Sending<'_>, Spent> {
        let day = now.as_second().div_euclid(DAY_S);
        let mut sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        // who sent nothing today has nothing to be remembered for
        sent.retain(|_, kept| kept.day == day);
        let kept = sent.entry(machine.to_owned()).or_insert(Day { day, bytes: 0 });
        let after = kept.bytes.saturating_add(announced_bytes.unwrap_or(0));
        let is_refused = match announced_bytes {
            Some(bytes) => bytes > SHORT_BYTES && after > self.limit_bytes,
            None => kept.bytes >= self.limit_bytes,
        };
        if is_refused {
            let seconds = DAY_S - now.as_second().rem_euclid(DAY_S);
            return Err(Spent { limit_bytes: self.limit_bytes, seconds });
        }
        kept.bytes = after;
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

    /// Announces so much and sends it.
    fn send(bytes: &DayBytes, machine: &str, announced: u64, second: i64) -> Result<(), Spent> {
        let sending = bytes.begin(machine, Some(announced), at(second))?;
        sending.came_bytes.store(announced, Ordering::Relaxed);
        Ok(())
    }

    #[test]
    fn a_day_has_room_for_the_limit_and_the_next_one_anew() {
        let bytes = DayBytes::new(3 * MIB);
        let spent = |seconds| Err(Spent { limit_bytes: 3 * MIB, seconds });
        assert_eq!(send(&bytes, "social", 2 * MIB, 100), Ok(()));
        assert_eq!(send(&bytes, "social", 2 * MIB, 100), spent(DAY_S - 100));
        assert_eq!(send(&bytes, "social", MIB, 200), Ok(()));
        assert_eq!(send(&bytes, "social", SHORT_BYTES + 1, 300), spent(DAY_S - 300));
        assert_eq!(send(&bytes, "social", SHORT_BYTES, 300), Ok(()), "what is short is taken in");
        assert_eq!(send(&bytes, "forum", 3 * MIB, 300), Ok(()), "each machine has its own");
        assert_eq!(send(&bytes, "social", 3 * MIB, DAY_S), Ok(()));
    }

    #[tokio::test]
    async fn what_is_announced_counts_meanwhile_and_what_came_in_the_end() {
        let bytes = DayBytes::new(3 * MIB);
        let open = bytes.begin("social", Some(3 * MIB), at(0)).unwrap();
        assert!(send(&bytes, "social", MIB, 0).is_err());
        drop(open);
        assert_eq!(send(&bytes, "social", MIB, 0), Ok(()), "nothing of it came");
        let unannounced = bytes.begin("social", None, at(0)).unwrap();
        let request = unannounced.watch(Request::new(Body::from(vec![7; 2 << 20])));
        assert_eq!(axum::body::to_bytes(request.into_body(), usize::MAX).await.unwrap().len(), 2 << 20);
        drop(unannounced);
        assert!(bytes.begin("social", None, at(0)).is_err());
        assert!(send(&bytes, "social", MIB, 0).is_err());
    }
}
