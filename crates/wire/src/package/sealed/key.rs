//! To whom a package is sealed.

use std::fmt;
use std::str::FromStr;

use hpke::{Deserializable as _, Kem as _, Serializable as _};
use sha2::{Digest as _, Sha256};

use super::{KEY_ID_BYTES, Kem, SealedError};

const PREFIX: &str = "amparo-recipient/1+";

type PublicKey = <Kem as hpke::Kem>::PublicKey;
type PrivateKey = <Kem as hpke::Kem>::PrivateKey;

/// A recipient's public key, which senders keep in their configuration. Reads and prints as `amparo-recipient/1+` and 64 hexadecimal digits.
#[derive(Clone, PartialEq, Eq)]
pub struct RecipientKey(pub(super) PublicKey);

impl RecipientKey {
    /// By which packages name it and people compare it: 16 hexadecimal digits.
    pub fn id(&self) -> String {
        hex::encode(self.id_bytes())
    }

    pub(super) fn id_bytes(&self) -> [u8; KEY_ID_BYTES] {
        let mut id = [0; KEY_ID_BYTES];
        let digest = Sha256::digest(self.0.to_bytes());
        id.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
        id
    }
}

impl FromStr for RecipientKey {
    type Err = SealedError;

    fn from_str(text: &str) -> Result<Self, SealedError> {
        let digits = text.strip_prefix(PREFIX).ok_or(SealedError::Key)?;
        let bytes = hex::decode(digits).map_err(|_| SealedError::Key)?;
        PublicKey::from_bytes(&bytes).map(Self).map_err(|_| SealedError::Key)
    }
}

impl fmt::Display for RecipientKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{}", hex::encode(self.0.to_bytes()))
    }
}

impl fmt::Debug for RecipientKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RecipientKey({})", self.id())
    }
}

/// What opens packages sealed to a recipient. Prints no secret.
#[derive(Clone)]
pub struct RecipientSecret {
    pub(super) private: PrivateKey,
    public: RecipientKey,
}

impl RecipientSecret {
    /// The key pair that follows from 32 secret bytes (RFC 9180 section 7.1.3).
    pub fn derive(secret: &[u8; 32]) -> Self {
        let (private, public) = Kem::derive_keypair(secret);
        Self { private, public: RecipientKey(public) }
    }

    /// The public half.
    pub fn recipient(&self) -> RecipientKey {
        self.public.clone()
    }
}

impl fmt::Debug for RecipientSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RecipientSecret({})", self.public.id())
    }
}
