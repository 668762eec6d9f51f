//! The erased cases, in a file outside the database: a restored backup must not bring them back.
//!
//! One line per case: `ID MICROSECONDS MAC`, where MAC is HMAC-SHA-256 (RFC 2104) over the MAC of the line before and this line, under a
//! key derived from the node's lookup secret. A line cannot be changed, moved or taken from the middle unseen; the last lines can be cut
//! off, which the database of the time still tells.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use sha2::Sha256;

use super::Secret;
use crate::StartError;

/// Name of the file in the data folder.
pub(crate) const FILE_NAME: &str = "erased.log";

/// The file of erased cases. Append-only; every line is on the disk when [`Self::add`] returns.
pub struct Tombstones {
    path: PathBuf,
    key: Secret,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    erased: BTreeMap<String, Timestamp>,
    last_mac: String,
}

impl Tombstones {
    /// Reads the file in `data_dir`; an absent one is made, so that a copy can be told from a loss. A last line cut off by a crash is dropped.
    ///
    /// # Errors
    /// Names the first line that was changed.
    pub(crate) fn open(data_dir: &Path, key: Secret) -> Result<Self, StartError> {
        let path = data_dir.join(FILE_NAME);
        let fault = |what: String| StartError::File { path: path.clone(), what };
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                make(&path).map_err(|error| fault(error.to_string()))?;
                String::new()
            }
            Err(error) => return Err(fault(error.to_string())),
        };
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        let mut state = State::default();
        for (index, line) in text[..whole].lines().enumerate() {
            let changed = || fault(format!("line {}: not as it was written; restore this file", index + 1));
            let (case_id, at, mac) = parse(line).ok_or_else(changed)?;
            if mac != chain(&key, &state.last_mac, case_id, at) {
                return Err(changed());
            }
            state.erased.insert(case_id.to_owned(), at);
            mac.clone_into(&mut state.last_mac);
        }
        if whole < text.len() {
            let cut = OpenOptions::new().write(true).open(&path).and_then(|file| {
                file.set_len(whole as u64)?;
                file.sync_all()
            });
            cut.map_err(|error| fault(error.to_string()))?;
        }
        Ok(Self { path, key, state: Mutex::new(state) })
    }

    /// Notes an erased case; one that is noted stays as it is.
    ///
    /// # Errors
    /// Of the disk: the case is not noted then.
    pub fn add(&self, case_id: &str, at: Timestamp) -> io::Result<()> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.erased.contains_key(case_id) {
            return Ok(());
        }
        let mac = chain(&self.key, &state.last_mac, case_id, at);
        let mut file = OpenOptions::new().append(true).open(&self.path)?;
        let before_bytes = file.metadata()?.len();
        let line = format!("{case_id} {} {mac}\n", at.as_microsecond());
        let written = file.write_all(line.as_bytes()).and_then(|()| file.sync_all());
        if let Err(error) = written {
            // half a line would break the chain of the next one
            file.set_len(before_bytes)?;
            return Err(error);
        }
        state.erased.insert(case_id.to_owned(), at);
        state.last_mac = mac;
        Ok(())
    }

    /// The erased cases with their instants.
    pub fn list(&self) -> Vec<(String, Timestamp)> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.erased.iter().map(|(case_id, at)| (case_id.clone(), *at)).collect()
    }
}

fn make(path: &Path) -> io::Result<()> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?.sync_all()?;
    path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}

fn parse(line: &str) -> Option<(&str, Timestamp, &str)> {
    let mut parts = line.split(' ');
    let (case_id, micros, mac) = (parts.next()?, parts.next()?, parts.next()?);
    let at = Timestamp::from_microsecond(micros.parse().ok()?).ok()?;
    parts.next().is_none().then_some((case_id, at, mac))
}

#[allow(clippy::expect_used, reason = "HMAC takes a key of any length (RFC 2104)")]
fn chain(key: &Secret, last_mac: &str, case_id: &str, at: Timestamp) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_slice()).expect("any length is a key");
    mac.update(format!("{last_mac}\n{case_id} {}", at.as_microsecond()).as_bytes());
    hex::encode(mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::*;

    fn open(dir: &Path) -> Result<Tombstones, StartError> {
        Tombstones::open(dir, Zeroizing::new([5; 32]))
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    #[test]
    fn what_was_noted_is_read_again_and_a_changed_line_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let stones = open(dir.path()).unwrap();
        for (id, seconds) in [("rep_2", 7), ("rep_1", 8), ("rep_2", 9)] {
            stones.add(id, at(seconds)).unwrap();
        }
        let noted = vec![("rep_1".to_owned(), at(8)), ("rep_2".to_owned(), at(7))];
        assert_eq!(open(dir.path()).unwrap().list(), noted);
        let path = dir.path().join(FILE_NAME);
        let text = std::fs::read_to_string(&path).unwrap();
        for changed in [text.replace("rep_1", "rep_3"), text.lines().nth(1).unwrap().to_owned() + "\n"] {
            std::fs::write(&path, &changed).unwrap();
            let error = open(dir.path()).err().unwrap().to_string();
            assert!(error.contains("not as it was written"), "{error}");
        }
        std::fs::write(&path, text.clone() + "rep_9 10").unwrap();
        assert_eq!(open(dir.path()).unwrap().list(), noted, "a line cut off by a crash is no erasure");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    }
}
