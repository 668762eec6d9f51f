//! What we read of a certificate beside what rustls checks: its public key's fingerprint, and when it ends.

use jiff::Timestamp;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::server::ParsedCertificate;
use sha2::{Digest as _, Sha256};
use x509_cert::der::Decode as _;

use super::development::MARK;

/// What a client's certificate is known by: SHA-256 of its public key (`SubjectPublicKeyInfo`, RFC 5280 section 4.1, in DER), 64 hexadecimal
/// digits. A renewed certificate of the same key is the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeyFingerprint(String);

impl KeyFingerprint {
    /// Of a certificate; none of bytes that are no certificate.
    pub(crate) fn of(certificate: &CertificateDer<'_>) -> Option<Self> {
        let parsed = ParsedCertificate::try_from(certificate).ok()?;
        Some(Self(hex::encode(Sha256::digest(parsed.subject_public_key_info()))))
    }

    /// From what an operator has: a certificate in PEM, or the digits.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.starts_with("-----BEGIN") {
            return Self::of(&CertificateDer::from_pem_slice(text.as_bytes()).ok()?);
        }
        let is_digest = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_digest.then(|| Self(text.to_ascii_lowercase()))
    }

    /// The digits.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// The end of a certificate's validity; none of bytes that are no certificate. One without end (RFC 5280 section 4.1.2.5) states a day beyond
/// our calendar, and gets its last instant.
pub(super) fn ends_at(certificate: &CertificateDer<'_>) -> Option<Timestamp> {
    let certificate = x509_cert::Certificate::from_der(certificate).ok()?;
    let end = certificate.tbs_certificate().validity().not_after.to_unix_duration();
    let end = i64::try_from(end.as_secs()).ok().and_then(|end| Timestamp::from_second(end).ok());
    Some(end.unwrap_or(Timestamp::MAX))
}

/// Whether `amparo certificate` made it, for development alone.
pub(super) fn is_for_development(certificate: &CertificateDer<'_>) -> bool {
    x509_cert::Certificate::from_der(certificate)
        .is_ok_and(|certificate| certificate.tbs_certificate().subject().to_string().contains(MARK))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NODE: &str = include_str!("../../testdata/tls/node.pem");

    #[test]
    fn a_certificate_and_its_fingerprint_are_the_same_key() {
        let of_certificate = KeyFingerprint::parse(NODE).unwrap();
        let digits = of_certificate.as_str().to_uppercase();
        assert_eq!(KeyFingerprint::parse(&format!(" {digits}\n")), Some(of_certificate));
        for bad in ["", "ab", &digits[1..], &digits.replace('A', "g"), "-----BEGIN CERTIFICATE-----\n!"] {
            assert_eq!(KeyFingerprint::parse(bad), None, "{bad}");
        }
    }

    fn with_end(certificate: &CertificateDer<'_>, end: &[u8; 15]) -> CertificateDer<'static> {
        let mut bytes = certificate.to_vec();
        let at = bytes.windows(end.len()).position(|stated| stated == b"20990101000000Z").unwrap();
        bytes[at..at + end.len()].copy_from_slice(end);
        CertificateDer::from(bytes)
    }

    #[test]
    fn the_end_is_the_one_that_the_certificate_states() {
        let certificate = CertificateDer::from_pem_slice(NODE.as_bytes()).unwrap();
        assert_eq!(ends_at(&certificate), Some("2099-01-01T00:00:00Z".parse().unwrap()));
        let endless = with_end(&certificate, b"99991231235959Z");
        assert_eq!(ends_at(&endless), Some(Timestamp::MAX));
        assert_eq!(ends_at(&CertificateDer::from(vec![0; 8])), None);
    }
}
