//! What tells a form from others: its field, and what was typed, however it was encoded.

use axum::extract::Request;
use axum::http::HeaderMap;
use sha2::{Digest, Sha256};

use super::{FIELD, Key};
use crate::http::form_token;
use crate::i18n::decode;

/// Hexadecimal digits of the field's value.
const DIGITS: usize = 32;
/// So much is looked at of a form that is too long to be looked at as a whole; what of it arrives first is more, even undone of its encoding.
const LOOKED_AT_BYTES: usize = 16 * 1024;

/// Takes the field off a form, so that handlers meet what was typed and nothing else; with a digest of both, where the field was there.
pub(super) async fn take(request: Request) -> (Request, Option<Key>) {
    let (parts, body) = request.into_parts();
    let (head, rest) = form_token::begin(body).await;
    let carried = form_token::first_field(&parts.headers, FIELD, &head);
    let Some((once, length)) = carried.filter(|(once, _)| is_value(once)) else {
        return (form_token::shortened(parts, &head, 0, rest), None);
    };
    let content = Content::read(&parts.headers, &head[length..]);
    let all_bytes = rest.is_some().then(|| form_token::length_of(&parts.headers).unwrap_or(0));
    let sent = content.digest(once, all_bytes.map(|bytes| bytes.saturating_sub(length)));
    (form_token::shortened(parts, &head, length, rest), Some(sent))
}

/// What was typed into a form, however it was encoded.
struct Content {
    plain: Vec<u8>,
    /// Bytes of the body that every sending chooses anew: the boundaries of its parts, and the one at its end.
    chosen_bytes: usize,
}

impl Content {
    fn read(headers: &HeaderMap, body: &[u8]) -> Self {
        match form_token::boundary(headers) {
            Some(boundary) => Self::of_parts(body, boundary.as_bytes()),
            None => Self::of_pairs(&String::from_utf8_lossy(body)),
        }
    }

    fn of_pairs(body: &str) -> Self {
        let mut plain = Vec::new();
        for pair in body.split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            for part in [name, value] {
                plain.extend_from_slice(decode(part).as_bytes());
                plain.push(0);
            }
        }
        Self { plain, chosen_bytes: 0 }
    }

    fn of_parts(mut body: &[u8], boundary: &[u8]) -> Self {
        let (mut plain, mut boundaries) = (Vec::new(), 1);
        while let Some(at) = body.windows(boundary.len()).position(|window| window == boundary) {
            plain.extend_from_slice(&body[..at]);
            plain.push(0);
            body = &body[at + boundary.len()..];
            boundaries += usize::from(body.starts_with(b"\r\n"));
        }
        plain.extend_from_slice(body);
        Self { plain, chosen_bytes: boundaries * boundary.len() }
    }

    /// Of a form that is too long to be looked at as a whole, the beginning and the length count: its file stands last, and no browser keeps
    /// our pages, so who chooses another file has another field.
    fn digest(&self, once: &[u8], all_bytes: Option<usize>) -> Key {
        let mut digest = Sha256::new();
        digest.update(once);
        match all_bytes {
            None => digest.update(&self.plain),
            Some(bytes) => {
                digest.update(&self.plain[..self.plain.len().min(LOOKED_AT_BYTES)]);
                digest.update(bytes.saturating_sub(self.chosen_bytes).to_be_bytes());
            }
        }
        digest.finalize().into()
    }
}

fn is_value(once: &[u8]) -> bool {
    once.len() == DIGITS && once.iter().all(u8::is_ascii_hexdigit)
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, Bytes, to_bytes};
    use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};

    use super::*;

    #[test]
    fn who_types_something_else_sends_another_form() {
        let digest = |typed: &str| Content::of_pairs(typed).digest(b"ab", None);
        assert_eq!(digest("reason=a+b&x=%C3%A1"), digest("reason=a%20b&x=á"));
        for other in ["reason=a", "reason=a+b&x=", "reason=&x=a+b", ""] {
            assert_ne!(digest("reason=a+b&x=%C3%A1"), digest(other), "{other}");
        }
        let reason = Content::of_pairs("reason=a");
        assert_ne!(reason.digest(b"ab", None), reason.digest(b"cd", None));
    }

    /// A form with a file as a browser sends it, in pieces of so many bytes.
    fn with_file(boundary: &str, source: &str, file: &str, piece_bytes: usize) -> Request {
        let part = |name: &str, value: &str| {
            format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let once = "0a".repeat(16);
        let body = format!(
            "{}{}{}--{boundary}--\r\n",
            part(FIELD, &once),
            part("source", source),
            part("file", file)
        );
        let pieces: Vec<_> = body.as_bytes().chunks(piece_bytes).map(Bytes::copy_from_slice).collect();
        let pieces = futures::stream::iter(pieces.into_iter().map(Ok::<_, std::io::Error>));
        let request =
            Request::post("/").header(CONTENT_TYPE, format!("multipart/form-data; boundary={boundary}"));
        request.header(CONTENT_LENGTH, body.len()).body(Body::from_stream(pieces)).unwrap()
    }

    #[tokio::test]
    async fn a_form_with_a_file_is_known_again_whatever_stands_between_its_parts() {
        for length in [10, 65_000, 65_400, 70_000, 300_000] {
            let file = "x".repeat(length);
            let (request, first) = take(with_file("----a1", "exhibit 4", &file, 1 << 20)).await;
            assert!(first.is_some());
            let told: usize = request.headers()[CONTENT_LENGTH].to_str().unwrap().parse().unwrap();
            let met = to_bytes(request.into_body(), 1 << 20).await.unwrap();
            assert!(
                met.len() == told
                    && met.starts_with(b"------a1\r\nContent-Disposition: form-data; name=\"source\"")
            );
            for (boundary, piece_bytes) in [("----a1", 1 << 20), ("----b2345", 16 * 1024), ("----c", 999)] {
                let again = take(with_file(boundary, "exhibit 4", &file, piece_bytes)).await.1;
                assert_eq!(again, first, "{length} bytes after {boundary}");
            }
            for (source, file) in [("exhibit 5", file.clone()), ("exhibit 4", file + "y")] {
                assert_ne!(take(with_file("----a1", source, &file, 16 * 1024)).await.1, first);
            }
        }
    }

    #[tokio::test]
    async fn handlers_meet_a_form_without_the_field() {
        let once = "0a".repeat(16);
        for (form, left, is_taken) in [
            (format!("once={once}&reason=a"), "reason=a", true),
            (format!("once={once}"), "", true),
            ("reason=a".to_owned(), "reason=a", false),
            ("once=xyz&reason=a".to_owned(), "once=xyz&reason=a", false),
        ] {
            let (request, taken) = take(Request::post("/").body(Body::from(form)).unwrap()).await;
            assert_eq!(taken.is_some(), is_taken);
            assert_eq!(to_bytes(request.into_body(), 1000).await.unwrap(), left);
        }
    }
}
