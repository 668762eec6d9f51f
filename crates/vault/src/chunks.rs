//! The file format: header and chunks (see the crate's documentation).

use aes_gcm::Aes256Gcm;
use aes_gcm::aead::AeadInOut;
use zeroize::Zeroizing;

use crate::Damage;
use crate::item::Place;
use crate::keys::{NONCE_BYTES, SecretKey, cipher};

/// Plaintext bytes of every chunk but the last.
pub(crate) const CHUNK_BYTES: usize = 64 * 1024;

/// Length of a GCM tag.
pub(crate) const TAG_BYTES: usize = 16;

/// Length of the header.
pub(crate) const HEADER_BYTES: usize = 68;

const MAGIC: &[u8; 12] = b"amparo-vault";
const VERSION: u32 = 2;

/// Plaintext or sealed bytes of one chunk; erased when dropped.
pub(crate) type Chunk = Zeroizing<Vec<u8>>;

/// An empty chunk that never reallocates, so that no copy of the plaintext stays behind in freed memory.
pub(crate) fn empty_chunk() -> Chunk {
    Zeroizing::new(Vec::with_capacity(CHUNK_BYTES + TAG_BYTES))
}

/// The header of an item.
pub(crate) fn header(place: Place) -> [u8; HEADER_BYTES] {
    let mut header = [0; HEADER_BYTES];
    header[..12].copy_from_slice(MAGIC);
    header[12..16].copy_from_slice(&VERSION.to_be_bytes());
    header[16..32].copy_from_slice(place.name.as_bytes());
    header[32..36].copy_from_slice(&place.key_version.to_be_bytes());
    header[36..].copy_from_slice(&place.case_sha256);
    header
}

/// Checks that a header is the one of `place`.
pub(crate) fn check_header(found: &[u8; HEADER_BYTES], place: Place) -> Result<(), Damage> {
    let [magic @ .., v0, v1, v2, v3] = found.first_chunk::<16>().ok_or(Damage::NotAVaultFile)?;
    let version = u32::from_be_bytes([*v0, *v1, *v2, *v3]);
    match () {
        () if magic != MAGIC => Err(Damage::NotAVaultFile),
        () if version != VERSION => Err(Damage::UnknownVersion(version)),
        () if *found != header(place) => Err(Damage::AnotherItem),
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
    pub(crate) fn new(key: &SecretKey, place: Place) -> Self {
        Self { cipher: cipher(key), header: header(place) }
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
    use crate::item::Name;

    #[test]
    fn layout_counts_chunks_tags_and_header() {
        let chunk = CHUNK_BYTES as u64;
        for (size, chunks, last) in [(0, 1, 0), (1, 1, 1), (chunk, 1, CHUNK_BYTES), (chunk + 1, 2, 1)] {
            let layout = Layout::new(size);
            assert_eq!(layout.chunks(), chunks, "{size}");
            assert_eq!(layout.file_bytes(), 68 + size + 16 * chunks, "{size}");
            assert_eq!(layout.chunk_bytes(chunks - 1), last, "{size}");
            assert!(layout.is_last(chunks - 1));
        }
        assert_eq!(Layout::new(u64::MAX).file_bytes(), u64::MAX);
    }

    #[test]
    fn headers_are_told_apart() {
        let place = |name, case, version| Place::new(Name::new([name; 16]), case, version);
        let own = place(4, "rep_1", 1);
        assert_eq!(check_header(&header(own), own), Ok(()));
        for other in [place(5, "rep_1", 1), place(4, "rep_2", 1), place(4, "rep_1", 2)] {
            assert_eq!(check_header(&header(other), own), Err(Damage::AnotherItem));
        }
        assert_eq!(check_header(&[0; HEADER_BYTES], own), Err(Damage::NotAVaultFile));
        let mut newer = header(own);
        newer[15] = 3;
        assert_eq!(check_header(&newer, own), Err(Damage::UnknownVersion(3)));
    }

    #[test]
    fn a_chunk_opens_only_at_its_place() {
        let place = Place::new(Name::new([2; 16]), "rep_1", 1);
        let cipher = ChunkCipher::new(&Zeroizing::new([1; 32]), place);
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
