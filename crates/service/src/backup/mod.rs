//! Backup of a running node, and its restoration.
//!
//! A backup folder belongs to one node. It holds the sealed items of the vault once, and a *generation* for each backup:
//!
//! | path | what |
//! | --- | --- |
//! | `vault/items/…` | every item that any generation speaks of, copied once, since items never change |
//! | `20261128T012323Z/database.sqlite` or `database.dump` | one consistent state of the database |
//! | `20261128T012323Z/erased.log` | the erased cases, copied last |
//! | `20261128T012323Z/hash-lists/…` | the index files of hash lists, where the node has any |
//! | `20261128T012323Z/log.key` | the key of the custody log, sealed under the node key |
//! | `20261128T012323Z/manifest.json` | what belongs to the generation, with sizes and SHA-256 |
//! | `20261128T012323Z/manifest.json.sha256` | its own digest, for `sha256sum --check` |
//!
//! Where the items lie in a bucket, a generation lists its objects with sizes and SHA-256 in place of `vault/items`, and copies none: the bucket's own
//! versions or replicas keep them.
//!
//! The database comes first: every item it speaks of was on the disk before its row was committed. An item that is gone when it is copied
//! was erased meanwhile. Everything is ciphertext or says nothing of anybody; the node key is never in it.
//!
//! A restored node is erased again by the newest `erased.log` before it runs (see [`crate::rights::erase_again`]).

mod files;
mod items;
mod lists;
mod manifest;
mod postgres;
mod restore;
mod take;

use std::path::PathBuf;

use thiserror::Error;

use crate::DbError;

pub use items::{Bucket, ItemPath, Items, Listed, ListedObject, Looked};
pub use manifest::{BackedUpFile, Manifest};
pub use restore::{Compared, Erasures, check, restore};
pub use take::{Taken, back_up, keep_newest};

/// In a data folder: its restoration did not come to its end.
pub(crate) const INCOMPLETE: &str = "restore.incomplete";

/// Why a backup or a restoration did not come to its end; each text says what to do.
#[derive(Debug, Error)]
pub enum BackupError {
    /// A file or folder is not usable.
    #[error("{}: {what}", path.display())]
    File {
        /// Which one.
        path: PathBuf,
        /// What is wrong and what to do.
        what: String,
    },
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// A tool of PostgreSQL failed or is not there.
    #[error("{program}: {said}")]
    Tool {
        /// Its name.
        program: &'static str,
        /// What it said.
        said: String,
    },
    /// It would do harm.
    #[error("{0}")]
    Refused(String),
}

impl BackupError {
    pub(crate) fn file(path: impl Into<PathBuf>, what: impl ToString) -> Self {
        Self::File { path: path.into(), what: what.to_string() }
    }
}
