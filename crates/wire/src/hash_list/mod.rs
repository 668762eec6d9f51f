//! Lists of known hashes as others publish them, each read whole or not at all.
//!
//! One file per format. A list is hostile or broken until it is read: every refusal names line and column, and where it stands in the
//! document. What is well-formed but of no use here (kinds of hash that nobody here compares, records that their source does not
//! call active) is left out and counted in [`Beside::ignored`], with the reason and the first line.
//!
//! Limits: [`MAX_LIST_BYTES`] for a file, [`crate::cybertipline::MAX_DOCUMENT_BYTES`], [`crate::cybertipline::MAX_ELEMENTS`] and
//! [`crate::cybertipline::MAX_TEXT_BYTES`] for a page of XML, [`MAX_TEXT_CHARS`] for a text that names something, [`MAX_NOTE_CHARS`] for a note, [`MAX_MEMBERS`] for those who vouch.
//! Work and memory grow with the size of the file only. All text is UTF-8, with or without its mark (XML may be UTF-16).

mod amparo;
pub(crate) mod csv;
mod digests;
pub(crate) mod error;
mod format;
mod icse;
mod icse_writer;
pub(crate) mod json;
mod ncmec;
mod plain;
pub mod sharing;
mod sniff;
mod stop_ncii;
mod taking;
mod threat_exchange;
mod values;
mod vics;
mod vics_writer;

pub use error::ReadError;
pub use format::{Format, FormatError};
pub use icse_writer::write_icse;
pub use taking::{Beside, Ignored};
pub use vics_writer::{VicsMedia, VicsVersion, write_vics};

use taking::Taking;

/// Largest file that is read.
pub const MAX_LIST_BYTES: u64 = 8 << 30;
/// Longest class, identifier or name, in characters; a longer one is refused.
pub const MAX_TEXT_CHARS: usize = 500;
/// Longest note, in characters; a longer one is cut, with an ellipsis.
pub const MAX_NOTE_CHARS: usize = 2000;
/// Most members who vouch for one entry; more are refused.
pub const MAX_MEMBERS: usize = 500;

/// Longest value of an opaque kind that is kept, in bytes; a longer one is left out and counted.
pub const MAX_OPAQUE_BYTES: usize = 16 * 1024;
/// The kinds of [`ListedOpaque`] as NCMEC names them, with `_`.
pub const OPAQUE_KINDS: [&str; 5] = ["tmk_pdqf", "netclean", "videntifier", "ssvh_pdna", "ssvh_safer_hash"];

/// One known file as its source lists it, with at least one hash.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListedFile {
    /// What the source calls the entry; with NCMEC `memberId-entryId`, as its clients do.
    pub source_id: Option<String>,
    /// MD5 (RFC 1321).
    pub md5: Option<[u8; 16]>,
    /// SHA-1 (FIPS 180-4).
    pub sha1: Option<[u8; 20]>,
    /// SHA-256 (FIPS 180-4).
    pub sha256: Option<[u8; 32]>,
    /// PDQ, bit 255 first.
    pub pdq: Option<[u8; 32]>,
    /// Quality of the PDQ, 0 to 100.
    pub pdq_quality: Option<u8>,
    /// PhotoDNA as the source computed it: 144 bytes in base64, whatever form the source wrote.
    pub photo_dna: Option<String>,
    /// Values of other kinds that only equality may compare.
    pub opaque: Vec<ListedOpaque>,
    /// The class in the source's own words.
    pub class: Option<String>,
    /// Who vouches for the entry.
    pub members: Vec<String>,
    /// Anything else that the source says and that helps whoever looks at a hit.
    pub note: Option<String>,
    /// Taken back by its source: it gives no hit and stays as a record.
    pub withdrawn: bool,
    /// The digests are those of a video.
    pub video: bool,
    /// vPDQ frames of the video, where the format carries them.
    pub frames: Vec<ListedFrame>,
}

/// A value that others computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedOpaque {
    /// One of [`OPAQUE_KINDS`].
    pub kind: &'static str,
    /// The value as the source writes it.
    pub value: String,
}

/// One hashed frame of a known video.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListedFrame {
    /// PDQ of the frame.
    pub pdq: [u8; 32],
    /// Its quality, 0 to 100.
    pub quality: u8,
}

/// A whole list, or one page of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListFile {
    /// The entries in the order of the source.
    pub entries: Vec<ListedFile>,
    /// The [`ListedFile::source_id`] of entries that the source deleted, here or in an earlier page.
    pub deleted: Vec<String>,
    /// Where the next page is, as the source says it; none on the last.
    pub next: Option<String>,
    /// What was left out, by reason.
    pub ignored: Vec<Ignored>,
}

/// Reads a list.
///
/// # Errors
/// [`ReadError`] for the first thing that is not as the format asks.
pub fn read(format: Format, bytes: &[u8]) -> Result<ListFile, ReadError> {
    let mut entries = Vec::new();
    let Beside { deleted, next, ignored } = read_each(format, bytes, &mut |file| entries.push(file))?;
    Ok(ListFile { entries, deleted, next, ignored })
}

/// Reads a list and hands each entry over as it is read, so that a list of millions need not be held in two shapes.
///
/// # Errors
/// As [`read`]: what was handed over before must then be thrown away.
pub fn read_each(
    format: Format,
    bytes: &[u8],
    take: &mut dyn FnMut(ListedFile),
) -> Result<Beside, ReadError> {
    let size_bytes = bytes.len() as u64;
    if size_bytes > MAX_LIST_BYTES {
        let problem = format!("the list has {size_bytes} bytes");
        return Err(ReadError::new((1, 1), "", &problem, &format!("at most {MAX_LIST_BYTES}")));
    }
    let mut taking = Taking::new(take);
    let taken = &mut taking;
    match format {
        Format::Ncmec => ncmec::read(bytes, taken)?,
        Format::StopNcii => stop_ncii::read(bytes, taken)?,
        Format::ThreatExchangeCsv => threat_exchange::read_csv(bytes, taken)?,
        Format::ThreatExchangeJson => threat_exchange::read_json(bytes, taken)?,
        Format::Vics => vics::read(bytes, taken)?,
        Format::Icse => icse::read(bytes, taken)?,
        Format::Plain => plain::read(bytes, None, taken)?,
        Format::PlainPdq => plain::read(bytes, Some(digests::Kind::Pdq), taken)?,
        Format::PlainSha256 => plain::read(bytes, Some(digests::Kind::Sha256), taken)?,
        Format::Amparo => amparo::read(bytes, taken)?,
    }
    Ok(taking.finish())
}
