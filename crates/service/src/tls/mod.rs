//! The node's certificates: what it shows as a server and as a client, and whose clients' certificates it takes. TLS 1.3 and 1.2 by rustls
//! on ring.

mod certificate;
mod development;
mod files;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use rustls::crypto::ring;
use rustls::server::danger::ClientCertVerifier;
use rustls::server::{NoServerSessionStorage, WebPkiClientVerifier};
use rustls::version::{TLS12, TLS13};
use rustls::{RootCertStore, ServerConfig};
use serde::Deserialize;

pub(crate) use certificate::KeyFingerprint;
pub use development::{DevelopmentCertificate, DevelopmentError, development_command};
use files::Pair;
pub(crate) use files::{authorities, unusable};

use crate::NodeConfig;
use crate::start::StartError;

/// The setting of [`TlsConfig::client_ca_file`].
pub(crate) const CLIENT_CA: &str = "node.tls.client_ca_file";
/// The setting of [`NodeConfig::trusted_ca_file`].
pub(crate) const TRUSTED_CA: &str = "node.trusted_ca_file";

/// `[node.tls]`: what the node proves its name with. Read once, at the start.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TlsConfig {
    /// PEM: the node's certificate first, then those between it and the authority.
    pub certificate_file: PathBuf,
    /// PEM: the certificate's private key, not encrypted (PKCS #8, PKCS #1 or SEC 1); readable by its owner only.
    pub key_file: PathBuf,
    /// PEM: authorities whose certificates clients may show. Without it none is asked for; with it browsers still come without one.
    #[serde(default)]
    pub client_ca_file: Option<PathBuf>,
}

/// `[node.client_tls]`: the certificate that the node shows where it calls others, of the same forms as [`TlsConfig`]'s; it may be the same.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientTlsConfig {
    /// PEM: the certificate first, then those between it and the authority.
    pub certificate_file: PathBuf,
    /// PEM: its private key.
    pub key_file: PathBuf,
}

impl TlsConfig {
    /// Reads the files and checks that certificate and key belong together.
    ///
    /// # Errors
    /// A file that cannot be read or holds something else, a key that others can read or that fits another certificate.
    pub fn open(&self) -> Result<Arc<ServerConfig>, StartError> {
        let pair = self.pair();
        let (chain, key) = pair.read()?;
        let provider = Arc::new(ring::default_provider());
        let builder = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&TLS13, &TLS12])
            .map_err(|error| StartError::other(&error))?;
        let builder = match &self.client_ca_file {
            Some(path) => builder.with_client_cert_verifier(client_verifier(path)?),
            None => builder.with_no_client_auth(),
        };
        let mut config = builder.with_single_cert(chain, key).map_err(|error| pair.misfit(&error))?;
        // what the listener speaks; another protocol is refused in the handshake already
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        if self.client_ca_file.is_some() {
            // a session taken up again would show a certificate that has ended since
            config.session_storage = Arc::new(NoServerSessionStorage {});
            config.send_tls13_tickets = 0;
        }
        Ok(Arc::new(config))
    }

    fn pair(&self) -> Pair<'_> {
        Pair { table: "node.tls", certificate_file: &self.certificate_file, key_file: &self.key_file }
    }
}

impl ClientTlsConfig {
    /// Certificate and key for our HTTP client.
    ///
    /// # Errors
    /// As [`TlsConfig::open`].
    pub(crate) fn identity(&self) -> Result<reqwest::Identity, StartError> {
        self.pair().identity()
    }

    fn pair(&self) -> Pair<'_> {
        Pair { table: "node.client_tls", certificate_file: &self.certificate_file, key_file: &self.key_file }
    }
}

/// Takes a certificate of these authorities, or none.
fn client_verifier(path: &Path) -> Result<Arc<dyn ClientCertVerifier>, StartError> {
    let mut roots = RootCertStore::empty();
    for authority in authorities(path, CLIENT_CA)? {
        roots.add(authority).map_err(|error| StartError::other(&error))?;
    }
    WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::new(ring::default_provider()))
        .allow_unauthenticated()
        .build()
        .map_err(|error| StartError::other(&error))
}

/// Until when what a file holds can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Validity {
    /// The setting that names the file.
    pub setting: &'static str,
    /// The file.
    pub path: PathBuf,
    /// When the first of its certificates ends.
    pub ends_at: Timestamp,
    /// Whether one of them was made for development alone.
    pub for_development: bool,
}

impl Validity {
    /// How many days before their end certificates are warned of.
    pub const WARNED_DAYS: i64 = 30;

    /// Whole days until the end; negative after it.
    pub fn days_left(&self, now: Timestamp) -> i64 {
        self.ends_at.duration_since(now).as_hours().div_euclid(24)
    }
}

/// Until when the certificates that a configuration names can be used.
///
/// # Errors
/// A file that cannot be read or holds something else.
pub fn validities(config: &NodeConfig) -> Result<Vec<Validity>, StartError> {
    named(config).map(|(setting, path)| files::validity(setting, path)).collect()
}

/// The files of certificates that a configuration names, by their settings.
fn named(config: &NodeConfig) -> impl Iterator<Item = (&'static str, &Path)> {
    let server = config.tls.as_ref();
    let client = config.client_tls.as_ref();
    let named = [
        ("node.tls.certificate_file", server.map(|tls| &tls.certificate_file)),
        (CLIENT_CA, server.and_then(|tls| tls.client_ca_file.as_ref())),
        ("node.client_tls.certificate_file", client.map(|tls| &tls.certificate_file)),
        (TRUSTED_CA, config.trusted_ca_file.as_ref()),
    ];
    named.into_iter().filter_map(|(setting, path)| path.map(|path| (setting, path.as_path())))
}

/// Says in log and measurements until when the certificates can be used. What cannot be read here stops nothing: who uses a file judges it.
pub(crate) fn tell_validities(config: &NodeConfig, now: Timestamp) {
    for (setting, path) in named(config) {
        let validity = match files::validity(setting, path) {
            Ok(validity) => validity,
            Err(error) => {
                tracing::warn!(%error, "it cannot be told when a certificate ends");
                continue;
            }
        };
        let days_left = validity.days_left(now);
        // seconds since 1970 stay far below what a double holds exactly
        #[allow(clippy::cast_precision_loss)]
        metrics::gauge!("certificate_ends_timestamp_seconds", "setting" => setting)
            .set(validity.ends_at.as_second() as f64);
        if days_left < Validity::WARNED_DAYS {
            let path = path.display();
            tracing::warn!(setting, %path, days_left, "a certificate ends soon, or has ended; replace it and restart");
        }
        if validity.for_development {
            let path = path.display();
            tracing::warn!(setting, %path, "a certificate is for development alone; nothing real may pass here");
        }
    }
}
