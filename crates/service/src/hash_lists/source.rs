//! Where a list is read from.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use axum::body::Bytes;
use wire::hash_list::MAX_LIST_BYTES;

/// A file, or bytes that somebody sent.
#[derive(Debug, Clone, Copy)]
pub enum Source<'a> {
    /// The file at this path.
    File(&'a Path),
    /// The bytes themselves.
    Bytes(&'a [u8]),
    /// The bytes of a file that somebody sent, with its name there.
    Sent(&'a str, &'a [u8]),
}

impl<'a> Source<'a> {
    /// How messages call it.
    pub(super) fn name(&self) -> String {
        match *self {
            Self::File(path) => path.display().to_string(),
            Self::Bytes(_) | Self::Sent("", _) => "the list".to_owned(),
            Self::Sent(name, _) => name.to_owned(),
        }
    }

    /// What it holds, and of a file that is too large only so much that the reader sees that.
    pub(super) fn bytes(&self) -> io::Result<Cow<'a, [u8]>> {
        match *self {
            Self::Bytes(bytes) | Self::Sent(_, bytes) => Ok(Cow::Borrowed(bytes)),
            Self::File(path) => {
                let file = File::open(path)?;
                let length = file.metadata()?.len().min(MAX_LIST_BYTES);
                let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
                file.take(MAX_LIST_BYTES + 1).read_to_end(&mut bytes)?;
                Ok(Cow::Owned(bytes))
            }
        }
    }
}

impl<'a> From<&'a Path> for Source<'a> {
    fn from(path: &'a Path) -> Self {
        Self::File(path)
    }
}

impl<'a> From<&'a PathBuf> for Source<'a> {
    fn from(path: &'a PathBuf) -> Self {
        Self::File(path)
    }
}

impl<'a> From<&'a [u8]> for Source<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::Bytes(bytes)
    }
}

impl<'a> From<&'a Vec<u8>> for Source<'a> {
    fn from(bytes: &'a Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

impl<'a> From<&'a Bytes> for Source<'a> {
    fn from(bytes: &'a Bytes) -> Self {
        Self::Bytes(bytes)
    }
}
