//! The key that signs what a role hands to others as a package: made at the first start, kept beside the database, readable by the owner alone.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use model::Rng;
use note::{NoteError, NoteSigner};

const FILE_NAME: &str = "signing.key";

/// Why there is no signing key.
#[derive(Debug, thiserror::Error)]
pub enum SigningError {
    /// The file could not be read or written.
    #[error("the signing key {FILE_NAME} in the data folder cannot be read or written")]
    File(#[source] io::Error),
    /// The file does not hold 32 bytes in hex.
    #[error("the signing key {FILE_NAME} in the data folder does not hold 64 hexadecimal digits")]
    Content,
    /// The key's name cannot stand in a signed note.
    #[error("the name of the signing key: {0}")]
    Name(NoteError),
}

/// Reads the signing key in `data_dir`, making it at the first start.
///
/// # Errors
/// The file cannot be read or written, or holds something else; or the name cannot stand in a signed note.
pub fn open(data_dir: &Path, name: &str, rng: &dyn Rng) -> Result<NoteSigner, SigningError> {
    let path = data_dir.join(FILE_NAME);
    let secret = match File::open(&path) {
        Ok(file) => read(file)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let mut secret = [0; 32];
            rng.fill(&mut secret);
            write(data_dir, &path, &secret).map_err(SigningError::File)?;
            secret
        }
        Err(error) => return Err(SigningError::File(error)),
    };
    NoteSigner::new(name, &secret).map_err(SigningError::Name)
}

fn read(file: File) -> Result<[u8; 32], SigningError> {
    let mut text = String::new();
    file.take(128).read_to_string(&mut text).map_err(SigningError::File)?;
    let mut secret = [0; 32];
    hex::decode_to_slice(text.trim(), &mut secret).map_err(|_| SigningError::Content)?;
    Ok(secret)
}

/// Whole or not at all: a key that was cut off by a crash would be a different key after the next start.
fn write(data_dir: &Path, path: &Path, secret: &[u8; 32]) -> io::Result<()> {
    let staged = path.with_extension("new");
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&staged)?;
    writeln!(file, "{}", hex::encode(secret))?;
    file.sync_all()?;
    fs::rename(&staged, path)?;
    File::open(data_dir)?.sync_all()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use model::SeededRng;

    use super::*;

    #[test]
    fn the_key_is_made_once_and_is_the_owner_s_alone() {
        let dir = tempfile::tempdir().unwrap();
        let key = |seed| open(dir.path(), "a.example", &SeededRng::new(seed)).unwrap().verifier();
        assert_eq!(key(1), key(2));
        let mode = fs::metadata(dir.path().join(FILE_NAME)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_spoiled_key_is_refused_not_replaced() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(FILE_NAME), "00ff").unwrap();
        assert!(matches!(open(dir.path(), "a.example", &SeededRng::new(1)), Err(SigningError::Content)));
        assert!(matches!(open(dir.path(), "", &SeededRng::new(1)), Err(SigningError::Content)));
    }
}
