//! What is done of a scan, so that it can go on after it was ended: a file that is only ever appended to.
//!
//! The first line says which lists are looked up, each further one which file is done and with what result. A process that is killed leaves
//! whole lines and at most one begun; a machine that loses its power may lose the last second. Everything from the first line that does not
//! read is cut off and done again.

use std::collections::{HashMap, HashSet};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufRead as _, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use hashlist::ListHead;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::super::fence::VideoFrames;
use super::finding::Finding;
use super::walk::Found;

/// Version of the file.
const FORMAT: u32 = 1;
/// Longest line that is read: a file with ten thousand hits is a tenth of it.
const MOST_LINE_BYTES: u64 = 64 << 20;
/// How much work a loss of power may cost.
const SYNC_EVERY: Duration = Duration::from_secs(1);
/// How long a file may still be held by what a killed scan was starting.
const LET_GO: Duration = Duration::from_secs(2);

/// What the results rest on: with other lists they would be others.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Header {
    amparo_scan: u32,
    lists: Vec<ListMark>,
    radius: u32,
    /// Which frames of videos were hashed; files of before it was asked have those of each second.
    #[serde(default)]
    video_frames: VideoFrames,
}

/// One list.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ListMark {
    name: String,
    version: u64,
    /// SHA-256 of its index file.
    sha256: String,
}

impl Header {
    pub(super) fn new(lists: Vec<ListMark>, radius: u32, video_frames: VideoFrames) -> Self {
        Self { amparo_scan: FORMAT, lists, radius, video_frames }
    }
}

impl ListMark {
    pub(super) fn new(head: &ListHead, sha256: String) -> Self {
        Self { name: head.name.clone(), version: head.version, sha256 }
    }
}

/// Which file, in which state: its absolute path, size and time of change.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mark {
    /// SHA-256 of the absolute path, half of it, in hex: paths need not be text.
    key: String,
    /// Size in bytes.
    pub(super) size_bytes: u64,
    /// Seconds and nanoseconds since 1970.
    modified: [i64; 2],
}

impl Mark {
    pub(super) fn of(path: &Path, size_bytes: u64, modified: [i64; 2]) -> Self {
        // a path that has no absolute form is an empty one, which no file has
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let digest = Sha256::digest(absolute.as_os_str().as_bytes());
        Self { key: hex::encode(&digest[..16]), size_bytes, modified }
    }

    /// The whole of it in sixteen bytes.
    fn token(&self) -> [u8; 16] {
        let [seconds, nanoseconds] = self.modified;
        let mut hasher = Sha256::new();
        hasher.update(self.size_bytes.to_le_bytes());
        hasher.update(seconds.to_le_bytes());
        hasher.update(nanoseconds.to_le_bytes());
        hasher.update(&self.key);
        let digest: [u8; 32] = hasher.finalize().into();
        std::array::from_fn(|at| digest[at])
    }
}

#[derive(Serialize, Deserialize)]
struct Record {
    #[serde(flatten)]
    mark: Mark,
    findings: Vec<Finding>,
}

/// The results of an earlier run. Of a file without any, which is nearly every one, sixteen bytes are kept.
#[derive(Default)]
pub(super) struct Done {
    without_findings: HashSet<[u8; 16]>,
    with_findings: HashMap<[u8; 16], Vec<Finding>>,
}

impl Done {
    fn insert(&mut self, Record { mark, findings }: Record) {
        let token = mark.token();
        if findings.is_empty() {
            self.with_findings.remove(&token);
            self.without_findings.insert(token);
        } else {
            self.without_findings.remove(&token);
            self.with_findings.insert(token, findings);
        }
    }

    /// The results of this file, if it has not changed since. They are handed out once.
    pub(super) fn take(&mut self, found: &Found) -> Option<Vec<Finding>> {
        let Found::File { mark, .. } = found else { return None };
        let token = mark.token();
        if self.without_findings.remove(&token) {
            return Some(Vec::new());
        }
        self.with_findings.remove(&token)
    }
}

/// Where a scan begins or goes on.
#[derive(Default)]
pub(super) struct Begun {
    pub(super) done: Done,
    pub(super) state: Option<State>,
}

/// The file, held by this process alone.
pub(super) struct State {
    file: File,
    path: PathBuf,
    synced: Instant,
}

/// Makes the file or reads it, and cuts off what was begun and not finished.
///
/// # Errors
/// It cannot be read or written, another scan uses it, it is no such file, or it is of a scan with other lists or another radius.
pub(super) fn begin(path: &Path, header: &Header) -> Result<Begun> {
    let in_file = || format!("the state of the scan, {}", path.display());
    let mut options = OpenOptions::new();
    // paths and hits are for its owner's eyes
    options.read(true).write(true).create(true).truncate(false).mode(0o600);
    let mut file = options.open(path).with_context(in_file)?;
    if !lock(&file).with_context(in_file)? {
        bail!("{}: another scan is using it", in_file());
    }
    let (done, good_bytes) = read(&file, header).with_context(in_file)?;
    file.set_len(good_bytes).with_context(in_file)?;
    file.seek(SeekFrom::End(0)).with_context(in_file)?;
    let mut state = State { file, path: path.to_owned(), synced: Instant::now() };
    if good_bytes == 0 {
        state.write(header)?;
        state.finish()?;
    }
    Ok(Begun { done, state: Some(state) })
}

/// Whether this process holds the file alone. Of a scan that was killed, a decoder that was being started lets go of it a moment later.
fn lock(file: &File) -> io::Result<bool> {
    let began = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(true),
            Err(TryLockError::WouldBlock) if began.elapsed() < LET_GO => thread::sleep(LET_GO / 50),
            Err(TryLockError::WouldBlock) => return Ok(false),
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
}

/// What is done, and how many bytes of the file say so.
fn read(file: &File, header: &Header) -> Result<(Done, u64)> {
    let mut reader = BufReader::new(file);
    let (mut done, mut line, mut good_bytes) = (Done::default(), Vec::new(), 0);
    loop {
        line.clear();
        let length = reader.by_ref().take(MOST_LINE_BYTES).read_until(b'\n', &mut line)? as u64;
        let is_whole = line.ends_with(b"\n");
        if good_bytes == 0 && length > 0 {
            if !is_whole && serde_json::to_vec(header)?.starts_with(&line) {
                // the power went before the first line was whole
                return Ok((done, 0));
            }
            let Ok(said) = serde_json::from_slice::<Header>(&line) else {
                bail!("it is no state of a scan; give another file");
            };
            if said != *header {
                bail!(
                    "it is of a scan with other lists or another radius, or of other frames of videos; give another file, or delete it to begin anew"
                );
            }
        } else if is_whole && let Ok(record) = serde_json::from_slice::<Record>(&line) {
            done.insert(record);
        } else {
            return Ok((done, good_bytes));
        }
        if !is_whole {
            return Ok((done, 0));
        }
        good_bytes += length;
    }
}

impl State {
    /// Records that a file is done.
    pub(super) fn append(&mut self, mark: &Mark, findings: &[Finding]) -> Result<()> {
        self.write(&RecordRef { mark, findings })?;
        if self.synced.elapsed() >= SYNC_EVERY {
            self.finish()?;
        }
        Ok(())
    }

    /// Takes all to the disk.
    pub(super) fn finish(&mut self) -> Result<()> {
        self.synced = Instant::now();
        self.file.sync_data().with_context(|| self.said())
    }

    fn write(&mut self, line: &impl Serialize) -> Result<()> {
        let mut bytes = serde_json::to_vec(line)?;
        bytes.push(b'\n');
        self.file.write_all(&bytes).with_context(|| self.said())
    }

    fn said(&self) -> String {
        format!("writing the state of the scan, {}", self.path.display())
    }
}

#[derive(Serialize)]
struct RecordRef<'a> {
    #[serde(flatten)]
    mark: &'a Mark,
    findings: &'a [Finding],
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header() -> Header {
        let mark = |name: &str| ListMark { name: name.into(), version: 2, sha256: "ab".repeat(32) };
        Header::new(vec![mark("one"), mark("other")], 31, VideoFrames::Second)
    }

    fn file(name: &str, size_bytes: u64) -> Found {
        let path = PathBuf::from(name);
        let mark = Mark::of(&path, size_bytes, [7, 8]);
        Found::File { path, mark, is_link: false }
    }

    fn record(state: &mut State, found: &Found) {
        let Found::File { path, mark, .. } = found else { panic!("a file") };
        let finding = Finding::not_read(path, "worn out");
        state.append(mark, &[finding]).unwrap();
    }

    #[test]
    fn what_is_done_is_known_again_unless_the_file_changed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state");
        let mut state = begin(&path, &header()).unwrap().state.unwrap();
        for name in ["a", "b"] {
            record(&mut state, &file(name, 1));
        }
        let Found::File { mark, .. } = file("clean", 1) else { panic!("a file") };
        state.append(&mark, &[]).unwrap();
        let Err(error) = begin(&path, &header()) else { panic!("two scans use it") };
        assert!(format!("{error:#}").contains("another scan"), "{error:#}");
        drop(state);
        let mut done = begin(&path, &header()).unwrap().done;
        assert_eq!(done.take(&file("a", 1)).unwrap().len(), 1);
        assert!(done.take(&file("a", 1)).is_none(), "once");
        assert!(done.take(&file("b", 2)).is_none(), "it has grown");
        assert!(done.take(&file("c", 1)).is_none());
        assert!(done.take(&file("clean", 2)).is_none());
        assert_eq!(done.take(&file("clean", 1)).map(|findings| findings.len()), Some(0));
        assert!(done.take(&file("clean", 1)).is_none(), "once");
    }

    /// Cut anywhere, as a kill or a power cut leaves it: what is whole counts, and appending goes on behind it.
    #[test]
    fn a_file_that_was_cut_anywhere_loses_one_record_at_most() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state");
        let mut state = begin(&path, &header()).unwrap().state.unwrap();
        record(&mut state, &file("a", 1));
        drop(state);
        let whole = std::fs::read(&path).unwrap();
        let first = whole.iter().position(|byte| *byte == b'\n').unwrap() + 1;
        for length in 0..first {
            std::fs::write(&path, &whole[..length]).unwrap();
            let Begun { mut done, state } = begin(&path, &header()).unwrap();
            assert!(state.is_some() && done.take(&file("a", 1)).is_none(), "{length}");
            assert_eq!(std::fs::read(&path).unwrap(), &whole[..first], "{length}");
        }
        for length in first..=whole.len() {
            std::fs::write(&path, &whole[..length]).unwrap();
            let Begun { mut done, state } = begin(&path, &header()).unwrap();
            assert_eq!(done.take(&file("a", 1)).is_some(), length == whole.len(), "{length}");
            record(&mut state.unwrap(), &file("b", 1));
            assert!(begin(&path, &header()).unwrap().done.take(&file("b", 1)).is_some(), "{length}");
        }
        // zeros where the power went: they and all behind them are done again
        std::fs::write(&path, [&whole[..], &[0; 512], &whole[first..]].concat()).unwrap();
        assert!(begin(&path, &header()).unwrap().done.take(&file("a", 1)).is_some());
        assert_eq!(std::fs::metadata(&path).unwrap().len(), whole.len() as u64);
    }

    #[test]
    fn another_scans_state_and_other_files_are_refused_and_stay() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state");
        drop(begin(&path, &header()).unwrap());
        let refused = |header: &Header| format!("{:#}", begin(&path, header).err().unwrap());
        assert!(refused(&Header { radius: 30, ..header() }).contains("another radius"));
        assert!(refused(&Header { lists: Vec::new(), ..header() }).contains("other lists"));
        let all = Header { video_frames: VideoFrames::All, ..header() };
        assert!(refused(&all).contains("other frames of videos"));
        std::fs::write(&path, "somebody's letter\n").unwrap();
        assert!(refused(&header()).contains("no state of a scan"));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "somebody's letter\n");
    }
}
