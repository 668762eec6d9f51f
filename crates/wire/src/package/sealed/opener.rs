//! Opening, piece by piece.

use hpke::aead::AeadCtxR;
use hpke::{Deserializable as _, OpModeR, setup_receiver};

use super::{
    Aead, CHUNK_BYTES, HEAD_BYTES, KEY_ID_BYTES, Kdf, Kem, LAST, MAGIC, MORE, RecipientSecret, SealedError,
    TAG_BYTES,
};

const SEALED_CHUNK_BYTES: usize = CHUNK_BYTES + TAG_BYTES;

/// Opens a sealed package that comes in pieces of any size; holds one chunk at most. What it gives before [`Opener::finish`] is whole as
/// far as it goes, but more may be missing.
pub struct Opener {
    secret: RecipientSecret,
    context: Option<AeadCtxR<Aead, Kdf, Kem>>,
    waiting: Vec<u8>,
    has_opened: bool,
}

impl Opener {
    /// Begins.
    pub fn new(secret: RecipientSecret) -> Self {
        Self { secret, context: None, waiting: Vec::with_capacity(SEALED_CHUNK_BYTES), has_opened: false }
    }

    /// Takes the next piece, and appends to `out` what can be opened.
    ///
    /// # Errors
    /// No sealed package, sealed to another key, or changed.
    pub fn push(&mut self, mut piece: &[u8], out: &mut Vec<u8>) -> Result<(), SealedError> {
        while !piece.is_empty() {
            let wanted = if self.context.is_none() { HEAD_BYTES } else { SEALED_CHUNK_BYTES };
            // a full chunk is the last one unless something follows, and something does
            if self.context.is_some() && self.waiting.len() == wanted {
                self.open(MORE, out)?;
            }
            let (taken, rest) = piece.split_at(piece.len().min(wanted - self.waiting.len()));
            self.waiting.extend(taken);
            piece = rest;
            if self.context.is_none() && self.waiting.len() == HEAD_BYTES {
                self.begin()?;
            }
        }
        Ok(())
    }

    /// Opens the last chunk.
    ///
    /// # Errors
    /// As [`Opener::push`]; cut off.
    pub fn finish(mut self, out: &mut Vec<u8>) -> Result<(), SealedError> {
        // an archive has one form only: an empty last chunk is for the empty archive
        if self.has_opened && self.waiting.len() == TAG_BYTES {
            return Err(SealedError::Changed);
        }
        self.open(LAST, out)
    }

    fn begin(&mut self) -> Result<(), SealedError> {
        let rest = self.waiting.strip_prefix(&MAGIC).ok_or(SealedError::NotSealed)?;
        let (id, enc) = rest.split_at(KEY_ID_BYTES);
        let own = self.secret.recipient();
        if id != own.id_bytes() {
            return Err(SealedError::OtherKey { found: hex::encode(id), own: own.id() });
        }
        let enc = <Kem as hpke::Kem>::EncappedKey::from_bytes(enc).map_err(|_| SealedError::Changed)?;
        let context = setup_receiver::<Aead, Kdf, Kem>(&OpModeR::Base, &self.secret.private, &enc, &MAGIC)
            .map_err(|_| SealedError::Changed)?;
        self.context = Some(context);
        self.waiting.clear();
        Ok(())
    }

    fn open(&mut self, place: &[u8], out: &mut Vec<u8>) -> Result<(), SealedError> {
        let context = self.context.as_mut().ok_or(SealedError::NotSealed)?;
        let opened = context.open(&self.waiting, place).map_err(|_| SealedError::Changed)?;
        out.extend(opened);
        self.waiting.clear();
        self.has_opened = true;
        Ok(())
    }
}
