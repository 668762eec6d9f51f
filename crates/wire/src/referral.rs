//! `data/referral.json` of a package: which reports a clearinghouse refers to which agency, and on what
//! grounds.

mod derived;

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::custody_mark::CustodyMark;
use crate::document::{
    Document, DocumentError, check_country, check_hex, check_positive, check_present, check_unique,
};
use crate::package::path_is_allowed;

pub use derived::{BatchRow, DerivedDocument};

/// What [`Referral::made_by`] says of a package that a police unit made itself of what it had downloaded.
pub const IMPORTED: &str = "import";

/// A referral: reports that a clearinghouse hands to one agency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Referral {
    /// `amparo-referral/1`.
    pub schema: String,
    /// The clearinghouse's name for the referral.
    pub referral_id: String,
    /// Who refers.
    pub from: Sender,
    /// To whom.
    pub to: Recipient,
    /// When it was made.
    pub made_at: Timestamp,
    /// The role that decided it. Never a person's name.
    pub made_by: String,
    /// Through whom it travels, when not straight to the agency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conveyed_by: Option<String>,
    /// Where the clearinghouse's custody log stood.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custody: Option<CustodyMark>,
    /// The reports, at least one, each once.
    pub reports: Vec<ReferredReport>,
    /// What stands in the bag beside the originals, made from them for tools and readers. Whoever does not know a kind leaves it where it is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub derived: Vec<DerivedDocument>,
    /// The rows of a batch: reports that rest on files which are known everywhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub batch: Vec<BatchRow>,
}

/// The clearinghouse that refers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sender {
    /// Its name.
    pub name: String,
    /// Its country (ISO 3166-1, two letters).
    pub country: String,
}

/// The agency that receives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipient {
    /// The agency's code at the clearinghouse.
    pub agency: String,
    /// Its country (ISO 3166-1, two letters).
    pub country: String,
}

/// One report in a referral.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReferredReport {
    /// CyberTipline number.
    pub report_number: i64,
    /// Who reported.
    pub reporting_party: String,
    /// When the report was opened at the clearinghouse.
    pub received_at: Timestamp,
    /// When the reporting party finished it.
    pub finished_at: Timestamp,
    /// Path in the bag of the report's original XML, `data/reports/N/report.xml`.
    pub report_path: String,
    /// Paths in the bag of the original XML of file details.
    pub file_details_paths: Vec<String>,
    /// The report's files.
    pub files: Vec<ReferredFile>,
    /// Addresses in the report and its file details, with their times.
    pub ip_addresses: Vec<ReferredAddress>,
    /// The country that was chosen, and why.
    pub country: ChosenCountry,
    /// On what legal basis its sender detects what it reports, as the clearinghouse's dated rules name it for the day of receipt, or as the
    /// sender itself had stated it when the file was compared.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub detection_bases: Vec<DetectionBasis>,
}

/// A file of a report. Equal files of several reports stand in the bag once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReferredFile {
    /// The file's id at the clearinghouse.
    pub file_id: String,
    /// SHA-256, hex.
    pub sha256: String,
    /// MD5, hex: what the CyberTipline answers to an upload.
    pub md5: String,
    /// SHA-1, hex: what lists of others and forensic tools often hold. None of a file that was digested before it was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha1: Option<String>,
    /// Size in bytes.
    pub size_bytes: u64,
    /// Name that the reporting party gave.
    pub file_name: String,
    /// Perceptual digest, when the file is a picture that could be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pdq: Option<PdqDigest>,
    /// Path in the bag, `data/files/<sha256>`.
    pub path: String,
}

/// PDQ digest of a picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PdqDigest {
    /// 256 bits, hex.
    pub hash: String,
    /// 0 to 100; below 50 the digest says little.
    pub quality: u8,
}

/// One address of a report, with what allocation data say of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReferredAddress {
    /// The address as the report writes it.
    pub address: String,
    /// Source port.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// The time in the report's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
    /// Path of the element that holds the address.
    #[serde(rename = "where")]
    pub element: String,
    /// What each source says; they may disagree.
    pub opinions: Vec<CountryOpinion>,
    /// Whom to ask for the subscriber.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator: Option<String>,
    /// Whether many subscribers share the address (carrier-grade NAT, RFC 6598).
    pub shared_by_many: bool,
}

/// What one source says about the country of an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountryOpinion {
    /// The source's name.
    pub source: String,
    /// The country (ISO 3166-1, two letters).
    pub country: String,
    /// The day for which the source says so.
    pub valid_on: Date,
}

/// The country to which a report was attributed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChosenCountry {
    /// ISO 3166-1, two letters.
    pub code: String,
    /// Why, in words.
    pub grounds: String,
}

/// A legal basis on which a sender detects what it reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DetectionBasis {
    /// Its name.
    pub name: String,
    /// The first day on which it is in force.
    pub valid_from: Date,
    /// The last one; none while no end is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Date>,
    /// Whose word it is.
    pub source: String,
}

impl Referral {
    /// Every payload path that the referral names, with the digest where it states one.
    pub fn payload_paths(&self) -> BTreeMap<&str, Option<&ReferredFile>> {
        let mut paths = BTreeMap::new();
        for report in &self.reports {
            paths.insert(report.report_path.as_str(), None);
            paths.extend(report.file_details_paths.iter().map(|path| (path.as_str(), None)));
            paths.extend(report.files.iter().map(|file| (file.path.as_str(), Some(file))));
        }
        paths.extend(self.derived.iter().map(|document| (document.path.as_str(), None)));
        paths
    }

    /// Whether a police unit made it itself of what it had downloaded; it can be undone there as a whole.
    pub fn is_import(&self) -> bool {
        self.made_by == IMPORTED && self.referral_id.starts_with("imp_")
    }
}

impl Document for Referral {
    const SCHEMA: &'static str = "amparo-referral/1";

    fn schema(&self) -> &str {
        &self.schema
    }

    fn check_fields(&self) -> Result<(), DocumentError> {
        check_present("referral_id", &self.referral_id)?;
        check_present("from.name", &self.from.name)?;
        check_country("from.country", &self.from.country)?;
        check_present("to.agency", &self.to.agency)?;
        check_country("to.country", &self.to.country)?;
        check_present("made_by", &self.made_by)?;
        if let Some(custody) = &self.custody {
            custody.check("custody")?;
        }
        if self.reports.is_empty() {
            return Err(DocumentError::field("reports", "must hold one report at least"));
        }
        check_unique("reports", self.reports.iter().map(|report| report.report_number))?;
        let mut xml_paths = BTreeSet::new();
        for (index, report) in self.reports.iter().enumerate() {
            report.check(&format!("reports[{index}]"), &mut xml_paths)?;
        }
        self.check_derived()?;
        self.check_batch()
    }
}

impl ReferredReport {
    fn check<'a>(&'a self, at: &str, xml_paths: &mut BTreeSet<&'a str>) -> Result<(), DocumentError> {
        check_positive(&format!("{at}.report_number"), self.report_number)?;
        check_present(&format!("{at}.reporting_party"), &self.reporting_party)?;
        let folder = format!("data/reports/{}/", self.report_number);
        for path in std::iter::once(&self.report_path).chain(&self.file_details_paths) {
            if !path.starts_with(&folder) || !path_is_allowed(path) || !xml_paths.insert(path) {
                let message = format!("{path:?} must be a path of its own below {folder}");
                return Err(DocumentError::field(format!("{at}.report_path"), message));
            }
        }
        check_unique(&format!("{at}.files"), self.files.iter().map(|file| &file.file_id))?;
        for (index, file) in self.files.iter().enumerate() {
            file.check(&format!("{at}.files[{index}]"))?;
        }
        for (index, address) in self.ip_addresses.iter().enumerate() {
            address.check(&format!("{at}.ip_addresses[{index}]"))?;
        }
        check_country(&format!("{at}.country.code"), &self.country.code)?;
        check_present(&format!("{at}.country.grounds"), &self.country.grounds)?;
        for (index, basis) in self.detection_bases.iter().enumerate() {
            check_present(&format!("{at}.detection_bases[{index}].name"), &basis.name)?;
            check_present(&format!("{at}.detection_bases[{index}].source"), &basis.source)?;
        }
        Ok(())
    }
}

impl ReferredFile {
    fn check(&self, at: &str) -> Result<(), DocumentError> {
        check_present(&format!("{at}.file_id"), &self.file_id)?;
        check_hex(&format!("{at}.sha256"), &self.sha256, 32)?;
        check_hex(&format!("{at}.md5"), &self.md5, 16)?;
        if let Some(sha1) = &self.sha1 {
            check_hex(&format!("{at}.sha1"), sha1, 20)?;
        }
        if let Some(pdq) = &self.pdq {
            check_hex(&format!("{at}.pdq.hash"), &pdq.hash, 32)?;
            if pdq.quality > 100 {
                return Err(DocumentError::field(format!("{at}.pdq.quality"), "must be from 0 to 100"));
            }
        }
        if self.path != format!("data/files/{}", self.sha256) {
            return Err(DocumentError::field(format!("{at}.path"), "must be data/files/ and the SHA-256"));
        }
        Ok(())
    }
}

impl ReferredAddress {
    fn check(&self, at: &str) -> Result<(), DocumentError> {
        check_present(&format!("{at}.address"), &self.address)?;
        check_present(&format!("{at}.where"), &self.element)?;
        if self.port == Some(0) {
            return Err(DocumentError::field(format!("{at}.port"), "must be from 1 to 65535"));
        }
        for (index, opinion) in self.opinions.iter().enumerate() {
            check_present(&format!("{at}.opinions[{index}].source"), &opinion.source)?;
            check_country(&format!("{at}.opinions[{index}].country"), &opinion.country)?;
        }
        Ok(())
    }
}
