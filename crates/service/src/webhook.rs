//! Messages to an address of the operator's own: a POST of JSON, signed, so that who receives it knows that the node sent it, and when.
//!
//! The header is `Amparo-Signature: t=SECONDS,v1=HEX`, where HEX is HMAC-SHA-256 (RFC 2104) under the shared secret over `SECONDS.BODY`:
//! seconds since 1970 in decimal, a full stop, and the body's bytes as they were sent. A receiver compares in constant time and refuses what
//! is older than a few minutes. What is sent again after a failure is signed again, so a message names itself in its body.

use std::path::{Path, PathBuf};
use std::time::Duration;

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use model::Sensitive;
use reqwest::{Client, Url, header};
use serde::Deserialize;
use sha2::Sha256;

use crate::config::ConfigError;
use crate::failure::causes;

/// Name of the header that carries the signature.
pub const SIGNATURE_HEADER: &str = "Amparo-Signature";
/// How far the clocks of sender and receiver may be apart.
pub const TOLERANCE: Duration = Duration::from_mins(5);
/// How long a receiver may take to answer.
pub const TIMEOUT: Duration = Duration::from_secs(15);
/// Shortest secret: less can be tried out by who has one message.
const LEAST_SECRET_BYTES: usize = 32;

/// `[….webhook]`: where messages go, and with which secret they are signed.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebhookConfig {
    /// The whole address; https, or http on this machine.
    pub url: String,
    /// File of the secret that sender and receiver share, mode 0600: at least 32 characters, such as `openssl rand -hex 32` prints.
    pub secret_file: PathBuf,
}

/// A receiver and the secret shared with it.
#[derive(Debug, Clone)]
pub struct Webhook {
    /// Where messages go.
    pub url: Url,
    /// What they are signed with.
    pub secret: Sensitive<String>,
}

/// Why a message did not arrive. Holds neither its text nor the address.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// No answer, or a broken connection.
    #[error("the receiver did not answer: {0}")]
    Network(String),
    /// An answer that is none of 200 to 299; redirects are not followed.
    #[error("the receiver answered HTTP {0}")]
    Status(u16),
}

/// Why a signature does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unsigned {
    /// The header is not `t=SECONDS,v1=HEX`.
    #[error("the header is not `t=SECONDS,v1=HEX`")]
    Unreadable,
    /// Signed too long before or after the receiver's clock.
    #[error("signed too long ago, or the clocks are apart")]
    Stale,
    /// Another secret, another body or another instant.
    #[error("the signature is not of this body under this secret")]
    Forged,
}

impl WebhookConfig {
    /// The receiver. `setting` names the table in errors, such as `platform.verdict_webhook`.
    ///
    /// # Errors
    /// The address is neither https nor on this machine, or the secret cannot be read, can be read by others, or is too short.
    pub fn open(&self, setting: &str) -> Result<Webhook, ConfigError> {
        let url = crate::peer_url(&format!("{setting}.url"), &self.url)?;
        let secret = read_secret(&self.secret_file)
            .map_err(|reason| ConfigError::setting(format!("{setting}.secret_file"), reason))?;
        Ok(Webhook { url, secret })
    }
}

fn read_secret(path: &Path) -> Result<Sensitive<String>, String> {
    use std::os::unix::fs::PermissionsExt as _;
    let refuse = |reason: String| format!("{}: {reason}", path.display());
    let file = std::fs::metadata(path).map_err(|error| refuse(error.to_string()))?;
    if file.permissions().mode() & 0o077 != 0 {
        return Err(refuse("others can read it; run `chmod 600` on it".to_owned()));
    }
    let text = std::fs::read_to_string(path).map_err(|error| refuse(error.to_string()))?;
    let text = Sensitive::new(text);
    let secret = Sensitive::new(text.reveal().trim().to_owned());
    if secret.reveal().len() < LEAST_SECRET_BYTES {
        return Err(refuse(format!("give a secret of at least {LEAST_SECRET_BYTES} characters")));
    }
    Ok(secret)
}

/// The header's value for `body`, signed at `at`.
pub fn sign(secret: &Sensitive<String>, at: Timestamp, body: &[u8]) -> String {
    let seconds = at.as_second();
    format!("t={seconds},v1={}", hex::encode(mac(secret, seconds, body).finalize().into_bytes()))
}

/// Whether `header` is a signature of `body` from within `tolerance` of `now`. Compares in constant time.
///
/// # Errors
/// Says what does not hold.
pub fn verify(
    secret: &Sensitive<String>,
    header: &str,
    body: &[u8],
    now: Timestamp,
    tolerance: Duration,
) -> Result<(), Unsigned> {
    let (seconds, signature) = parse(header).ok_or(Unsigned::Unreadable)?;
    if now.as_second().abs_diff(seconds) > tolerance.as_secs() {
        return Err(Unsigned::Stale);
    }
    mac(secret, seconds, body).verify_slice(&signature).map_err(|_| Unsigned::Forged)
}

/// Sends `body`, which is JSON, signed at `at`; a client of [`crate::http_client`] follows no redirect.
///
/// # Errors
/// Whatever is no answer of 200 to 299 within [`TIMEOUT`]: try again later, the receiver may have it twice.
pub async fn post(client: &Client, webhook: &Webhook, at: Timestamp, body: String) -> Result<(), Failed> {
    let signature = sign(&webhook.secret, at, body.as_bytes());
    let request = client
        .post(webhook.url.clone())
        .timeout(TIMEOUT)
        .header(header::CONTENT_TYPE, "application/json")
        .header(SIGNATURE_HEADER, signature)
        .body(body);
    // the address may hold a token of the receiver's, and errors are logged
    let response = request.send().await.map_err(|error| Failed::Network(causes(&error.without_url())))?;
    let status = response.status();
    if status.is_success() { Ok(()) } else { Err(Failed::Status(status.as_u16())) }
}

fn parse(header: &str) -> Option<(i64, Vec<u8>)> {
    let (at, signature) = header.strip_prefix("t=")?.split_once(",v1=")?;
    Some((at.parse().ok()?, hex::decode(signature).ok()?))
}

#[allow(clippy::expect_used, reason = "HMAC takes a key of any length (RFC 2104)")]
fn mac(secret: &Sensitive<String>, seconds: i64, body: &[u8]) -> Hmac<Sha256> {
    let key = secret.reveal().as_bytes();
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any length is a key");
    mac.update(format!("{seconds}.").as_bytes());
    mac.update(body);
    mac
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use axum::Router;
    use axum::http::{HeaderMap, StatusCode};
    use axum::response::Redirect;
    use axum::routing::post as posted;

    use super::*;

    const SECRET: &str = "0123456789abcdef0123456789abcdef";
    const AT: i64 = 1_600_000_000;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    /// Computed with Python: `hmac.new(SECRET, b'1600000000.{"a":1}', "sha256").hexdigest()`.
    #[test]
    fn a_signature_is_what_others_compute() {
        let header = sign(&SECRET.into(), at(AT), br#"{"a":1}"#);
        assert_eq!(
            header,
            "t=1600000000,v1=9bd4ab8a648b8b581e2e82e9dd37bddffd5d88304125996c5b2b4094b259f04f"
        );
    }

    #[test]
    fn a_signature_holds_for_its_secret_body_and_time_only() {
        let header = sign(&SECRET.into(), at(AT), b"{}");
        let ask = |secret: &str, header: &str, body: &[u8], now: i64| {
            verify(&secret.into(), header, body, at(now), TOLERANCE)
        };
        ask(SECRET, &header, b"{}", AT).unwrap();
        ask(SECRET, &header, b"{}", AT + 300).unwrap();
        ask(SECRET, &header, b"{}", AT - 300).unwrap();
        assert_eq!(ask(SECRET, &header, b"{}", AT + 301), Err(Unsigned::Stale));
        assert_eq!(ask(SECRET, &header, b"{}", AT - 301), Err(Unsigned::Stale));
        assert_eq!(ask(SECRET, &header, b"{} ", AT), Err(Unsigned::Forged));
        assert_eq!(ask("another", &header, b"{}", AT), Err(Unsigned::Forged));
        let later = header.replace("t=1600000000", "t=1600000001");
        assert_eq!(ask(SECRET, &later, b"{}", AT), Err(Unsigned::Forged));
        assert_eq!(ask(SECRET, "t=1600000000,v1=00", b"{}", AT), Err(Unsigned::Forged));
        for bad in ["", "t=1600000000", "v1=00,t=1600000000", "t=x,v1=00", "t=1,v1=0g"] {
            assert_eq!(ask(SECRET, bad, b"{}", AT), Err(Unsigned::Unreadable), "{bad}");
        }
    }

    #[test]
    fn the_way_is_encrypted_and_the_secret_is_nobody_elses() {
        let dir = tempfile::tempdir().unwrap();
        let secret_file = dir.path().join("secret");
        let open = |url: &str| {
            let config = WebhookConfig { url: url.to_owned(), secret_file: secret_file.clone() };
            config.open("platform.verdict_webhook").map_err(|error| error.to_string())
        };
        let write = |text: &str, mode: u32| {
            std::fs::write(&secret_file, text).unwrap();
            std::fs::set_permissions(&secret_file, std::fs::Permissions::from_mode(mode)).unwrap();
        };
        assert!(open("https://relay.example/").unwrap_err().contains("platform.verdict_webhook.secret_file"));
        write(&format!("{SECRET}\n"), 0o600);
        assert_eq!(open("https://relay.example/a").unwrap().secret.reveal(), SECRET);
        open("http://127.0.0.1:9000/").unwrap();
        let error = open("http://relay.example/").unwrap_err();
        assert!(error.contains("platform.verdict_webhook.url") && error.contains("https"), "{error}");
        write(&format!("{SECRET}\n"), 0o644);
        assert!(open("https://relay.example/").unwrap_err().contains("chmod 600"));
        write("short\n", 0o600);
        assert!(open("https://relay.example/").unwrap_err().contains("at least 32"));
    }

    async fn receive(headers: HeaderMap, body: String) -> StatusCode {
        let header = headers[SIGNATURE_HEADER].to_str().unwrap();
        let is_json = headers["content-type"] == "application/json";
        match verify(&SECRET.into(), header, body.as_bytes(), at(AT), TOLERANCE) {
            Ok(()) if is_json => StatusCode::NO_CONTENT,
            _ => StatusCode::UNAUTHORIZED,
        }
    }

    #[tokio::test]
    async fn a_message_arrives_signed_and_no_redirect_is_followed() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let elsewhere = posted(|| async { Redirect::temporary("/in") });
        let router = Router::new().route("/in", posted(receive)).route("/moved", elsewhere);
        tokio::spawn(async move { axum::serve(listener, router).await });
        let config = "listen = \"127.0.0.1:0\"\npublic_url = \"http://localhost\"\ndata_dir = \"data\"\n";
        let config: crate::NodeConfig = toml::from_str(config).unwrap();
        let client = crate::http_client(&config, TIMEOUT).unwrap();
        let send = async |url: String, secret: &str| {
            let webhook = Webhook { url: Url::parse(&url).unwrap(), secret: secret.into() };
            post(&client, &webhook, at(AT), r#"{"a":1}"#.to_owned()).await
        };
        send(format!("http://{address}/in"), SECRET).await.unwrap();
        let refused = send(format!("http://{address}/in"), "another").await;
        assert!(matches!(refused, Err(Failed::Status(401))));
        let moved = send(format!("http://{address}/moved"), SECRET).await;
        assert!(matches!(moved, Err(Failed::Status(307))));
    }

    #[tokio::test]
    async fn an_error_does_not_name_the_address() {
        let nobody = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
        let config = "listen = \"127.0.0.1:0\"\npublic_url = \"http://localhost\"\ndata_dir = \"data\"\n";
        let config: crate::NodeConfig = toml::from_str(config).unwrap();
        let client = crate::http_client(&config, TIMEOUT).unwrap();
        let url = Url::parse(&format!("http://{nobody}/?token=of-the-receiver")).unwrap();
        let webhook = Webhook { url, secret: SECRET.into() };
        let error = post(&client, &webhook, at(AT), "{}".to_owned()).await.unwrap_err().to_string();
        assert!(error.contains("did not answer") && !error.contains("of-the-receiver"), "{error}");
    }
}
