//! Taking a backup.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use custody::LogKeys;
use jiff::Timestamp;

use super::files::{self, Measured};
use super::{
    BackedUpFile, BackupError, Bucket, ItemPath, Items, Listed, ListedObject, Manifest, lists, postgres,
};
use crate::db::{backup as table, items};
use crate::keys::{ERASED_LOG, ItemRecord, LOG_KEY, WITNESS_KEY, find_log_keys};
use crate::{Db, DbError, Engine, NodeConfig};

const PAGE: i64 = 1000;
const PARTIAL: &str = "partial";

/// A finished generation.
#[derive(Debug, Clone)]
pub struct Taken {
    /// Its folder.
    pub generation: PathBuf,
    /// What belongs to it.
    pub manifest: Manifest,
    /// SHA-256 of the manifest: who keeps it elsewhere can tell a replaced backup.
    pub manifest_sha256: String,
    /// Items that no earlier generation had.
    pub new_items: usize,
}

/// Backs up the node of `config` into the folder `to`, while it runs or not. The node key is not needed, and not copied.
///
/// # Errors
/// Anything cannot be read, or an item is missing that the database still speaks of: there is no generation then.
pub async fn back_up(
    role: &str,
    config: &NodeConfig,
    to: &Path,
    now: Timestamp,
    items: Items<'_>,
) -> Result<Taken, BackupError> {
    files::make_dir(to)?;
    let name = now.strftime("%Y%m%dT%H%M%SZ").to_string();
    let (generation, partial) = (to.join(&name), to.join(PARTIAL));
    if generation.exists() {
        return Err(BackupError::file(generation, "there is a backup of this second already; try again"));
    }
    // what a crash left
    if partial.exists() {
        fs::remove_dir_all(&partial).map_err(|error| BackupError::file(&partial, error))?;
    }
    files::make_dir(&partial)?;
    let url = config.database_url(role);
    let db = Db::open_existing(&url).await?;
    let mut backup = Backup { db: &db, to, partial: &partial, name: &name, files: Vec::new() };
    let head = backup.copy_database(&url).await?;
    let newest = generations(to)?.into_iter().rev().find_map(|path| Manifest::read(&path).ok());
    let known_lists = newest.as_ref().map(lists::files_of).unwrap_or_default();
    let (new_items, bucket) = match items {
        Items::Files(item_path) => {
            let known = known_files(newest);
            (backup.copy_items(&config.data_dir.join("vault"), item_path, &known).await?, None)
        }
        Items::Objects(bucket) => {
            let (new_items, objects) = backup.list_objects(bucket, &known_objects(newest, bucket)).await?;
            (new_items, Some(Listed { place: bucket.place().to_owned(), objects }))
        }
    };
    lists::copy(&mut backup, &config.data_dir, &known_lists)?;
    backup.copy_erased_log(&config.data_dir.join(ERASED_LOG))?;
    for key in [LOG_KEY, WITNESS_KEY] {
        backup.copy_note_key(&config.data_dir, key.file_name)?;
    }
    refuse_newer_key(&partial, &head)?;
    let mut manifest = Manifest::new(role, now, db.engine(), head);
    manifest.files = backup.files;
    manifest.bucket = bucket;
    db.close().await;
    let manifest_sha256 = manifest.write(&partial)?;
    files::flush(&partial)?;
    fs::rename(&partial, &generation).map_err(|error| BackupError::file(&generation, error))?;
    files::flush(to)?;
    Ok(Taken { generation, manifest, manifest_sha256, new_items })
}

/// A log key that took the place of the one before while the database was copied has signed nothing of what the copy holds.
fn refuse_newer_key(partial: &Path, head: &table::Head) -> Result<(), BackupError> {
    let keys = find_log_keys(partial).map_err(|error| BackupError::Refused(error.to_string()))?;
    let changed_at = keys.iter().flat_map(LogKeys::changes).map(|change| change.last.size).max();
    if changed_at.is_some_and(|size| size > head.custody_size.unsigned_abs()) {
        let what = "the log key was rotated while the backup was made: make it again";
        return Err(BackupError::Refused(what.to_owned()));
    }
    Ok(())
}

pub(super) struct Backup<'a> {
    db: &'a Db,
    pub(super) to: &'a Path,
    pub(super) partial: &'a Path,
    pub(super) name: &'a str,
    files: Vec<BackedUpFile>,
}

impl Backup<'_> {
    pub(super) fn add(&mut self, path: String, measured: Measured) {
        self.files.push(BackedUpFile { path, bytes: measured.bytes, sha256: measured.sha256 });
    }

    async fn copy_database(&mut self, url: &str) -> Result<table::Head, BackupError> {
        let (file_name, head) = match self.db.engine() {
            Engine::Sqlite => {
                let path = self.partial.join("database.sqlite");
                table::copy_sqlite(self.db, &path).await?;
                let copy = Db::open_existing(&format!("sqlite:{}", path.display())).await?;
                let mut tx = copy.begin_read("backup-head").await?;
                let head = table::load_head(&mut tx).await?;
                drop(tx);
                copy.close().await;
                ("database.sqlite", head)
            }
            Engine::Postgres => {
                let mut tx = self.db.begin_read("backup").await?;
                let snapshot = table::export_snapshot(&mut tx).await?;
                let head = table::load_head(&mut tx).await?;
                postgres::dump(url, &snapshot, &self.partial.join("database.dump")).await?;
                ("database.dump", head)
            }
        };
        let path = self.partial.join(file_name);
        files::make_private(&path)?;
        files::flush(&path)?;
        self.add(format!("{}/{file_name}", self.name), files::measure(&path)?);
        Ok(head)
    }

    /// Copies what no earlier generation has; how many. Asks the database after its copy was made: it speaks of everything the copy
    /// speaks of, except for what was erased meanwhile.
    async fn copy_items(
        &mut self,
        vault: &Path,
        item_path: ItemPath,
        known: &BTreeMap<String, BackedUpFile>,
    ) -> Result<usize, BackupError> {
        let (mut after, mut new_items) = (String::new(), 0);
        let mut folders = BTreeSet::new();
        loop {
            let page = self.list_items(&after).await?;
            let Some(last) = page.last() else { break };
            after.clone_from(&last.name);
            for ItemRecord { name, .. } in &page {
                let below = item_path(name).ok_or(DbError::Value { column: "evidence_item.name" })?;
                let path = Path::new("vault").join(&below).display().to_string();
                let copied = self.to.join(&path);
                if let Some(file) = known.get(&path).filter(|file| has_size(&copied, file.bytes)) {
                    self.files.push(file.clone());
                    continue;
                }
                let folder = copied.parent().unwrap_or(self.to).to_owned();
                files::make_dir(&folder)?;
                folders.insert(folder);
                let Some(measured) = files::copy(&vault.join(&below), &copied)? else {
                    self.refuse_missing(name, &vault.join(&below)).await?;
                    continue;
                };
                self.add(path, measured);
                new_items += 1;
            }
        }
        for folder in &folders {
            files::flush(folder)?;
        }
        files::make_dir(&self.to.join("vault/items"))?;
        files::flush(&self.to.join("vault/items"))?;
        Ok(new_items)
    }

    async fn list_items(&self, after: &str) -> Result<Vec<ItemRecord>, BackupError> {
        let mut tx = self.db.begin_read("backup-items").await?;
        Ok(items::list(&mut tx, after, PAGE).await?)
    }

    /// Lists the objects of the items; reads those that the newest generation does not list, how many. Objects never change.
    async fn list_objects(
        &self,
        bucket: &dyn Bucket,
        known: &BTreeMap<String, ListedObject>,
    ) -> Result<(usize, Vec<ListedObject>), BackupError> {
        let fault = |said| BackupError::Refused(format!("{}: {said}", bucket.place()));
        let (mut after, mut new_items, mut objects) = (String::new(), 0, Vec::new());
        loop {
            let page = self.list_items(&after).await?;
            let Some(last) = page.last() else { return Ok((new_items, objects)) };
            after.clone_from(&last.name);
            for ItemRecord { name, case_id, .. } in &page {
                let size = bucket.size(name).await.map_err(fault)?;
                if let Some(object) = known.get(name).filter(|object| size == Some(object.bytes)) {
                    objects.push(object.clone());
                    continue;
                }
                let Some((bytes, sha256)) = bucket.digest(name).await.map_err(fault)? else {
                    self.refuse_missing(name, &Path::new(bucket.place()).join(name)).await?;
                    continue;
                };
                let (name, case_id) = (name.clone(), case_id.clone());
                objects.push(ListedObject { name, case_id, bytes, sha256 });
                new_items += 1;
            }
        }
    }

    /// An item that was erased since the page was read is gone for good; another is a loss that nobody must take for a backup.
    async fn refuse_missing(&self, name: &str, path: &Path) -> Result<(), BackupError> {
        let mut tx = self.db.begin_read("backup-items").await?;
        if items::is_kept(&mut tx, name).await? {
            let what =
                "missing from the vault, and the database speaks of it; restore it from an earlier backup";
            return Err(BackupError::file(path, what));
        }
        Ok(())
    }

    /// The keys of log and witness are sealed under the node key; a node that never signed has none.
    fn copy_note_key(&mut self, data_dir: &Path, name: &str) -> Result<(), BackupError> {
        if let Some(measured) = files::copy(&data_dir.join(name), &self.partial.join(name))? {
            self.add(format!("{}/{name}", self.name), measured);
        }
        Ok(())
    }

    fn copy_erased_log(&mut self, from: &Path) -> Result<(), BackupError> {
        let to = self.partial.join(ERASED_LOG);
        let measured = if let Some(measured) = files::copy(from, &to)? {
            measured
        } else {
            files::write(&to, b"")?;
            files::measure(&to)?
        };
        self.add(format!("{}/{ERASED_LOG}", self.name), measured);
        Ok(())
    }
}

fn has_size(path: &Path, bytes: u64) -> bool {
    fs::metadata(path).is_ok_and(|file| file.len() == bytes)
}

/// The files that a generation speaks of.
fn known_files(newest: Option<Manifest>) -> BTreeMap<String, BackedUpFile> {
    let files = newest.into_iter().flat_map(|manifest| manifest.files);
    files.map(|file| (file.path.clone(), file)).collect()
}

/// The objects of this bucket that a generation lists.
fn known_objects(newest: Option<Manifest>, bucket: &dyn Bucket) -> BTreeMap<String, ListedObject> {
    let listed = newest.and_then(|manifest| manifest.bucket).filter(|listed| listed.place == bucket.place());
    let objects = listed.into_iter().flat_map(|listed| listed.objects);
    objects.map(|object| (object.name.clone(), object)).collect()
}

/// The folders of generations, oldest first.
fn generations(to: &Path) -> Result<Vec<PathBuf>, BackupError> {
    let fault = |error| BackupError::file(to, error);
    let mut found = Vec::new();
    for entry in fs::read_dir(to).map_err(fault)? {
        let path = entry.map_err(fault)?.path();
        if path.join(super::manifest::FILE_NAME).exists() && !path.ends_with(PARTIAL) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Removes all generations but the newest `keep`, and the items that none of these speaks of: an erased item leaves the backups this way.
/// Gives how many generations and items went.
///
/// # Errors
/// Of the disk; and a kept manifest cannot be read: nothing is removed then.
pub fn keep_newest(to: &Path, keep: usize) -> Result<(usize, usize), BackupError> {
    let mut kept = generations(to)?;
    let old = kept.drain(..kept.len().saturating_sub(keep.max(1))).collect::<Vec<_>>();
    let mut spoken_of = BTreeSet::new();
    for generation in &kept {
        spoken_of.extend(Manifest::read(generation)?.files.into_iter().map(|file| to.join(file.path)));
    }
    for generation in &old {
        fs::remove_dir_all(generation).map_err(|error| BackupError::file(generation, error))?;
    }
    let mut items = 0;
    for folder in list(&to.join("vault/items"))? {
        for item in list(&folder)?.into_iter().filter(|item| !spoken_of.contains(item)) {
            fs::remove_file(&item).map_err(|error| BackupError::file(&item, error))?;
            items += 1;
        }
        files::flush(&folder)?;
    }
    Ok((old.len(), items))
}

/// What is in a folder; nothing where there is none, as beside items in a bucket.
fn list(folder: &Path) -> Result<Vec<PathBuf>, BackupError> {
    let fault = |error| BackupError::file(folder, error);
    if files::is_vacant(folder)? {
        return Ok(Vec::new());
    }
    fs::read_dir(folder).map_err(fault)?.map(|entry| entry.map(|entry| entry.path()).map_err(fault)).collect()
}
