//! Where the items of a node lie, and what a backup does of them: files are copied, objects of a bucket are listed.

use std::path::PathBuf;

use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};

use super::BackupError;

/// Where the file of an item lies below the vault's folder; `None` for what is no name of an item.
pub type ItemPath = fn(&str) -> Option<PathBuf>;

/// Where the sealed items of a node lie.
#[derive(Clone, Copy)]
pub enum Items<'a> {
    /// In files below the vault's folder: a backup copies them.
    Files(ItemPath),
    /// In a bucket: a backup lists them, and the bucket's own versions or replicas keep them.
    Objects(&'a dyn Bucket),
}

/// What came of looking at an object: none where there is none, or why it cannot be looked at.
pub type Looked<'a, T> = BoxFuture<'a, Result<Option<T>, String>>;

/// A bucket, as a backup sees it.
pub trait Bucket: Send + Sync {
    /// Which one, for humans.
    fn place(&self) -> &str;

    /// The size of an item's object.
    fn size<'a>(&'a self, name: &'a str) -> Looked<'a, u64>;

    /// Size and SHA-256 (hex) of an item's object, read to its end.
    fn digest<'a>(&'a self, name: &'a str) -> Looked<'a, (u64, String)>;
}

/// An object that a generation speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListedObject {
    /// The item's name.
    pub name: String,
    /// Its case: once that is erased, the object may be gone.
    pub case_id: String,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
}

/// The objects of a generation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// The bucket and the node's part of it.
    pub place: String,
    /// By name.
    pub objects: Vec<ListedObject>,
}

impl Listed {
    /// Looks whether every object is there in its size, or with `read` compares its bytes; those of erased cases may be gone.
    pub(super) async fn check(
        &self,
        bucket: &dyn Bucket,
        read: bool,
        is_erased: impl Fn(&str) -> bool,
    ) -> Result<(), BackupError> {
        let fault = |said| BackupError::Refused(format!("{}: {said}", bucket.place()));
        let mut missing = Vec::new();
        for object in &self.objects {
            let is_whole = if read {
                let found = bucket.digest(&object.name).await.map_err(fault)?;
                found.map(|found| found == (object.bytes, object.sha256.clone()))
            } else {
                bucket.size(&object.name).await.map_err(fault)?.map(|bytes| bytes == object.bytes)
            };
            match is_whole {
                Some(true) => {}
                Some(false) => {
                    return Err(fault(format!(
                        "the object `{}` is not the one that was listed; bring back its older version",
                        object.name
                    )));
                }
                None if is_erased(&object.case_id) => {}
                None => missing.push(object.name.as_str()),
            }
        }
        match missing.first() {
            None => Ok(()),
            Some(first) => Err(fault(format!(
                "{} of {} listed objects are missing, `{first}` first; bring them back from the bucket's versions or its \
                 replica, then restore again",
                missing.len(),
                self.objects.len()
            ))),
        }
    }
}
