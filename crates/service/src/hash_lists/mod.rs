//! Lists of known hashes: from the file of a source to a list, to the index file that is looked up, and what it is asked about a file.

mod asked;
mod convert;
mod index;
mod source;

use hashlist::{List, ListError, ListHead};
use wire::hash_list::{Format, Ignored, ReadError};

pub use asked::{exact_query_of, pictures_of, query_of, video_of};
pub use index::{map_index, write_index};
pub use source::Source;

/// A list as a file gave it.
#[derive(Debug)]
pub struct Loaded {
    /// The list, checked.
    pub list: List,
    /// The format that was stated or found.
    pub format: Format,
    /// Entries that the source deleted, by their `source_id`. Those that stand in this very file are withdrawn in [`Loaded::list`].
    pub deleted: Vec<String>,
    /// Where the next page is, if the file is one of several.
    pub next: Option<String>,
    /// What was left out, by reason.
    pub ignored: Vec<Ignored>,
}

/// Why nothing of a list was loaded. The text names the file, and in it line and column.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The file cannot be read.
    #[error("{list}: {error}")]
    Io {
        /// The file.
        list: String,
        /// Why.
        error: std::io::Error,
    },
    /// Nothing says which format it has.
    #[error("{list}: nothing says which format the list has: state one of {}", Format::names())]
    NoFormat {
        /// The file.
        list: String,
    },
    /// It is not as its format asks.
    #[error("{list} ({format}): {error}")]
    Read {
        /// The file.
        list: String,
        /// The format that was stated or found.
        format: Format,
        /// Where and what.
        error: ReadError,
    },
    /// What it holds makes no list.
    #[error("{list}: {error}")]
    List {
        /// The file.
        list: String,
        /// Which field.
        error: ListError,
    },
}

/// Reads a list whole or not at all; what is left out goes to the log, by reason. It takes a while: call it where that stops nobody.
///
/// # Errors
/// [`LoadError`] names file, line and column; nothing of this version is loaded then.
pub fn load<'a>(
    source: impl Into<Source<'a>>,
    format: Option<Format>,
    head: ListHead,
) -> Result<List, LoadError> {
    let Loaded { list, format, ignored, .. } = read(source, format, head)?;
    let name = &list.head().name;
    for Ignored { line, count, why } in ignored {
        tracing::warn!(list = %name, %format, line, count, %why, "left out of a hash list");
    }
    Ok(list)
}

/// As [`load`], and says what was left out, which entries the source deleted and where the next page is.
///
/// # Errors
/// As [`load`].
pub fn read<'a>(
    source: impl Into<Source<'a>>,
    format: Option<Format>,
    head: ListHead,
) -> Result<Loaded, LoadError> {
    let source = source.into();
    let bytes = source.bytes().map_err(|error| LoadError::Io { list: source.name(), error })?;
    let format = format.or_else(|| Format::sniff(&bytes));
    let format = format.ok_or_else(|| LoadError::NoFormat { list: source.name() })?;
    let (entries, beside) = convert::entries(format, &bytes).map_err(|error| LoadError::Read {
        list: source.name(),
        format,
        error,
    })?;
    let list = List::new(head, entries).map_err(|error| LoadError::List { list: source.name(), error })?;
    Ok(Loaded { list, format, deleted: beside.deleted, next: beside.next, ignored: beside.ignored })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head() -> ListHead {
        ListHead { name: "known".into(), version: 1, source: "a hotline".into(), ..ListHead::default() }
    }

    #[test]
    fn a_list_is_read_from_bytes_or_a_file_and_its_format_is_found() {
        let text = b"# pdq\n1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a\n";
        let loaded = read(&text[..], None, head()).unwrap();
        assert_eq!(loaded.format, Format::Plain);
        assert_eq!(loaded.list.entries()[0].pdq, Some([0x1a; 32].into()));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.txt");
        std::fs::write(&path, text).unwrap();
        assert_eq!(load(&path, Some(Format::Plain), head()).unwrap(), loaded.list);
    }

    #[test]
    fn refusals_name_the_file_and_the_place_in_it() {
        let refused = |text: &str, format| read(text.as_bytes(), format, head()).unwrap_err().to_string();
        insta::assert_snapshot!(refused("hello\n", None), @"the list: nothing says which format the list has: state one of ncmec, stopncii, threatexchange-csv, threatexchange-json, vics, icse, plain, plain-pdq, plain-sha256, amparo");
        insta::assert_snapshot!(refused("\n x", Some(Format::PlainPdq)), @"the list (plain-pdq): line 2, column 2: the value `x`; expected a digest of 32 (MD5), 40 (SHA-1) or 64 (SHA-256 or PDQ) hexadecimal digits, alone or after `md5:`, `sha1:`, `sha256:` or `pdq:`");
        let nobody = read(&b"[]"[..], None, ListHead::default()).unwrap_err().to_string();
        insta::assert_snapshot!(nobody, @"the list: name is empty: give the list a name");
        let path = std::path::Path::new("/nowhere/list.txt");
        let missing = load(path, None, head()).unwrap_err().to_string();
        assert!(missing.starts_with("/nowhere/list.txt: No such file"), "{missing}");
    }
}
