//! Kinds of hash, and their text.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::taking::Taking;
use super::{ListedFile, ListedOpaque, MAX_OPAQUE_BYTES, OPAQUE_KINDS};
use crate::cybertipline::error::shorten;

/// Bytes of a PhotoDNA hash, in whatever form it is written.
const PHOTO_DNA_BYTES: usize = 144;

/// Longest name of an unknown kind that is told, in characters.
const NAMED_CHARS: usize = 40;

/// A kind of hash that entries may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Md5,
    Sha1,
    Sha256,
    Pdq,
    PhotoDna,
}

/// Why a value could not be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It is no hash of its kind; what would be one.
    Malformed(&'static str),
    /// A PhotoDNA in a form that nobody here knows: others' value, compared by equality only, so that it is left out and the rest of the
    /// entry stays (NCMEC's own example has such a one).
    ForeignPhotoDna,
}

/// What [`Refusal::ForeignPhotoDna`] counts as.
pub(super) const FOREIGN_PHOTO_DNA: &str = "a PhotoDNA that is not 144 bytes in base64, hex or numbers";

impl Kind {
    /// The kind of a digest of so many hexadecimal digits, where the number alone says it; 64 says nothing.
    pub(super) fn of_digits(digits: usize) -> Option<Self> {
        match digits {
            32 => Some(Self::Md5),
            40 => Some(Self::Sha1),
            _ => None,
        }
    }

    /// The kind that files name so, in any case and with or without `-` and `_`.
    pub(super) fn named(name: &str) -> Option<Self> {
        let plain = |c: char| !matches!(c, '-' | '_' | ' ');
        let name: String = name.chars().take(20).filter(|c| plain(*c)).collect();
        let kinds = [
            ("md5", Self::Md5),
            ("sha1", Self::Sha1),
            ("sha256", Self::Sha256),
            ("pdq", Self::Pdq),
            ("pdna", Self::PhotoDna),
            ("photodna", Self::PhotoDna),
        ];
        kinds.into_iter().find(|(known, _)| name.eq_ignore_ascii_case(known)).map(|(_, kind)| kind)
    }

    /// What its text looks like.
    pub(super) fn expected(self) -> &'static str {
        match self {
            Self::Md5 => "32 hexadecimal digits (MD5)",
            Self::Sha1 => "40 hexadecimal digits (SHA-1)",
            Self::Sha256 => "64 hexadecimal digits (SHA-256)",
            Self::Pdq => "64 hexadecimal digits (PDQ)",
            Self::PhotoDna => "144 bytes in base64 (PhotoDNA)",
        }
    }

    /// Puts a hash into the entry. A second one of the same kind changes nothing if it is well-formed.
    pub(super) fn put(self, file: &mut ListedFile, text: &[u8]) -> Result<(), Refusal> {
        let malformed = Refusal::Malformed(self.expected());
        match self {
            Self::Md5 => file.md5 = file.md5.or(Some(digest(text).ok_or(malformed)?)),
            Self::Sha1 => file.sha1 = file.sha1.or(Some(digest(text).ok_or(malformed)?)),
            Self::Sha256 => file.sha256 = file.sha256.or(Some(digest(text).ok_or(malformed)?)),
            Self::Pdq => file.pdq = file.pdq.or(Some(digest(text).ok_or(malformed)?)),
            Self::PhotoDna => {
                let value = photo_dna(text).ok_or(Refusal::ForeignPhotoDna)?;
                file.photo_dna.get_or_insert(value);
            }
        }
        Ok(())
    }
}

/// Keeps a value of a kind that nobody here computes, or counts why not. Files write `tmk-pdqf` and `TMK_PDQF`.
pub(super) fn put_opaque(
    name: &str,
    value: &str,
    file: &mut ListedFile,
    taking: &mut Taking<'_>,
    line: impl FnOnce() -> u64,
) {
    let is_same = |known: &&str| {
        let (known, name) = (known.bytes(), name.bytes().map(|byte| if byte == b'-' { b'_' } else { byte }));
        known.eq(name.map(|byte| byte.to_ascii_lowercase()))
    };
    match OPAQUE_KINDS.into_iter().find(is_same) {
        None => taking.ignore(&format!("a hash of the kind {}", shorten(name, NAMED_CHARS)), line),
        Some(_) if value.len() > MAX_OPAQUE_BYTES => taking.ignore("a value that is too long to keep", line),
        Some(kind) => file.opaque.push(ListedOpaque { kind, value: value.to_owned() }),
    }
}

/// `2 N` hexadecimal digits of either case.
pub(super) fn digest<const N: usize>(text: &[u8]) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    hex::decode_to_slice(text, &mut bytes).ok()?;
    Some(bytes)
}

/// A PhotoDNA in one form, so that equal ones are equal texts. Files write 192 characters of base64, 288 of hex, or 144 numbers with commas.
fn photo_dna(text: &[u8]) -> Option<String> {
    let bytes = match text.len() {
        192 => STANDARD.decode(text).ok()?,
        288 if !text.contains(&b',') => hex::decode(text).ok()?,
        _ => {
            let numbers = std::str::from_utf8(text).ok()?.split(',').take(PHOTO_DNA_BYTES + 1);
            numbers.map(|number| number.trim().parse().ok()).collect::<Option<Vec<u8>>>()?
        }
    };
    (bytes.len() == PHOTO_DNA_BYTES).then(|| STANDARD.encode(bytes))
}

/// Whether a digest is that of no bytes at all: every empty file would be a hit.
pub(super) fn is_of_nothing(file: &ListedFile) -> bool {
    file.md5 == Some(MD5_OF_NOTHING)
        || file.sha1 == Some(SHA1_OF_NOTHING)
        || file.sha256 == Some(SHA256_OF_NOTHING)
}

/// `d41d8cd98f00b204e9800998ecf8427e`
const MD5_OF_NOTHING: [u8; 16] = 0xd41d_8cd9_8f00_b204_e980_0998_ecf8_427e_u128.to_be_bytes();
/// `da39a3ee5e6b4b0d3255bfef95601890afd80709`
const SHA1_OF_NOTHING: [u8; 20] = [
    0xda, 0x39, 0xa3, 0xee, 0x5e, 0x6b, 0x4b, 0x0d, 0x32, 0x55, 0xbf, 0xef, 0x95, 0x60, 0x18, 0x90, 0xaf,
    0xd8, 0x07, 0x09,
];
/// `e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855`
const SHA256_OF_NOTHING: [u8; 32] = [
    0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24, 0x27,
    0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
];

#[cfg(test)]
mod tests {
    use sha2::{Digest as _, Sha256};

    use super::*;

    #[test]
    fn a_photo_dna_has_one_form_whatever_was_written() {
        let bytes: Vec<u8> = (0..144).collect();
        let numbers: Vec<String> = bytes.iter().map(u8::to_string).collect();
        let expected = STANDARD.encode(&bytes);
        for text in [expected.clone(), hex::encode_upper(&bytes), numbers.join(","), numbers.join(", ")] {
            assert_eq!(photo_dna(text.as_bytes()), Some(expected.clone()), "{text}");
        }
        for text in ["", "1,2,3", &expected[1..], &"g".repeat(288), &"256,".repeat(144)] {
            assert_eq!(photo_dna(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn the_digests_of_nothing_are_known() {
        assert_eq!(SHA256_OF_NOTHING[..], Sha256::digest(b"")[..]);
        assert_eq!(hex::encode(SHA1_OF_NOTHING), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
        assert_eq!(hex::encode(MD5_OF_NOTHING), "d41d8cd98f00b204e9800998ecf8427e");
    }

    #[test]
    fn kinds_have_several_names() {
        for (name, kind) in [
            ("MD5", Kind::Md5),
            ("SHA-1", Kind::Sha1),
            ("sha_256", Kind::Sha256),
            ("PhotoDNA", Kind::PhotoDna),
        ] {
            assert_eq!(Kind::named(name), Some(kind));
        }
        assert_eq!(Kind::named("sha512"), None);
    }
}
