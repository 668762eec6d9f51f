//! What the public form sends to the clearinghouse: steps of a tip, each sealed for itself, and the answers on their way back.
//!
//! The form holds no key that opens a step. Each one is an [`Opened`] as JSON, filled up with spaces so that its length tells little, and
//! sealed as a package is ([`crate::package::sealed`]). A tip is kept as far as it was told: nobody waits for its last step.

mod opened;
mod sealed_step;

pub use opened::{AGE_MAX, Door, KINDS, Mailbox, Opened, Place, Step};
pub use sealed_step::{
    Delivery, Kept, MailboxPage, SEALED_MAX_BYTES, STEPS_PER_DELIVERY, SealedAnswer, SealedStep, StepReceipt,
};

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::document::DocumentError;
use crate::package::sealed::SealedError;

/// Most characters of a text in a person's own words.
pub const WORDS_MAX: usize = 10_000;
/// Most characters of a name, such as an app or an account.
pub const NAME_MAX: usize = 300;
/// Most characters of an address on the web. It is kept as text and never fetched.
pub const URL_MAX: usize = 2_000;
/// Digits of a tip's id.
const ID_DIGITS: usize = 32;

/// Why a step or an answer cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TipError {
    /// It does not open, or cannot be sealed.
    #[error(transparent)]
    Sealed(#[from] SealedError),
    /// What stands in it is not what it should be; names no content.
    #[error(transparent)]
    Content(#[from] DocumentError),
    /// The sealed text is not Base64.
    #[error("is not Base64 (RFC 4648) of a sealed step")]
    Base64,
    /// The id or the number inside differ from those outside.
    #[error("was sealed for another place than the one that it came in")]
    Elsewhere,
    /// The text is no id of a tip.
    #[error("is no id of a tip: it has 32 lower-case hexadecimal digits")]
    Id,
}

/// Names a tip: 32 random hexadecimal digits, which the reporter's browser carries from step to step.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TipId(String);

impl TipId {
    /// A fresh one, from 16 random bytes of `fill`.
    pub fn new(mut fill: impl FnMut(&mut [u8])) -> Self {
        let mut bytes = [0; ID_DIGITS / 2];
        fill(&mut bytes);
        Self(hex::encode(bytes))
    }

    /// Its digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for TipId {
    type Err = TipError;

    fn from_str(text: &str) -> Result<Self, TipError> {
        text.to_owned().try_into()
    }
}

impl TryFrom<String> for TipId {
    type Error = TipError;

    fn try_from(text: String) -> Result<Self, TipError> {
        let is_digit = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        if text.len() == ID_DIGITS && text.bytes().all(is_digit) { Ok(Self(text)) } else { Err(TipError::Id) }
    }
}

impl From<TipId> for String {
    fn from(id: TipId) -> Self {
        id.0
    }
}

impl fmt::Display for TipId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_as_it_is_written() {
        let id = TipId::new(|bytes| bytes.fill(0xa5));
        assert_eq!(id.as_str(), "a5".repeat(16));
        assert_eq!(id.to_string().parse::<TipId>().unwrap(), id);
        assert_eq!(serde_json::from_str::<TipId>(&serde_json::to_string(&id).unwrap()).unwrap(), id);
        for text in ["", "a5", &"A5".repeat(16), &"g5".repeat(16), &"a5".repeat(17)] {
            assert!(matches!(text.parse::<TipId>(), Err(TipError::Id)), "{text}");
            assert!(serde_json::from_str::<TipId>(&format!("\"{text}\"")).is_err(), "{text}");
        }
    }
}
