//! One request and its answer, as a sandbox remembers them. What reports say is never printed by `Debug`.

use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION, SET_COOKIE};
use jiff::Timestamp;
use wire::cybertipline::Response;

use super::advice::Remark;
use super::fault::Fault;

/// Most bytes of one body that are remembered: every document fits, of files the beginning.
const MAX_BODY_BYTES: usize = crate::api::ispws::MAX_XML_BYTES;
/// Stands for what is never written down.
const NOT_RECORDED: &str = "[not recorded]";

/// One request and its answer.
pub(super) struct Exchange {
    /// Its number, from 1.
    pub(super) id: u64,
    /// When the request came.
    pub(super) at: Timestamp,
    pub(super) method: String,
    /// Path and query.
    pub(super) target: String,
    /// Of the request, without credentials.
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Kept,
    pub(super) answer_headers: Vec<(String, String)>,
    pub(super) answer: Vec<u8>,
    pub(super) verdict: Verdict,
    pub(super) remarks: Vec<Remark>,
    /// What was played, if anything.
    pub(super) fault: Option<Fault>,
}

impl Exchange {
    /// The last part of the address: `submit`.
    pub(super) fn endpoint(&self) -> &str {
        endpoint_of(&self.target)
    }

    /// How much memory it takes, nearly.
    pub(super) fn bytes(&self) -> usize {
        self.body.bytes.len() + self.answer.len() + 1024
    }
}

/// The last part of an address without its query.
pub(super) fn endpoint_of(target: &str) -> &str {
    let path = target.split('?').next().unwrap_or_default();
    path.rsplit('/').next().unwrap_or_default()
}

/// The beginning of a body, and how long it was.
#[derive(Clone, Default)]
pub(super) struct Kept {
    pub(super) bytes: Vec<u8>,
    /// How many bytes came.
    pub(super) total: u64,
}

impl Kept {
    /// Takes a piece, as far as there is room.
    pub(super) fn push(&mut self, piece: &[u8]) {
        self.total += piece.len() as u64;
        let room = MAX_BODY_BYTES.saturating_sub(self.bytes.len());
        self.bytes.extend_from_slice(piece.get(..room).unwrap_or(piece));
    }

    /// Whether all that came is remembered.
    pub(super) fn is_whole(&self) -> bool {
        self.bytes.len() as u64 == self.total
    }
}

/// MD5 of no bytes at all.
const OF_NOTHING: &str = "d41d8cd98f00b204e9800998ecf8427e";

/// What the answer says.
pub(super) struct Verdict {
    /// HTTP status.
    pub(super) status: u16,
    /// The application's code; none where the answer carries none.
    pub(super) code: Option<i32>,
    /// The description that came with it, or what the status means.
    pub(super) says: String,
    /// The report that the answer names.
    pub(super) report: Option<i64>,
    /// The file that the answer names.
    pub(super) file: Option<String>,
    /// Whether that file came without a byte.
    pub(super) is_empty: bool,
}

impl Verdict {
    pub(super) fn of(status: axum::http::StatusCode, answer: &[u8]) -> Self {
        let bare = |says: &str| Self {
            status: status.as_u16(),
            code: None,
            says: says.to_owned(),
            report: None,
            file: None,
            is_empty: false,
        };
        match Response::read(answer).map(|read| read.value) {
            Ok(Response::Report(response)) => Self {
                code: Some(response.response_code.number()),
                says: response.response_description,
                report: response.report_id,
                file: response.file_id.map(|id| id.as_str().to_owned()),
                is_empty: response.hash.is_some_and(|hash| hash.as_str() == OF_NOTHING),
                ..bare("")
            },
            Ok(Response::Done(done)) => Self {
                code: Some(done.response_code.number()),
                says: done.response_code.text().to_owned(),
                report: Some(done.report_id),
                ..bare("")
            },
            Err(_) if status.as_u16() == 401 => bare("no credentials, or wrong ones"),
            Err(_) => bare(status.canonical_reason().unwrap_or("no known status")),
        }
    }

    /// Whether what was asked for was done.
    pub(super) fn is_good(&self) -> bool {
        (200..300).contains(&self.status) && self.code.is_none_or(|code| code == 0)
    }
}

/// Headers as they are remembered: whatever proves who asks is left out.
pub(super) fn without_secrets(headers: &HeaderMap) -> Vec<(String, String)> {
    let kept = headers.iter().map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes());
        let is_secret = [AUTHORIZATION, PROXY_AUTHORIZATION, COOKIE, SET_COOKIE].contains(name);
        let is_basic = |scheme: &str| *name == AUTHORIZATION && scheme.eq_ignore_ascii_case("basic");
        let value = match value.split_once(' ') {
            Some((scheme, _)) if is_basic(scheme) => format!("{scheme} {NOT_RECORDED}"),
            _ if is_secret => NOT_RECORDED.to_owned(),
            _ => value.into_owned(),
        };
        (name.as_str().to_owned(), value)
    });
    kept.collect()
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderValue, StatusCode};
    use wire::cybertipline::{ReportResponse, ResponseCode};

    use super::*;

    #[test]
    fn the_answer_s_own_words_are_the_verdict() {
        let refusal =
            ReportResponse::described(ResponseCode::ValidationFailed, "Validation failed: line 3").write();
        let verdict = Verdict::of(StatusCode::OK, refusal.as_bytes());
        assert_eq!((verdict.status, verdict.code, verdict.is_good()), (200, Some(4100), false));
        assert_eq!(verdict.says, "Validation failed: line 3");
        let opened =
            ReportResponse { report_id: Some(7), ..ReportResponse::new(ResponseCode::Success) }.write();
        let verdict = Verdict::of(StatusCode::OK, opened.as_bytes());
        assert_eq!((verdict.report, verdict.is_good()), (Some(7), true));
        let stranger = Verdict::of(StatusCode::UNAUTHORIZED, b"");
        assert_eq!((stranger.code, stranger.is_good()), (None, false));
    }

    #[test]
    fn no_credential_is_remembered() {
        let secret = "dXNyMTIzOnBzd2QxMjM=";
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, HeaderValue::from_str(&format!("Basic {secret}")).unwrap());
        headers.append(COOKIE, HeaderValue::from_str(&format!("s={secret}")).unwrap());
        headers.append(PROXY_AUTHORIZATION, HeaderValue::from_str(secret).unwrap());
        headers.append("user-agent", HeaderValue::from_static("node"));
        let kept = without_secrets(&headers);
        assert!(kept.iter().all(|(_, value)| !value.contains(secret)));
        assert!(kept.contains(&("authorization".into(), "Basic [not recorded]".into())));
        assert!(kept.contains(&("user-agent".into(), "node".into())));
        headers.insert(AUTHORIZATION, HeaderValue::from_str(secret).unwrap());
        assert!(without_secrets(&headers).iter().all(|(_, value)| !value.contains(secret)));
    }

    #[test]
    fn of_a_long_body_the_beginning_is_remembered() {
        let mut kept = Kept::default();
        kept.push(b"abc");
        assert!(kept.is_whole());
        kept.push(&vec![0; MAX_BODY_BYTES]);
        assert_eq!((kept.bytes.len(), kept.total), (MAX_BODY_BYTES, MAX_BODY_BYTES as u64 + 3));
        assert!(!kept.is_whole());
    }
}
