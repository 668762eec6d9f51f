//! The key that signs the custody log's checkpoints: made at the first start, sealed under what only the opened node key gives.
//!
//! The file `log.key` is a JSON object: the verifier key in clear, the secret under AES-256-GCM with the verifier key as associated data.
//! Its name, the log's origin, is the host of the node's address and its role at that time; it stays when the address changes.

use std::path::Path;

use aes_gcm::Aes256Gcm;
use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use model::Rng;
use note::{NoteSigner, NoteVerifier};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::Secret;
use super::holder::NONCE_BYTES;
use super::key_file::{read_private, write_whole};
use crate::StartError;

const FORMAT: &str = "amparo-log-key/1";
/// Name of the file in the data folder.
pub(crate) const FILE_NAME: &str = "log.key";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileText {
    format: String,
    verifier_key: String,
    sealed: String,
}

/// Reads the log key in `data_dir`; `None` when there is none.
///
/// # Errors
/// The file cannot be read, was changed, or is under another node key.
pub(super) fn read(data_dir: &Path, sealing: &Secret) -> Result<Option<NoteSigner>, StartError> {
    let path = data_dir.join(FILE_NAME);
    if !path.exists() {
        return Ok(None);
    }
    let text = read_private(&path)?;
    let signer = parse(&text).and_then(|file| {
        let signer = open(&file, sealing)?;
        (signer.verifier().to_string() == file.verifier_key).then_some(signer)
    });
    let what = "not a log key under this node key; restore it from the backup of the same node";
    signer.map(Some).ok_or_else(|| StartError::File { path, what: what.to_owned() })
}

/// Makes a log key with this name and writes it.
///
/// # Errors
/// The name cannot stand in a signed note; of the disk.
pub(super) fn make(
    data_dir: &Path,
    origin: &str,
    sealing: &Secret,
    rng: &dyn Rng,
) -> Result<NoteSigner, StartError> {
    let mut secret = Zeroizing::new([0; 32]);
    rng.fill(secret.as_mut_slice());
    let signer = NoteSigner::new(origin, &secret).map_err(|error| StartError::other(&error))?;
    let verifier_key = signer.verifier().to_string();
    let mut nonce = [0; NONCE_BYTES];
    rng.fill(&mut nonce);
    let payload = Payload { msg: secret.as_slice(), aad: verifier_key.as_bytes() };
    let path = data_dir.join(FILE_NAME);
    let fault = |what: String| StartError::File { path: path.clone(), what };
    let ciphertext = cipher(sealing).encrypt(&nonce.into(), payload);
    let ciphertext = ciphertext.map_err(|error| fault(error.to_string()))?;
    let sealed = STANDARD.encode([&nonce[..], &ciphertext].concat());
    let file = FileText { format: FORMAT.to_owned(), verifier_key, sealed };
    let json = serde_json::to_string(&file).map_err(|error| StartError::other(&error))? + "\n";
    write_whole(&path, json.as_bytes()).map_err(|error| fault(error.to_string()))?;
    Ok(signer)
}

/// The public half, as it stands in the data folder: for a reader who has no node key. `None` when there is no log key.
///
/// # Errors
/// The file cannot be read, or is none of ours.
pub fn find_log_verifier(data_dir: &Path) -> Result<Option<NoteVerifier>, StartError> {
    let path = data_dir.join(FILE_NAME);
    if !path.exists() {
        return Ok(None);
    }
    let text = read_private(&path)?;
    let verifier = parse(&text).and_then(|file| NoteVerifier::parse(&file.verifier_key).ok());
    verifier.map(Some).ok_or_else(|| StartError::File { path, what: "not a log key".to_owned() })
}

fn parse(text: &str) -> Option<FileText> {
    serde_json::from_str(text).ok().filter(|file: &FileText| file.format == FORMAT)
}

fn open(file: &FileText, sealing: &Secret) -> Option<NoteSigner> {
    let bytes = STANDARD.decode(&file.sealed).ok()?;
    let (&nonce, msg) = bytes.split_first_chunk::<NONCE_BYTES>()?;
    let payload = Payload { msg, aad: file.verifier_key.as_bytes() };
    let secret = cipher(sealing).decrypt(&nonce.into(), payload).map(Zeroizing::new).ok()?;
    let secret: Secret = <[u8; 32]>::try_from(secret.as_slice()).map(Zeroizing::new).ok()?;
    NoteSigner::new(NoteVerifier::parse(&file.verifier_key).ok()?.name(), &secret).ok()
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
        assert!(read(dir.path(), &sealing).unwrap().is_none());
        let made = make(dir.path(), "police.example/police", &sealing, &SeededRng::new(1)).unwrap();
        let read_back = read(dir.path(), &sealing).unwrap().unwrap();
        assert_eq!(read_back.verifier(), made.verifier());
        assert_eq!(find_log_verifier(dir.path()).unwrap(), Some(made.verifier()));
        let path = dir.path().join(FILE_NAME);
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let error = read(dir.path(), &other).unwrap_err().to_string();
        assert!(error.contains("not a log key under this node key"), "{error}");
        let text = std::fs::read_to_string(&path).unwrap();
        for changed in
            [text.replace("police.example", "other.example"), text.replace("key/1", "key/2"), "{}".into()]
        {
            std::fs::write(&path, changed).unwrap();
            assert!(read(dir.path(), &sealing).is_err());
        }
    }

    #[test]
    fn a_name_that_cannot_stand_in_a_note_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        assert!(make(dir.path(), "two words", &Zeroizing::new([5; 32]), &SeededRng::new(1)).is_err());
        assert!(!dir.path().join(FILE_NAME).exists());
    }
}
