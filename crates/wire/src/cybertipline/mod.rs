//! CyberTipline XML: what reporting parties send to a clearinghouse and what it answers.
//!
//! Source: the Reporting API of NCMEC's CyberTipline ("ispws"): its schema of November 2025 and the public API
//! documentation. Where newer clients and the schema differ, both are read. Each element is declared once
//! (`shape`): reading, writing, [`XSD`] and the checks of `problems()` follow from that declaration.

mod accounts;
pub mod advice;
mod checked;
mod codes;
pub mod date_words;
pub(crate) mod error;
mod file;
mod incident;
mod lines;
pub mod match_words;
mod people;
mod problems;
mod refused;
mod report;
mod response;
mod response_code;
mod shape;
#[cfg(test)]
mod tests;
mod time;
pub(crate) mod xml;
mod xsd;

pub use accounts::{
    AccountPermanentlyDisabled, AccountTemporarilyDisabled, AssociatedAccount, AssociatedPlatform,
    IntendedRecipient, PersonOrUserReported, Victim,
};
pub use checked::{Checked, MAX_SUBMITTED_BYTES, Remark, Rules, Submitted, UnknownElements};
pub use codes::{
    AddressType, AssociatedAccountType, BatchedReportReason, CallingCode, Country, EmailType,
    FileClassification, FileRelevance, IncidentType, IpCaptureType, MetadataType, PhoneExtension, PhoneType,
    State, Token,
};
pub use error::{Read, ReadError, ReadErrorKind, UnknownElement};
pub use file::{Details, FileAnnotations, FileDetails, FileMark, NameValuePair, OriginalFileHash};
pub use incident::{
    CellPhoneIncident, ChatImIncident, EmailIncident, InternetDetails, NewsgroupIncident,
    NonInternetIncident, OnlineGamingIncident, PeerToPeerIncident, WebPageIncident,
};
pub use people::{Address, ContactPerson, DeviceId, Email, EstimatedLocation, IpCaptureEvent, Person, Phone};
pub use problems::{Problem, Severity};
pub use refused::Refused;
pub use report::{
    BatchedReport, IncidentSummary, LawEnforcement, Report, ReportAnnotations, Reporter,
    ServedLegalProcessInternational,
};
pub use response::{DoneFiles, ReportDoneResponse, ReportResponse, Response};
pub use response_code::ResponseCode;
pub use time::{StatedDate, StatedDateTime};
pub use xml::{
    MAX_ALL_ATTRIBUTES, MAX_ATTRIBUTES, MAX_DEPTH, MAX_DOCUMENT_BYTES, MAX_ELEMENTS, MAX_TEXT_BYTES,
};

use std::sync::LazyLock;

use shape::{Content, Reading};
use xml::Element;

/// The schema of all four documents (XSD 1.0, no target namespace), as a server gives it out at `/xsd`.
/// Generated from the declarations at first use.
pub static XSD: LazyLock<String> = LazyLock::new(xsd::generate);

/// A document has a root element: it can be read from bytes and written.
macro_rules! document {
    ($type:ty, $root:literal) => {
        impl $type {
            /// Reads the document from hostile bytes: UTF-8 only, no DTD, sizes bounded, order enforced.
            /// What the schema does not know is skipped and listed.
            pub fn read(bytes: &[u8]) -> Result<Read<Self>, ReadError> {
                from_tree($root, &xml::parse(bytes)?)
            }

            /// Writes the document on one line, children in schema order. A character that XML 1.0
            /// cannot carry is written as U+FFFD.
            pub fn write(&self) -> String {
                xml::print(&to_tree($root, self))
            }
        }
    };
}

document!(Report, "report");
document!(FileDetails, "fileDetails");
document!(ReportResponse, "reportResponse");
document!(ReportDoneResponse, "reportDoneResponse");

fn from_tree<T: Content>(root: &'static str, tree: &Element) -> Result<Read<T>, ReadError> {
    let mut reading = Reading::default();
    if tree.name != root {
        let problem = format!("the root element `{}`", tree.name);
        return Err(reading.invalid(&tree.name, tree.line, problem, format!("`{root}`")));
    }
    let value = reading.inside(root.to_owned(), |reading| T::read(tree, reading))?;
    let unknown = reading.unknown;
    Ok(Read { value, unknown })
}

fn to_tree<T: Content>(root: &str, value: &T) -> Element {
    let mut tree = Element::new(root);
    value.fill(&mut tree);
    tree
}
