//! The text with its signature lines.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::key::check_name;
use crate::{NoteError, NoteSigner, NoteVerifier};

/// A note with more signature lines than this is refused (the specification asks for such a limit).
const MAX_SIGNATURES: usize = 100;
const LINE_START: &str = "— ";

/// A note as it stands, nothing verified. `Display` writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The text, with its final newline.
    pub text: String,
    /// The signature lines, at least one in a note that was parsed.
    pub lines: Vec<SignatureLine>,
}

/// One signature line. `Display` writes it without its newline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureLine {
    /// The name of the key.
    pub name: String,
    /// Four bytes that tell the key, by name, algorithm and public key.
    pub hash: [u8; 4],
    /// What follows, in the form of the algorithm.
    pub signature: Vec<u8>,
}

impl Note {
    /// Reads a note without verifying anything.
    ///
    /// # Errors
    /// [`NoteError::Malformed`].
    pub fn parse(bytes: &[u8]) -> Result<Self, NoteError> {
        let note = std::str::from_utf8(bytes).map_err(|_| NoteError::Malformed)?;
        let split = note.rfind("\n\n").ok_or(NoteError::Malformed)?;
        let (text, lines) = note.split_at_checked(split + 1).ok_or(NoteError::Malformed)?;
        check_text(text).map_err(|_| NoteError::Malformed)?;
        let lines = lines.strip_prefix('\n').and_then(|lines| lines.strip_suffix('\n'));
        let lines: Vec<&str> = lines.ok_or(NoteError::Malformed)?.split('\n').collect();
        if lines.len() > MAX_SIGNATURES {
            return Err(NoteError::Malformed);
        }
        let lines = lines.into_iter().map(SignatureLine::parse).collect::<Result<_, _>>()?;
        Ok(Self { text: text.into(), lines })
    }

    /// Verifies by trusted keys: lines of unknown keys are passed over, one of a trusted key that does not fit is refused, and at
    /// least one trusted key must have signed.
    ///
    /// # Errors
    /// [`NoteError::Invalid`] or [`NoteError::Untrusted`].
    pub fn verify(&self, verifiers: &[NoteVerifier]) -> Result<Vec<String>, NoteError> {
        let mut signers = Vec::new();
        for line in &self.lines {
            let known = verifiers.iter().find(|verifier| line.is_of(&verifier.0.name, verifier.0.hash));
            let Some(verifier) = known else { continue };
            if !verifier.0.has_signed(self.text.as_bytes(), &line.signature) {
                return Err(NoteError::Invalid { signer: line.name.clone() });
            }
            if !signers.contains(&line.name) {
                signers.push(line.name.clone());
            }
        }
        if signers.is_empty() { Err(NoteError::Untrusted) } else { Ok(signers) }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.lines.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

impl SignatureLine {
    /// Reads a line, without its newline.
    ///
    /// # Errors
    /// [`NoteError::Malformed`].
    pub fn parse(line: &str) -> Result<Self, NoteError> {
        let rest = line.strip_prefix(LINE_START).ok_or(NoteError::Malformed)?;
        let (name, encoded) = rest.split_once(' ').ok_or(NoteError::Malformed)?;
        check_name(name).map_err(|_| NoteError::Malformed)?;
        let bytes = STANDARD.decode(encoded).map_err(|_| NoteError::Malformed)?;
        let (hash, signature) = bytes.split_first_chunk::<4>().ok_or(NoteError::Malformed)?;
        Ok(Self { name: name.into(), hash: *hash, signature: signature.to_vec() })
    }

    pub(crate) fn is_of(&self, name: &str, hash: [u8; 4]) -> bool {
        self.name == name && self.hash == hash
    }
}

impl fmt::Display for SignatureLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{LINE_START}{} {}", self.name, STANDARD.encode([&self.hash[..], &self.signature].concat()))
    }
}

/// A note whose signatures by trusted keys all fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenNote {
    /// The signed text, with its final newline.
    pub text: String,
    /// Names of the trusted keys that signed, in the order of their lines; never empty.
    pub signers: Vec<String>,
}

/// Signs `text`, which must end with a newline, and returns the whole note.
pub fn sign(text: &str, signer: &NoteSigner) -> Result<String, NoteError> {
    check_text(text)?;
    let line = SignatureLine {
        name: signer.name().into(),
        hash: signer.verifier().0.hash,
        signature: signer.sign_bytes(text.as_bytes()).to_vec(),
    };
    Ok(Note { text: text.into(), lines: vec![line] }.to_string())
}

/// Opens a note: [`Note::parse`], then [`Note::verify`].
pub fn open(bytes: &[u8], verifiers: &[NoteVerifier]) -> Result<OpenNote, NoteError> {
    let note = Note::parse(bytes)?;
    let signers = note.verify(verifiers)?;
    Ok(OpenNote { text: note.text, signers })
}

fn check_text(text: &str) -> Result<(), NoteError> {
    let control = text.bytes().any(|b| b < 0x20 && b != b'\n');
    if text.ends_with('\n') && !control { Ok(()) } else { Err(NoteError::Text) }
}
