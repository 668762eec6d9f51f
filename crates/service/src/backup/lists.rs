//! The index files of hash lists: the database says which version is in use, and only they hold what is in it.

use std::fs;
use std::path::{Path, PathBuf};

use super::files::{self, Measured};
use super::{BackupError, FOLDER_OF_LISTS};

/// Copies the index files below `data_dir` into a generation; gives each copy's path below `generation`. A role without lists has none.
///
/// They are copied after the database: a version that it speaks of had its file before its row. Files that come or go meanwhile belong to
/// versions that it does not speak of.
pub(super) fn copy_lists(
    data_dir: &Path,
    generation: &Path,
) -> Result<Vec<(PathBuf, Measured)>, BackupError> {
    let mut copied = Vec::new();
    for folder in children(&data_dir.join(FOLDER_OF_LISTS))?.into_iter().filter(|path| path.is_dir()) {
        for file in
            children(&folder)?.into_iter().filter(|path| path.extension().is_some_and(|end| end == "index"))
        {
            let Ok(below) = file.strip_prefix(data_dir) else { continue };
            let to = generation.join(below);
            files::make_dir(to.parent().unwrap_or(generation))?;
            if let Some(measured) = files::copy(&file, &to)? {
                copied.push((below.to_owned(), measured));
            }
        }
    }
    Ok(copied)
}

/// What is in a folder, by name; nothing where there is none.
fn children(folder: &Path) -> Result<Vec<PathBuf>, BackupError> {
    let fault = |error| BackupError::file(folder, error);
    if files::is_vacant(folder)? {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(folder).map_err(fault)?;
    let mut found =
        entries.map(|entry| entry.map(|entry| entry.path()).map_err(fault)).collect::<Result<Vec<_>, _>>()?;
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn index_files_are_copied_and_nothing_beside_them() {
        let (data, backup) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        assert_eq!(copy_lists(data.path(), backup.path()).unwrap(), [], "no list, nothing to copy");
        let folder = data.path().join(FOLDER_OF_LISTS).join("known");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("1-ab.index"), b"index").unwrap();
        fs::write(folder.join("2-cd.partial"), b"half").unwrap();
        let copied = copy_lists(data.path(), backup.path()).unwrap();
        assert_eq!(copied.len(), 1);
        assert_eq!(copied[0].0, Path::new("hash-lists/known/1-ab.index"));
        assert_eq!(fs::read(backup.path().join(&copied[0].0)).unwrap(), b"index");
    }
}
