//! A request's body that keeps coming: who sends it byte by byte does not hold a connection for ever.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Bytes;
use hyper::body::{Frame, Incoming, SizeHint};
use tokio::time::{Instant, Sleep};

/// Slower than this nobody sends who has waited out the patience.
const SLOWEST_BYTES_PER_S: u64 = 1000;

/// The sender took too long.
#[derive(Debug, thiserror::Error)]
#[error("the body came too slowly")]
struct TooSlow;

/// A body that fails when one piece, or all of them together, keep us waiting too long. Our own waits do not count.
pub(super) struct Paced {
    body: Incoming,
    patience: Duration,
    /// For pieces that have come.
    waited: Duration,
    received_bytes: u64,
    /// For the piece that has not.
    waiting: Option<(Instant, Pin<Box<Sleep>>)>,
}

impl Paced {
    /// `patience` is for each piece; for all together too, with a second more for each [`SLOWEST_BYTES_PER_S`] bytes that came.
    pub(super) fn new(body: Incoming, patience: Duration) -> Self {
        Self { body, patience, waited: Duration::ZERO, received_bytes: 0, waiting: None }
    }

    fn left(&self) -> Duration {
        let earned = Duration::from_secs(self.received_bytes / SLOWEST_BYTES_PER_S);
        (self.patience + earned).saturating_sub(self.waited).min(self.patience)
    }
}

impl hyper::body::Body for Paced {
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let this = self.get_mut();
        if let Poll::Ready(frame) = Pin::new(&mut this.body).poll_frame(context) {
            if let Some((since, _)) = this.waiting.take() {
                this.waited += since.elapsed();
            }
            let bytes = frame.as_ref().and_then(|frame| frame.as_ref().ok()).and_then(Frame::data_ref);
            this.received_bytes += bytes.map_or(0, |bytes| bytes.len() as u64);
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        let left = this.left();
        let (_, sleep) =
            this.waiting.get_or_insert_with(|| (Instant::now(), Box::pin(tokio::time::sleep(left))));
        sleep.as_mut().poll(context).map(|()| Some(Err(TooSlow.into())))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
