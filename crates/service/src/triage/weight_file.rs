//! The weight file that a configuration names: a proposal until a person applies it.

use std::path::{Path, PathBuf};

use model::triage::Weights;
use wire::note::{Note, NoteVerifier, open};

use crate::ConfigError;

/// The weight file that the configuration names, and the key that must have signed it.
#[derive(Clone)]
pub struct WeightFile {
    path: PathBuf,
    key: Option<NoteVerifier>,
}

/// Weights as the file has them now.
pub struct Proposed {
    /// As they were read.
    pub weights: Weights,
    /// The text that was signed, or the whole file.
    pub content: String,
    /// Names of the keys that signed it, with commas between; empty where none is asked for.
    pub signed_by: String,
}

impl WeightFile {
    /// The file that the configuration names under `setting`, if it does; it is read once, so that a node does not start over a broken one.
    /// The key that must have signed it stands under the same name with `_key` behind.
    ///
    /// # Errors
    /// Unreadable, broken, not signed by the key that is named, or a key that is none.
    pub fn of(setting: &str, path: Option<&Path>, key: Option<&str>) -> Result<Option<Self>, ConfigError> {
        let of_key = |reason: String| ConfigError::setting(format!("{setting}_key"), reason);
        let Some(path) = path else {
            return match key {
                Some(_) => Err(of_key("names a key and no file".to_owned())),
                None => Ok(None),
            };
        };
        let key = key.map(NoteVerifier::parse).transpose().map_err(|error| of_key(error.to_string()))?;
        let file = Self { path: path.to_owned(), key };
        file.read().map_err(|reason| ConfigError::setting(setting, reason))?;
        Ok(Some(file))
    }

    /// Reads and checks the file.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn read(&self) -> Result<Proposed, String> {
        let bytes = std::fs::read(&self.path).map_err(|error| format!("cannot be read: {error}"))?;
        let (content, signed_by) = match &self.key {
            Some(key) => {
                let note = open(&bytes, std::slice::from_ref(key)).map_err(|error| error.to_string())?;
                (note.text, note.signers.join(","))
            }
            // a signed file is one all the same where nobody asks for its signature
            None => match Note::parse(&bytes) {
                Ok(note) => (note.text, String::new()),
                Err(_) => (String::from_utf8(bytes).map_err(|_| "is not UTF-8")?, String::new()),
            },
        };
        let weights = Weights::parse(&content).map_err(|error| error.to_string())?;
        Ok(Proposed { weights, content, signed_by })
    }
}
