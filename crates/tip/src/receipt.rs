//! The receipt: sixteen digits from which the reporter's key and mailbox follow.
//!
//! Argon2id (64 MiB, 3 passes, 1 lane) over the digits with the public salt [`SALT`], then HKDF-SHA256 with a label each for the name of
//! the mailbox and for the secret of its key. 10^16 receipts at a third of a second of one core each are beyond guessing, and the mailbox
//! tells nobody whether a receipt exists.

use argon2::{Algorithm, Argon2, Params, Version};
use hkdf::Hkdf;
use sha2::Sha256;
use wire::package::sealed::RecipientSecret;
use wire::tip::Mailbox;
use zeroize::Zeroizing;

/// The same for everybody, since the holder has the digits and nothing else.
const SALT: &[u8] = b"amparo tip receipt/1";
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 1;
const DIGITS: usize = 16;
const RECEIPTS: u64 = 10_u64.pow(16);

/// Sixteen digits. Never printed by accident; its memory is overwritten when it goes.
pub(crate) struct Receipt(Zeroizing<String>);

/// What follows from a receipt.
pub(crate) struct Opened {
    /// Name and public key of the mailbox.
    pub(crate) mailbox: Mailbox,
    /// What opens its answers.
    pub(crate) secret: RecipientSecret,
}

/// The memory for Argon2id is not to be had.
#[derive(Debug, thiserror::Error)]
#[error("a receipt cannot be worked out: {0}")]
pub(crate) struct NoKey(String);

impl Receipt {
    /// The receipt of a page with the random number `page`, which only the reporter's browser has; `key` is only in this process. The
    /// same page sent twice, as by a double click, gets the same receipt, and nothing here remembers it. Each of the 10^16 is as likely as
    /// another.
    ///
    /// # Errors
    /// Never in practice.
    pub(crate) fn of_page(key: &[u8; 32], page: &str) -> Result<Self, NoKey> {
        let key = Hkdf::<Sha256>::new(None, key);
        for turn in 0_u8..=255 {
            let mut bytes = Zeroizing::new([0_u8; 8]);
            let label = [b"amparo tip receipt of a page/1".as_slice(), &[turn], page.as_bytes()].concat();
            key.expand(&label, bytes.as_mut_slice()).map_err(|error| NoKey(error.to_string()))?;
            let number = u64::from_le_bytes(*bytes);
            // the numbers above the last whole multiple would make the first receipts likelier
            if number < u64::MAX - u64::MAX % RECEIPTS {
                return Ok(Self(Zeroizing::new(format!("{:016}", number % RECEIPTS))));
            }
        }
        Err(NoKey("no number below the last multiple".into()))
    }

    /// The receipt that somebody typed: sixteen digits, whatever stands between them.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let allowed = |c: char| c.is_ascii_digit() || c.is_whitespace() || "-.–".contains(c);
        let digits: Zeroizing<String> = Zeroizing::new(text.chars().filter(char::is_ascii_digit).collect());
        (digits.len() == DIGITS && text.chars().all(allowed)).then_some(Self(digits))
    }

    /// In four groups of four, to be copied by hand.
    pub(crate) fn groups(&self) -> Vec<String> {
        (0..DIGITS).step_by(4).filter_map(|from| self.0.get(from..from + 4)).map(str::to_owned).collect()
    }

    /// Works out key and mailbox: about a third of a second of one core, and 64 MiB.
    ///
    /// # Errors
    /// The memory is not to be had.
    pub(crate) fn open(&self) -> Result<Opened, NoKey> {
        let broken = |error: argon2::Error| NoKey(error.to_string());
        let params = Params::new(MEMORY_KIB, PASSES, LANES, Some(32)).map_err(broken)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let mut seed = Zeroizing::new([0_u8; 32]);
        argon2.hash_password_into(self.0.as_bytes(), SALT, seed.as_mut_slice()).map_err(broken)?;
        let seed = Hkdf::<Sha256>::new(None, seed.as_slice());
        let follow = |label: &[u8]| {
            let mut out = Zeroizing::new([0_u8; 32]);
            let expanded = seed.expand(label, out.as_mut_slice());
            expanded.map(|()| out).map_err(|error| NoKey(error.to_string()))
        };
        let secret = RecipientSecret::derive(&*follow(b"amparo tip mailbox key/1")?);
        let id = hex::encode(follow(b"amparo tip mailbox id/1")?.as_slice());
        let mailbox = Mailbox { id, public_key: secret.recipient().to_string() };
        Ok(Opened { mailbox, secret })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_is_read_as_it_was_copied() {
        let receipt = Receipt::of_page(&[1; 32], "a").unwrap();
        let groups = receipt.groups();
        assert_eq!(groups.len(), 4);
        for between in ["", " ", "-", "  ", "\n"] {
            assert_eq!(Receipt::parse(&groups.join(between)).unwrap().groups(), groups, "{between:?}");
        }
        for text in ["", "1234", "1234 5678 1234 567", "1234 5678 1234 56789", "1234 5678 1234 567a x8"] {
            assert!(Receipt::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_page_has_one_receipt_and_another_page_another() {
        let groups = |key: u8, page: &str| Receipt::of_page(&[key; 32], page).unwrap().groups();
        assert_eq!(groups(1, "a"), groups(1, "a"));
        assert_ne!(groups(1, "a"), groups(1, "b"));
        assert_ne!(groups(1, "a"), groups(2, "a"));
    }

    #[test]
    fn key_and_mailbox_follow_from_the_digits_alone() {
        let (one, other) = (Receipt::parse("0000000000000001"), Receipt::parse("0000000000000002"));
        let (one, other) = (one.unwrap().open().unwrap(), other.unwrap().open().unwrap());
        let again = Receipt::parse("0000 0000 0000 0001").unwrap().open().unwrap();
        assert!(one.mailbox == again.mailbox && one.mailbox != other.mailbox);
        assert_eq!(one.secret.recipient(), again.secret.recipient());
        assert_eq!(one.mailbox.id.len(), 64);
        assert!(!one.mailbox.public_key.contains(&one.mailbox.id));
        one.mailbox.conversation().unwrap();
    }
}
