//! The keys with which a node signs notes: the log key signs its custody log's checkpoints, the witness key cosigns those of others. Each is
//! made at the first start and sealed under what only the opened node key gives.
//!
//! Such a file is a JSON object: the verifier key in clear, the secret under AES-256-GCM with the verifier key as associated data. A log key's
//! also holds the notes of its changes, a witness key's the verifier keys of before; and, while it is being changed, the key that comes next: so
//! that one rename changes it.
//! A log key's name, the log's origin, is the host of the node's address and its role at that time; it stays when the address changes. The
//! witness key has a name of its own: a key of cosignatures must sign nothing else (C2SP `tlog-cosignature`).

use std::path::Path;

use aes_gcm::Aes256Gcm;
use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use custody::LogKeys;
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
    /// The notes by which a log key came to be this one, or what a witness key was before: the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    changes: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    next: Option<KeyText>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyText {
    verifier_key: String,
    sealed: String,
}

impl NoteKey {
    /// Reads the key in `data_dir`; `None` when there is none.
    ///
    /// # Errors
    /// The file cannot be read, was changed, or is under another node key.
    pub(super) fn read(&self, data_dir: &Path, sealing: &Secret) -> Result<Option<NoteSigner>, StartError> {
        let Some(file) = self.find_file(data_dir)? else { return Ok(None) };
        self.open(data_dir, &file.verifier_key, &file.sealed, sealing).map(Some)
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
        let (signer, KeyText { verifier_key, sealed }) = self.draw(name, sealing, rng)?;
        let format = self.format.to_owned();
        self.write(data_dir, &FileText { format, verifier_key, sealed, changes: Vec::new(), next: None })?;
        Ok(signer)
    }

    /// The key that comes next, made unless there is one; whether it was there. The present one goes on signing.
    ///
    /// # Errors
    /// There is no key; the file cannot be read or was changed; of the disk.
    pub(super) fn prepare(
        &self,
        data_dir: &Path,
        sealing: &Secret,
        rng: &dyn Rng,
    ) -> Result<(NoteSigner, bool), StartError> {
        let mut file = self.find_file(data_dir)?.ok_or_else(|| self.none_of_ours(data_dir))?;
        if let Some(next) = &file.next {
            return Ok((self.open(data_dir, &next.verifier_key, &next.sealed, sealing)?, true));
        }
        let (signer, next) =
            self.draw(file.verifier_key.split('+').next().unwrap_or_default(), sealing, rng)?;
        file.next = Some(next);
        self.write(data_dir, &file)?;
        Ok((signer, false))
    }

    /// Puts the key that comes next in the place of the present one, with what is kept of the change.
    ///
    /// # Errors
    /// There is none; of the disk.
    pub(super) fn change(&self, data_dir: &Path, said: String) -> Result<(), StartError> {
        let file = self.find_file(data_dir)?.ok_or_else(|| self.none_of_ours(data_dir))?;
        let FileText { format, mut changes, next, .. } = file;
        let KeyText { verifier_key, sealed } = next.ok_or_else(|| self.none_of_ours(data_dir))?;
        changes.push(said);
        self.write(data_dir, &FileText { format, verifier_key, sealed, changes, next: None })
    }

    fn draw(&self, name: &str, sealing: &Secret, rng: &dyn Rng) -> Result<(NoteSigner, KeyText), StartError> {
        let mut secret = Zeroizing::new([0; 32]);
        rng.fill(secret.as_mut_slice());
        let signer = NoteSigner::new(name, &secret).map_err(|error| StartError::other(&error))?;
        let verifier_key = (self.public)(&signer);
        let mut nonce = [0; NONCE_BYTES];
        rng.fill(&mut nonce);
        let payload = Payload { msg: secret.as_slice(), aad: verifier_key.as_bytes() };
        let ciphertext = cipher(sealing).encrypt(&nonce.into(), payload);
        let ciphertext = ciphertext.map_err(|error| StartError::Other(error.to_string()))?;
        let sealed = STANDARD.encode([&nonce[..], &ciphertext].concat());
        Ok((signer, KeyText { verifier_key, sealed }))
    }

    fn open(
        &self,
        data_dir: &Path,
        verifier_key: &str,
        sealed: &str,
        sealing: &Secret,
    ) -> Result<NoteSigner, StartError> {
        let signer =
            open(verifier_key, sealed, sealing).filter(|signer| (self.public)(signer) == verifier_key);
        signer.ok_or_else(|| {
            let what = format!(
                "not a {} under this node key; restore it from the backup of the same node",
                self.what
            );
            StartError::File { path: data_dir.join(self.file_name), what }
        })
    }

    fn write(&self, data_dir: &Path, file: &FileText) -> Result<(), StartError> {
        let path = data_dir.join(self.file_name);
        let json = serde_json::to_string(file).map_err(|error| StartError::other(&error))? + "\n";
        write_whole(&path, json.as_bytes())
            .map_err(|error| StartError::File { path, what: error.to_string() })
    }

    /// The file as it stands in the data folder; `None` when there is none.
    fn find_file(&self, data_dir: &Path) -> Result<Option<FileText>, StartError> {
        let path = data_dir.join(self.file_name);
        if !path.exists() {
            return Ok(None);
        }
        let text = read_private(&path)?;
        let file = serde_json::from_str(&text).ok().filter(|file: &FileText| file.format == self.format);
        file.map(Some).ok_or_else(|| self.none_of_ours(data_dir))
    }

    fn none_of_ours(&self, data_dir: &Path) -> StartError {
        StartError::File { path: data_dir.join(self.file_name), what: format!("not a {}", self.what) }
    }
}

/// The public halves of the log's keys, as they stand in the data folder: for a reader who has no node key. `None` when there is no log key.
///
/// # Errors
/// The file cannot be read, is none of ours, or its changes do not lead to its key.
pub fn find_log_keys(data_dir: &Path) -> Result<Option<LogKeys>, StartError> {
    let Some(file) = LOG_KEY.find_file(data_dir)? else { return Ok(None) };
    let newest = NoteVerifier::parse(&file.verifier_key).map_err(|_| LOG_KEY.none_of_ours(data_dir))?;
    let keys = LogKeys::of(newest, file.changes);
    keys.map(Some).map_err(|error| StartError::File {
        path: data_dir.join(LOG_KEY.file_name),
        what: format!("{error}; restore it from the backup of the same node"),
    })
}

/// The public half of the witness key, as [`find_log_keys`] gives those of the log.
///
/// # Errors
/// The file cannot be read, or is none of ours.
pub fn find_witness_verifier(data_dir: &Path) -> Result<Option<CosignerVerifier>, StartError> {
    let Some(file) = WITNESS_KEY.find_file(data_dir)? else { return Ok(None) };
    CosignerVerifier::parse(&file.verifier_key).map(Some).map_err(|_| WITNESS_KEY.none_of_ours(data_dir))
}

/// The public halves of every witness key that this node has had, the oldest first: what it cosigned before stands under those.
///
/// # Errors
/// As [`find_witness_verifier`].
pub(crate) fn list_witness_verifiers(data_dir: &Path) -> Result<Vec<CosignerVerifier>, StartError> {
    let Some(file) = WITNESS_KEY.find_file(data_dir)? else { return Ok(Vec::new()) };
    let all = file.changes.iter().chain([&file.verifier_key]).map(|key| CosignerVerifier::parse(key));
    all.collect::<Result<_, _>>().map_err(|_| WITNESS_KEY.none_of_ours(data_dir))
}

fn open(verifier_key: &str, sealed: &str, sealing: &Secret) -> Option<NoteSigner> {
    let bytes = STANDARD.decode(sealed).ok()?;
    let (&nonce, msg) = bytes.split_first_chunk::<NONCE_BYTES>()?;
    let payload = Payload { msg, aad: verifier_key.as_bytes() };
    let secret = cipher(sealing).decrypt(&nonce.into(), payload).map(Zeroizing::new).ok()?;
    let secret: Secret = <[u8; 32]>::try_from(secret.as_slice()).map(Zeroizing::new).ok()?;
    let (name, _) = verifier_key.split_once('+')?;
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
        assert_eq!(find_log_keys(dir.path()).unwrap().unwrap().newest(), &made.verifier());
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
    fn the_key_that_comes_next_signs_nothing_before_its_change() {
        let dir = tempfile::tempdir().unwrap();
        let (sealing, rng) = (Zeroizing::new([5; 32]), SeededRng::new(1));
        assert!(LOG_KEY.prepare(dir.path(), &sealing, &rng).is_err(), "a key after none");
        let first = LOG_KEY.make(dir.path(), "police.example/police", &sealing, &rng).unwrap();
        let note = |to: &NoteSigner| custody::KeyChange::sign(3, custody::Hash([1; 32]), &first, to).unwrap();
        assert!(LOG_KEY.change(dir.path(), note(&NoteSigner::new(first.name(), &[9; 32]).unwrap())).is_err());
        let (next, was_there) = LOG_KEY.prepare(dir.path(), &sealing, &rng).unwrap();
        let (again, is_there) = LOG_KEY.prepare(dir.path(), &sealing, &rng).unwrap();
        assert_eq!((was_there, is_there, again.verifier()), (false, true, next.verifier()));
        let read = || LOG_KEY.read(dir.path(), &sealing).unwrap().unwrap().verifier();
        assert_eq!(read(), first.verifier());
        LOG_KEY.change(dir.path(), note(&next)).unwrap();
        assert_eq!(read(), next.verifier());
        let keys = find_log_keys(dir.path()).unwrap().unwrap();
        assert!(keys.all().eq(&[first.verifier(), next.verifier()]));
        let path = dir.path().join(LOG_KEY.file_name);
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, text.replace("size 3", "size 4")).unwrap();
        assert!(
            find_log_keys(dir.path()).unwrap_err().to_string().contains("does not fit"),
            "a changed change"
        );
    }

    #[test]
    fn a_witness_key_that_was_changed_leaves_its_public_half() {
        let dir = tempfile::tempdir().unwrap();
        let (sealing, rng) = (Zeroizing::new([5; 32]), SeededRng::new(1));
        assert!(list_witness_verifiers(dir.path()).unwrap().is_empty());
        let made = WITNESS_KEY.make(dir.path(), "police.example/witness", &sealing, &rng).unwrap();
        let first = CosignerVerifier::of(&made);
        let (next, _) = WITNESS_KEY.prepare(dir.path(), &sealing, &rng).unwrap();
        let next = CosignerVerifier::of(&next);
        assert_eq!(list_witness_verifiers(dir.path()).unwrap(), [first.clone()], "it cosigns nothing yet");
        WITNESS_KEY.change(dir.path(), first.to_string()).unwrap();
        assert_eq!(list_witness_verifiers(dir.path()).unwrap(), [first.clone(), next.clone()]);
        assert_eq!(find_witness_verifier(dir.path()).unwrap(), Some(next.clone()));
        assert_eq!(next.name(), first.name());
        let opened = WITNESS_KEY.read(dir.path(), &sealing).unwrap().unwrap();
        assert_eq!(CosignerVerifier::of(&opened), next);
    }

    #[test]
    fn a_name_that_cannot_stand_in_a_note_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        assert!(LOG_KEY.make(dir.path(), "two words", &Zeroizing::new([5; 32]), &SeededRng::new(1)).is_err());
        assert!(!dir.path().join(LOG_KEY.file_name).exists());
    }
}
