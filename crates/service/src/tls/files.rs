//! Certificates and keys in PEM files.

use std::path::Path;

use rustls::RootCertStore;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use zeroize::Zeroizing;

use super::{Validity, certificate};
use crate::start::{StartError, refuse_key_others_can_read};

/// A certificate and its key, as one table of the configuration names them.
pub(super) struct Pair<'a> {
    pub(super) table: &'static str,
    pub(super) certificate_file: &'a Path,
    pub(super) key_file: &'a Path,
}

impl Pair<'_> {
    /// The chain and the key, which belong together.
    pub(super) fn read(&self) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), StartError> {
        let chain = read_certificates(self.certificate_file, &self.certificate_setting())?;
        let (key, _) = self.read_key()?;
        CertifiedKey::from_der(chain.clone(), key.clone_key(), &ring::default_provider())
            .map_err(|error| self.misfit(&error))?;
        Ok((chain, key))
    }

    /// Both for our HTTP client, which reads them itself.
    pub(super) fn identity(&self) -> Result<reqwest::Identity, StartError> {
        self.read()?;
        let (_, mut both) = self.read_key()?;
        both.push(b'\n');
        both.extend(read(self.certificate_file, &self.certificate_setting())?);
        reqwest::Identity::from_pem(&both).map_err(|error| StartError::other(&error))
    }

    fn read_key(&self) -> Result<(PrivateKeyDer<'static>, Zeroizing<Vec<u8>>), StartError> {
        let setting = format!("{}.key_file", self.table);
        let text = Zeroizing::new(read(self.key_file, &setting)?);
        refuse_key_others_can_read(self.key_file)?;
        let key = PrivateKeyDer::from_pem_slice(&text).map_err(|_| {
            unusable(self.key_file, &setting, "holds no private key in PEM, or an encrypted one")
        })?;
        Ok((key, text))
    }

    pub(super) fn misfit(&self, error: &rustls::Error) -> StartError {
        let key = self.key_file.display();
        let what = match error {
            rustls::Error::InconsistentKeys(_) => format!(
                "the key in {key} (`{}.key_file`) belongs to another certificate; the node's own must stand first",
                self.table
            ),
            other => format!("cannot be used with the key in {key}: {other}"),
        };
        unusable(self.certificate_file, &self.certificate_setting(), &what)
    }

    fn certificate_setting(&self) -> String {
        format!("{}.certificate_file", self.table)
    }
}

/// The certificate authorities of a PEM file, at least one, each of which can be trusted.
pub(crate) fn authorities(path: &Path, setting: &str) -> Result<Vec<CertificateDer<'static>>, StartError> {
    let found = read_certificates(path, setting)?;
    for certificate in &found {
        RootCertStore::empty().add(certificate.clone()).map_err(|error| {
            unusable(path, setting, &format!("a certificate in it cannot be used: {error}"))
        })?;
    }
    Ok(found)
}

/// Until when every certificate of a file can be used.
pub(super) fn validity(setting: &'static str, path: &Path) -> Result<Validity, StartError> {
    let certificates = read_certificates(path, setting)?;
    let ends: Option<Vec<_>> = certificates.iter().map(certificate::ends_at).collect();
    let ends_at = ends.and_then(|ends| ends.into_iter().min());
    let ends_at =
        ends_at.ok_or_else(|| unusable(path, setting, "holds a certificate that cannot be read"))?;
    let for_development = certificates.iter().any(certificate::is_for_development);
    Ok(Validity { setting, path: path.to_owned(), ends_at, for_development })
}

/// The certificates of a PEM file, at least one.
fn read_certificates(path: &Path, setting: &str) -> Result<Vec<CertificateDer<'static>>, StartError> {
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
