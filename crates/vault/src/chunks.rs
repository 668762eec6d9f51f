//! The file format: header and chunks (see the crate's documentation).

use aes_gcm::Aes256Gcm;
use aes_gcm::aead::AeadInOut;
use zeroize::Zeroizing;

use crate::Damage;
use crate::item::Name;
use crate::keys::{NONCE_BYTES, SecretKey, cipher};

/// Plaintext bytes of every chunk but the last.
pub(crate) const CHUNK_BYTES: usize = 64 * 1024;

/// Length of a GCM tag.
pub(crate) const TAG_BYTES: usize = 16;

/// Length of the header.
pub(crate) const HEADER_BYTES: usize = 32;

const MAGIC: &[u8; 12] = b"amparo-vault";
const VERSION: u32 = 1;

/// Plaintext or sealed bytes of one chunk; erased when dropped.
pub(crate) type Chunk = Zeroizing<Vec<u8>>;

/// An empty chunk that never reallocates, so that no copy of the plaintext stays behind in freed memory.
pub(crate) fn empty_chunk() -> Chunk {
    Zeroizing::new(Vec::with_capacity(CHUNK_BYTES + TAG_BYTES))
}

/// The header of an item.
pub(crate) fn header(name: Name) -> [u8; HEADER_BYTES] {
    let mut header = [0; HEADER_BYTES];
    header[..12].copy_from_slice(MAGIC);
    header[12..16].copy_from_slice(&VERSION.to_be_bytes());
    header[16..].copy_from_slice(name.as_bytes());
    header
}

/// Checks that a header is the one of `name`.
pub(crate) fn check_header(found: &[u8; HEADER_BYTES], name: Name) -> Result<(), Damage> {
    let [magic @ .., v0, v1, v2, v3] = found.first_chunk::<16>().ok_or(Damage::NotAVaultFile)?;
    let version = u32::from_be_bytes([*v0, *v1, *v2, *v3]);
    match () {
        () if magic != MAGIC => Err(Damage::NotAVaultFile),
        () if version != VERSION => Err(Damage::UnknownVersion(version)),
        () if *found != header(name) => Err(Damage::AnotherItem),
        () => Ok(()),
    }
}

/// How many chunks and bytes an item of `size_bytes` fills on the disk.
#[derive(Clone, Copy)]
pub(crate) struct Layout {
    size_bytes: u64,
}

impl Layout {
    pub(crate) fn new(size_bytes: u64) -> Self {
        Self { size_bytes }
    }

    /// At least one: an empty item is one empty chunk.
    pub(crate) fn chunks(self) -> u64 {
        self.size_bytes.div_ceil(CHUNK_BYTES as u64).max(1)
    }

    /// Length of the file; saturates, so that an absurd size is a length that no file has.
    pub(crate) fn file_bytes(self) -> u64 {
        let tags = self.chunks() * TAG_BYTES as u64;
        (HEADER_BYTES as u64 + tags).saturating_add(self.size_bytes)
    }

    /// Plaintext bytes of chunk `index`.
    pub(crate) fn chunk_bytes(self, index: u64) -> usize {
        let before = index.saturating_mul(CHUNK_BYTES as u64);
        let rest = self.size_bytes.saturating_sub(before);
        usize::try_from(rest).map_or(CHUNK_BYTES, |rest| rest.min(CHUNK_BYTES))
    }

    pub(crate) fn is_last(self, index: u64) -> bool {
        index + 1 == self.chunks()
    }
}

/// Seals and opens the chunks of one item.
pub(crate) struct ChunkCipher {
    cipher: Aes256Gcm,
    header: [u8; HEADER_BYTES],
}

impl ChunkCipher {
    pub(crate) fn new(key: &SecretKey, name: Name) -> Self {
        Self { cipher: cipher(key), header: header(name) }
    }

    /// Turns plaintext into the sealed chunk, in place.
    pub(crate) fn seal(&self, index: u64, last: bool, chunk: &mut Chunk) -> Result<(), aes_gcm::Error> {
        self.cipher.encrypt_in_place(&nonce(index, last).into(), &self.header, &mut **chunk)
    }

    /// Turns a sealed chunk into its plaintext, in place; on failure the chunk is unusable.
    pub(crate) fn open(&self, index: u64, last: bool, chunk: &mut Chunk) -> Result<(), Damage> {
        let opened = self.cipher.decrypt_in_place(&nonce(index, last).into(), &self.header, &mut **chunk);
        opened.map_err(|_| Damage::Chunk(index))
    }
}

fn nonce(index: u64, last: bool) -> [u8; NONCE_BYTES] {
    let mut nonce = [0; NONCE_BYTES];
    nonce[3..11].copy_from_slice(&index.to_be_bytes());
    nonce[11] = u8::from(last);
    nonce
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layout_counts_chunks_tags_and_header() {
        let chunk = CHUNK_BYTES as u64;
        for (size, chunks, last) in [(0, 1, 0), (1, 1, 1), (chunk, 1, CHUNK_BYTES), (chunk + 1, 2, 1)] {
            let layout = Layout::new(size);
            assert_eq!(layout.chunks(), chunks, "{size}");
            assert_eq!(layout.file_bytes(), 32 + size + 16 * chunks, "{size}");
            assert_eq!(layout.chunk_bytes(chunks - 1), last, "{size}");
            assert!(layout.is_last(chunks - 1));
        }
        assert_eq!(Layout::new(u64::MAX).file_bytes(), u64::MAX);
    }

    #[test]
    fn headers_are_told_apart() {
        let name = Name::new([4; 16]);
        assert_eq!(check_header(&header(name), name), Ok(()));
        assert_eq!(check_header(&header(Name::new([5; 16])), name), Err(Damage::AnotherItem));
        assert_eq!(check_header(&[0; HEADER_BYTES], name), Err(Damage::NotAVaultFile));
        let mut newer = header(name);
        newer[15] = 2;
        assert_eq!(check_header(&newer, name), Err(Damage::UnknownVersion(2)));
    }

    #[test]
    fn a_chunk_opens_only_at_its_place() {
        let cipher = ChunkCipher::new(&Zeroizing::new([1; 32]), Name::new([2; 16]));
        let mut sealed = empty_chunk();
        sealed.extend_from_slice(b"content");
        cipher.seal(3, false, &mut sealed).unwrap();
        for (index, last) in [(2, false), (4, false), (3, true)] {
            assert_eq!(cipher.open(index, last, &mut sealed.clone()), Err(Damage::Chunk(index)));
        }
        cipher.open(3, false, &mut sealed).unwrap();
        assert_eq!(sealed.as_slice(), b"content");
    }
}
