//! The file of one minor for the juvenile prosecutor: one file a minor, apart from adults (LO 5/2000 art. 16.5; to be confirmed by counsel),
//! with no other minor's name, digests and never media, officers by their professional number.

mod compose;
mod document;

pub(crate) use compose::{begin, compose, mask_own};
pub(crate) use document::{Address, FileDocument, write};

use jiff::Timestamp;
use model::{Id, PersonClass, Precision};
use serde::{Deserialize, Serialize};
use service::{Acting, Failure};

use crate::db::Reader;
use crate::db::prosecutor_files::{self, FileRow};
use crate::ids::ProsecutorFile;

/// The numbered parts that officers write, in their order; the texts `file-part-KEY` name them.
pub(crate) const PARTS: [&str; 5] = ["origin", "facts", "identification", "protection", "request"];

/// What officers write into a file.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct FileParts {
    /// Professional number of the officer who answers for the file.
    pub(crate) officer_number: String,
    /// One text for each of [`PARTS`].
    pub(crate) texts: [String; PARTS.len()],
}

model::unprintable!(FileParts);

/// Everything that a file says.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct FileContent {
    pub(crate) given_name: String,
    pub(crate) family_name: String,
    pub(crate) birth: Option<Precision>,
    /// `under_responsibility`, `minor` or `undetermined`.
    pub(crate) class: String,
    pub(crate) parts: FileParts,
    /// Those at which the author was a minor, or may have been.
    pub(crate) acts: Vec<FileAct>,
    pub(crate) exhibits: Vec<FileExhibit>,
    /// The newest checkpoint of the custody log before the file was issued; of size 0 before the first one.
    pub(crate) checkpoint: Option<FileCheckpoint>,
}

model::unprintable!(FileContent);

/// One act in a file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct FileAct {
    pub(crate) report_number: i64,
    /// As its source wrote the time, and the instant.
    pub(crate) stated_text: String,
    pub(crate) at: Timestamp,
    /// INE code of the place.
    pub(crate) place: Option<String>,
    /// In completed years, at least and at most.
    pub(crate) age_years: Option<(u16, u16)>,
    /// `protection`, `juvenile` or `undetermined`.
    pub(crate) path: String,
    /// The exhibit that it is about.
    pub(crate) exhibit: Option<usize>,
}

/// A file of evidence, by digest and description.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FileExhibit {
    /// From 1, within the file.
    pub(crate) number: usize,
    /// Hex.
    pub(crate) sha256: String,
    pub(crate) md5: String,
    pub(crate) size_bytes: i64,
}

/// A checkpoint as an outsider compares it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct FileCheckpoint {
    pub(crate) origin: String,
    /// SHA-256 of the public key, hex.
    pub(crate) key_fingerprint: String,
    pub(crate) size: u64,
    /// Hex.
    pub(crate) root: String,
}

/// Another person who has to do with the same subjects or operations.
pub(crate) struct Other {
    pub(crate) class: PersonClass,
    pub(crate) given_name: String,
    pub(crate) family_name: String,
}

model::unprintable!(Other);

/// Where a file stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileState {
    /// Officers write it.
    Drafted,
    /// It was sent to an office, and is not changed any more.
    Issued,
    /// The office confirmed that it has it.
    Received,
}

impl FileState {
    /// Every state, in its order.
    pub(crate) const ALL: [Self; 3] = [Self::Drafted, Self::Issued, Self::Received];

    /// As it is stored.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Drafted => "drafted",
            Self::Issued => "issued",
            Self::Received => "received",
        }
    }

    /// From its stored form.
    pub(crate) fn find(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// The standing file that the actor may work on.
///
/// # Errors
/// Absent, also where it is another unit's.
pub(crate) async fn find_own(
    acting: &mut Acting<'_>,
    file_id: Id<ProsecutorFile>,
) -> Result<FileRow, Failure> {
    let row = prosecutor_files::find(acting.tx, &Reader::of(acting.actor), None, file_id).await?;
    let row = row.filter(|row| row.standing).ok_or_else(|| Failure::absent("file"))?;
    acting.require_unit(&row.unit, "file")?;
    Ok(row)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_read_back() {
        for state in FileState::ALL {
            assert_eq!(FileState::find(state.code()), Some(state));
        }
    }
}
