//! A request's body that does not end in the same turn in which its last piece came.
//!
//! The reader of forms looks for the first boundary, asks for more, and takes a body that has ended meanwhile for one that broke off, though all of
//! it has come (multer 3.1, <https://github.com/rwf2/multer/pull/70>, whose author met it once in about a hundred runs under load).

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use hyper::body::{Frame, SizeHint};

/// A body after each piece of which there is a turn without one.
pub(super) struct Unhurried<B> {
    body: B,
    has_given: bool,
}

impl<B> Unhurried<B>
where
    B: hyper::body::Body<Data = Bytes> + Send + Unpin + 'static,
    B::Error: Into<axum::BoxError>,
{
    pub(super) fn body(body: B) -> Body {
        Body::new(Self { body, has_given: false })
    }
}

impl<B: hyper::body::Body<Data = Bytes> + Unpin> hyper::body::Body for Unhurried<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let this = self.get_mut();
        if std::mem::take(&mut this.has_given) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let polled = Pin::new(&mut this.body).poll_frame(context);
        this.has_given = matches!(polled, Poll::Ready(Some(Ok(_))));
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
    use std::convert::Infallible;

    use axum::extract::{FromRequest as _, Multipart, Request};
    use axum::http::header::CONTENT_TYPE;
    use futures::StreamExt as _;
    use futures::stream;

    use super::*;

    const FORM: &str = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b--\r\n";

    /// A whole form that comes after a turn without anything, and ends.
    fn late() -> Body {
        let mut has_waited = false;
        let wait = std::future::poll_fn(move |context| {
            context.waker().wake_by_ref();
            if std::mem::replace(&mut has_waited, true) { Poll::Ready(()) } else { Poll::Pending }
        });
        Body::from_stream(stream::once(wait).map(|()| Ok::<_, Infallible>(FORM)).boxed())
    }

    /// The value of its one field, where it is read.
    async fn read(body: Body) -> Option<String> {
        let request = Request::builder().header(CONTENT_TYPE, "multipart/form-data; boundary=b");
        let mut form = Multipart::from_request(request.body(body).unwrap(), &()).await.unwrap();
        let field = form.next_field().await.ok().flatten()?;
        field.text().await.ok()
    }

    #[tokio::test]
    async fn a_form_that_comes_at_once_and_late_is_whole() {
        assert_eq!(read(late()).await, None, "the reader of forms is mended: this module can go");
        assert_eq!(read(Unhurried::body(late())).await.as_deref(), Some("1"));
    }
}
