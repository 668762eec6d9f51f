//! The node key's file.
//!
//! A JSON object of the format `amparo-node-key/1`. Its `ring` stands clear, or sealed: AES-256-GCM under Argon2id (RFC 9106) of a
//! passphrase, with the parameters as associated data. The file is written whole or not at all, mode 0600.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use aes_gcm::Aes256Gcm;
use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use model::Rng;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::Ring;
use super::holder::NONCE_BYTES;
use super::ring::RingText;
use crate::StartError;

const FORMAT: &str = "amparo-node-key/1";
/// 64 MiB, 3 passes, 1 lane: the second recommended choice of RFC 9106 section 4 with one lane.
const MEMORY_KIB: u32 = 65_536;
const PASSES: u32 = 3;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileText {
    format: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ring: Option<RingText>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sealed: Option<SealedRing>,
}

/// Everything but the passphrase.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SealedRing {
    memory_kib: u32,
    passes: u32,
    salt: String,
    nonce: String,
    ciphertext: String,
}

/// Where the node key lies, and what opens it.
pub struct KeyFile {
    path: PathBuf,
    passphrase: Option<Zeroizing<String>>,
}

impl KeyFile {
    /// The file at `path`; with a passphrase it is sealed when it is written next.
    pub fn new(path: PathBuf, passphrase: Option<Zeroizing<String>>) -> Self {
        Self { path, passphrase }
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether a passphrase will seal it.
    pub fn has_passphrase(&self) -> bool {
        self.passphrase.is_some()
    }

    /// Whether the ring in the file at `path` is sealed by a passphrase.
    ///
    /// # Errors
    /// The file cannot be read, or is none of ours.
    pub fn is_sealed(path: &Path) -> Result<bool, StartError> {
        let text = read_private(path)?;
        if Ring::from_bare_secret(&text).is_some() {
            return Ok(false);
        }
        let file: FileText = serde_json::from_str(&text).map_err(|_| no_key_file(path))?;
        Ok(file.sealed.is_some())
    }

    /// Reads and opens the ring.
    ///
    /// # Errors
    /// The file cannot be read or others can read it; it is no key file; the passphrase is missing or wrong.
    pub fn read(&self) -> Result<Ring, StartError> {
        let text = read_private(&self.path)?;
        if let Some(ring) = Ring::from_bare_secret(&text) {
            return Ok(ring);
        }
        let none = || no_key_file(&self.path);
        let file: FileText = serde_json::from_str(&text).map_err(|_| none())?;
        if file.format != FORMAT {
            return Err(none());
        }
        let opened = match (file.ring, file.sealed) {
            (Some(ring), None) => Ring::of(&ring),
            (None, Some(sealed)) => {
                serde_json::from_slice(&self.unseal(&sealed)?).ok().and_then(|ring| Ring::of(&ring))
            }
            _ => None,
        };
        opened.ok_or_else(none)
    }

    /// Writes the ring, sealed where there is a passphrase; on the disk when this returns.
    ///
    /// # Errors
    /// Of the disk.
    pub fn write(&self, ring: &Ring, rng: &dyn Rng) -> Result<(), StartError> {
        let file = match &self.passphrase {
            Some(passphrase) => {
                let sealed = seal(&ring.to_json(), passphrase, rng).ok_or_else(|| no_key_file(&self.path))?;
                FileText { format: FORMAT.into(), ring: None, sealed: Some(sealed) }
            }
            None => FileText { format: FORMAT.into(), ring: Some(ring.to_text()), sealed: None },
        };
        let json = Zeroizing::new(serde_json::to_string(&file).unwrap_or_default() + "\n");
        write_whole(&self.path, json.as_bytes()).map_err(|error| fault(&self.path, error.to_string()))
    }

    fn unseal(&self, sealed: &SealedRing) -> Result<Zeroizing<Vec<u8>>, StartError> {
        let Some(passphrase) = &self.passphrase else {
            let what =
                "this key is sealed by a passphrase; give it in `node.passphrase_file`, or at the terminal";
            return Err(fault(&self.path, what));
        };
        open(sealed, passphrase).ok_or_else(|| {
            fault(&self.path, "the passphrase does not open this key, or the file was changed")
        })
    }
}

fn seal(text: &str, passphrase: &str, rng: &dyn Rng) -> Option<SealedRing> {
    let (mut salt, mut nonce) = ([0; 16], [0; NONCE_BYTES]);
    rng.fill(&mut salt);
    rng.fill(&mut nonce);
    let cipher = cipher(passphrase, &salt, MEMORY_KIB, PASSES)?;
    let aad = associated_data(&salt, MEMORY_KIB, PASSES);
    let ciphertext = cipher.encrypt(&nonce.into(), Payload { msg: text.as_bytes(), aad: &aad }).ok()?;
    Some(SealedRing {
        memory_kib: MEMORY_KIB,
        passes: PASSES,
        salt: hex::encode(salt),
        nonce: hex::encode(nonce),
        ciphertext: STANDARD.encode(ciphertext),
    })
}

fn open(sealed: &SealedRing, passphrase: &str) -> Option<Zeroizing<Vec<u8>>> {
    let (mut salt, mut nonce) = ([0; 16], [0; NONCE_BYTES]);
    hex::decode_to_slice(&sealed.salt, &mut salt).ok()?;
    hex::decode_to_slice(&sealed.nonce, &mut nonce).ok()?;
    let SealedRing { memory_kib, passes, .. } = *sealed;
    // a changed file must not make us take all memory
    let cipher = (memory_kib <= 16 * MEMORY_KIB && passes <= 64)
        .then(|| cipher(passphrase, &salt, memory_kib, passes))??;
    let ciphertext = STANDARD.decode(&sealed.ciphertext).ok()?;
    let aad = associated_data(&salt, memory_kib, passes);
    cipher.decrypt(&nonce.into(), Payload { msg: &ciphertext, aad: &aad }).ok().map(Zeroizing::new)
}

fn cipher(passphrase: &str, salt: &[u8], memory_kib: u32, passes: u32) -> Option<Aes256Gcm> {
    let params = Params::new(memory_kib, passes, 1, Some(32)).ok()?;
    let mut key = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.as_bytes(), salt, key.as_mut_slice())
        .ok()?;
    Some(Aes256Gcm::new(&(*key).into()))
}

fn associated_data(salt: &[u8], memory_kib: u32, passes: u32) -> Vec<u8> {
    [FORMAT.as_bytes(), salt, &memory_kib.to_be_bytes(), &passes.to_be_bytes()].concat()
}

fn fault(path: &Path, what: impl Into<String>) -> StartError {
    StartError::File { path: path.to_owned(), what: what.into() }
}

fn no_key_file(path: &Path) -> StartError {
    let what = "not a node key file; restore it from its backup, since the data cannot be opened without it";
    fault(path, what)
}

pub(super) fn read_private(path: &Path) -> Result<Zeroizing<String>, StartError> {
    crate::start::refuse_key_others_can_read(path)?;
    std::fs::read_to_string(path).map(Zeroizing::new).map_err(|error| fault(path, error.to_string()))
}

/// Writes a file whole or not at all, readable by its owner alone: a key cut off by a crash would stop every later start. On the disk
/// when this returns.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let staged = path.with_extension("new");
    let mut key = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&staged)?;
    key.write_all(bytes)?;
    key.sync_all()?;
    std::fs::rename(&staged, path)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use model::SeededRng;

    use super::super::ring::derive;
    use super::*;
    use crate::ColumnKeys;

    fn file(dir: &Path, passphrase: Option<&str>) -> KeyFile {
        KeyFile::new(dir.join("node.key"), passphrase.map(|text| Zeroizing::new(text.to_owned())))
    }

    #[test]
    fn a_sealed_ring_opens_with_its_passphrase_only() {
        let dir = tempfile::tempdir().unwrap();
        let rng = SeededRng::new(1);
        let mut ring = Ring::make(&rng);
        ring.add(&rng);
        file(dir.path(), Some("a long walk home")).write(&ring, &rng).unwrap();
        let read = file(dir.path(), Some("a long walk home")).read().unwrap();
        assert_eq!((read.newest(), read.older().collect::<Vec<_>>()), (2, vec![1]));
        assert_eq!(*read.to_json(), *ring.to_json());
        for (passphrase, says) in [(Some("another"), "does not open"), (None, "node.passphrase_file")] {
            let error = file(dir.path(), passphrase).read().err().unwrap().to_string();
            assert!(error.contains(says), "{error}");
        }
        let path = dir.path().join("node.key");
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(KeyFile::is_sealed(&path).unwrap() && !text.contains("secret"), "{text}");
        std::fs::write(&path, text.replace("\"passes\":3", "\"passes\":2")).unwrap();
        assert!(file(dir.path(), Some("a long walk home")).read().is_err());
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "the staged file is left");
    }

    #[test]
    fn a_bare_secret_is_the_first_version_and_anything_else_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("node.key");
        let write = |text: &str| write_whole(&path, text.as_bytes()).unwrap();
        write(&format!("{}\n", "07".repeat(32)));
        let ring = file(dir.path(), None).read().unwrap();
        assert_eq!(ring.newest(), 1);
        let bare = ColumnKeys::from_node_secret(&derive(&Zeroizing::new([7; 32]), b"amparo columns"));
        assert_eq!(ring.columns().blind("i", "v"), bare.blind("i", "v"));
        for text in ["", "{}", "07", "{\"format\":\"amparo-node-key/2\"}"] {
            write(text);
            let error = file(dir.path(), None).read().err().unwrap().to_string();
            assert!(error.contains("not a node key file"), "{error}");
        }
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        let error = file(dir.path(), None).read().err().unwrap().to_string();
        assert!(error.contains("others can read this key (mode 640)"), "{error}");
    }
}
