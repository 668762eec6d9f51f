//! Fetching a file that a caller names by its address: from listed hosts only, at an address that was looked at before it is connected to.

mod address;

use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::time::Duration;

use axum::body::Bytes;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use futures::{Stream, StreamExt as _};
use reqwest::{Client, Response, Url};

use crate::config::MatcherConfig;
use crate::refusal::Refusal;
use address::why_refused;

/// How long a name may take to be resolved, and a connection to come about.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// A file that begins to arrive.
pub(crate) struct Arriving {
    /// What its host says that it is.
    pub(crate) media_type: String,
    /// Its bytes; an error at the limit, see [`TooLarge`].
    pub(crate) bytes: Pin<Box<dyn Stream<Item = std::io::Result<Bytes>> + Send>>,
}

/// More bytes came than are taken.
#[derive(Debug, thiserror::Error)]
#[error("more bytes than are taken")]
pub(crate) struct TooLarge;

/// Where a request may go: host and port as the configuration lists them, scheme http or https.
struct Place {
    url: Url,
    host: String,
    port: u16,
}

/// Begins to fetch a file.
///
/// # Errors
/// 403: the host is not listed, or has an address that is not public. 400: no address, it cannot be reached, or it answers otherwise than
/// with a file. 413: it says that it is larger than the limit.
pub(crate) async fn fetch(config: &MatcherConfig, address: &str) -> Result<Arriving, Refusal> {
    let place = Place::of(config, address)?;
    let to = place.resolve(config.danger_fetch_from_private_addresses).await?;
    let client = client(config, &place.host, &to)?;
    let response = client.get(place.url.clone()).send().await.map_err(|error| unreachable(&error))?;
    take(response, config.file_limit_bytes)
}

impl Place {
    fn of(config: &MatcherConfig, address: &str) -> Result<Self, Refusal> {
        let mut url =
            Url::parse(address).map_err(|error| Refusal::bad(format!("Invalid URL provided: {error}")))?;
        if !matches!(url.scheme(), "http" | "https") || !url.username().is_empty() || url.password().is_some()
        {
            return Err(Refusal::bad("Invalid URL provided: http or https, without credentials, is taken"));
        }
        let host = url.host_str().map(|host| host.trim_end_matches('.').to_ascii_lowercase());
        let (Some(host), Some(port)) = (host.filter(|host| !host.is_empty()), url.port_or_known_default())
        else {
            return Err(Refusal::bad("Invalid URL provided: it names no host"));
        };
        // the name that is connected to is the one that was looked at: a dot at its end would make another one of it
        url.set_host(Some(&host)).map_err(|error| Refusal::bad(format!("Invalid URL provided: {error}")))?;
        // a port that the scheme has anyway may be listed too: then that scheme alone is meant
        let (with_port, is_usual) = (format!("{host}:{port}"), url.port().is_none());
        let named = if is_usual { host.clone() } else { with_port.clone() };
        let is_this =
            |listed: &String| listed.eq_ignore_ascii_case(&with_port) || listed.eq_ignore_ascii_case(&named);
        if config.fetch_hosts.iter().any(is_this) {
            return Ok(Self { url, host, port });
        }
        let message = format!(
            "nothing is fetched from {named}: this matcher's operator has not listed it; add it to `fetch_hosts` under `[matcher]`, or send the file itself by POST"
        );
        Err(Refusal::forbidden(message))
    }

    /// The addresses to connect to. All are looked at: one that is private is reason enough to stay away.
    async fn resolve(&self, private_too: bool) -> Result<Vec<SocketAddr>, Refusal> {
        let bare = self.host.trim_start_matches('[').trim_end_matches(']');
        let none = || Refusal::bad(format!("Failed to fetch URL: {bare} has no address"));
        let found: Vec<SocketAddr> = match bare.parse::<IpAddr>() {
            Ok(ip) => vec![SocketAddr::new(ip, self.port)],
            Err(_) => {
                let looking = tokio::net::lookup_host((bare, self.port));
                let found = tokio::time::timeout(CONNECT_TIMEOUT, looking).await.map_err(|_| none())?;
                found.map_err(|_| none())?.collect()
            }
        };
        if !private_too && let Some(reason) = found.iter().find_map(|address| why_refused(address.ip())) {
            let message = format!("nothing is fetched from {bare}: one of its addresses is {reason}");
            return Err(Refusal::forbidden(message));
        }
        if found.is_empty() { Err(none()) } else { Ok(found) }
    }
}

/// A client that connects to one of `to` and to nothing else. It follows no redirection, whose target nobody looked at, and uses no proxy.
fn client(config: &MatcherConfig, host: &str, to: &[SocketAddr]) -> Result<Client, Refusal> {
    // reqwest brings no provider; an error means that somebody in this process has chosen one already
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(Duration::from_secs(config.fetch_timeout_s))
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .resolve_to_addrs(host, to)
        .user_agent(concat!("amparo-matcher/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|error| service::Failure::broken(error).into())
}

fn unreachable(error: &reqwest::Error) -> Refusal {
    let why = if error.is_timeout() {
        "it took too long"
    } else if error.is_connect() {
        "no connection came about"
    } else {
        "it broke off"
    };
    Refusal::bad(format!("Failed to fetch URL: {why}"))
}

fn take(response: Response, limit_bytes: usize) -> Result<Arriving, Refusal> {
    let status = response.status();
    if status.is_redirection() {
        let message = "Failed to fetch URL: it leads elsewhere, and redirections are not followed; give the address that it leads to";
        return Err(Refusal::bad(message));
    }
    if status != StatusCode::OK {
        return Err(Refusal::bad(format!("Failed to fetch URL: its host answers {}", status.as_u16())));
    }
    if response.content_length().is_some_and(|bytes| bytes > limit_bytes as u64) {
        return Err(Refusal::too_large(limit_bytes));
    }
    let media_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media_type = media_type.unwrap_or_default().to_owned();
    let mut room = limit_bytes;
    let bytes = response.bytes_stream().map(move |piece| -> std::io::Result<Bytes> {
        let piece = piece.map_err(std::io::Error::other)?;
        room = room.checked_sub(piece.len()).ok_or_else(|| std::io::Error::other(TooLarge))?;
        Ok(piece)
    });
    Ok(Arriving { media_type, bytes: Box::pin(bytes) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(hosts: &[&str]) -> MatcherConfig {
        MatcherConfig {
            fetch_hosts: hosts.iter().map(|host| (*host).to_owned()).collect(),
            ..MatcherConfig::default()
        }
    }

    #[test]
    fn only_listed_hosts_are_asked() {
        let listed = config(&["media.example", "cdn.example:8443", "tls.example:443", "192.0.2.1"]);
        for good in [
            "https://media.example/a.png",
            "http://MEDIA.example./a?b=c",
            "https://cdn.example:8443/",
            "https://tls.example/",
            "https://tls.example:443/",
            "https://media.example:443/",
            "http://192.0.2.1/",
            "http://3221225985/",
        ] {
            assert!(Place::of(&listed, good).is_ok(), "{good}");
        }
        for (bad, status) in [
            ("https://other.example/", 403),
            ("https://a.media.example/", 403),
            ("https://media.example.evil.example/", 403),
            ("https://media.example:8443/", 403),
            ("https://cdn.example/", 403),
            ("http://tls.example/", 403),
            ("http://media.example:443/", 403),
            ("http://[::1]/", 403),
            ("https://media.example@evil.example/", 400),
            ("https://a:b@media.example/", 400),
            ("ftp://media.example/", 400),
            ("file:///etc/passwd", 400),
            ("media.example/a.png", 400),
        ] {
            let refusal = Place::of(&listed, bad).err().expect(bad);
            assert_eq!(refusal.status(), status, "{bad}");
        }
        assert!(
            Place::of(&config(&[]), "https://media.example/").is_err_and(|refusal| refusal.status() == 403)
        );
    }

    #[tokio::test]
    async fn a_listed_host_with_a_private_address_is_refused_after_it_was_resolved() {
        for name in ["localhost", "127.0.0.1", "[::ffff:10.0.0.1]", "169.254.169.254"] {
            let config = config(&[name]);
            let place = Place::of(&config, &format!("http://{name}/")).unwrap_or_else(|_| {
                // the address is written as the standard has it
                let config = MatcherConfig { fetch_hosts: vec!["[::ffff:a00:1]".into()], ..config.clone() };
                Place::of(&config, &format!("http://{name}/")).expect(name)
            });
            let refusal = place.resolve(false).await.expect_err(name);
            assert_eq!(refusal.status(), 403, "{name}");
            assert!(place.resolve(true).await.is_ok(), "{name}");
        }
    }
}
