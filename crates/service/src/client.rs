//! How a node speaks to other nodes.

use std::net::IpAddr;
use std::time::Duration;

use reqwest::{Certificate, Client, Url};

use crate::config::{ConfigError, NodeConfig};
use crate::start::StartError;
use crate::tls::{TRUSTED_CA, authorities, unusable};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Shorter than any of our listeners keeps an idle connection.
const IDLE_TIMEOUT: Duration = Duration::from_secs(20);
const SLOWEST_BYTES_PER_S: u64 = 100_000;

/// A client for other nodes: it trusts the system's certificate authorities and those of `trusted_ca_file`, shows the certificate of
/// `[node.client_tls]` to who asks for one, follows no redirect and uses no proxy, which would see credentials and reports. `timeout` is for
/// a whole exchange, unless a request states its own.
///
/// # Errors
/// A file of authorities, certificate or key cannot be read or holds something else.
pub fn http_client(config: &NodeConfig, timeout: Duration) -> Result<Client, StartError> {
    // reqwest brings no provider; an error means that somebody in this process has chosen one already
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = Client::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .pool_idle_timeout(IDLE_TIMEOUT)
        .timeout(timeout)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .user_agent(concat!("amparo/", env!("CARGO_PKG_VERSION")));
    if let Some(path) = &config.trusted_ca_file {
        let found: Result<Vec<_>, _> =
            authorities(path, TRUSTED_CA)?.iter().map(|der| Certificate::from_der(der)).collect();
        let found = found.map_err(|error| unusable(path, TRUSTED_CA, &format!("cannot be used: {error}")))?;
        builder = builder.tls_certs_merge(found);
    }
    if let Some(tls) = &config.client_tls {
        builder = builder.identity(tls.identity()?);
    }
    builder.build().map_err(|error| StartError::other(&error))
}

/// How long an exchange may take that carries `size_bytes`: `answer`, and a second more for each 100 kB.
pub fn transfer_timeout(answer: Duration, size_bytes: u64) -> Duration {
    answer + Duration::from_secs(size_bytes / SLOWEST_BYTES_PER_S)
}

/// The address of another node. What we send holds personal data and credentials, so the way there is encrypted unless it does not
/// leave this machine.
///
/// # Errors
/// No address, or one that is neither https nor http on this machine; names `setting`.
pub fn peer_url(setting: &str, text: &str) -> Result<Url, ConfigError> {
    let url = Url::parse(text)
        .map_err(|error| ConfigError::setting(setting, format!("`{text}` is no URL: {error}")))?;
    match url.scheme() {
        "https" => Ok(url),
        "http" if url.host_str().is_some_and(is_this_machine) => Ok(url),
        _ => Err(ConfigError::setting(setting, format!("`{text}` must be https, or http on this machine"))),
    }
}

/// Whether a host, as it stands in an address, is this machine, so that what goes there crosses no network.
pub(crate) fn is_this_machine(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host == "localhost" || host.ends_with(".localhost") || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_stays_on_this_machine() {
        for good in [
            "https://node.example/base",
            "http://127.0.0.1:7001",
            "http://localhost:1",
            "http://clearinghouse.localhost:7002",
            "http://[::1]:7002/",
        ] {
            peer_url("a.url", good).unwrap();
        }
        for bad in [
            "http://node.example",
            "http://192.0.2.1",
            "ftp://127.0.0.1",
            "node.example",
            "http://127.0.0.1.example",
            "http://localhost@node.example/",
        ] {
            let error = peer_url("a.url", bad).unwrap_err().to_string();
            assert!(error.contains("setting `a.url`") && error.contains(bad), "{error}");
        }
    }

    #[test]
    fn large_bodies_get_their_time() {
        let answer = Duration::from_secs(30);
        assert_eq!(transfer_timeout(answer, 99_999), answer);
        assert_eq!(transfer_timeout(answer, 1_000_000), Duration::from_secs(40));
    }
}
