//! A package sealed to its recipient: HPKE (RFC 9180) around the whole archive, so that nobody on the way learns what it is about, neither who
//! ends its TLS nor who carries the stick.
//!
//! ```text
//! magic     16 bytes  "amparo-sealed/1" and a newline
//! key id     8 bytes  the first of SHA-256 of the recipient's public key
//! enc       32 bytes  the encapsulated key
//! chunks              each 65,536 bytes of the archive and a tag of 16; the last one has 1 to 65,536 (none if the archive is empty)
//! ```
//!
//! DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM in base mode: who sent it, says the signature inside. Chunks are consecutive
//! messages of one HPKE context, so none can be left out or moved; the associated data tell the last one, so none can be cut off.

mod key;
mod opener;
mod sealer;

use hpke::aead::AesGcm256;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;

pub use key::{RecipientKey, RecipientSecret};
pub use opener::Opener;
pub use sealer::{Sealer, sealed_size};

/// The media type of a sealed package over HTTP.
pub const SEALED_MEDIA_TYPE: &str = "application/vnd.amparo.sealed-package";
/// How every sealed package begins; no archive does.
pub const MAGIC: [u8; 16] = *b"amparo-sealed/1\n";

type Aead = AesGcm256;
type Kdf = HkdfSha256;
type Kem = X25519HkdfSha256;

const KEY_ID_BYTES: usize = 8;
const ENC_BYTES: usize = 32;
const HEAD_BYTES: usize = MAGIC.len() + KEY_ID_BYTES + ENC_BYTES;
const CHUNK_BYTES: usize = 64 << 10;
const TAG_BYTES: usize = 16;
/// Associated data of a chunk after which another one comes, and of the last one.
const MORE: &[u8] = &[0];
const LAST: &[u8] = &[1];

/// Why a package could not be sealed or opened.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SealedError {
    /// The text is no recipient key.
    #[error("is no recipient key: it reads `amparo-recipient/1+` and 64 hexadecimal digits")]
    Key,
    /// It does not begin as a sealed package does.
    #[error("is no sealed package")]
    NotSealed,
    /// It is for somebody else, or for an earlier key.
    #[error("is sealed to the key {found}, this node has {own}; ask the sender to seal it anew")]
    OtherKey {
        /// Key id in the package, hex.
        found: String,
        /// Key id of the recipient who tried, hex.
        own: String,
    },
    /// A byte was changed, left out, moved or added.
    #[error("does not open: it was changed or cut off on the way")]
    Changed,
    /// The package has more chunks than a context may seal.
    #[error("is too large to be sealed")]
    TooLarge,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn secret() -> RecipientSecret {
        RecipientSecret::derive(&[7; 32])
    }

    fn fill(bytes: &mut [u8]) {
        bytes.iter_mut().zip(1..).for_each(|(byte, n)| *byte = n);
    }

    fn seal(plain: &[u8], piece_bytes: usize) -> Vec<u8> {
        let mut sealed = Vec::new();
        let mut sealer = Sealer::to(&secret().recipient(), fill, &mut sealed).unwrap();
        for piece in plain.chunks(piece_bytes) {
            sealer.push(piece, &mut sealed).unwrap();
        }
        sealer.finish(&mut sealed).unwrap();
        sealed
    }

    fn open(sealed: &[u8], piece_bytes: usize) -> Result<Vec<u8>, SealedError> {
        let mut plain = Vec::new();
        let mut opener = Opener::new(secret());
        for piece in sealed.chunks(piece_bytes) {
            opener.push(piece, &mut plain)?;
        }
        opener.finish(&mut plain)?;
        Ok(plain)
    }

    #[test]
    fn what_was_sealed_opens_at_every_size_around_a_chunk() {
        for size in
            [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, 3 * CHUNK_BYTES + 5]
        {
            let plain: Vec<u8> = (0..size).map(|n| (n % 251).to_le_bytes()[0]).collect();
            let sealed = seal(&plain, 1000);
            assert_eq!(sealed.len() as u64, sealed_size(size as u64), "{size}");
            assert_eq!(open(&sealed, 777).unwrap(), plain, "{size}");
        }
    }

    #[test]
    fn chunks_are_neither_cut_off_nor_moved_nor_added() {
        let sealed = seal(&vec![5; 3 * CHUNK_BYTES], 4096);
        let whole = CHUNK_BYTES + TAG_BYTES;
        let (head, chunks) = sealed.split_at(HEAD_BYTES);
        let (first, rest) = chunks.split_at(whole);
        let (second, third) = rest.split_at(whole);
        for changed in [
            [head, first, second].concat(),
            [head, first, third].concat(),
            [head, second, first, third].concat(),
            [head, first, second, second, third].concat(),
            [head, first, second, third, third].concat(),
            [head, first, second, third, &[0]].concat(),
            [head].concat(),
        ] {
            assert_eq!(open(&changed, 10_000), Err(SealedError::Changed));
        }
        assert_eq!(open(&sealed[..20], 10), Err(SealedError::NotSealed));
        assert_eq!(
            open(b"base/bagit.txt and so on, as an archive begins ..........", 10),
            Err(SealedError::NotSealed)
        );
    }

    #[test]
    fn another_recipient_is_told_the_keys() {
        let mut sealed = Vec::new();
        let other = RecipientSecret::derive(&[8; 32]).recipient();
        Sealer::to(&other, fill, &mut sealed).unwrap().finish(&mut sealed).unwrap();
        let (found, own) = (other.id(), secret().recipient().id());
        assert_eq!(open(&sealed, 64), Err(SealedError::OtherKey { found, own }));
    }

    #[test]
    fn a_recipient_key_reads_as_it_is_written() {
        let key = secret().recipient();
        assert_eq!(key.to_string().parse::<RecipientKey>().unwrap(), key);
        for text in
            ["", "amparo-recipient/1+", "amparo-recipient/1+00", &key.to_string()[1..], &format!("{key}0")]
        {
            assert_eq!(text.parse::<RecipientKey>(), Err(SealedError::Key), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_changed_byte_is_refused(at in 0_usize..2000, change in 1_u8..) {
            let sealed = seal(&[9; 300], 100);
            let at = at % sealed.len();
            let mut changed = sealed;
            changed[at] ^= change;
            prop_assert!(open(&changed, 100).is_err());
        }
    }
}
