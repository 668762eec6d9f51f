//! Putting a backup back.

use std::fs;
use std::path::{Path, PathBuf};

use super::files::{self, Measured};
use super::{BackedUpFile, BackupError, Bucket, INCOMPLETE, Listed, Manifest, lists, postgres};
use crate::custody_log;
use crate::db::backup as table;
use crate::keys::{ERASED_LOG, LOG_KEY, WITNESS_KEY};
use crate::witness::UNCONFIRMED;
use crate::{Db, Engine, NodeConfig};

/// Where the newest list of erased cases is.
#[derive(Debug, Clone)]
pub enum Erasures {
    /// In this file: the `erased.log` of the lost node, or the newest copy of it.
    Known(PathBuf),
    /// Nowhere: the backup's own is taken, and what was erased after the backup comes back.
    Lost,
}

/// A generation that was compared with its manifest.
#[derive(Debug)]
pub struct Compared {
    /// What belongs to it.
    pub manifest: Manifest,
    /// How many of the listed objects are not in the bucket. Where the erasures are lost nobody can tell whether they were erased; else it is 0.
    pub missing: usize,
    /// Hash lists with an index file that was damaged before it was backed up, and is not put back: if it is the version in use, the list must
    /// be imported again. Empty where nothing was restored.
    pub damaged_lists: Vec<String>,
}

/// Reads every file of a generation, and every object that it lists, and compares them with the manifest.
///
/// # Errors
/// Names the first file or object that is missing or damaged; an `erased.log` that does not go on from the backup's.
pub async fn check(
    generation: &Path,
    erasures: &Erasures,
    bucket: Option<&dyn Bucket>,
) -> Result<Compared, BackupError> {
    let manifest = check_files(generation)?;
    let erased = newest_erasures(&generation.join(ERASED_LOG), erasures)?;
    let missing = count_missing(&manifest, bucket, true, erasures, &erased).await?;
    Ok(Compared { manifest, missing, damaged_lists: Vec::new() })
}

/// How many listed objects are gone of which nobody knows whether they were erased.
async fn count_missing(
    manifest: &Manifest,
    bucket: Option<&dyn Bucket>,
    read: bool,
    erasures: &Erasures,
    erased: &[u8],
) -> Result<usize, BackupError> {
    let Some((listed, bucket)) = require_bucket(manifest, bucket)? else { return Ok(0) };
    let missing = listed.list_missing(bucket, read, |case_id| is_erased(erased, case_id)).await?;
    match (missing.first(), erasures) {
        (Some(first), Erasures::Known(_)) => Err(BackupError::Refused(format!(
            "{}: {} of {} listed objects are missing, `{first}` first; bring them back from the bucket's versions or its \
             replica, then restore again, or give the newest `--erased-log`: objects of erased cases may be gone",
            bucket.place(),
            missing.len(),
            listed.objects.len()
        ))),
        _ => Ok(missing.len()),
    }
}

fn check_files(generation: &Path) -> Result<Manifest, BackupError> {
    let manifest = Manifest::read(generation)?;
    let root = root_of(generation)?;
    for file in &manifest.files {
        require_whole(&root.join(&file.path), file, &files::measure(&root.join(&file.path))?)?;
    }
    Ok(manifest)
}

/// Puts a generation back into the empty data folder and database of `config`, whose items lie in `bucket`, where they do. The node key is
/// put there by hand afterwards.
///
/// # Errors
/// A damaged or missing file, by its name; an object that is not in the bucket, unless the erasures are lost; a folder or database that is not empty; an `erased.log` that
/// does not go on from the backup's; a custody log that is not the one of the manifest. What was written by then stays, and no node starts on
/// it. A restored node cosigns nothing before [`crate::witness::confirm`].
pub async fn restore(
    role: &str,
    config: &NodeConfig,
    generation: &Path,
    erasures: &Erasures,
    bucket: Option<&dyn Bucket>,
) -> Result<Compared, BackupError> {
    let manifest = check_files(generation)?;
    let root = root_of(generation)?;
    if manifest.role != role {
        return Err(BackupError::Refused(format!("this is a backup of {}, not of {role}", manifest.role)));
    }
    let erased = newest_erasures(&generation.join(ERASED_LOG), erasures)?;
    let missing = count_missing(&manifest, bucket, false, erasures, &erased).await?;
    let data = &config.data_dir;
    if !files::is_vacant(data)? {
        let what = "not empty: move what is there away, and give `--erased-log` the `erased.log` in it";
        return Err(BackupError::file(data, what));
    }
    let url = config.database_url(role);
    let sqlite = url.strip_prefix("sqlite:").map(|path| PathBuf::from(path.trim_start_matches("//")));
    refuse_taken(&url, sqlite.as_deref(), &manifest).await?;
    files::make_dir(data)?;
    files::write(
        &data.join(INCOMPLETE),
        b"a restoration did not come to its end: empty this folder and begin again\n",
    )?;
    files::write(&data.join(ERASED_LOG), &erased)?;
    let mut damaged_lists = Vec::new();
    for file in &manifest.files {
        let path = Path::new(&file.path);
        if let Some(below) = lists::below_data(file) {
            put_back(&root.join(path), &data.join(&below), file)?;
            if !lists::keep_if_whole(data, &below)? {
                damaged_lists.push(lists::list_of(&below));
            }
        }
        if path.starts_with("vault") {
            put_back(&root.join(path), &data.join(path), file)?;
        }
        for key in [LOG_KEY, WITNESS_KEY] {
            if path.file_name().is_some_and(|name| name == key.file_name) {
                put_back(&root.join(path), &data.join(key.file_name), file)?;
            }
        }
    }
    let database = find(&manifest, "database.")?;
    match &sqlite {
        Some(path) => put_back(&root.join(&database.path), path, database)?,
        None => postgres::load(&url, &root.join(&database.path)).await?,
    }
    check_custody(&url, &manifest).await?;
    files::write(
        &data.join(UNCONFIRMED),
        b"this node was restored and cosigns no log: `amparo witness confirm`\n",
    )?;
    fs::remove_file(data.join(INCOMPLETE))
        .map_err(|error| BackupError::file(data.join(INCOMPLETE), error))?;
    files::flush(data)?;
    Ok(Compared { manifest, missing, damaged_lists })
}

/// The listed objects with their bucket; none where the items are files. Backup and configuration must agree.
fn require_bucket<'a>(
    manifest: &'a Manifest,
    bucket: Option<&'a dyn Bucket>,
) -> Result<Option<(&'a Listed, &'a dyn Bucket)>, BackupError> {
    match (&manifest.bucket, bucket) {
        (None, None) => Ok(None),
        (Some(listed), Some(bucket)) => Ok(Some((listed, bucket))),
        (Some(listed), None) => Err(BackupError::Refused(format!(
            "the items of this backup lie in {}: name that bucket, or its replica, as `[vault]` in the configuration",
            listed.place
        ))),
        (None, Some(bucket)) => Err(BackupError::Refused(format!(
            "the items of this backup are files, and the configuration keeps items in {}: restore without `[vault]`, then move \
             them as docs/operator/buckets.md says",
            bucket.place()
        ))),
    }
}

/// Whether a list of erased cases names this one.
fn is_erased(erased: &[u8], case_id: &str) -> bool {
    let begins =
        |line: &[u8]| line.strip_prefix(case_id.as_bytes()).is_some_and(|rest| rest.starts_with(b" "));
    erased.split(|byte| *byte == b'\n').any(begins)
}

fn root_of(generation: &Path) -> Result<PathBuf, BackupError> {
    let generation = generation.canonicalize().map_err(|error| BackupError::file(generation, error))?;
    let root = generation.parent().map(Path::to_owned);
    root.ok_or_else(|| BackupError::file(generation, "not a generation of a backup"))
}

fn find<'a>(manifest: &'a Manifest, begins: &str) -> Result<&'a BackedUpFile, BackupError> {
    let found = manifest.files.iter().find(|file| {
        Path::new(&file.path).file_name().is_some_and(|name| name.to_string_lossy().starts_with(begins))
    });
    found.ok_or_else(|| BackupError::Refused(format!("the manifest names no file {begins}…")))
}

fn require_whole(path: &Path, file: &BackedUpFile, measured: &Measured) -> Result<(), BackupError> {
    if (measured.bytes, &measured.sha256) == (file.bytes, &file.sha256) {
        return Ok(());
    }
    Err(BackupError::file(path, "damaged: not the file that was backed up; take another generation"))
}

/// The newer list must go on from the older one: it is only ever added to.
fn newest_erasures(backed_up: &Path, erasures: &Erasures) -> Result<Vec<u8>, BackupError> {
    let read = |path: &Path| fs::read(path).map_err(|error| BackupError::file(path, error));
    let older = read(backed_up)?;
    let Erasures::Known(path) = erasures else { return Ok(older) };
    let newer = read(path)?;
    if newer.starts_with(&older) {
        return Ok(newer);
    }
    let what = "does not go on from the backup's own `erased.log`: it is older, or of another node; bring the newest copy";
    Err(BackupError::file(path, what))
}

async fn refuse_taken(url: &str, sqlite: Option<&Path>, manifest: &Manifest) -> Result<(), BackupError> {
    let engine = if sqlite.is_some() { Engine::Sqlite } else { Engine::Postgres };
    if !manifest.is_of(engine) {
        let what = format!("the backup is of {}, the configuration names another engine", manifest.engine);
        return Err(BackupError::Refused(what));
    }
    if let Some(path) = sqlite {
        let taken = path.try_exists().map_err(|error| BackupError::file(path, error))?;
        return if taken {
            Err(BackupError::file(path, "there is a database already; move it away"))
        } else {
            Ok(())
        };
    }
    let db = Db::open_existing(url).await?;
    let is_empty = table::is_empty(&db).await;
    db.close().await;
    if is_empty? {
        Ok(())
    } else {
        Err(BackupError::Refused("the database has tables already: make an empty one".to_owned()))
    }
}

fn put_back(from: &Path, to: &Path, file: &BackedUpFile) -> Result<(), BackupError> {
    if let Some(folder) = to.parent() {
        files::make_dir(folder)?;
    }
    let measured = files::copy(from, to)?.ok_or_else(|| BackupError::file(from, "missing"))?;
    require_whole(from, file, &measured)
}

async fn check_custody(url: &str, manifest: &Manifest) -> Result<(), BackupError> {
    let db = Db::open_existing(url).await?;
    let verdict = custody_log::verify(&db).await;
    let mut tx = db.begin_read("restored-head").await?;
    let head = table::load_head(&mut tx).await?;
    drop(tx);
    db.close().await;
    if !verdict?.is_intact() {
        let what = "the custody log of this backup does not verify: `amparo custody verify` names the entry";
        return Err(BackupError::Refused(what.to_owned()));
    }
    if (head.custody_size, &head.custody_root) != (manifest.custody_size, &manifest.custody_root) {
        return Err(BackupError::Refused(
            "the custody log is not the one that the manifest names".to_owned(),
        ));
    }
    Ok(())
}
