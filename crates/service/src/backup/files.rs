//! Copying and digesting files; all of it blocks and is on the disk when it returns.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::BackupError;

const BUFFER_BYTES: usize = 256 << 10;

/// Size and SHA-256 of what was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Measured {
    pub(super) bytes: u64,
    pub(super) sha256: String,
}

/// Reads a file to its end.
pub(super) fn measure(path: &Path) -> Result<Measured, BackupError> {
    let read = || pump(File::open(path)?, &mut io::sink());
    read().map_err(|error| BackupError::file(path, error))
}

/// Copies a file into a new one (0600), by way of a name that no reader takes for the whole. `None` when there is no such file.
pub(super) fn copy(from: &Path, to: &Path) -> Result<Option<Measured>, BackupError> {
    let source = match File::open(from) {
        Ok(source) => source,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(BackupError::file(from, error)),
    };
    let partial = to.with_extension("partial");
    let write = || {
        let mut file = private().create(true).truncate(true).open(&partial)?;
        let measured = pump(source, &mut file)?;
        file.sync_all()?;
        fs::rename(&partial, to)?;
        Ok(measured)
    };
    write().map(Some).map_err(|error: io::Error| BackupError::file(to, error))
}

/// Writes a new file (0600).
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), BackupError> {
    let write = || {
        let mut file = private().create_new(true).open(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    write().map_err(|error| BackupError::file(path, error))
}

/// Makes a folder and those above it (0700).
pub(super) fn make_dir(path: &Path) -> Result<(), BackupError> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.map_err(|error| BackupError::file(path, error))
}

/// Closes a file to others.
pub(super) fn make_private(path: &Path) -> Result<(), BackupError> {
    let mode = fs::Permissions::from_mode(0o600);
    fs::set_permissions(path, mode).map_err(|error| BackupError::file(path, error))
}

/// Makes names in a folder, or a file's content, last.
pub(super) fn flush(path: &Path) -> Result<(), BackupError> {
    File::open(path).and_then(|file| file.sync_all()).map_err(|error| BackupError::file(path, error))
}

/// Whether there is nothing in a folder, or no folder.
pub(super) fn is_vacant(path: &Path) -> Result<bool, BackupError> {
    match fs::read_dir(path) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(BackupError::file(path, error)),
    }
}

fn private() -> OpenOptions {
    let mut options = File::options();
    options.write(true).mode(0o600);
    options
}

fn pump(mut from: File, to: &mut impl io::Write) -> io::Result<Measured> {
    let (mut digest, mut bytes, mut buffer) = (Sha256::new(), 0, vec![0; BUFFER_BYTES]);
    loop {
        let read = from.read(&mut buffer)?;
        let Some(part) = buffer.get(..read).filter(|part| !part.is_empty()) else { break };
        digest.update(part);
        to.write_all(part)?;
        bytes += read as u64;
    }
    Ok(Measured { bytes, sha256: hex::encode(digest.finalize()) })
}
