//! A report as the JSON that tools of law enforcement read: what a unit gets out of its download portal, one file per report.
//!
//! No schema of it is public. The shape is the union of what two working parsers read (`itslily88/cybertipParser` and
//! `koebbe14/CyberTip-Analyzer-Tool-Report-Generator`). One of them asks for keys without a default, so every key is written, null where
//! nothing is known; both want times as `YYYY-MM-DDThh:mm:ssZ` and nothing else, so the words of the sender stand in the report's own XML
//! beside it. The shape has no place for who was harmed: that stays in the XML too, and is only pointed to.

mod from_report;
mod lenient;
mod shape;
mod zip;
mod zip_writer;

pub use from_report::{Facts, from_report};
pub use shape::{
    AdditionalInformation, Address, Addresses, EmailIncident, Emails, EspMetadata, IncidentDetails,
    IncidentSummary, IntendedRecipients, Moment, NamedValue, NcmecTags, Person, Phones, ReportedInformation,
    ReportedPeople, ReportingEsp, ScreenName, SourceCapture, SourceInformation, TagGroup, Tip, UploadedFile,
    UploadedFiles, Verified, WebpageIncident,
};
pub use zip::{Member, Zip, ZipError, ZipLimits, is_plain_name};
pub use zip_writer::write_zip;

use crate::document::{DocumentError, check_present};

/// The mark at the beginning of UTF-8 that some portals write.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

impl Tip {
    /// Reads such a file from wherever it came: with or without the mark of UTF-8, keys left out, numbers as texts and the reverse.
    /// Keys that the shape does not have are passed over.
    ///
    /// # Errors
    /// Not JSON, a part of another kind than the shape asks for, or no `reportId`.
    pub fn read(bytes: &[u8]) -> Result<Self, DocumentError> {
        let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
        let tip: Self = serde_json::from_slice(bytes).map_err(DocumentError::Json)?;
        check_present("reportId", &tip.report_id)?;
        Ok(tip)
    }

    /// Writes the file: indented, every key there, a final newline.
    ///
    /// # Errors
    /// No `reportId`.
    pub fn write(&self) -> Result<Vec<u8>, DocumentError> {
        check_present("reportId", &self.report_id)?;
        let mut bytes = serde_json::to_vec_pretty(self).map_err(DocumentError::Json)?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}
