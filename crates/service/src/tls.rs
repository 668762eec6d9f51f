//! The node's certificate: TLS 1.3 and 1.2 by rustls on ring.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::version::{TLS12, TLS13};
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::start::{StartError, refuse_key_others_can_read};

/// `[node.tls]`: what the node proves its name with. Read once, at the start.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TlsConfig {
    /// PEM: the node's certificate first, then those between it and the authority.
    pub certificate_file: PathBuf,
    /// PEM: the certificate's private key, not encrypted (PKCS #8, PKCS #1 or SEC 1); readable by its owner only.
    pub key_file: PathBuf,
}

impl TlsConfig {
    /// Reads both files and checks that they belong together.
    ///
    /// # Errors
    /// A file that cannot be read or holds something else, a key that others can read or that fits another certificate.
    pub fn open(&self) -> Result<Arc<ServerConfig>, StartError> {
        let chain = read_certificates(&self.certificate_file, "node.tls.certificate_file")?;
        let key = self.read_key()?;
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(&[&TLS13, &TLS12])
            .map_err(|error| StartError::other(&error))?
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .map_err(|error| self.misfit(&error))?;
        // what the listener speaks; another protocol is refused in the handshake already
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }

    fn read_key(&self) -> Result<PrivateKeyDer<'static>, StartError> {
        let (path, setting) = (&self.key_file, "node.tls.key_file");
        let text = Zeroizing::new(read(path, setting)?);
        refuse_key_others_can_read(path)?;
        PrivateKeyDer::from_pem_slice(&text)
            .map_err(|_| unusable(path, setting, "holds no private key in PEM, or an encrypted one"))
    }

    fn misfit(&self, error: &rustls::Error) -> StartError {
        let key = self.key_file.display();
        let what = match error {
            rustls::Error::InconsistentKeys(_) => {
                format!(
                    "the key in {key} (`node.tls.key_file`) belongs to another certificate; the node's own must stand first"
                )
            }
            other => format!("cannot be used with the key in {key}: {other}"),
        };
        unusable(&self.certificate_file, "node.tls.certificate_file", &what)
    }
}

/// The certificates of a PEM file, at least one.
pub(crate) fn read_certificates(
    path: &Path,
    setting: &str,
) -> Result<Vec<CertificateDer<'static>>, StartError> {
    let text = read(path, setting)?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text).collect();
    match found {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        Ok(_) => Err(unusable(path, setting, "holds no certificate in PEM")),
        Err(error) => Err(unusable(path, setting, &format!("is not good PEM: {error}"))),
    }
}

/// An error about a file, which the text and the setting name.
pub(crate) fn unusable(path: &Path, setting: &str, what: &str) -> StartError {
    StartError::File { path: path.to_owned(), what: format!("{what} (setting `{setting}`)") }
}

fn read(path: &Path, setting: &str) -> Result<Vec<u8>, StartError> {
    std::fs::read(path).map_err(|error| unusable(path, setting, &format!("cannot be read: {error}")))
}
