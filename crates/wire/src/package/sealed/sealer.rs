//! Sealing, piece by piece.

use std::convert::Infallible;

use hpke::aead::AeadCtxS;
use hpke::rand_core::{TryCryptoRng, TryRng};
use hpke::{OpModeS, Serializable as _, setup_sender_with_rng};

use super::{
    Aead, CHUNK_BYTES, HEAD_BYTES, Kdf, Kem, LAST, MAGIC, MORE, RecipientKey, SealedError, TAG_BYTES,
};

/// Size in bytes of an archive of `size_bytes` once it is sealed.
pub fn sealed_size(size_bytes: u64) -> u64 {
    let chunks = size_bytes.div_ceil(CHUNK_BYTES as u64).max(1);
    HEAD_BYTES as u64 + size_bytes + chunks * TAG_BYTES as u64
}

/// Seals an archive that comes in pieces of any size; holds one chunk at most.
pub struct Sealer {
    context: AeadCtxS<Aead, Kdf, Kem>,
    waiting: Vec<u8>,
}

impl Sealer {
    /// Begins, with a fresh key from 32 random bytes of `fill`, and writes the head to `out`.
    ///
    /// # Errors
    /// The recipient's key is a point of small order.
    pub fn to(
        recipient: &RecipientKey,
        fill: impl FnMut(&mut [u8]),
        out: &mut Vec<u8>,
    ) -> Result<Self, SealedError> {
        let mut random = Random(fill);
        let (enc, context) =
            setup_sender_with_rng::<Aead, Kdf, Kem>(&OpModeS::Base, &recipient.0, &MAGIC, &mut random)
                .map_err(|_| SealedError::Key)?;
        out.extend(MAGIC);
        out.extend(recipient.id_bytes());
        out.extend(enc.to_bytes());
        Ok(Self { context, waiting: Vec::with_capacity(CHUNK_BYTES) })
    }

    /// Takes the next piece, and appends to `out` what can be sealed.
    ///
    /// # Errors
    /// Too large.
    pub fn push(&mut self, mut piece: &[u8], out: &mut Vec<u8>) -> Result<(), SealedError> {
        while !piece.is_empty() {
            if self.waiting.len() == CHUNK_BYTES {
                self.seal(MORE, out)?;
            }
            let (taken, rest) = piece.split_at(piece.len().min(CHUNK_BYTES - self.waiting.len()));
            self.waiting.extend(taken);
            piece = rest;
        }
        Ok(())
    }

    /// Appends the last chunk.
    ///
    /// # Errors
    /// Too large.
    pub fn finish(mut self, out: &mut Vec<u8>) -> Result<(), SealedError> {
        self.seal(LAST, out)
    }

    fn seal(&mut self, place: &[u8], out: &mut Vec<u8>) -> Result<(), SealedError> {
        let sealed = self.context.seal(&self.waiting, place).map_err(|_| SealedError::TooLarge)?;
        out.extend(sealed);
        self.waiting.clear();
        Ok(())
    }
}

/// The caller's source of chance in the shape that HPKE takes.
struct Random<F>(F);

impl<F: FnMut(&mut [u8])> Random<F> {
    fn draw<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.0)(&mut bytes);
        bytes
    }
}

impl<F: FnMut(&mut [u8])> TryRng for Random<F> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(u32::from_le_bytes(self.draw()))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(u64::from_le_bytes(self.draw()))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        (self.0)(bytes);
        Ok(())
    }
}

impl<F: FnMut(&mut [u8])> TryCryptoRng for Random<F> {}
