//! The keys with which a node signs notes: the log key signs its custody log's checkpoints, the witness key cosigns those of others. Each is
//! made at the first start and sealed under what only the opened node key gives.
//!
//! Such a file is a JSON object: the verifier key in clear, the secret under AES-256-GCM with the verifier key as associated data.
//! A log key's name, the log's origin, is the host of the node's address and its role at that time; it stays when the address changes. The
//! witness key has a name of its own: a key of cosignatures must sign nothing else (C2SP `tlog-cosignature`).

use std::path::Path;

use aes_gcm::Aes256Gcm;
use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use model::Rng;
use note::{CosignerVerifier, NoteSigner, NoteVerifier};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::Secret;
use super::holder::NONCE_BYTES;
use super::key_file::{read_private, write_whole};
use crate::StartError;

/// A kind of key that signs notes.
pub(crate) struct NoteKey {
    /// Name of the file in the data folder.
    pub(crate) file_name: &'static str,
    format: &'static str,
    /// What the sealing secret is derived under.
    pub(super) label: &'static [u8],
    /// How it stands in a refusal.
    what: &'static str,
    /// The verifier key of a signer.
    public: fn(&NoteSigner) -> String,
}

/// Signs the checkpoints of the node's own log.
pub(crate) const LOG_KEY: NoteKey = NoteKey {
    file_name: "log.key",
    format: "amparo-log-key/1",
    label: b"amparo log key 1",
    what: "log key",
    public: |signer| signer.verifier().to_string(),
};

/// Cosigns the checkpoints of other logs.
pub(crate) const WITNESS_KEY: NoteKey = NoteKey {
    file_name: "witness.key",
    format: "amparo-witness-key/1",
    label: b"amparo witness key 1",
    what: "witness key",
    public: |signer| CosignerVerifier::of(signer).to_string(),
};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileText {
    format: String,
    verifier_key: String,
    sealed: String,
}

impl NoteKey {
    /// Reads the key in `data_dir`; `None` when there is none.
    ///
    /// # Errors
    /// The file cannot be read, was changed, or is under another node key.
    pub(super) fn read(&self, data_dir: &Path, sealing: &Secret) -> Result<Option<NoteSigner>, StartError> {
        let path = data_dir.join(self.file_name);
        if !path.exists() {
            return Ok(None);
        }
        let text = read_private(&path)?;
        let signer = self.parse(&text).and_then(|file| {
            let signer = open(&file, sealing)?;
            ((self.public)(&signer) == file.verifier_key).then_some(signer)
        });
        let what =
            format!("not a {} under this node key; restore it from the backup of the same node", self.what);
        signer.map(Some).ok_or(StartError::File { path, what })
    }

    /// Makes a key with this name and writes it.
    ///
    /// # Errors
    /// The name cannot stand in a signed note; of the disk.
    pub(super) fn make(
        &self,
        data_dir: &Path,
        name: &str,
        sealing: &Secret,
        rng: &dyn Rng,
    ) -> Result<NoteSigner, StartError> {
        let mut secret = Zeroizing::new([0; 32]);
        rng.fill(secret.as_mut_slice());
        let signer = NoteSigner::new(name, &secret).map_err(|error| StartError::other(&error))?;
        let verifier_key = (self.public)(&signer);
        let mut nonce = [0; NONCE_BYTES];
        rng.fill(&mut nonce);
        let payload = Payload { msg: secret.as_slice(), aad: verifier_key.as_bytes() };
        let path = data_dir.join(self.file_name);
        let fault = |what: String| StartError::File { path: path.clone(), what };
        let ciphertext = cipher(sealing).encrypt(&nonce.into(), payload);
        let ciphertext = ciphertext.map_err(|error| fault(error.to_string()))?;
        let sealed = STANDARD.encode([&nonce[..], &ciphertext].concat());
        let file = FileText { format: self.format.to_owned(), verifier_key, sealed };
        let json = serde_json::to_string(&file).map_err(|error| StartError::other(&error))? + "\n";
        write_whole(&path, json.as_bytes()).map_err(|error| fault(error.to_string()))?;
        Ok(signer)
    }

    /// The verifier key as it stands in the data folder; `None` when there is no such file.
    fn find_public(&self, data_dir: &Path) -> Result<Option<String>, StartError> {
        let path = data_dir.join(self.file_name);
        if !path.exists() {
            return Ok(None);
        }
        let text = read_private(&path)?;
        let file = self.parse(&text);
        file.map(|file| Some(file.verifier_key)).ok_or_else(|| self.none_of_ours(data_dir))
    }

    fn none_of_ours(&self, data_dir: &Path) -> StartError {
        StartError::File { path: data_dir.join(self.file_name), what: format!("not a {}", self.what) }
    }

    fn parse(&self, text: &str) -> Option<FileText> {
        serde_json::from_str(text).ok().filter(|file: &FileText| file.format == self.format)
    }
}

/// The public half of the log key, as it stands in the data folder: for a reader who has no node key. `None` when there is no log key.
///
/// # Errors
/// The file cannot be read, or is none of ours.
pub fn find_log_verifier(data_dir: &Path) -> Result<Option<NoteVerifier>, StartError> {
    let Some(key) = LOG_KEY.find_public(data_dir)? else { return Ok(None) };
    NoteVerifier::parse(&key).map(Some).map_err(|_| LOG_KEY.none_of_ours(data_dir))
}

/// The public half of the witness key, as [`find_log_verifier`] gives that of the log key.
///
/// # Errors
/// The file cannot be read, or is none of ours.
pub fn find_witness_verifier(data_dir: &Path) -> Result<Option<CosignerVerifier>, StartError> {
    let Some(key) = WITNESS_KEY.find_public(data_dir)? else { return Ok(None) };
    CosignerVerifier::parse(&key).map(Some).map_err(|_| WITNESS_KEY.none_of_ours(data_dir))
}

fn open(file: &FileText, sealing: &Secret) -> Option<NoteSigner> {
    let bytes = STANDARD.decode(&file.sealed).ok()?;
    let (&nonce, msg) = bytes.split_first_chunk::<NONCE_BYTES>()?;
    let payload = Payload { msg, aad: file.verifier_key.as_bytes() };
    let secret = cipher(sealing).decrypt(&nonce.into(), payload).map(Zeroizing::new).ok()?;
    let secret: Secret = <[u8; 32]>::try_from(secret.as_slice()).map(Zeroizing::new).ok()?;
    let (name, _) = file.verifier_key.split_once('+')?;
    NoteSigner::new(name, &secret).ok()
}

fn cipher(sealing: &Secret) -> Aes256Gcm {
    Aes256Gcm::new(&(**sealing).into())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use model::SeededRng;

    use super::*;

    #[test]
    fn a_log_key_is_made_once_and_opens_under_its_node_key_only() {
        let dir = tempfile::tempdir().unwrap();
        let (sealing, other) = (Zeroizing::new([5; 32]), Zeroizing::new([6; 32]));
        assert!(LOG_KEY.read(dir.path(), &sealing).unwrap().is_none());
        let made = LOG_KEY.make(dir.path(), "police.example/police", &sealing, &SeededRng::new(1)).unwrap();
        let read_back = LOG_KEY.read(dir.path(), &sealing).unwrap().unwrap();
        assert_eq!(read_back.verifier(), made.verifier());
        assert_eq!(find_log_verifier(dir.path()).unwrap(), Some(made.verifier()));
        let path = dir.path().join(LOG_KEY.file_name);
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let error = LOG_KEY.read(dir.path(), &other).unwrap_err().to_string();
        assert!(error.contains("not a log key under this node key"), "{error}");
        let text = std::fs::read_to_string(&path).unwrap();
        for changed in
            [text.replace("police.example", "other.example"), text.replace("key/1", "key/2"), "{}".into()]
        {
            std::fs::write(&path, changed).unwrap();
            assert!(LOG_KEY.read(dir.path(), &sealing).is_err());
        }
        let made =
            WITNESS_KEY.make(dir.path(), "police.example/witness", &sealing, &SeededRng::new(2)).unwrap();
        assert_eq!(find_witness_verifier(dir.path()).unwrap(), Some(CosignerVerifier::of(&made)));
        assert_eq!(WITNESS_KEY.read(dir.path(), &sealing).unwrap().unwrap().verifier(), made.verifier());
        std::fs::rename(dir.path().join(WITNESS_KEY.file_name), &path).unwrap();
        assert!(LOG_KEY.read(dir.path(), &sealing).is_err(), "one kind of key stands in for another");
    }

    #[test]
    fn a_name_that_cannot_stand_in_a_note_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        assert!(LOG_KEY.make(dir.path(), "two words", &Zeroizing::new([5; 32]), &SeededRng::new(1)).is_err());
        assert!(!dir.path().join(LOG_KEY.file_name).exists());
    }
}
