//! A package as it arrives: what is sealed to this node is opened on the way, what is not passes as it is.

use wire::package::sealed::{MAGIC, Opener, RecipientSecret, SealedError};

/// A package of which the end is not there yet.
pub(super) enum Arriving {
    /// Too little of it to tell.
    Beginning(Vec<u8>, RecipientSecret),
    Sealed(Box<Opener>),
    Plain,
}

impl Arriving {
    pub(super) fn new(secret: RecipientSecret) -> Self {
        Self::Beginning(Vec::new(), secret)
    }

    /// Takes the next piece, and appends to `out` what is known of the archive by it.
    pub(super) fn push(&mut self, piece: &[u8], out: &mut Vec<u8>) -> Result<(), SealedError> {
        match self {
            Self::Beginning(head, secret) => {
                head.extend(piece);
                if head.len() < MAGIC.len() {
                    return Ok(());
                }
                let head = std::mem::take(head);
                *self = match head.starts_with(&MAGIC) {
                    true => Self::Sealed(Box::new(Opener::new(secret.clone()))),
                    false => Self::Plain,
                };
                self.push(&head, out)
            }
            Self::Sealed(opener) => opener.push(piece, out),
            Self::Plain => {
                out.extend(piece);
                Ok(())
            }
        }
    }

    /// Appends the rest, and says whether the package was sealed.
    pub(super) fn finish(self, out: &mut Vec<u8>) -> Result<bool, SealedError> {
        match self {
            Self::Beginning(head, _) => {
                out.extend(head);
                Ok(false)
            }
            Self::Sealed(opener) => opener.finish(out).map(|()| true),
            Self::Plain => Ok(false),
        }
    }
}
