//! Acts and files in the formats that the tools of others read, by the writers with which a clearinghouse fills its packages.

use std::collections::BTreeMap;

use service::Failure;
use wire::hash_list::{ListedFile, VicsMedia, VicsVersion, write_icse, write_vics};
use wire::investigation::{CASE_MEDIA_TYPE, CaseHead, write_investigation};
use wire::referral::{ChosenCountry, ReferredFile, ReferredReport};

use crate::db::exports::{ExportedAct, ExportedFile};

/// A format for tools. Acts as CSV and JSON are what every list gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExportFormat {
    /// VICS 1.3.
    Vics1,
    /// VICS 2.0.
    Vics2,
    /// INTERPOL's ICSE list.
    Icse,
    /// CASE/UCO JSON-LD.
    Case,
}

/// A file to be saved.
pub(crate) struct ExportedDocument {
    pub(crate) media_type: &'static str,
    pub(crate) file_name: String,
    pub(crate) bytes: Vec<u8>,
}

impl ExportFormat {
    /// Every format.
    pub(crate) const ALL: [Self; 4] = [Self::Vics2, Self::Vics1, Self::Icse, Self::Case];

    /// As addresses name it.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Vics1 => "vics-1.3",
            Self::Vics2 => "vics-2.0",
            Self::Icse => "icse",
            Self::Case => "case",
        }
    }

    /// By that name.
    pub(crate) fn find(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.code() == code)
    }

    /// Writes the acts of the object with this identifier. `authority` names the nodes of a graph.
    ///
    /// # Errors
    /// Broken when a stored digest is none.
    pub(crate) fn write(
        self,
        acts: &[ExportedAct],
        id: &str,
        authority: &str,
    ) -> Result<ExportedDocument, Failure> {
        let (media_type, extension, bytes) = match self {
            Self::Vics1 => ("application/json", "json", vics(VicsVersion::V1_3, acts)?),
            Self::Vics2 => ("application/json", "json", vics(VicsVersion::V2_0, acts)?),
            Self::Icse => ("text/csv; charset=utf-8", "csv", icse(acts)?),
            Self::Case => (CASE_MEDIA_TYPE, "jsonld", case(acts, id, authority)?),
        };
        let file_name = format!("{id}-{}.{extension}", self.code());
        Ok(ExportedDocument { media_type, file_name, bytes })
    }
}

/// Each file once, by SHA-256.
fn files(acts: &[ExportedAct]) -> BTreeMap<&str, &ExportedFile> {
    acts.iter().filter_map(|act| act.file.as_ref()).map(|file| (file.sha256.as_str(), file)).collect()
}

fn listed(file: &ExportedFile) -> Result<ListedFile, Failure> {
    let (mut md5, mut sha256) = ([0; 16], [0; 32]);
    hex::decode_to_slice(&file.md5, &mut md5).map_err(Failure::broken)?;
    hex::decode_to_slice(&file.sha256, &mut sha256).map_err(Failure::broken)?;
    Ok(ListedFile { md5: Some(md5), sha256: Some(sha256), ..ListedFile::default() })
}

fn vics(version: VicsVersion, acts: &[ExportedAct]) -> Result<Vec<u8>, Failure> {
    let mut media = Vec::new();
    for file in files(acts).into_values() {
        let size_bytes = file.size_bytes.unsigned_abs();
        // senders state the classes of the industry, which are no national category
        media.push(VicsMedia { digests: listed(file)?, category: None, size_bytes });
    }
    write_vics(version, &media).map_err(Failure::broken)
}

fn icse(acts: &[ExportedAct]) -> Result<Vec<u8>, Failure> {
    let files = files(acts).into_values().map(listed).collect::<Result<Vec<_>, _>>()?;
    Ok(write_icse(&files).0.into_bytes())
}

fn case(acts: &[ExportedAct], id: &str, authority: &str) -> Result<Vec<u8>, Failure> {
    let mut reports: BTreeMap<i64, ReferredReport> = BTreeMap::new();
    for act in acts {
        let report = reports.entry(act.report_number).or_insert_with(|| report(act));
        if let Some(file) = &act.file
            && !report.files.iter().any(|known| known.sha256 == file.sha256)
        {
            report.files.push(referred(file));
        }
    }
    let reports: Vec<_> = reports.into_values().collect();
    let head = CaseHead {
        id,
        name: format!("Inquiry {id}"),
        description: format!("{} reports, from {authority}", reports.len()),
    };
    write_investigation(&head, &reports, &[], authority).map_err(Failure::broken)
}

/// A report without its files. Addresses and accounts stay with the police.
fn report(act: &ExportedAct) -> ReferredReport {
    let number = act.report_number;
    ReferredReport {
        report_number: number,
        reporting_party: act.reporting_party.clone(),
        received_at: act.finished_at,
        finished_at: act.finished_at,
        report_path: format!("data/reports/{number}/report.xml"),
        file_details_paths: Vec::new(),
        files: Vec::new(),
        ip_addresses: Vec::new(),
        country: ChosenCountry { code: act.country_code.clone(), grounds: act.country_grounds.clone() },
        detection_bases: Vec::new(),
    }
}

/// The name that a sender gave is not told: it may name somebody.
fn referred(file: &ExportedFile) -> ReferredFile {
    ReferredFile {
        file_id: file.sha256.clone(),
        sha256: file.sha256.clone(),
        md5: file.md5.clone(),
        size_bytes: file.size_bytes.unsigned_abs(),
        file_name: file.sha256.clone(),
        pdq: None,
        path: format!("data/files/{}", file.sha256),
    }
}

#[cfg(test)]
mod tests {
    use wire::hash_list::{Format, read};

    use super::*;

    fn act(report_number: i64, file: Option<char>) -> ExportedAct {
        ExportedAct {
            report_number,
            reporting_party: "Rede".to_owned(),
            finished_at: "2020-11-30T10:05:00Z".parse().unwrap(),
            country_code: "ES".to_owned(),
            country_grounds: "allocation".to_owned(),
            stated_text: "2020-11-30T10:00:00Z".to_owned(),
            happened_at: "2020-11-30T10:00:00Z".parse().unwrap(),
            operator: None,
            file: file.map(|digit| ExportedFile {
                sha256: digit.to_string().repeat(64),
                md5: digit.to_string().repeat(32),
                size_bytes: 9,
            }),
        }
    }

    #[test]
    fn each_file_is_written_once_and_readers_find_it_again() {
        let acts = [act(1, Some('a')), act(2, Some('a')), act(2, Some('b')), act(3, None)];
        for (format, kind) in [
            (ExportFormat::Vics1, Format::Vics),
            (ExportFormat::Vics2, Format::Vics),
            (ExportFormat::Icse, Format::Icse),
        ] {
            let written = format.write(&acts, "ope_1", "police.example").unwrap();
            let found = read(kind, &written.bytes).unwrap().entries;
            let md5s: Vec<_> = found.iter().map(|file| file.md5.unwrap()).collect();
            assert_eq!(md5s, [[0xaa; 16], [0xbb; 16]], "{format:?}");
        }
    }

    #[test]
    fn a_graph_names_reports_and_files_and_no_account_or_address() {
        let acts = [act(1, Some('a')), act(2, Some('a'))];
        let written = ExportFormat::Case.write(&acts, "ope_1", "police.example").unwrap();
        assert_eq!(written.file_name, "ope_1-case.jsonld");
        let text = String::from_utf8(written.bytes).unwrap();
        assert_eq!(text.matches("case-investigation:ProvenanceRecord").count(), 2, "{text}");
        assert!(!text.contains("DigitalAccount") && !text.contains("IPv4"), "{text}");
    }

    #[test]
    fn formats_are_found_by_their_names() {
        for format in ExportFormat::ALL {
            assert_eq!(ExportFormat::find(format.code()), Some(format));
        }
    }
}
