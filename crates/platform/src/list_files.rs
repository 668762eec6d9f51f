//! The index files of hash lists in the data folder: written before the version is recorded, mapped at start, orphans removed.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hashlist::{List, ListHead, ListIndex};
use service::{Actor, Failure, IdempotencyKey, hash_lists};
use sha2::{Digest, Sha256};
use tokio::task::spawn_blocking;

use crate::State;
use crate::actions::{HashListImported, ImportHashList};
use crate::db::hash_lists::{self as table, VersionRow};
use crate::lists::index_path;

/// How many versions of a list keep their files: the one in use, and the one before it, of which a backup may just have copied the database.
const VERSIONS_KEPT: usize = 2;

/// What an import has written and is about to record.
pub(crate) struct VersionFile {
    pub(crate) head: ListHead,
    pub(crate) entries_sha256: String,
    /// SHA-256 of the index file.
    pub(crate) index_sha256: String,
    pub(crate) entry_count: i64,
    pub(crate) left_out: i64,
    pub(crate) shadow: bool,
    /// Whether the list has changed since the version in use.
    pub(crate) is_new: bool,
}

/// Digests what is written to it: [`Sha256`] takes slices.
struct Digesting(Sha256);

impl io::Write for Digesting {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Brings in a version of a list, which `read` gives under the head that it gets, and takes it into use. One import at a time: each counts on
/// from the version before. Answers go on from the lists in use until the new one stands beside them.
///
/// # Errors
/// Of `read`, or of disk and database: then nothing of the version is in use.
pub(crate) async fn import(
    state: &State,
    actor: &Actor,
    (key, request): (Option<&IdempotencyKey>, [u8; 32]),
    head: ListHead,
    read: impl FnOnce(ListHead) -> Result<List, Failure> + Send + 'static,
) -> Result<HashListImported, Failure> {
    let _one_at_a_time = state.importing.lock().await;
    let mut tx = state.node.db().begin_read("find-version").await?;
    let newest = table::find_newest_version(&mut tx, &head.name).await?;
    drop(tx);
    let newest = newest.map(|row| (row.version, row.entries_sha256));
    let version = newest.as_ref().map_or(1, |(version, _)| version + 1);
    let head = ListHead { version: version.unsigned_abs(), ..head };
    let folder = state.lists_folder();
    let prepare = move || write(&read(head)?, newest.as_ref(), &folder);
    let file = spawn_blocking(prepare).await.map_err(Failure::broken)??;
    let imported = state.node.act_once(actor, key, request, &ImportHashList { file }).await?;
    state.reload_lists().await?;
    if let Err(failure) = sweep(state).await {
        tracing::warn!(%failure, "index files of replaced versions stay until the next start");
    }
    Ok(imported.output)
}

fn write(list: &List, newest: Option<&(i64, String)>, folder: &Path) -> Result<VersionFile, Failure> {
    let entries_sha256 = digest_of(list).map_err(Failure::broken)?;
    let unchanged = newest.filter(|(_, digest)| *digest == entries_sha256);
    let mut head = list.head().clone();
    if let Some((version, _)) = unchanged {
        head.version = version.unsigned_abs();
    }
    let version = i64::try_from(head.version).unwrap_or(i64::MAX);
    let path = index_path(folder, &head.name, version, &entries_sha256);
    if hash_lists::map_index(&path).is_err() {
        // the same list may also be sent again because its file was lost
        let again;
        let list = if head == *list.head() {
            list
        } else {
            again = List::new(head.clone(), list.entries().to_vec()).map_err(Failure::broken)?;
            &again
        };
        write_file(&path, list).map_err(Failure::broken)?;
    }
    let index = hash_lists::map_index(&path).map_err(Failure::broken)?;
    let mut file = std::fs::File::open(&path).map_err(Failure::broken)?;
    let mut digest = Digesting(Sha256::new());
    io::copy(&mut file, &mut digest).map_err(Failure::broken)?;
    Ok(VersionFile {
        head,
        entries_sha256,
        index_sha256: hex::encode(digest.0.finalize()),
        entry_count: i64::from(index.len()),
        left_out: i64::from(index.counts().left_out),
        shadow: index.is_shadow(),
        is_new: unchanged.is_none(),
    })
}

fn write_file(path: &Path, list: &List) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    hash_lists::write_index(path, list)
}

/// SHA-256 over everything that an administrator gives, whatever number the version gets.
fn digest_of(list: &List) -> Result<String, serde_json::Error> {
    let ListHead { source, members, classification, active_permille, .. } = list.head();
    let mut digest = Digesting(Sha256::new());
    let given = (source, members, classification, active_permille, list.entries());
    serde_json::to_writer(&mut digest, &given)?;
    Ok(hex::encode(digest.0.finalize()))
}

/// Maps the index of a version; makes it from the database where an earlier version of the program kept the entries there. `None`, with a line
/// in the log, where neither is there: the list is then not in use until it is imported again.
pub(crate) async fn open(state: &State, row: &VersionRow) -> Result<Option<Arc<ListIndex>>, Failure> {
    let path = index_path(&state.lists_folder(), &row.list_name, row.version, &row.entries_sha256);
    let (name, version) = (row.list_name.clone(), row.version.unsigned_abs());
    let at = path.clone();
    let mapped = spawn_blocking(move || hash_lists::map_index(&at)).await.map_err(Failure::broken)?;
    match mapped {
        Ok(index) if index.head().name == name && index.head().version == version => {
            return Ok(Some(Arc::new(index)));
        }
        Ok(_) => tracing::error!(list = %name, version, "the index file of a hash list is that of another"),
        Err(error) => tracing::warn!(list = %name, version, %error, "no index file of a hash list"),
    }
    let mut tx = state.node.db().begin_read("load-hash-list").await?;
    // one that was imported with a file has those of its entries there that were hit, and no more
    let of_earlier_program = row.index_sha256.is_empty();
    let entries = if of_earlier_program {
        table::list_entries(&mut tx, &row.list_name, row.version).await?
    } else {
        Vec::new()
    };
    drop(tx);
    if !of_earlier_program || i64::try_from(entries.len()).ok() != Some(row.entry_count) {
        tracing::error!(list = %name, version, "a hash list is not in use: import it again");
        return Ok(None);
    }
    let head = row.head();
    let make = move || {
        let list = List::new(head, entries).map_err(io::Error::other)?;
        write_file(&path, &list)?;
        hash_lists::map_index(&path)
    };
    let index = spawn_blocking(make).await.map_err(Failure::broken)?;
    index.map(|index| Some(Arc::new(index))).map_err(Failure::broken)
}

/// At start and after an import, while no other one is under way: removes the files of replaced versions, and those that no version speaks of,
/// which a crash between file and database has left. Nothing is lost with them: the entries that were hit stand in the database, and who looks
/// something up in a file that is removed goes on doing so.
pub(crate) async fn sweep(state: &State) -> Result<(), Failure> {
    let folder = state.lists_folder();
    let mut tx = state.node.db().begin_read("list-versions").await?;
    let versions = table::list_all_versions(&mut tx).await?;
    drop(tx);
    let known: HashSet<PathBuf> = newest_of_each(&versions)
        .map(|row| index_path(&folder, &row.list_name, row.version, &row.entries_sha256))
        .collect();
    let sweep = move || remove_but(&folder, &known);
    spawn_blocking(sweep).await.map_err(Failure::broken)?.map_err(Failure::broken)
}

/// The versions whose files stay; they come newest first.
fn newest_of_each(versions: &[VersionRow]) -> impl Iterator<Item = &VersionRow> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    versions.iter().filter(move |row| {
        let seen = seen.entry(row.list_name.as_str()).or_default();
        *seen += 1;
        *seen <= VERSIONS_KEPT
    })
}

fn remove_but(folder: &Path, known: &HashSet<PathBuf>) -> io::Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    for list in std::fs::read_dir(folder)? {
        let list = list?.path();
        if !list.is_dir() {
            continue;
        }
        for file in std::fs::read_dir(list)? {
            let file = file?.path();
            if file.is_file() && !known.contains(&file) {
                std::fs::remove_file(&file)?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_that_nobody_speaks_of_are_swept() {
        let folder = std::env::temp_dir().join(format!("amparo-index-files-{}", std::process::id()));
        let known = index_path(&folder, "known", 2, &"ab".repeat(32));
        assert!(known.ends_with("known/2-abababababababab.index"), "{known:?}");
        std::fs::create_dir_all(known.parent().unwrap()).unwrap();
        let orphan = known.with_file_name("3-cdcdcdcdcdcdcdcd.index");
        for path in [&known, &orphan] {
            std::fs::write(path, "x").unwrap();
        }
        remove_but(&folder, &HashSet::from([known.clone()])).unwrap();
        assert!(known.exists() && !orphan.exists());
        remove_but(&folder.join("nothing"), &HashSet::new()).unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
