//! The index files of hash lists: copied with each generation, since without them nothing is compared until every list is imported again.
//!
//! They may be large and hardly change, so a file that the newest generation holds as well is a second name of the same bytes there, where the
//! folder allows that.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path, PathBuf};

use super::take::Backup;
use super::{BackedUpFile, BackupError, Manifest, files};
use crate::hash_lists::map_index;

/// In the data folder and in a generation.
const FOLDER: &str = "hash-lists";

/// The index files of a generation, by their path below its folder.
pub(super) fn files_of(manifest: &Manifest) -> BTreeMap<PathBuf, BackedUpFile> {
    let files = manifest.files.iter();
    files.filter_map(|file| Some((below_data(file)?, file.clone()))).collect()
}

/// Where a backed up file lies below the data folder, where it is an index file.
pub(super) fn below_data(file: &BackedUpFile) -> Option<PathBuf> {
    let mut parts = Path::new(&file.path).components();
    parts.next();
    let below = parts.as_path();
    below.starts_with(FOLDER).then(|| below.to_owned())
}

/// Copies the index files that are there. One that goes meanwhile belongs to a version that another one has replaced.
pub(super) fn copy(
    backup: &mut Backup<'_>,
    data_dir: &Path,
    known: &BTreeMap<PathBuf, BackedUpFile>,
) -> Result<(), BackupError> {
    for below in index_files(data_dir)? {
        let (from, to) = (data_dir.join(&below), backup.partial.join(&below));
        if let Some(folder) = to.parent() {
            files::make_dir(folder)?;
        }
        let path = Path::new(backup.name).join(&below).display().to_string();
        let same = known.get(&below).filter(|file| is_same(&from, file));
        if let Some(file) = same.filter(|file| fs::hard_link(backup.to.join(&file.path), &to).is_ok()) {
            // a damaged copy is not taken on
            let measured = files::measure(&to)?;
            if (measured.bytes, &measured.sha256) == (file.bytes, &file.sha256) {
                backup.add(path, measured);
                continue;
            }
            fs::remove_file(&to).map_err(|error| BackupError::file(&to, error))?;
        }
        if let Some(measured) = files::copy(&from, &to)? {
            backup.add(path, measured);
        }
    }
    flush_all(&backup.partial.join(FOLDER))
}

/// Whether the file at this path has the bytes of one that was backed up.
fn is_same(path: &Path, file: &BackedUpFile) -> bool {
    let has_size = fs::metadata(path).is_ok_and(|found| found.len() == file.bytes);
    has_size && files::measure(path).is_ok_and(|measured| measured.sha256 == file.sha256)
}

/// `hash-lists/NAME/….index`, as far as they are whole: what is being written has another ending.
fn index_files(data_dir: &Path) -> Result<Vec<PathBuf>, BackupError> {
    let mut found = Vec::new();
    for list in names_in(&data_dir.join(FOLDER))? {
        let below = Path::new(FOLDER).join(&list);
        if !data_dir.join(&below).is_dir() {
            continue;
        }
        let files = names_in(&data_dir.join(&below))?.into_iter().map(|name| below.join(name));
        found.extend(files.filter(|path| path.extension().is_some_and(|ending| ending == "index")));
    }
    Ok(found)
}

/// What is in a folder, by name; nothing where there is none.
fn names_in(folder: &Path) -> Result<Vec<PathBuf>, BackupError> {
    if files::is_vacant(folder)? {
        return Ok(Vec::new());
    }
    let fault = |error| BackupError::file(folder, error);
    let entries = fs::read_dir(folder).map_err(fault)?;
    let names = entries.map(|entry| entry.map(|entry| PathBuf::from(entry.file_name())).map_err(fault));
    let mut names = names.collect::<Result<Vec<_>, _>>()?;
    names.sort();
    Ok(names)
}

/// Makes the names in a folder of lists last.
fn flush_all(folder: &Path) -> Result<(), BackupError> {
    let lists = names_in(folder)?;
    for list in &lists {
        files::flush(&folder.join(list))?;
    }
    if lists.is_empty() { Ok(()) } else { files::flush(folder) }
}

/// Reads a restored index to its end. What was damaged before it was backed up is taken away again, so that no file is compared with half a list: the
/// node then says that the list is to be imported again. Gives whether it stays.
pub(super) fn keep_if_whole(data_dir: &Path, below: &Path) -> Result<bool, BackupError> {
    let path = data_dir.join(below);
    let is_whole = map_index(&path).is_ok_and(|index| index.verify().is_ok());
    if !is_whole {
        fs::remove_file(&path).map_err(|error| BackupError::file(&path, error))?;
    }
    Ok(is_whole)
}

/// The name of the list that an index file belongs to.
pub(super) fn list_of(below: &Path) -> String {
    match below.components().nth(1) {
        Some(Component::Normal(name)) => name.to_string_lossy().into_owned(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use hashlist::{List, ListEntry, ListHead};

    use super::*;
    use crate::hash_lists::write_index;

    #[test]
    fn only_whole_index_files_are_listed_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path();
        assert!(index_files(data).unwrap().is_empty());
        let below = Path::new("hash-lists/known/1-ab.index");
        fs::create_dir_all(data.join("hash-lists/known")).unwrap();
        let head =
            ListHead { name: "known".into(), version: 1, source: "a hotline".into(), ..ListHead::default() };
        let entry = ListEntry { md5: Some([7; 16].into()), ..ListEntry::default() };
        write_index(&data.join(below), &List::new(head, vec![entry]).unwrap()).unwrap();
        fs::write(data.join("hash-lists/known/.index-x.new"), "half").unwrap();
        fs::write(data.join("hash-lists/stray"), "x").unwrap();
        assert_eq!(index_files(data).unwrap(), [below]);
        assert!(keep_if_whole(data, below).unwrap());
        let mut bytes = fs::read(data.join(below)).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        fs::write(data.join(below), bytes).unwrap();
        assert!(!keep_if_whole(data, below).unwrap() && !data.join(below).exists());
    }

    #[test]
    fn an_index_file_is_told_from_the_other_files_of_a_generation() {
        let file = |path: &str| BackedUpFile { path: path.to_owned(), bytes: 1, sha256: String::new() };
        let below = below_data(&file("20261128T012323Z/hash-lists/known/1-ab.index")).unwrap();
        assert_eq!(
            (below.as_path(), list_of(&below)),
            (Path::new("hash-lists/known/1-ab.index"), "known".to_owned())
        );
        for other in ["20261128T012323Z/erased.log", "vault/items/0f/0f0f", "hash-lists"] {
            assert!(below_data(&file(other)).is_none(), "{other}");
        }
    }
}
