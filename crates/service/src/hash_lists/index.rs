//! The index file of a list: written whole, then mapped.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use hashlist::{List, ListIndex};

/// Writes the index file of a list. Either the old file or the whole new one stands at the path, also after a power cut; the new one is on the disk when this
/// returns. The path is never written into: who has the old file mapped keeps its bytes, which is what makes mapping safe ([`hashlist::map`]).
///
/// # Errors
/// The folder cannot be written to, or a flush failed: then the new file is gone.
pub fn write_index(path: &Path, list: &List) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // readable by its owner alone, and removed when dropped
    let mut staged = tempfile::Builder::new().prefix(".index-").suffix(".new").tempfile_in(folder)?;
    staged.write_all(&ListIndex::build(list))?;
    staged.as_file().sync_all()?;
    staged.persist(path).map_err(|error| error.error)?;
    File::open(folder)?.sync_all()
}

/// Maps an index file for look-up. Takes as long for ten million entries as for one; pages come from the disk as they are needed.
///
/// The file must only ever be replaced by renaming, as [`write_index`] does: one that somebody cuts off while it is mapped ends the process.
///
/// # Errors
/// The file cannot be opened or mapped, or is no index of this version ([`io::ErrorKind::InvalidData`]).
pub fn map_index(path: &Path) -> io::Result<ListIndex> {
    let mapped = hashlist::map(&File::open(path)?)?;
    ListIndex::open(mapped).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

#[cfg(test)]
mod tests {
    use hashlist::{ListEntry, ListHead};

    use super::*;

    fn list(version: u64) -> List {
        let head =
            ListHead { name: "known".into(), version, source: "a hotline".into(), ..ListHead::default() };
        let entry = |byte: u8| ListEntry { md5: Some([byte; 16].into()), ..ListEntry::default() };
        List::new(head, (0..100).map(entry).collect()).unwrap()
    }

    #[test]
    fn a_new_version_takes_the_path_and_the_old_one_stays_readable() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("known.index");
        write_index(&path, &list(1)).unwrap();
        let old = map_index(&path).unwrap();
        write_index(&path, &list(2)).unwrap();
        let new = map_index(&path).unwrap();
        assert_eq!((old.head().version, new.head().version), (1, 2));
        for index in [&old, &new] {
            index.verify().unwrap();
            assert_eq!(index.entry(99), list(1).entries().get(99).cloned());
        }
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1, "nothing is left of the writing");
    }

    #[test]
    fn what_is_no_index_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("known.index");
        assert_eq!(map_index(&path).unwrap_err().kind(), io::ErrorKind::NotFound);
        for bytes in [&b""[..], b"no index at all"] {
            std::fs::write(&path, bytes).unwrap();
            assert_eq!(map_index(&path).unwrap_err().kind(), io::ErrorKind::InvalidData);
        }
        let nowhere = folder.path().join("nowhere/known.index");
        assert_eq!(write_index(&nowhere, &list(1)).unwrap_err().kind(), io::ErrorKind::NotFound);
    }
}
