//! Checkpoints (C2SP `tlog-checkpoint`): the size and root of a log's tree as the text of a signed note.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use note::{Note, NoteError, NoteSigner, NoteVerifier};

use crate::Hash;

/// What a log says of its tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's name: a host and a path without a scheme, such as `police.example/police`.
    pub origin: String,
    /// The number of leaves.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
}

/// Why a checkpoint was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// The note or its signatures.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The text has fewer than three lines, or an empty one.
    #[error("the checkpoint must have three lines: origin, size, root")]
    Lines,
    /// The second line is no number in its one form.
    #[error("line 2 of the checkpoint: the size must be a decimal number without leading zeros")]
    Size,
    /// The third line is no SHA-256 value.
    #[error("line 3 of the checkpoint: the root must be base64 of 32 bytes")]
    Root,
    /// The origin is another log's.
    #[error("the checkpoint is of the log {found}, not of {expected}")]
    Origin {
        /// The name in the checkpoint.
        found: String,
        /// The name of the trusted key.
        expected: String,
    },
}

impl Checkpoint {
    /// The text that is signed: three lines.
    pub fn to_text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, STANDARD.encode(self.root.0))
    }

    /// Reads the text of a checkpoint. Extension lines are passed over: the specification lets logs add them.
    ///
    /// # Errors
    /// [`CheckpointError`] names the line.
    pub fn parse_text(text: &str) -> Result<Self, CheckpointError> {
        let text = text.strip_suffix('\n').ok_or(CheckpointError::Lines)?;
        let lines: Vec<&str> = text.split('\n').collect();
        if lines.iter().any(|line| line.is_empty()) {
            return Err(CheckpointError::Lines);
        }
        let [origin, size, root, ..] = lines.as_slice() else { return Err(CheckpointError::Lines) };
        let root = STANDARD.decode(root).map_err(|_| CheckpointError::Root)?;
        Ok(Self {
            origin: (*origin).to_owned(),
            size: parse_decimal(size).ok_or(CheckpointError::Size)?,
            root: Hash(root.try_into().map_err(|_| CheckpointError::Root)?),
        })
    }

    /// Signs it; the signer's name is the origin.
    ///
    /// # Errors
    /// The origin is not the signer's name, or cannot stand in a note.
    pub fn sign(&self, signer: &NoteSigner) -> Result<String, CheckpointError> {
        require_origin(&self.origin, signer.name())?;
        Ok(note::sign(&self.to_text(), signer)?)
    }

    /// Opens a signed checkpoint of the log whose key is `verifier`.
    ///
    /// # Errors
    /// The signature does not fit or is missing, the text is no checkpoint, or it is another log's.
    pub fn open(bytes: &[u8], verifier: &NoteVerifier) -> Result<Self, CheckpointError> {
        let note = Note::parse(bytes)?;
        note.verify(std::slice::from_ref(verifier))?;
        let checkpoint = Self::parse_text(&note.text)?;
        require_origin(&checkpoint.origin, verifier.name())?;
        Ok(checkpoint)
    }
}

fn require_origin(found: &str, expected: &str) -> Result<(), CheckpointError> {
    if found == expected {
        return Ok(());
    }
    Err(CheckpointError::Origin { found: found.to_owned(), expected: expected.to_owned() })
}

/// An ASCII decimal in its one form: no sign, no leading zeros.
pub fn parse_decimal<N: std::str::FromStr>(text: &str) -> Option<N> {
    let has_one_form = text == "0" || !text.starts_with('0');
    let is_decimal = text.bytes().all(|byte| byte.is_ascii_digit());
    if is_decimal && has_one_form { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification, whose signature is of a key that is not published.
    const EXAMPLE: &str =
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

    #[test]
    fn the_example_of_the_specification_reads_and_writes_alike() {
        let checkpoint = Checkpoint::parse_text(EXAMPLE).unwrap();
        assert_eq!(
            (checkpoint.origin.as_str(), checkpoint.size),
            ("example.com/behind-the-sofa", 20_852_163)
        );
        assert_eq!(checkpoint.to_text(), EXAMPLE);
        assert_eq!(Checkpoint::parse_text(&format!("{EXAMPLE}extension 1\n")), Ok(checkpoint));
    }

    #[test]
    fn every_other_form_is_refused_by_line() {
        for (from, to, error) in [
            ("20852163", "020852163", CheckpointError::Size),
            ("20852163", "+20852163", CheckpointError::Size),
            ("20852163", "18446744073709551616", CheckpointError::Size),
            ("20852163\n", "\n", CheckpointError::Lines),
            ("20852163\n", "", CheckpointError::Lines),
            ("jxq2I=\n", "jxq2I=", CheckpointError::Lines),
            ("jxq2I=\n", "jxq2I=\n\n", CheckpointError::Lines),
            ("jxq2I=", "jxq2I", CheckpointError::Root),
            ("jxq2I=", "jxq2J=", CheckpointError::Root),
            ("CsUYap", "", CheckpointError::Root),
        ] {
            let text = EXAMPLE.replace(from, to);
            assert_eq!(Checkpoint::parse_text(&text).unwrap_err(), error, "{text:?}");
        }
    }

    #[test]
    fn a_signed_checkpoint_opens_with_its_log_s_key_only() {
        let signer = NoteSigner::new("a.example/police", &[7; 32]).unwrap();
        let checkpoint =
            Checkpoint { origin: "a.example/police".into(), size: 3, root: Hash::of_empty_tree() };
        let note = checkpoint.sign(&signer).unwrap();
        assert_eq!(Checkpoint::open(note.as_bytes(), &signer.verifier()).unwrap(), checkpoint);
        let other = NoteSigner::new("a.example/police", &[8; 32]).unwrap();
        let untrusted = CheckpointError::Note(NoteError::Untrusted);
        assert_eq!(Checkpoint::open(note.as_bytes(), &other.verifier()), Err(untrusted));
        let elsewhere = Checkpoint { origin: "b.example/police".into(), ..checkpoint };
        assert!(matches!(elsewhere.sign(&signer), Err(CheckpointError::Origin { .. })));
        let note = note::sign(&elsewhere.to_text(), &signer).unwrap();
        let error = Checkpoint::open(note.as_bytes(), &signer.verifier()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the checkpoint is of the log b.example/police, not of a.example/police"
        );
    }
}
