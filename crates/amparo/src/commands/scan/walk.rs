//! Every ordinary file of a tree, in the order of names.

use std::fs::{self, Metadata};
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use super::state::Mark;

/// What the walk meets.
pub(super) enum Found {
    /// An ordinary file.
    File {
        /// As it is told: what was given, and the names below it.
        path: PathBuf,
        /// Which file in which state.
        mark: Mark,
        /// It was given as a link, which is followed.
        is_link: bool,
    },
    /// A folder or file that cannot be looked at.
    Unreadable {
        /// As it is told.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
}

impl Found {
    /// As it is told.
    pub(super) fn path(&self) -> &Path {
        match self {
            Self::File { path, .. } | Self::Unreadable { path, .. } => path,
        }
    }
}

/// Walks the trees, one after the other, until `take` says no; how many links and special files were skipped.
///
/// At any time it holds the names of one folder a level.
pub(super) fn walk(roots: &[PathBuf], take: &mut dyn FnMut(Found) -> bool) -> u64 {
    let mut skipped = 0;
    for root in roots {
        let metadata = fs::metadata(root);
        let is_link = fs::symlink_metadata(root).is_ok_and(|root| root.is_symlink());
        if !visit(root, metadata, is_link, take, &mut skipped) {
            break;
        }
    }
    skipped
}

fn visit(
    path: &Path,
    metadata: io::Result<Metadata>,
    is_link: bool,
    take: &mut dyn FnMut(Found) -> bool,
    skipped: &mut u64,
) -> bool {
    match metadata {
        Ok(metadata) if metadata.is_file() => {
            let mark = Mark::of(path, metadata.size(), [metadata.mtime(), metadata.mtime_nsec()]);
            take(Found::File { path: path.to_owned(), mark, is_link })
        }
        Ok(metadata) if metadata.is_dir() => visit_folder(path, take, skipped),
        Ok(_) => {
            *skipped += 1;
            true
        }
        Err(error) => take(Found::Unreadable { path: path.to_owned(), error }),
    }
}

fn visit_folder(folder: &Path, take: &mut dyn FnMut(Found) -> bool, skipped: &mut u64) -> bool {
    let names = fs::read_dir(folder)
        .and_then(|entries| entries.map(|entry| Ok(entry?.file_name())).collect::<io::Result<Vec<_>>>());
    let mut names = match names {
        Ok(names) => names,
        Err(error) => return take(Found::Unreadable { path: folder.to_owned(), error }),
    };
    names.sort_unstable();
    names.into_iter().all(|name| {
        let path = folder.join(name);
        visit(&path, fs::symlink_metadata(&path), false, take, skipped)
    })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;

    use super::*;

    fn told(roots: &[PathBuf], most: usize) -> (Vec<String>, u64) {
        let mut told = Vec::new();
        let skipped = walk(roots, &mut |found| {
            told.push(match found {
                Found::File { path, mark, .. } => format!("{} {}", path.display(), mark.size_bytes),
                Found::Unreadable { path, error } => format!("{}: {:?}", path.display(), error.kind()),
            });
            told.len() < most
        });
        (told, skipped)
    }

    #[test]
    fn files_come_in_the_order_of_names_without_links_and_special_files() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir_all(at("b/c")).unwrap();
        for (name, size) in [("z", 3), ("b/c/d", 2), ("a", 1)] {
            fs::write(at(name), vec![0; size]).unwrap();
        }
        symlink(at("b"), at("loop")).unwrap();
        symlink(at("a"), at("b/link")).unwrap();
        let _socket = UnixListener::bind(at("socket")).unwrap();
        let named = |names: &[&str]| -> Vec<String> {
            names.iter().map(|name| format!("{}/{name}", folder.path().display())).collect()
        };
        let (all, skipped) = told(&[folder.path().to_owned()], 99);
        assert_eq!((all, skipped), (named(&["a 1", "b/c/d 2", "z 3"]), 3));
        assert_eq!(told(&[folder.path().to_owned()], 1).0.len(), 1, "it ends when nobody listens");
        // what was named is followed, and what is not there is told
        let (all, skipped) = told(&[at("b/link"), at("none")], 99);
        let mut expected = named(&["b/link 1"]);
        expected.push(format!("{}: NotFound", at("none").display()));
        assert_eq!((all, skipped), (expected, 0));
    }
}
