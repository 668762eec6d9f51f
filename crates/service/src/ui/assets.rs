//! Style sheet, scripts and mark: in the program, at addresses that name their content, compressed.
//!
//! Only these are compressed. A page holds secrets beside what others can choose, and its length would tell of them (BREACH).

use std::io::Write as _;
use std::sync::LazyLock;

use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

/// The address names the content, so it may be kept for long.
const KEEP: &str = "public, max-age=31536000, immutable";
/// The browser asks for its mark by one address.
const KEEP_A_DAY: &str = "public, max-age=86400";
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

static STYLE_SHEET: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("/assets/amparo.css", "text/css; charset=utf-8", KEEP, include_str!("../../assets/amparo.css"))
});
static PASSKEY: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("/assets/passkey.js", JAVASCRIPT, KEEP, include_str!("../../assets/passkey.js"))
});
static KEYS: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("/assets/keys.js", JAVASCRIPT, KEEP, include_str!("../../assets/keys.js")));
static DRAFTS: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("/assets/drafts.js", JAVASCRIPT, KEEP, include_str!("../../assets/drafts.js"))
});
static HTMX: LazyLock<Asset> = LazyLock::new(|| {
    let script = include_str!("../../assets/vendor/htmx-2.0.11.min.js");
    Asset::new("/assets/htmx.min.js", JAVASCRIPT, KEEP, script)
});
static MARK: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("/assets/amparo.svg", "image/svg+xml", KEEP_A_DAY, include_str!("../../assets/amparo.svg"))
});

struct Asset {
    href: String,
    kind: &'static str,
    keep: &'static str,
    content: &'static str,
    /// None where compression failed: it is then sent as it is.
    gzip: Option<Vec<u8>>,
}

impl Asset {
    fn new(address: &str, kind: &'static str, keep: &'static str, content: &'static str) -> Self {
        let href = format!("{address}?{}", &hex::encode(Sha256::digest(content))[..12]);
        Self { href, kind, keep, content, gzip: compressed(content.as_bytes()) }
    }

    fn answer(&'static self, headers: &HeaderMap) -> Response {
        let common = [
            (CONTENT_TYPE, HeaderValue::from_static(self.kind)),
            (CACHE_CONTROL, HeaderValue::from_static(self.keep)),
            (VARY, HeaderValue::from(ACCEPT_ENCODING)),
        ];
        match &self.gzip {
            Some(bytes) if takes_gzip(headers) => {
                let encoding = [(CONTENT_ENCODING, HeaderValue::from_static("gzip"))];
                (common, encoding, bytes.as_slice()).into_response()
            }
            _ => (common, self.content).into_response(),
        }
    }
}

fn compressed(content: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).ok()?;
    encoder.finish().ok()
}

/// Whether `Accept-Encoding` names gzip and does not forbid it (RFC 9110 section 12.5.3).
fn takes_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    accepted.flat_map(|value| value.split(',')).any(|one| {
        let (coding, weight) = one.split_once(';').unwrap_or((one, ""));
        let is_forbidden =
            weight.trim().strip_prefix("q=").is_some_and(|q| q.trim().parse::<f32>().is_ok_and(|q| q <= 0.0));
        coding.trim().eq_ignore_ascii_case("gzip") && !is_forbidden
    })
}

/// Address of the style sheet.
pub(crate) fn style_sheet_href() -> &'static str {
    &STYLE_SHEET.href
}

/// Address of the script that asks for passkeys.
pub(crate) fn script_href() -> &'static str {
    &PASSKEY.href
}

/// Address of the script of shortcuts, which also lets htmx read pages.
pub(crate) fn keys_href() -> &'static str {
    &KEYS.href
}

/// Address of the script that keeps drafts of forms.
pub(crate) fn drafts_href() -> &'static str {
    &DRAFTS.href
}

/// Address of htmx.
pub(crate) fn htmx_href() -> &'static str {
    &HTMX.href
}

pub(crate) async fn style_sheet(headers: HeaderMap) -> Response {
    STYLE_SHEET.answer(&headers)
}

pub(crate) async fn script(headers: HeaderMap) -> Response {
    PASSKEY.answer(&headers)
}

pub(crate) async fn keys(headers: HeaderMap) -> Response {
    KEYS.answer(&headers)
}

pub(crate) async fn drafts(headers: HeaderMap) -> Response {
    DRAFTS.answer(&headers)
}

pub(crate) async fn htmx(headers: HeaderMap) -> Response {
    HTMX.answer(&headers)
}

pub(crate) async fn mark(headers: HeaderMap) -> Response {
    MARK.answer(&headers)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn accepting(encodings: &str) -> HeaderMap {
        HeaderMap::from_iter([(ACCEPT_ENCODING, encodings.parse().unwrap())])
    }

    #[test]
    fn htmx_is_the_file_that_the_notice_names() {
        let digest = hex::encode(Sha256::digest(HTMX.content));
        let notice = include_str!("../../assets/vendor/NOTICE");
        assert!(notice.contains(&format!("SHA-256 {digest}  htmx-2.0.11.min.js")), "{digest}");
    }

    #[tokio::test]
    async fn assets_are_compressed_for_who_takes_it() {
        for (encodings, is_gzip) in [
            ("gzip, deflate, br", true),
            ("br;q=1, GZIP;q=0.5", true),
            ("gzip;q=0", false),
            ("identity", false),
            ("", false),
        ] {
            let answer = style_sheet(accepting(encodings)).await;
            assert_eq!(answer.headers().contains_key(CONTENT_ENCODING), is_gzip, "{encodings}");
            assert_eq!(answer.headers()[VARY], "accept-encoding");
            let bytes = axum::body::to_bytes(answer.into_body(), 1 << 20).await.unwrap();
            let mut text = String::new();
            if is_gzip {
                assert!(bytes.len() * 2 < STYLE_SHEET.content.len());
                flate2::read::GzDecoder::new(&*bytes).read_to_string(&mut text).unwrap();
            } else {
                text = String::from_utf8(bytes.to_vec()).unwrap();
            }
            assert_eq!(text, STYLE_SHEET.content);
        }
    }
}
