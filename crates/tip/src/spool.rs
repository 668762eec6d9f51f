//! Sealed steps on the disk until the clearinghouse has them. What lies here nobody on this machine can open.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use wire::tip::SealedStep;

/// How the file of a step ends.
const STEP: &str = "step";
/// … while it is written; what a crash left of it was never acknowledged.
const PART: &str = "part";
/// … when it cannot be read, or the clearinghouse refuses it: kept for a person to look at.
const ASIDE: &str = "aside";

/// Why a step was not kept.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SpoolError {
    /// As many steps wait as may.
    #[error("the spool is full")]
    Full,
    /// The disk.
    #[error(transparent)]
    Disk(#[from] io::Error),
}

/// The folder of sealed steps.
pub(crate) struct Spool {
    folder: PathBuf,
    most: usize,
    waiting: AtomicUsize,
}

/// A step on the disk.
pub(crate) struct Waiting {
    pub(crate) path: PathBuf,
    pub(crate) step: SealedStep,
}

impl Spool {
    /// Makes the folder (0700) if it is not there, and counts what waits since before.
    ///
    /// # Errors
    /// Of the disk.
    pub(crate) fn open(folder: &Path, most: usize) -> io::Result<Self> {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        if let Some(above) = folder.parent().filter(|above| !above.as_os_str().is_empty()) {
            File::open(above)?.sync_all()?;
        }
        for path in files(folder, PART)? {
            std::fs::remove_file(path)?;
        }
        let waiting = AtomicUsize::new(files(folder, STEP)?.len());
        Ok(Self { folder: folder.to_owned(), most, waiting })
    }

    /// Writes a step; it survives a loss of power when this returns.
    ///
    /// # Errors
    /// Full; of the disk.
    pub(crate) fn keep(&self, step: &SealedStep) -> Result<(), SpoolError> {
        if self.waiting.fetch_add(1, Ordering::Relaxed) >= self.most {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            return Err(SpoolError::Full);
        }
        self.write(step).inspect_err(|_| {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
        })?;
        Ok(())
    }

    fn write(&self, step: &SealedStep) -> io::Result<()> {
        // the oldest first by its name
        let at = step.sent_at.as_microsecond().max(0);
        let name = format!("{at:020}-{}-{:05}", step.tip_id, step.number);
        let part = self.folder.join(format!("{name}.{PART}"));
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&part)?;
        file.write_all(&serde_json::to_vec(step)?)?;
        file.sync_all()?;
        std::fs::rename(&part, self.folder.join(format!("{name}.{STEP}")))?;
        self.flush()
    }

    /// The oldest steps, at most `count` of them and about `bytes` in all, but one at least if there is one. Files that cannot be read
    /// are put aside.
    ///
    /// # Errors
    /// Of the disk.
    pub(crate) fn oldest(&self, count: usize, bytes: usize) -> io::Result<Vec<Waiting>> {
        let mut found = Vec::new();
        let mut size = 0;
        for path in files(&self.folder, STEP)? {
            let Ok(step) = serde_json::from_slice::<SealedStep>(&std::fs::read(&path)?) else {
                tracing::error!(path = %path.display(), "this file holds no sealed step; put aside");
                self.put_aside(&path)?;
                continue;
            };
            size += step.sealed.len();
            if found.len() == count || (size > bytes && !found.is_empty()) {
                break;
            }
            found.push(Waiting { path, step });
        }
        Ok(found)
    }

    /// Removes a step that the clearinghouse has.
    ///
    /// # Errors
    /// Of the disk.
    pub(crate) fn forget(&self, path: &Path) -> io::Result<()> {
        std::fs::remove_file(path)?;
        self.one_less();
        self.flush()
    }

    /// Keeps a file out of the way, for a person to look at.
    ///
    /// # Errors
    /// Of the disk.
    pub(crate) fn put_aside(&self, path: &Path) -> io::Result<()> {
        std::fs::rename(path, path.with_extension(ASIDE))?;
        self.one_less();
        self.flush()
    }

    /// How many steps wait.
    pub(crate) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// A person may have put a file back that was aside, which nobody counted.
    fn one_less(&self) {
        if self.waiting.load(Ordering::Relaxed) > 0 {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
        }
    }

    fn flush(&self) -> io::Result<()> {
        File::open(&self.folder)?.sync_all()
    }
}

/// The files of a folder with an ending, by name.
fn files(folder: &Path, ending: &str) -> io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|found| found == ending) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use jiff::Timestamp;
    use wire::tip::TipId;

    use super::*;

    fn step(second: i64, number: u32) -> SealedStep {
        SealedStep {
            tip_id: TipId::new(|bytes| bytes.fill(1)),
            number,
            sealed: "AAAA".into(),
            sent_at: Timestamp::from_second(second).unwrap(),
        }
    }

    fn numbers(spool: &Spool) -> Vec<u32> {
        spool.oldest(10, 1000).unwrap().iter().map(|waiting| waiting.step.number).collect()
    }

    #[test]
    fn steps_wait_in_order_over_a_restart_until_they_are_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("spool");
        let spool = Spool::open(&path, 10).unwrap();
        spool.keep(&step(20, 2)).unwrap();
        spool.keep(&step(3, 1)).unwrap();
        std::fs::write(path.join("0-half.part"), "half").unwrap();
        let spool = Spool::open(&path, 10).unwrap();
        assert_eq!((numbers(&spool), spool.waiting()), (vec![1, 2], 2));
        assert!(!path.join("0-half.part").exists());
        let oldest = spool.oldest(1, 1000).unwrap();
        let first = &oldest[0].path;
        assert_eq!(std::fs::metadata(first).unwrap().permissions().mode() & 0o777, 0o600);
        spool.forget(first).unwrap();
        assert_eq!((numbers(&spool), spool.waiting()), (vec![2], 1));
    }

    #[test]
    fn a_full_spool_says_so_and_takes_again_when_there_is_room() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(folder.path(), 1).unwrap();
        spool.keep(&step(1, 1)).unwrap();
        assert!(matches!(spool.keep(&step(2, 2)), Err(SpoolError::Full)));
        spool.forget(&spool.oldest(1, 1000).unwrap()[0].path).unwrap();
        spool.keep(&step(2, 2)).unwrap();
        assert_eq!(numbers(&spool), [2]);
    }

    #[test]
    fn what_cannot_be_read_is_put_aside_and_stops_nobody() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("0.step"), "no step").unwrap();
        let spool = Spool::open(folder.path(), 10).unwrap();
        spool.keep(&step(1, 1)).unwrap();
        assert_eq!((numbers(&spool), spool.waiting()), (vec![1], 1));
        assert!(folder.path().join("0.aside").exists());
    }
}
