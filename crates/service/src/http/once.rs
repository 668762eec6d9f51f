//! A form that is sent twice acts once: its pages carry a random field, and who sends the same one again gets the first answer.
//!
//! People click twice, and browsers send again what they lost. Where the first answer leads is kept in memory for a quarter of an hour, a page
//! for a minute: it may show a person, or a code that is shown once. A node that was started in between asks the actions themselves, which
//! refuse what was decided already. Whoever goes back and types something else sends another form, which acts.

mod content;

use std::collections::{HashMap, VecDeque};
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody as _, to_bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_TYPE, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use tokio::sync::OwnedMutexGuard;
use tracing::Instrument as _;

use super::{Site, body, form_token, gate, headers};
use crate::custody_log::receipt;
use crate::{Actor, Failure};

/// Name of the hidden field. It stands first in a form, after the form's token.
pub(crate) const FIELD: &str = "once";
/// How long it is known that a form was done, and where it led.
const KEPT_FOR: SignedDuration = SignedDuration::from_mins(15);
/// How long a page is kept.
const PAGE_KEPT_FOR: Duration = Duration::from_mins(1);
/// How many forms are remembered.
const MOST_FORMS: usize = 10_000;
/// Largest page that is kept; pages are below 100 kB.
const MOST_PAGE_BYTES: u64 = 128 * 1024;
/// Bytes of all pages that are kept.
const MOST_BYTES: usize = 8 * 1024 * 1024;

type Key = [u8; 32];
type Slot = tokio::sync::Mutex<Kept>;
type Place = Arc<Slot>;

/// The forms that were sent lately, and their answers.
#[derive(Default)]
pub(crate) struct SentForms {
    sent: Mutex<Sent>,
    bytes: Arc<AtomicUsize>,
}

#[derive(Default)]
struct Sent {
    by_key: HashMap<Key, Place>,
    oldest_first: VecDeque<(Timestamp, Key)>,
}

/// What is kept of a form's answer.
#[derive(Default)]
enum Kept {
    /// It was not answered yet, or refused: it may be sent again.
    #[default]
    Nothing,
    /// It was done, with an answer that is not kept.
    Done,
    /// It was done.
    Answer { status: StatusCode, headers: HeaderMap, page: Page },
}

/// A page that is kept, and counted as long as it is.
struct Page {
    bytes: Bytes,
    total: Arc<AtomicUsize>,
}

impl Page {
    fn new(bytes: Bytes, total: &Arc<AtomicUsize>) -> Self {
        total.fetch_add(bytes.len(), Ordering::Relaxed);
        Self { bytes, total: total.clone() }
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        self.total.fetch_sub(self.bytes.len(), Ordering::Relaxed);
    }
}

impl SentForms {
    /// The place of a form's answer. What is too old is forgotten, and the oldest where there are too many.
    fn place(&self, key: Key, now: Timestamp) -> Place {
        let mut sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some((at, oldest)) = sent.oldest_first.front().copied() {
            if sent.oldest_first.len() < MOST_FORMS && now.duration_since(at) <= KEPT_FOR {
                break;
            }
            sent.oldest_first.pop_front();
            sent.by_key.remove(&oldest);
        }
        if let Some(place) = sent.by_key.get(&key) {
            return place.clone();
        }
        let place = Place::default();
        sent.by_key.insert(key, place.clone());
        sent.oldest_first.push_back((now, key));
        place
    }

    /// Waits until nobody acts by the form of this key.
    async fn turn(&self, key: Key, now: Timestamp, asks: bool) -> Turn {
        let place = self.place(key, now);
        let kept = place.clone().lock_owned().await;
        Turn { place, kept, bytes: self.bytes.clone(), asks }
    }
}

/// A form's place, held by one request: a second that comes meanwhile waits for it.
struct Turn {
    place: Place,
    kept: OwnedMutexGuard<Kept>,
    bytes: Arc<AtomicUsize>,
    /// Whether it changes nothing but the record of having asked: once its answer is let go, it may be asked again.
    asks: bool,
}

impl Turn {
    /// What the form was answered before.
    fn answer(&self) -> Option<Response> {
        match &*self.kept {
            Kept::Nothing => None,
            Kept::Done => Some(Failure::conflict(SENT_ALREADY).into_response()),
            Kept::Answer { status, headers, page } => {
                Some((*status, headers.clone(), Body::from(page.bytes.clone())).into_response())
            }
        }
    }

    /// Acts. Who goes away does not stop it: otherwise a second click would undo, or repeat, what the first has begun.
    async fn act(mut self, act: impl Future<Output = Response> + Send + 'static) -> Response {
        let acting = async move {
            // it runs beside the request's own task, so what it writes is told over there
            let (mut response, written) = receipt::noting(act).await;
            if let Some(written) = &written {
                receipt::tell_by_address(response.headers_mut(), written);
            }
            let (response, answer) = remembered(response, &self.bytes).await;
            if matches!(&answer, Kept::Answer { page, .. } if !page.bytes.is_empty()) {
                forget_page(Arc::downgrade(&self.place), PAGE_KEPT_FOR, self.asks);
            }
            *self.kept = match answer {
                Kept::Done if self.asks => Kept::Nothing,
                answer => answer,
            };
            (response, written)
        };
        match tokio::spawn(acting.in_current_span()).await {
            Ok((response, written)) => {
                if let Some(written) = written {
                    receipt::note(written);
                }
                response
            }
            Err(error) if error.is_panic() => resume_unwind(error.into_panic()),
            Err(error) => Failure::broken(error).into_response(),
        }
    }
}

/// Lets go of a page after a while, whether anybody sends a form until then or not. What only asks may then be asked again.
fn forget_page(place: Weak<Slot>, after: Duration, asks: bool) {
    tokio::spawn(async move {
        tokio::time::sleep(after).await;
        if let Some(place) = place.upgrade() {
            *place.lock().await = if asks { Kept::Nothing } else { Kept::Done };
        }
    });
}

const SENT_ALREADY: &str =
    "this form was sent before, and was done then; open the page anew to see what came of it";

/// The answer, and what is kept of it.
async fn remembered(response: Response, bytes: &Arc<AtomicUsize>) -> (Response, Kept) {
    let status = response.status();
    if !(status.is_success() || status.is_redirection()) {
        return (response, Kept::Nothing);
    }
    let is_page = status.is_redirection()
        || response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let size = response.body().size_hint().exact().filter(|size| *size <= MOST_PAGE_BYTES);
    let size = size.and_then(|size| usize::try_from(size).ok()).filter(|_| is_page);
    let Some(size) = size.filter(|size| bytes.load(Ordering::Relaxed) + size <= MOST_BYTES) else {
        return (response, Kept::Done);
    };
    let (parts, body) = response.into_parts();
    let page = match to_bytes(body, size).await {
        Ok(page) => page,
        Err(error) => return (Failure::broken(error).into_response(), Kept::Done),
    };
    let mut headers = parts.headers.clone();
    // a session's cookie is given once
    headers.remove(SET_COOKIE);
    let kept = Kept::Answer { status, headers, page: Page::new(page.clone(), bytes) };
    (Response::from_parts(parts, Body::from(page)), kept)
}

/// Runs the handler. Of a form that carries the field, `actor` gets the first answer again, and nobody else does.
pub(super) async fn run(site: &Site, actor: &Actor, request: Request, next: Next) -> Response {
    // a draft is kept anew as often as it is sent: its form has not been sent yet
    let is_draft = request.uri().path().starts_with("/drafts");
    let is_form = body::is_form(request.headers()) || form_token::boundary(request.headers()).is_some();
    if is_draft || !actor.is_staff() || !headers::changes(request.method()) || !is_form {
        return next.run(request).await;
    }
    let hands_over_a_file = is_opening(request.uri().path());
    // who comes back to what a search found sends it anew, and sees it
    let asks = request.uri().path() == "/search";
    let (request, sent) = content::take(request).await;
    let Some(sent) = sent.filter(|_| !hands_over_a_file) else { return next.run(request).await };
    let mut digest = Sha256::new();
    digest.update(actor.identity());
    digest.update([0]);
    digest.update(request.uri().path());
    digest.update([0]);
    digest.update(sent);
    let now = site.node().clock().now();
    let turn = site.sent_forms().turn(digest.finalize().into(), now, asks).await;
    match turn.answer() {
        Some(answer) => {
            gate::hear_out(request).await;
            answer
        }
        None => turn.act(next.run(request)).await,
    }
}

/// Whether the answer is a file: its page stays, so that it may be asked for again, and each showing is on record. A preview, which is asked for by
/// the same form, leads to a page: a second click asks for no second one.
fn is_opening(path: &str) -> bool {
    path.starts_with("/files/") && path.ends_with("/open")
}

#[cfg(test)]
mod tests {
    use axum::response::Redirect;

    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    /// Counts how often it is carried out, after a while.
    fn counting(count: &Arc<AtomicUsize>, answer: Response) -> impl Future<Output = Response> + Send + use<> {
        let count = count.clone();
        async move {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            count.fetch_add(1, Ordering::Relaxed);
            answer
        }
    }

    async fn act(
        sent: &SentForms,
        key: Key,
        now: Timestamp,
        act: impl Future<Output = Response> + Send + 'static,
    ) -> Response {
        let turn = sent.turn(key, now, false).await;
        match turn.answer() {
            Some(answer) => answer,
            None => turn.act(act).await,
        }
    }

    fn to(place: &str) -> Response {
        Redirect::to(place).into_response()
    }

    #[tokio::test]
    async fn two_at_once_act_once_and_get_one_answer() {
        let (sent, count) = (SentForms::default(), Arc::default());
        let (first, second) = tokio::join!(
            act(&sent, [1; 32], at(0), counting(&count, to("/a"))),
            act(&sent, [1; 32], at(0), counting(&count, to("/b"))),
        );
        for answer in [&first, &second] {
            assert_eq!(
                (answer.status(), &answer.headers()["location"]),
                (StatusCode::SEE_OTHER, &"/a".parse().unwrap())
            );
        }
        assert_eq!(count.load(Ordering::Relaxed), 1);
        let other = act(&sent, [2; 32], at(0), counting(&count, to("/c"))).await;
        assert_eq!(
            (&other.headers()["location"], count.load(Ordering::Relaxed)),
            (&"/c".parse().unwrap(), 2)
        );
        let later = act(&sent, [1; 32], at(901), counting(&count, to("/d"))).await;
        assert_eq!(&later.headers()["location"], "/d");
    }

    #[tokio::test]
    async fn who_goes_away_does_not_stop_what_was_begun() {
        let (sent, count) = (SentForms::default(), Arc::default());
        let impatient = act(&sent, [1; 32], at(0), counting(&count, to("/a")));
        assert!(tokio::time::timeout(std::time::Duration::from_millis(1), impatient).await.is_err());
        let again = act(&sent, [1; 32], at(0), counting(&count, to("/b"))).await;
        assert_eq!(
            (&again.headers()["location"], count.load(Ordering::Relaxed)),
            (&"/a".parse().unwrap(), 1)
        );
    }

    #[tokio::test]
    async fn a_refused_form_may_be_sent_again_and_a_file_is_not_kept() {
        let (sent, count) = (SentForms::default(), Arc::default());
        let refused = || Failure::refused("reason", "say more").into_response();
        for _ in 0..2 {
            assert_eq!(act(&sent, [1; 32], at(0), counting(&count, refused())).await.status(), 422);
        }
        assert_eq!(count.load(Ordering::Relaxed), 2);
        let file = || ([(CONTENT_TYPE, "application/zip")], "x").into_response();
        assert_eq!(act(&sent, [1; 32], at(0), counting(&count, file())).await.status(), 200);
        assert_eq!(act(&sent, [1; 32], at(0), counting(&count, file())).await.status(), 409);
        let page = || ([(CONTENT_TYPE, "text/html"), (SET_COOKIE, "a=b")], "a page").into_response();
        for has_cookie in [true, false] {
            let answer = act(&sent, [2; 32], at(0), counting(&count, page())).await;
            assert_eq!(answer.headers().contains_key(SET_COOKIE), has_cookie);
            assert_eq!(to_bytes(answer.into_body(), 100).await.unwrap(), "a page");
        }
        assert_eq!((count.load(Ordering::Relaxed), sent.bytes.load(Ordering::Relaxed)), (4, 6));
        sent.place([3; 32], at(2000));
        assert_eq!(sent.bytes.load(Ordering::Relaxed), 0, "what is too old is forgotten");
    }

    #[tokio::test]
    async fn a_page_is_let_go_soon_and_its_form_stays_done() {
        let sent = SentForms::default();
        let page = || async { ([(CONTENT_TYPE, "text/html")], "a page").into_response() };
        assert_eq!(act(&sent, [1; 32], at(0), page()).await.status(), 200);
        forget_page(Arc::downgrade(&sent.place([1; 32], at(0))), Duration::from_millis(1), false);
        empty(&sent).await;
        assert_eq!(act(&sent, [1; 32], at(0), page()).await.status(), 409);
    }

    /// Waits until no page is kept.
    async fn empty(sent: &SentForms) {
        let emptied = async {
            while sent.bytes.load(Ordering::Relaxed) > 0 {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), emptied).await.unwrap();
    }

    #[tokio::test]
    async fn what_only_asks_is_asked_once_by_two_clicks_and_again_later() {
        let (sent, count) = (SentForms::default(), Arc::default());
        let page = || ([(CONTENT_TYPE, "text/html")], "found").into_response();
        let ask = async || {
            let turn = sent.turn([1; 32], at(0), true).await;
            match turn.answer() {
                Some(answer) => answer,
                None => turn.act(counting(&count, page())).await,
            }
        };
        assert_eq!((ask().await.status(), ask().await.status()), (StatusCode::OK, StatusCode::OK));
        assert_eq!(count.load(Ordering::Relaxed), 1);
        forget_page(Arc::downgrade(&sent.place([1; 32], at(0))), Duration::from_millis(1), true);
        empty(&sent).await;
        assert_eq!((ask().await.status(), count.load(Ordering::Relaxed)), (StatusCode::OK, 2));
    }

    #[test]
    fn no_more_are_remembered_than_there_is_room_for() {
        let sent = SentForms::default();
        for number in 0..MOST_FORMS + 100 {
            let mut key = [0; 32];
            key[..8].copy_from_slice(&number.to_le_bytes());
            sent.place(key, at(0));
        }
        let sent = sent.sent.lock().unwrap();
        assert_eq!((sent.by_key.len(), sent.oldest_first.len()), (MOST_FORMS, MOST_FORMS));
    }
}
