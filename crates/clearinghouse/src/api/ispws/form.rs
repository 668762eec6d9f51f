//! The report id of `/finish` and `/retract`, in every form in which clients send it.

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest as _, Multipart, Request};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use wire::cybertipline::ResponseCode;

use super::answer::{Refusal, refused};

/// The report id of a form: `application/x-www-form-urlencoded`, `multipart/form-data`, or the former without saying so.
pub(super) async fn report_number(headers: &HeaderMap, body: Bytes) -> Result<i64, Refusal> {
    let found = match headers.get(CONTENT_TYPE) {
        Some(kind) if is_multipart(kind.as_bytes()) => {
            let mut request = Request::new(Body::from(body));
            request.headers_mut().insert(CONTENT_TYPE, kind.clone());
            from_multipart(request).await
        }
        _ => from_pairs(&body),
    };
    found.ok_or_else(|| refused(ResponseCode::InvalidRequest, "id: the form must hold a report id"))
}

/// The report id of a form as `/finish` and `/retract` read it; none where they refuse it. It is there to be fuzzed.
pub async fn read_form(headers: &HeaderMap, body: Bytes) -> Option<i64> {
    report_number(headers, body).await.ok()
}

/// A report id as text.
pub(super) fn parse(text: &str) -> Option<i64> {
    let text = text.trim();
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits)
}

fn is_multipart(kind: &[u8]) -> bool {
    kind.get(..10).is_some_and(|start| start.eq_ignore_ascii_case(b"multipart/"))
}

async fn from_multipart(request: Request) -> Option<i64> {
    let mut multipart = Multipart::from_request(request, &()).await.ok()?;
    while let Ok(Some(field)) = multipart.next_field().await {
        if field.name() == Some("id") {
            return parse(&field.text().await.ok()?);
        }
    }
    None
}

fn from_pairs(body: &[u8]) -> Option<i64> {
    let body = std::str::from_utf8(body).ok()?;
    body.split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(name, _)| name.trim() == "id")
        .and_then(|(_, id)| parse(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(kind: Option<&str>, body: &str) -> Option<i64> {
        let headers = kind.map(|kind| (CONTENT_TYPE, kind.parse().unwrap())).into_iter().collect();
        report_number(&headers, Bytes::from(body.to_owned())).await.ok()
    }

    #[tokio::test]
    async fn every_client_s_form_is_read() {
        let form = Some("application/x-www-form-urlencoded");
        assert_eq!(read(form, "id=7000001").await, Some(7_000_001));
        assert_eq!(read(None, "id=7000001\r\n").await, Some(7_000_001));
        assert_eq!(read(Some("text/plain"), "a=1&id=7000001").await, Some(7_000_001));
        let part = "--b\r\nContent-Disposition: form-data; name=\"id\"\r\n\r\n7000001\r\n--b--\r\n";
        assert_eq!(read(Some("Multipart/form-data; boundary=b"), part).await, Some(7_000_001));
    }

    #[tokio::test]
    async fn what_holds_no_id_is_refused() {
        let form = Some("application/x-www-form-urlencoded");
        for body in ["", "id=", "id=x", "id=-7", "id=+7", "id=99999999999999999999", "7000001", "ids=7"] {
            assert_eq!(read(form, body).await, None, "{body}");
        }
        assert_eq!(read(Some("multipart/form-data"), "id=7").await, None);
        assert_eq!(read(Some("multipart/form-data; boundary=b"), "--b--\r\n").await, None);
    }
}
