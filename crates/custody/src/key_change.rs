//! A log that changes its key: the key so far and the new one sign a note together, which says up to which size the one so far has signed.
//!
//! The text has six lines: a first one that no checkpoint begins with, then `origin`, `size`, `root` (hex), `from` and `to` (verifier keys).
//! Checkpoints of no more entries than `size` are signed by the key so far, those of more by the new one. Whoever trusts either key can so
//! follow to the other.

use note::{Note, NoteError, NoteSigner, NoteVerifier};

use crate::checkpoint::parse_decimal;
use crate::{Checkpoint, CheckpointError, Hash};

const FIRST_LINE: &str = "amparo-log-key-change/1";

/// One change of a log's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyChange {
    /// The last checkpoint under the key so far.
    pub last: Checkpoint,
    /// The key so far.
    pub from: NoteVerifier,
    /// The key of every checkpoint of more entries.
    pub to: NoteVerifier,
}

/// Why the keys of a log were refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyChangeError {
    /// The note, or one of its two signatures.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The text is not in its one form.
    #[error("the note does not say in its one form how the log changes its key")]
    Form,
    /// The changes do not lead from one key to the next.
    #[error("the changes of the log's key do not lead from one key to the next")]
    Order,
}

impl KeyChange {
    /// The note: signed by the key so far and by the new one.
    ///
    /// # Errors
    /// The keys have different names, or are the same.
    pub fn sign(size: u64, root: Hash, from: &NoteSigner, to: &NoteSigner) -> Result<String, KeyChangeError> {
        let last = Checkpoint { origin: from.name().to_owned(), size, root };
        let text = Self { last, from: from.verifier(), to: to.verifier() }.to_text();
        let mut note = Note::parse(note::sign(&text, from)?.as_bytes())?;
        note.lines.extend(Note::parse(note::sign(&text, to)?.as_bytes())?.lines);
        let note = note.to_string();
        Self::open(&note).map(|_| note)
    }

    /// Reads a note that both keys have signed.
    ///
    /// # Errors
    /// [`KeyChangeError`].
    pub fn open(note: &str) -> Result<Self, KeyChangeError> {
        let note = Note::parse(note.as_bytes())?;
        let change = Self::parse(&note.text).ok_or(KeyChangeError::Form)?;
        note.verify(std::slice::from_ref(&change.from))?;
        note.verify(std::slice::from_ref(&change.to))?;
        Ok(change)
    }

    fn to_text(&self) -> String {
        let Checkpoint { origin, size, root } = &self.last;
        format!(
            "{FIRST_LINE}\norigin {origin}\nsize {size}\nroot {root}\nfrom {}\nto {}\n",
            self.from, self.to
        )
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines().skip(1);
        let mut value = |name: &str| lines.next()?.strip_prefix(name);
        let last = Checkpoint {
            origin: value("origin ")?.to_owned(),
            size: parse_decimal(value("size ")?)?,
            root: value("root ")?.parse().ok()?,
        };
        let key = |text: &str| NoteVerifier::parse(text).ok();
        let change = Self { last, from: key(value("from ")?)?, to: key(value("to ")?)? };
        let names_fit = [&change.from, &change.to].iter().all(|key| key.name() == change.last.origin);
        (change.to_text() == text && names_fit && change.from != change.to).then_some(change)
    }
}

/// The keys of one log, from its first to its newest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogKeys {
    changes: Vec<KeyChange>,
    notes: Vec<String>,
    newest: NoteVerifier,
}

impl LogKeys {
    /// The keys of a log whose newest is given, with the notes of its changes, the oldest first.
    ///
    /// # Errors
    /// [`KeyChangeError`]: a note does not hold, or they do not lead to the newest key.
    pub fn of(newest: NoteVerifier, notes: Vec<String>) -> Result<Self, KeyChangeError> {
        let changes: Vec<KeyChange> =
            notes.iter().map(|note| KeyChange::open(note)).collect::<Result<_, _>>()?;
        let leads = changes.windows(2).all(|pair| match pair {
            [one, next] => one.to == next.from && one.last.size < next.last.size,
            _ => false,
        });
        let ends = changes.last().is_none_or(|last| last.to == newest);
        if leads && ends { Ok(Self { changes, notes, newest }) } else { Err(KeyChangeError::Order) }
    }

    /// The key that signs now.
    pub fn newest(&self) -> &NoteVerifier {
        &self.newest
    }

    /// All keys, the oldest first.
    pub fn all(&self) -> impl Iterator<Item = &NoteVerifier> {
        self.changes.iter().map(|change| &change.from).chain([&self.newest])
    }

    /// The key of a checkpoint of so many entries.
    pub fn of_size(&self, size: u64) -> &NoteVerifier {
        let change = self.changes.iter().find(|change| size <= change.last.size);
        change.map_or(&self.newest, |change| &change.from)
    }

    /// The changes, the oldest first.
    pub fn changes(&self) -> &[KeyChange] {
        &self.changes
    }

    /// The notes of the changes, as both keys signed them.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Opens a checkpoint under the key of its size.
    ///
    /// # Errors
    /// As [`Checkpoint::open`].
    pub fn open(&self, bytes: &[u8]) -> Result<Checkpoint, CheckpointError> {
        let said = Checkpoint::parse_text(&Note::parse(bytes)?.text)?;
        Checkpoint::open(bytes, self.of_size(said.size))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signer(secret: u8) -> NoteSigner {
        NoteSigner::new("log.example/a", &[secret; 32]).unwrap()
    }

    fn change(size: u64, from: u8, to: u8) -> String {
        KeyChange::sign(size, Hash([9; 32]), &signer(from), &signer(to)).unwrap()
    }

    fn checkpoint(size: u64, secret: u8) -> String {
        let checkpoint = Checkpoint { origin: "log.example/a".into(), size, root: Hash([9; 32]) };
        checkpoint.sign(&signer(secret)).unwrap()
    }

    #[test]
    fn each_checkpoint_opens_under_the_key_of_its_size_alone() {
        let keys = LogKeys::of(signer(3).verifier(), vec![change(5, 1, 2), change(8, 2, 3)]).unwrap();
        for (size, secret) in [(1, 1), (5, 1), (6, 2), (8, 2), (9, 3), (100, 3)] {
            for other in 1..4 {
                let opened = keys.open(checkpoint(size, other).as_bytes());
                assert_eq!(opened.is_ok(), other == secret, "{size} by {other}");
            }
        }
        assert!(keys.all().eq(&[1, 2, 3].map(|secret| signer(secret).verifier())));
    }

    #[test]
    fn changes_that_do_not_lead_to_the_newest_key_are_refused() {
        let newest = signer(3).verifier();
        for notes in [
            vec![change(5, 1, 2)],
            vec![change(5, 1, 2), change(8, 1, 3)],
            vec![change(8, 1, 2), change(8, 2, 3)],
            vec![change(8, 2, 3), change(5, 1, 2)],
        ] {
            assert_eq!(LogKeys::of(newest.clone(), notes), Err(KeyChangeError::Order));
        }
    }

    #[test]
    fn a_change_that_one_key_alone_has_signed_is_refused() {
        let whole = change(5, 1, 2);
        assert!(KeyChange::open(&whole).is_ok());
        let (text, lines) = whole.split_once("\n\n").unwrap();
        for line in lines.lines() {
            let error = KeyChange::open(&format!("{text}\n\n{line}\n")).unwrap_err();
            assert_eq!(error, KeyChangeError::Note(NoteError::Untrusted));
        }
        let stranger = NoteSigner::new("log.example/b", &[4; 32]).unwrap();
        assert!(KeyChange::sign(5, Hash([9; 32]), &signer(1), &stranger).is_err());
        assert!(KeyChange::sign(5, Hash([9; 32]), &signer(1), &signer(1)).is_err());
        for at in 0..whole.len() {
            let mut changed = whole.clone().into_bytes();
            changed[at] ^= 1;
            let changed = String::from_utf8(changed);
            assert!(changed.is_err() || KeyChange::open(&changed.unwrap()).is_err(), "byte {at}");
        }
    }
}
