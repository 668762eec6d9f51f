//! What every receipt says of the custody log: the answer to a change carries, in its headers, how many entries its object has by now and
//! the newest checkpoint. Whoever keeps the answer can later tell an entry that was left out, and a log that was replaced.

use std::cell::RefCell;
use std::future::Future;

use axum::http::header::LOCATION;
use axum::http::{HeaderMap, HeaderName, HeaderValue};

use super::Mark;

/// `KIND/ID N`: what the change was made to, and how many entries it has with this one.
const ENTRIES: HeaderName = HeaderName::from_static("custody-entries");
/// `ORIGIN FINGERPRINT`: the log, and SHA-256 of the key that signs it; as in `bag-info.txt`.
const LOG: HeaderName = HeaderName::from_static("custody-log");
/// `SIZE ROOT`: the newest checkpoint, published before this entry or with it; of size 0 before the first one.
const CHECKPOINT: HeaderName = HeaderName::from_static("custody-checkpoint");

/// An entry that is committed: its object, and how many entries that one has.
#[derive(Clone)]
pub(crate) struct Written {
    pub(super) object_kind: String,
    pub(super) object_id: String,
    pub(super) entries: i64,
}

tokio::task_local! {
    /// The last entry that the request of this task has written. A request is one task, and its action is deep below the layer that answers.
    static WRITTEN: RefCell<Option<Written>>;
}

/// Runs what answers a request, and tells which entry it wrote last.
pub(crate) async fn noting<F: Future>(answer: F) -> (F::Output, Option<Written>) {
    WRITTEN
        .scope(RefCell::new(None), async {
            let output = answer.await;
            (output, WRITTEN.with(RefCell::take))
        })
        .await
}

/// Notes an entry for the answer; where nobody is answered (a job, a start), for nobody.
pub(crate) fn note(written: Written) {
    // outside a request there is nobody to tell
    let _ = WRITTEN.try_with(|cell| cell.replace(Some(written)));
}

/// Adds the number of the entry to the address that a form leads to, where that one says what was done (`done=`): the notice there tells it.
pub(crate) fn tell_by_address(headers: &mut HeaderMap, written: &Written) {
    let Some(to) = headers.get(LOCATION).and_then(|to| to.to_str().ok()) else { return };
    let (address, fragment) = to.split_at(to.find('#').unwrap_or(to.len()));
    let says = |name: &str| {
        let query = address.split_once('?').map_or("", |(_, query)| query);
        query.split('&').any(|pair| pair.starts_with(name))
    };
    if says("done=") && !says("entry=") {
        let told = format!("{address}&entry={}{fragment}", written.entries);
        if let Ok(told) = HeaderValue::from_str(&told) {
            headers.insert(LOCATION, told);
        }
    }
}

/// Puts the receipt on an answer.
pub(crate) fn write(headers: &mut HeaderMap, written: &Written, mark: Option<&Mark>) {
    tell_by_address(headers, written);
    let Written { object_kind, object_id, entries } = written;
    let mut put = |name, text: String| {
        // an id that no header can carry is in the body
        if let Ok(value) = HeaderValue::from_str(&text) {
            headers.insert(name, value);
        }
    };
    put(ENTRIES, format!("{object_kind}/{object_id} {entries}"));
    if let Some(Mark { origin, key_fingerprint, size, root }) = mark {
        put(LOG, format!("{origin} {key_fingerprint}"));
        put(CHECKPOINT, format!("{size} {root}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(entries: i64) -> Written {
        Written { object_kind: "report".into(), object_id: "rep_1".into(), entries }
    }

    #[tokio::test]
    async fn an_answer_tells_the_last_entry_of_its_own_request() {
        let one = noting(async {
            note(written(1));
            tokio::task::yield_now().await;
            note(written(2));
        });
        let ((), other) = noting(async {}).await;
        assert!(other.is_none());
        let ((), last) = one.await;
        assert_eq!(last.map(|written| written.entries), Some(2));
        note(written(3)); // outside of a request: to nobody
    }

    #[test]
    fn the_headers_say_object_number_and_checkpoint() {
        let mut headers = HeaderMap::new();
        let mark =
            Mark { origin: "a.example/log".into(), key_fingerprint: "ab".into(), size: 7, root: "cd".into() };
        write(&mut headers, &written(3), Some(&mark));
        assert_eq!(headers["custody-entries"], "report/rep_1 3");
        assert_eq!(headers["custody-log"], "a.example/log ab");
        assert_eq!(headers["custody-checkpoint"], "7 cd");
    }

    #[test]
    fn an_address_that_says_what_was_done_tells_the_number_once() {
        for (to, told) in [
            ("/notes?done=noted", "/notes?done=noted&entry=3"),
            ("/notes?q=a&done=noted#note-1", "/notes?q=a&done=noted&entry=3#note-1"),
            ("/notes?done=noted&entry=2", "/notes?done=noted&entry=2"),
            ("/notes?q=done=", "/notes?q=done="),
            ("/notes#?done=noted", "/notes#?done=noted"),
        ] {
            let mut headers = HeaderMap::from_iter([(LOCATION, HeaderValue::from_static(to))]);
            write(&mut headers, &written(3), None);
            assert_eq!(headers[LOCATION], told);
        }
    }
}
