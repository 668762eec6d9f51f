//! The weights: those in use are kept with who applied them; a file that the configuration names is a proposal until somebody does.

use std::path::PathBuf;

use model::triage::Weights;
use service::config::ConfigError;
use service::{Failure, Tx};
use wire::note::{Note, NoteVerifier, open};

use crate::config::ClearinghouseConfig;
use crate::db;

const SETTING: &str = "clearinghouse.weights";

/// The weight file that the configuration names, and the key that must have signed it.
pub(crate) struct WeightFile {
    path: PathBuf,
    key: Option<NoteVerifier>,
}

/// Weights as the file has them now.
pub(crate) struct Proposed {
    pub(crate) weights: Weights,
    /// The text that was signed, or the whole file.
    pub(crate) content: String,
    /// Names of the keys that signed it, with commas between; empty where none is asked for.
    pub(crate) signed_by: String,
}

impl WeightFile {
    /// The file of the configuration, if it names one; it is read once, so that a node does not start over a broken one.
    ///
    /// # Errors
    /// Unreadable, broken, not signed by the key that is named, or a key that is none.
    pub(crate) fn of(config: &ClearinghouseConfig) -> Result<Option<Self>, ConfigError> {
        let Some(path) = &config.weights else {
            return match &config.weights_key {
                Some(_) => Err(ConfigError::setting("clearinghouse.weights_key", "names a key and no file")),
                None => Ok(None),
            };
        };
        let key = config.weights_key.as_deref().map(NoteVerifier::parse).transpose();
        let key =
            key.map_err(|error| ConfigError::setting("clearinghouse.weights_key", error.to_string()))?;
        let file = Self { path: path.clone(), key };
        file.read().map_err(|reason| ConfigError::setting(SETTING, reason))?;
        Ok(Some(file))
    }

    /// Reads and checks the file; the error says what is wrong with it.
    pub(crate) fn read(&self) -> Result<Proposed, String> {
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

/// The weights in use.
pub(crate) async fn in_use(tx: &mut Tx) -> Result<Weights, Failure> {
    match db::weights::list(tx, 1).await?.pop() {
        Some(row) => Weights::parse(&row.content).map_err(Failure::broken),
        None => Weights::built_in().map_err(Failure::broken),
    }
}
