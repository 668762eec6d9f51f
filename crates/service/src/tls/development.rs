//! A certificate for development, made on request, and the command that asks for one.

use std::fmt::Display;
use std::net::IpAddr;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use model::Rng;
use p256::ecdsa::{DerSignature, SigningKey};
use p256::pkcs8::EncodePrivateKey as _;
use reqwest::Url;
use x509_cert::builder::profile::BuilderProfile;
use x509_cert::builder::{self, Builder as _, CertificateBuilder};
use x509_cert::der::asn1::{Ia5String, ObjectIdentifier};
use x509_cert::der::pem::LineEnding;
use x509_cert::der::{DateTime, EncodePem as _};
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage, KeyUsages, SubjectAltName};
use x509_cert::ext::{Extension, ToExtension as _};
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::{SubjectPublicKeyInfoOwned, SubjectPublicKeyInfoRef};
use x509_cert::time::{Time, Validity};
use x509_cert::{Certificate, TbsCertificate};
use zeroize::Zeroizing;

/// How long a certificate for development can be used.
const DAYS: i64 = 30;
/// From when: other machines' clocks may be behind.
const EARLIER: SignedDuration = SignedDuration::from_hours(1);
/// Longest host, as RFC 5280 (appendix A.1, `ub-common-name`) allows in a subject.
const MOST_CHARACTERS: usize = 64;
/// Who made it, as browsers and `openssl x509` show it.
pub(super) const MARK: &str = "Amparo FOR DEVELOPMENT ONLY";
/// Purposes (RFC 5280 section 4.2.1.12): a server, and a client of another node.
const SERVER: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.1");
const CLIENT: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.2");

/// The command that makes a key and a certificate for the host of an address.
pub fn development_command(public_url: &str) -> String {
    let url = public_url.parse::<Url>().ok();
    let host = url.as_ref().and_then(Url::host_str).map(|host| host.trim_matches(['[', ']']));
    let host = host.filter(|host| is_host(host)).unwrap_or("node.example");
    format!("amparo certificate --name {host} --out .")
}

/// Whether a text can be a host; a shell reads it, and so does the reader of a subject.
fn is_host(host: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte);
    let is_address = host.parse::<IpAddr>().is_ok();
    (1..=MOST_CHARACTERS).contains(&host.len())
        && host.bytes().all(is_plain)
        && (is_address || !host.contains(':'))
}

/// A key and a certificate for one host. It vouches for itself: whoever is to trust it must be given it, so it is for development alone, and
/// says so in its subject. It is no authority, since rustls takes none for a server.
pub struct DevelopmentCertificate {
    /// PEM.
    pub certificate: String,
    /// PEM (PKCS #8), not encrypted.
    pub key: Zeroizing<String>,
    /// When it ends.
    pub ends_at: Timestamp,
}

model::unprintable!(DevelopmentCertificate);

/// Why no certificate was made.
#[derive(Debug, thiserror::Error)]
pub enum DevelopmentError {
    /// The name is none that a client could compare.
    #[error("`{0}` is no host: give a name such as police.example, or an address, of at most 64 characters")]
    Host(String),
    /// What cannot be encoded.
    #[error("the certificate cannot be made: {0}")]
    Encoding(String),
}

impl DevelopmentCertificate {
    /// Makes a key on P-256, which browsers know, and its certificate, for a month from `now`.
    ///
    /// # Errors
    /// A host that is neither a name nor an address.
    pub fn make(host: &str, now: Timestamp, rng: &dyn Rng) -> Result<Self, DevelopmentError> {
        if !is_host(host) {
            return Err(DevelopmentError::Host(host.to_owned()));
        }
        let key = new_key(rng);
        let ends_at = now.checked_add(SignedDuration::from_hours(24 * DAYS)).unwrap_or(now);
        let begins_at = now.checked_sub(EARLIER).unwrap_or(now);
        let encoding = |error: &dyn Display| DevelopmentError::Encoding(error.to_string());
        let made = certificate(host, (begins_at, ends_at), &key, rng).map_err(|error| encoding(&error))?;
        let certificate = made.to_pem(LineEnding::LF).map_err(|error| encoding(&error))?;
        let key = key.to_pkcs8_pem(LineEnding::LF).map_err(|error| encoding(&error))?;
        Ok(Self { certificate, key, ends_at })
    }
}

/// Nearly every number of 32 bytes is a key; zero and those beyond the order of the curve are not.
fn new_key(rng: &dyn Rng) -> SigningKey {
    loop {
        let mut secret = Zeroizing::new([0_u8; 32]);
        rng.fill(&mut *secret);
        if let Ok(key) = SigningKey::from_slice(secret.as_slice()) {
            return key;
        }
    }
}

fn certificate(
    host: &str,
    (begins_at, ends_at): (Timestamp, Timestamp),
    key: &SigningKey,
    rng: &dyn Rng,
) -> builder::Result<Certificate> {
    let mut serial = [0_u8; 16];
    rng.fill(&mut serial);
    // positive, and of full length
    serial[0] = (serial[0] & 0x3f) | 0x40;
    let name = match host.parse::<IpAddr>() {
        Ok(address) => GeneralName::from(address),
        Err(_) => GeneralName::DnsName(Ia5String::new(host)?),
    };
    let profile = OneHost { subject: format!("CN={host},O={MARK}").parse()?, name };
    let validity = Validity::new(time(begins_at)?, time(ends_at)?);
    let public_key = SubjectPublicKeyInfoOwned::from_key(key.verifying_key())?;
    let serial = SerialNumber::new(&serial)?;
    CertificateBuilder::new(profile, serial, validity, public_key)?.build::<_, DerSignature>(key)
}

fn time(at: Timestamp) -> builder::Result<Time> {
    let since_epoch = Duration::from_secs(u64::try_from(at.as_second()).unwrap_or_default());
    Ok(Time::from(DateTime::from_unix_duration(since_epoch)?))
}

/// A certificate that vouches for itself, for one host and both purposes.
struct OneHost {
    subject: Name,
    name: GeneralName,
}

impl BuilderProfile for OneHost {
    fn get_issuer(&self, subject: &Name) -> Name {
        subject.clone()
    }

    fn get_subject(&self) -> Name {
        self.subject.clone()
    }

    fn build_extensions(
        &self,
        _: SubjectPublicKeyInfoRef<'_>,
        _: SubjectPublicKeyInfoRef<'_>,
        _: &TbsCertificate,
    ) -> builder::Result<Vec<Extension>> {
        let subject = &self.subject;
        Ok(vec![
            BasicConstraints { ca: false, path_len_constraint: None }.to_extension(subject, &[])?,
            KeyUsage(KeyUsages::DigitalSignature.into()).to_extension(subject, &[])?,
            ExtendedKeyUsage(vec![SERVER, CLIENT]).to_extension(subject, &[])?,
            SubjectAltName(vec![self.name.clone()]).to_extension(subject, &[])?,
        ])
    }
}

#[cfg(test)]
mod tests {
    use model::SeededRng;
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject as _;

    use super::super::certificate::{ends_at, is_for_development};
    use super::*;

    #[test]
    fn the_command_names_the_host_of_the_address() {
        for (url, host) in [
            ("https://police.example:7003", "police.example"),
            ("http://192.0.2.7:7003", "192.0.2.7"),
            ("https://[2001:db8::7]/", "2001:db8::7"),
            ("https://a;b.example/", "node.example"),
            ("", "node.example"),
        ] {
            assert_eq!(
                development_command(url),
                format!("amparo certificate --name {host} --out ."),
                "{url}"
            );
        }
    }

    #[test]
    fn a_certificate_for_development_says_so_and_ends_within_a_month() {
        let now: Timestamp = "2026-11-30T12:00:00Z".parse().unwrap();
        for host in ["police.example", "192.0.2.7", "2001:db8::7"] {
            let made = DevelopmentCertificate::make(host, now, &SeededRng::new(1)).unwrap();
            assert_eq!(made.ends_at.to_string(), "2026-12-30T12:00:00Z");
            let der = CertificateDer::from_pem_slice(made.certificate.as_bytes()).unwrap();
            assert_eq!(ends_at(&der), Some(made.ends_at), "{host}");
            assert!(is_for_development(&der), "{host}");
            let holds = |text: &str| der.windows(text.len()).any(|some| some == text.as_bytes());
            assert!(holds(host), "{host}");
            assert!(made.key.starts_with("-----BEGIN PRIVATE KEY-----"));
            assert!(!format!("{made:?}").contains("BEGIN"));
        }
    }

    #[test]
    fn what_is_no_host_gets_no_certificate() {
        for bad in ["", "a b.example", "a,O=x", "a:7003", "https://a.example", &"a".repeat(65)] {
            let made = DevelopmentCertificate::make(bad, Timestamp::UNIX_EPOCH, &SeededRng::new(1));
            assert!(matches!(made, Err(DevelopmentError::Host(host)) if host == bad), "{bad}");
        }
    }
}
