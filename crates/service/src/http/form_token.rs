//! The token that a session's forms begin with: no other web site knows it, so what comes without it is not the person's own doing.
//!
//! It is a keyed digest of the session's identifier, so nothing is kept of it, and it lasts as long as the session: a fresh second factor
//! leaves it as it is. It travels as the first field of a form, or in a header of what scripts and programs send; never in an address.

use std::fmt;

use askama::filters::HtmlSafe;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use futures::StreamExt as _;
use futures::stream::{self, BoxStream};
use subtle::ConstantTimeEq as _;

use crate::ColumnKeys;
use crate::accounts::Session;

/// Name of the hidden field.
pub(crate) const FIELD: &str = "form_token";
/// Name of the header.
pub(super) const HEADER: HeaderName = HeaderName::from_static("form-token");
/// So much of a body is looked at.
const HEAD_BYTES: usize = 64 * 1024;

/// The hidden field of a session's forms, as a template shows it with `{{ ctx.form_token() }}`; nothing where there is no session.
#[derive(Clone, Default)]
pub struct FormToken(Option<String>);

impl FormToken {
    pub(crate) fn of(keys: &ColumnKeys, session: &Session) -> Self {
        Self(Some(keys.blind("staff_session.form_token", &session.session_id)))
    }

    /// What a header carries; empty where there is no session.
    pub fn value(&self) -> &str {
        self.0.as_deref().unwrap_or_default()
    }

    fn is(&self, given: &[u8]) -> bool {
        self.0.as_ref().is_some_and(|own| own.as_bytes().ct_eq(given).into())
    }
}

impl fmt::Display for FormToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(token) => write!(f, "<input type=\"hidden\" name=\"{FIELD}\" value=\"{token}\">"),
            None => Ok(()),
        }
    }
}

// hexadecimal digits within our own markup
impl HtmlSafe for FormToken {}

impl fmt::Debug for FormToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FormToken(…)")
    }
}

/// A request without the token that it was to bring.
pub(super) struct Without {
    pub(super) headers: HeaderMap,
    /// What was sent of a form: its names and values as they were typed, as far as they are short enough to be shown again.
    pub(super) form: Bytes,
}

/// Takes the token off a request, so that handlers meet what was typed and nothing else.
pub(super) async fn take(token: &FormToken, request: Request) -> Result<Request, Without> {
    if request.headers().get(HEADER).is_some_and(|given| token.is(given.as_bytes())) {
        return Ok(request);
    }
    let (parts, body) = request.into_parts();
    let (head, rest) = begin(body).await;
    let carried = first_field(&parts.headers, FIELD, &head);
    let Some((_, length)) = carried.filter(|(given, _)| token.is(given)) else {
        let is_shown = rest.is_none() && boundary(&parts.headers).is_none();
        let typed = carried.map_or(0, |(_, length)| length);
        let form = if is_shown { head.slice(typed..) } else { Bytes::new() };
        return Err(Without { headers: parts.headers, form });
    };
    Ok(shortened(parts, &head, length, rest))
}

/// What follows a beginning.
pub(super) type Rest = BoxStream<'static, Result<Bytes, axum::Error>>;

/// The request without the first `length` bytes of its body.
pub(super) fn shortened(mut parts: Parts, head: &Bytes, length: usize, rest: Option<Rest>) -> Request {
    if let Some(was_bytes) = length_of(&parts.headers) {
        parts.headers.insert(CONTENT_LENGTH, HeaderValue::from(was_bytes.saturating_sub(length)));
    }
    let head = head.slice(length..);
    let body = match rest {
        None => Body::from(head),
        Some(rest) => Body::from_stream(stream::once(async { Ok(head) }).chain(rest)),
    };
    Request::from_parts(parts, body)
}

/// How many bytes a body has, where its headers say so.
pub(super) fn length_of(headers: &HeaderMap) -> Option<usize> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// The beginning of a body, and what follows; nothing does after a short one.
pub(super) async fn begin(body: Body) -> (Bytes, Option<Rest>) {
    let mut rest = body.into_data_stream();
    let mut head = Vec::new();
    while head.len() < HEAD_BYTES {
        match rest.next().await {
            Some(Ok(chunk)) => head.extend_from_slice(&chunk),
            // the handler hears that it broke off
            Some(Err(error)) => return (head.into(), Some(stream::once(async { Err(error) }).boxed())),
            None => return (head.into(), None),
        }
    }
    (head.into(), Some(rest.boxed()))
}

/// The value of the field `name`, if a form begins with it, and how many bytes carry it.
pub fn first_field<'a>(headers: &HeaderMap, name: &str, head: &'a [u8]) -> Option<(&'a [u8], usize)> {
    if let Some(boundary) = boundary(headers) {
        // as browsers write it (HTML, multipart/form-data encoding algorithm)
        let start = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
        let value = head.strip_prefix(start.as_bytes())?;
        let end = value.windows(2).position(|two| two == b"\r\n")?;
        return Some((&value[..end], start.len() + end + 2));
    }
    let value = head.strip_prefix(name.as_bytes())?.strip_prefix(b"=")?;
    let end = value.iter().position(|byte| *byte == b'&');
    let before = head.len() - value.len();
    Some(end.map_or((value, head.len()), |end| (&value[..end], before + end + 1)))
}

/// Most characters of what stands between parts (RFC 2046 section 5.1.1): a body is searched for it.
const MOST_BOUNDARY: usize = 70;

/// What stands between the parts of a form with files (RFC 7578).
pub(super) fn boundary(headers: &HeaderMap) -> Option<&str> {
    let kind = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let parameters = kind.strip_prefix("multipart/form-data")?;
    let boundary = parameters.split(';').find_map(|one| one.trim().strip_prefix("boundary="))?;
    Some(boundary.trim_matches('"')).filter(|boundary| (1..=MOST_BOUNDARY).contains(&boundary.len()))
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;

    use super::*;

    fn token() -> FormToken {
        FormToken(Some("ab".repeat(32)))
    }

    /// The body that a handler meets, and what it is told of its length; or what is shown again of a form that is refused.
    async fn taken(kind: &str, chunks: &[&str]) -> Result<(String, Option<String>), String> {
        let length: usize = chunks.iter().map(|chunk| chunk.len()).sum();
        let chunks: Vec<_> =
            chunks.iter().map(|chunk| Ok::<_, std::io::Error>(Bytes::from((*chunk).to_owned()))).collect();
        let request = Request::post("/").header(CONTENT_TYPE, kind).header(CONTENT_LENGTH, length);
        match take(&token(), request.body(Body::from_stream(stream::iter(chunks))).unwrap()).await {
            Ok(request) => {
                let told =
                    request.headers().get(CONTENT_LENGTH).map(|value| value.to_str().unwrap().to_owned());
                let body = to_bytes(request.into_body(), 1 << 20).await.unwrap();
                Ok((String::from_utf8(body.to_vec()).unwrap(), told))
            }
            Err(without) => Err(String::from_utf8(without.form.to_vec()).unwrap()),
        }
    }

    #[tokio::test]
    async fn the_handler_meets_a_form_without_its_token() {
        const FORM: &str = "application/x-www-form-urlencoded";
        let ab = "ab".repeat(32);
        let (start, long) = (format!("form_token={ab}"), "x".repeat(200_000));
        for (chunks, left) in [
            (vec![start.as_str()], String::new()),
            (vec![&start, "&reason=a+b"], "reason=a+b".into()),
            (vec![&start[..5], &start[5..], "&", "reason=a+b&reason=c"], "reason=a+b&reason=c".into()),
            (vec![&start, "&reason=", &long], format!("reason={long}")),
        ] {
            let met = taken(FORM, &chunks).await.unwrap();
            assert_eq!(met, (left.clone(), Some(left.len().to_string())));
        }
        for (body, shown) in [
            ("", ""),
            ("reason=a", "reason=a"),
            (&format!("form_token={}&reason=a", "cd".repeat(32)), "reason=a"),
            (&format!("reason=a&{start}"), &format!("reason=a&{start}")),
            (&format!("{start}0"), ""),
            ("form_token=", ""),
        ] {
            assert_eq!(taken(FORM, &[body]).await, Err(shown.to_owned()), "{body}");
        }
    }

    #[tokio::test]
    async fn a_file_arrives_as_it_was_sent() {
        let kind = "multipart/form-data; boundary=----x";
        let part = |name: &str, value: &str| {
            format!("------x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let file = format!("{}------x--\r\n", part("package", &"\u{1f99a}".repeat(50_000)));
        let sent = format!("{}{file}", part(FIELD, &"ab".repeat(32)));
        assert_eq!(taken(kind, &[&sent]).await.unwrap(), (file.clone(), Some(file.len().to_string())));
        for wrong in
            [&file, &format!("{}{file}", part(FIELD, "ab")), &format!("{}{sent}", part("other", "x"))]
        {
            assert_eq!(taken(kind, &[wrong]).await, Err(String::new()));
        }
    }

    #[test]
    fn a_boundary_has_one_to_seventy_characters() {
        for (length, is) in [(0, false), (1, true), (70, true), (71, false)] {
            let kind = format!("multipart/form-data; boundary=\"{}\"", "a".repeat(length));
            let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_str(&kind).unwrap())]);
            assert_eq!(boundary(&headers).is_some(), is, "{length}");
        }
    }

    #[test]
    fn nothing_prints_it_but_a_template() {
        assert_eq!(format!("{:?}", token()), "FormToken(…)");
        assert_eq!(FormToken::default().to_string(), "");
        assert!(!FormToken::default().is(b""));
    }
}
