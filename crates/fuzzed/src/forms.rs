//! Forms with files, as the routes read them. An input is a line with the content type, then the body.

use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest as _, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderValue};
use futures::stream::{self, StreamExt as _};
use media::FileDigests;
use service::FileForm;
use service::http::first_field;

/// The names that a form may begin with, before what a person typed.
const GUARDED: [&str; 2] = ["form_token", "source"];

/// What each reader makes of a form; nothing where it refuses it.
#[derive(Debug, PartialEq)]
struct Read {
    /// `POST /api/uploads` of a platform: statement and file.
    upload: Option<(Option<Vec<u8>>, Option<FileDigests>)>,
    /// `/ispws/upload` of a clearinghouse: report id, MD5 and name of the file.
    ispws: Option<(i64, String, String)>,
    /// `/ispws/finish` and `/ispws/retract`: report id.
    form: Option<i64>,
    /// Pages with a file: its name, its bytes, and what was typed beside it.
    page: Option<(Option<(String, Bytes)>, String)>,
}

/// It is one form whatever the pieces in which it comes, and a token of a form is never longer than it.
pub(crate) fn multipart(bytes: &[u8]) {
    let mut parted = bytes.splitn(2, |byte| *byte == b'\n');
    let (Some(kind), Some(body)) = (parted.next(), parted.next()) else { return };
    let Ok(kind) = HeaderValue::from_bytes(kind) else { return };
    let headers = HeaderMap::from_iter([(CONTENT_TYPE, kind)]);
    for name in GUARDED {
        let carried = first_field(&headers, name, body);
        assert!(carried.is_none_or(|(value, length)| value.len() < length && length <= body.len()));
    }
    let [whole, pieces] = [body.len().max(1), 61].map(|piece_bytes| ended(read(&headers, body, piece_bytes)));
    assert_eq!(whole, pieces);
}

async fn read(headers: &HeaderMap, body: &[u8], piece_bytes: usize) -> Read {
    let sent = || request(headers, body, piece_bytes);
    let upload = match Multipart::from_request(sent(), &()).await {
        Ok(mut parts) => platform::read_upload(&mut parts).await.ok(),
        Err(_) => None,
    };
    let page = FileForm::from_request(sent(), &()).await.ok();
    Read {
        upload,
        ispws: clearinghouse::read_upload(sent()).await,
        form: clearinghouse::read_form(headers, Bytes::copy_from_slice(body)).await,
        page: page.map(|form| {
            (form.file.map(|file| (file.name, file.bytes)), form.typed.value("source").to_owned())
        }),
    }
}

/// A request whose body comes in pieces of so many bytes, and ends a turn after the last, as a node sees to: the reader of forms takes a body that
/// ends with its last piece for one that broke off (<https://github.com/rwf2/multer/pull/70>).
fn request(headers: &HeaderMap, body: &[u8], piece_bytes: usize) -> Request {
    let pieces = body.chunks(piece_bytes).map(Bytes::copy_from_slice);
    let pieces: Vec<Bytes> = pieces.chain([Bytes::new()]).collect();
    let mut request = Request::new(Body::from_stream(stream::iter(pieces).then(late)));
    *request.headers_mut() = headers.clone();
    request
}

/// After a turn in which nothing has come, as on a line: else a reader sees all pieces at once.
async fn late(piece: Bytes) -> Result<Bytes, Infallible> {
    let mut has_waited = false;
    poll_fn(|context| {
        if has_waited {
            return Poll::Ready(());
        }
        has_waited = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
    Ok(piece)
}

/// Turns a future until it is done: nothing in it waits for anything else.
fn ended<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return output;
        }
    }
}
