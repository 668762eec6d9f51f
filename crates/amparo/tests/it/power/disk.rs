//! A disk whose power fails: what was flushed is there, of the rest any part may be, in sectors of 512 bytes and in any order.
//!
//! A name is on the disk when its folder was flushed; before that, any number of the first changes of each folder may be, whatever became of
//! other folders. That is less than file systems with a journal promise.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use super::chance::{Chance, Fate};
use super::file::{Change, File};
use super::trace::{Call, Deed};

/// Files and folders below one that is there for good.
pub(super) struct Disk {
    files: Vec<File>,
    folders: BTreeMap<PathBuf, Folder>,
}

#[derive(Default)]
struct Folder {
    flushed: BTreeMap<OsString, Entry>,
    pending: Vec<(usize, OsString, Option<Entry>)>,
}

#[derive(Clone, Copy)]
enum Entry {
    File(usize),
    Folder,
}

impl Disk {
    /// An empty folder that is there for good.
    pub(super) fn new(root: &Path) -> Self {
        Self { files: Vec::new(), folders: BTreeMap::from([(root.to_owned(), Folder::default())]) }
    }

    /// What a call does. A flush is done when it has ended, and is one for what had ended before it began.
    pub(super) fn apply(&mut self, call: &Call) {
        let ended = call.ended;
        match &call.deed {
            Deed::Create(path) => {
                if self.find(path).is_none() {
                    self.files.push(File::default());
                    self.name(ended, path, Some(Entry::File(self.files.len() - 1)));
                }
            }
            Deed::MakeFolder(path) => {
                self.folders.entry(path.clone()).or_default();
                self.name(ended, path, Some(Entry::Folder));
            }
            Deed::Write(path, offset, bytes) => {
                self.change(ended, path, Change::Write(usize::try_from(*offset).unwrap(), bytes.clone()));
            }
            Deed::Resize(path, size) => {
                self.change(ended, path, Change::Resize(usize::try_from(*size).unwrap()))
            }
            Deed::Remove(path) => self.name(ended, path, None),
            Deed::Rename(from, to) => {
                let entry = self.find(from);
                self.name(ended, to, entry);
                self.name(ended, from, None);
            }
            Deed::Flush(path) => self.flush(call.began, path),
            Deed::Answer(_) => {}
        }
    }

    fn find(&self, path: &Path) -> Option<Entry> {
        let (folder, name) = (self.folders.get(path.parent()?)?, path.file_name()?);
        let newest = folder.pending.iter().rev().find(|(_, changed, _)| changed == name);
        newest.map_or_else(|| folder.flushed.get(name).copied(), |(_, _, entry)| *entry)
    }

    fn name(&mut self, ended: usize, path: &Path, entry: Option<Entry>) {
        let (folder, name) = (path.parent().unwrap(), path.file_name().unwrap().to_owned());
        self.folders.get_mut(folder).unwrap().pending.push((ended, name, entry));
    }

    /// What a removed file gets has no name any more.
    fn change(&mut self, ended: usize, path: &Path, change: Change) {
        if let Some(Entry::File(file)) = self.find(path) {
            self.files[file].pending.push((ended, change));
        }
    }

    fn flush(&mut self, began: usize, path: &Path) {
        if let Some(folder) = self.folders.get_mut(path) {
            for (_, name, entry) in folder.pending.extract_if(.., |(ended, ..)| *ended < began) {
                set(&mut folder.flushed, name, entry);
            }
        } else if let Some(Entry::File(file)) = self.find(path) {
            self.files[file].flush(began);
        }
    }

    /// Writes to `to` what lies in `folder` after the power failed.
    pub(super) fn fail(&self, folder: &Path, to: &Path, fate: Fate, chance: &Chance) {
        let Folder { flushed, pending } = &self.folders[folder];
        let mut names = flushed.clone();
        for (_, name, entry) in pending.iter().take(chance.survivors(fate, pending.len())) {
            set(&mut names, name.clone(), *entry);
        }
        for (name, entry) in names {
            let to = to.join(&name);
            match entry {
                Entry::Folder => {
                    fs::create_dir(&to).unwrap();
                    self.fail(&folder.join(&name), &to, fate, chance);
                }
                Entry::File(file) => {
                    fs::write(&to, self.files[file].fail(fate, chance)).unwrap();
                    fs::set_permissions(&to, fs::Permissions::from_mode(0o600)).unwrap();
                }
            }
        }
    }
}

fn set(names: &mut BTreeMap<OsString, Entry>, name: OsString, entry: Option<Entry>) {
    match entry {
        Some(entry) => drop(names.insert(name, entry)),
        None => drop(names.remove(&name)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::file::SECTOR_BYTES;
    use super::*;

    fn call(line: usize, deed: Deed) -> Call {
        Call { began: line, ended: line, deed }
    }

    fn after(calls: &[Call], fate: Fate) -> BTreeMap<String, Vec<u8>> {
        let (mut disk, to) = (Disk::new(Path::new("/d")), tempfile::tempdir().unwrap());
        calls.iter().for_each(|call| disk.apply(call));
        disk.fail(Path::new("/d"), to.path(), fate, &Chance::new(1));
        let files = fs::read_dir(to.path()).unwrap().flatten();
        files.map(|file| (file.file_name().into_string().unwrap(), fs::read(file.path()).unwrap())).collect()
    }

    #[test]
    fn only_what_was_flushed_under_a_name_that_was_flushed_survives_for_sure() {
        let (file, moved, folder) = (PathBuf::from("/d/a"), PathBuf::from("/d/b"), PathBuf::from("/d"));
        let mut calls = vec![
            call(0, Deed::Create(file.clone())),
            call(1, Deed::Write(file.clone(), 0, vec![7; 1000])),
            call(2, Deed::Flush(file.clone())),
        ];
        assert!(after(&calls, Fate::Lost).is_empty(), "its folder was not flushed");
        assert_eq!(after(&calls, Fate::Kept)["a"], vec![7; 1000]);
        calls.extend([
            call(3, Deed::Flush(folder)),
            call(4, Deed::Write(file.clone(), 0, vec![8; 2000])),
            call(5, Deed::Rename(file, moved)),
        ]);
        assert_eq!(after(&calls, Fate::Lost)["a"], vec![7; 1000]);
        assert_eq!(after(&calls, Fate::Kept)["b"], vec![8; 2000]);
        let torn = after(&calls, Fate::Torn).into_values().next().unwrap();
        for sector in torn.chunks(SECTOR_BYTES) {
            let mut parts = sector.to_vec();
            parts.dedup();
            assert!(matches!(parts[..], [7] | [8] | [0] | [7, 0]), "a sector is whole: {parts:?}");
        }
    }

    #[test]
    fn a_flush_covers_only_what_had_ended_when_it_began() {
        let file = PathBuf::from("/d/a");
        let calls = [
            call(0, Deed::Create(file.clone())),
            call(1, Deed::Flush("/d".into())),
            Call { began: 2, ended: 5, deed: Deed::Write(file.clone(), 0, vec![7; 10]) },
            Call { began: 4, ended: 6, deed: Deed::Flush(file) },
        ];
        assert_eq!(after(&calls, Fate::Lost)["a"], Vec::<u8>::new());
    }
}
