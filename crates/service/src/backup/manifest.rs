//! What belongs to a generation.

use std::path::{Component, Path};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{BackupError, Listed, files};
use crate::Engine;

const FORMAT: &str = "amparo-backup/1";
pub(super) const FILE_NAME: &str = "manifest.json";
pub(super) const DIGEST_NAME: &str = "manifest.json.sha256";

/// What belongs to one generation of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    format: String,
    /// The node's role.
    pub role: String,
    /// When the backup began, by the node's machine.
    pub taken_at: Timestamp,
    /// Version of the program that made it.
    pub program: String,
    /// `sqlite` or `postgres`.
    pub engine: String,
    /// Number of entries in the custody tree of the copied database.
    pub custody_size: i64,
    /// The tree's root, in hex; empty for an empty tree.
    pub custody_root: String,
    /// Version of the node key that this backup needs, with those before it.
    pub key_version: i64,
    /// The files, database and `erased.log` among them.
    pub files: Vec<BackedUpFile>,
    /// The items that lie in a bucket, where they do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bucket: Option<Listed>,
}

/// One file of a generation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackedUpFile {
    /// Its path below the backup folder.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
}

impl Manifest {
    pub(super) fn new(
        role: &str,
        taken_at: Timestamp,
        engine: Engine,
        head: crate::db::backup::Head,
    ) -> Self {
        Self {
            format: FORMAT.to_owned(),
            role: role.to_owned(),
            taken_at,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            engine: word(engine).to_owned(),
            custody_size: head.custody_size,
            custody_root: head.custody_root,
            key_version: head.key_version,
            files: Vec::new(),
            bucket: None,
        }
    }

    /// Whether the copied database is of this engine.
    pub(super) fn is_of(&self, engine: Engine) -> bool {
        self.engine == word(engine)
    }

    /// Writes the manifest and its digest; gives the digest.
    pub(super) fn write(&self, generation: &Path) -> Result<String, BackupError> {
        let path = generation.join(FILE_NAME);
        let text =
            serde_json::to_string_pretty(self).map_err(|error| BackupError::file(&path, error))? + "\n";
        files::write(&path, text.as_bytes())?;
        let sha256 = hex::encode(Sha256::digest(&text));
        files::write(&generation.join(DIGEST_NAME), format!("{sha256}  {FILE_NAME}\n").as_bytes())?;
        Ok(sha256)
    }

    /// Reads a generation's manifest and compares it with its digest.
    ///
    /// # Errors
    /// It cannot be read, or is not as it was written.
    pub fn read(generation: &Path) -> Result<Self, BackupError> {
        let path = generation.join(FILE_NAME);
        let damaged = || BackupError::file(&path, "damaged: not as it was written; take another generation");
        let text = std::fs::read_to_string(&path).map_err(|error| BackupError::file(&path, error))?;
        let digest = generation.join(DIGEST_NAME);
        let noted = std::fs::read_to_string(&digest).map_err(|error| BackupError::file(&digest, error))?;
        if noted.split_whitespace().next() != Some(hex::encode(Sha256::digest(&text)).as_str()) {
            return Err(damaged());
        }
        let manifest: Self = serde_json::from_str(&text).map_err(|_| damaged())?;
        if manifest.format != FORMAT {
            let what = format!("format `{}` is not known to this program", manifest.format);
            return Err(BackupError::file(&path, what));
        }
        let strays = |file: &&BackedUpFile| {
            !Path::new(&file.path).components().all(|part| matches!(part, Component::Normal(_)))
        };
        match manifest.files.iter().find(strays) {
            Some(file) => Err(BackupError::file(&path, format!("`{}` lies outside the backup", file.path))),
            None => Ok(manifest),
        }
    }
}

fn word(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "sqlite",
        Engine::Postgres => "postgres",
    }
}
