//! From a folder that a unit downloaded to a package: the JSON of each report, the files that it names, and the rest as it is. Zips are opened.

mod account;
mod folder;
mod left;
mod place;

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;

use anyhow::{Context as _, Result, anyhow, bail};
use jiff::Timestamp;
use media::{Digester, FileDigests};
use note::NoteSigner;
use service::Sandbox;
use sha2::{Digest as _, Sha256};
use wire::cybertipline::{
    FileDetails, IncidentSummary, IncidentType, Report, Reporter, StatedDateTime, Token,
};
use wire::law_enforcement::{Moment, Tip, UploadedFile};
use wire::package::{self, Payload};
use wire::referral::{
    ChosenCountry, DerivedDocument, IMPORTED, Recipient, Referral, ReferredFile, ReferredReport, Sender,
};

use account::{account, events, left_out, said};
use folder::Found;

/// Most characters of the free text of a report (`additionalInfo`); the rest stands in the original.
const MOST_TEXT: usize = 3000;

/// Whose package it is going to be.
pub(super) struct Import<'a> {
    pub(super) signer: &'a NoteSigner,
    /// Unpacks zips.
    pub(super) sandbox: &'a Sandbox,
    /// Code by which the police are addressed.
    pub(super) agency: &'a str,
    /// ISO 3166-1, two letters.
    pub(super) country: &'a str,
}

/// A package, and what could not be taken into it as it is stated.
pub(super) struct Made {
    pub(super) archive: Vec<u8>,
    pub(super) reports: usize,
    pub(super) warnings: Vec<String>,
}

/// What a document states wrongly, or does not state.
#[derive(Debug, thiserror::Error)]
#[error("{field}: {message}")]
struct Wrong {
    /// Its path in the document.
    field: String,
    message: String,
}

impl Wrong {
    fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }

    /// With the file, and the line and column in it.
    fn told(&self, document: &Path, json: &[u8]) -> String {
        let (line, column) = place::find(json, &self.field);
        format!("{}, line {line}, column {column}: {self}", document.display())
    }
}

/// What grows while the folder is read.
#[derive(Default)]
struct Making {
    payload: BTreeMap<String, Vec<u8>>,
    reports: Vec<ReferredReport>,
    derived: Vec<DerivedDocument>,
    warnings: Vec<String>,
    /// Fields that nothing is made from, by their paths: the first place of each, and how many reports more have it.
    left: BTreeMap<String, (String, usize)>,
}

impl Import<'_> {
    /// Reads the folder. The same folder gives the same package, byte for byte.
    ///
    /// # Errors
    /// Names the file, the line and the column, and the field at fault, and takes nothing.
    pub(super) async fn make(&self, folder: &Path) -> Result<Made> {
        let mut making = Making::default();
        let found = folder::list(folder, self.sandbox, &mut making.warnings).await?;
        let (documents, others): (Vec<_>, Vec<_>) = found.into_iter().partition(|file| file.is("json"));
        for document in &documents {
            let json = document.read()?;
            // what is no JSON says line and column itself
            let tip = Tip::read(&json).with_context(|| document.path.display().to_string())?;
            let report = making.read(&tip, (document, &*json), &others, self.country);
            making.reports.push(report.map_err(|error| place_error(error, document, &json))?);
            making.keep_original(&document.path, json.into_owned());
        }
        making.tell_left();
        if making.reports.is_empty() {
            bail!("{} holds no JSON of a report, nor a zip with one", folder.display());
        }
        for file in &others {
            let bytes = file.read()?;
            if !making.payload.contains_key(&bag_path(&bytes)) {
                making.keep_original(&file.path, bytes.into_owned());
            }
        }
        self.write(making)
    }

    fn write(&self, making: Making) -> Result<Made> {
        let mut digest = Sha256::new();
        for (path, bytes) in &making.payload {
            digest.update(path);
            digest.update(Sha256::digest(bytes));
        }
        let referral_id = format!("imp_{}", hex::encode(digest.finalize()).get(..32).unwrap_or_default());
        let made_at = making.reports.iter().map(|report| report.finished_at).max();
        let reports = making.reports.len();
        let referral = Referral {
            schema: "amparo-referral/1".to_owned(),
            referral_id,
            from: Sender { name: self.signer.name().to_owned(), country: self.country.to_owned() },
            to: Recipient { agency: self.agency.to_owned(), country: self.country.to_owned() },
            made_at: made_at.unwrap_or(Timestamp::UNIX_EPOCH),
            made_by: IMPORTED.to_owned(),
            conveyed_by: None,
            custody: None,
            reports: making.reports,
            derived: making.derived,
            batch: Vec::new(),
        };
        let payload = making.payload.into_iter().map(|(path, bytes)| Payload {
            path,
            size_bytes: bytes.len() as u64,
            sha256: hex::encode(Sha256::digest(&bytes)),
            source: Cursor::new(bytes),
        });
        let mut archive = Vec::new();
        package::write(&mut archive, &referral, payload.collect(), self.signer)?;
        Ok(Made { archive, reports, warnings: making.warnings })
    }
}

impl Making {
    fn read(
        &mut self,
        tip: &Tip,
        (document, json): (&Found, &[u8]),
        others: &[Found],
        country: &str,
    ) -> Result<ReferredReport> {
        let number = tip.report_id.trim().parse::<i64>();
        let number = number.map_err(|_| Wrong::new("reportId", "must be a number"))?;
        let information = &tip.reported_information;
        let received_at = instant("dateReceived", tip.date_received.as_ref())?;
        let note = self.take_left((document, json))?;
        let room = left::room(note.as_deref());
        let report = report(tip, note, room)?;
        self.warnings.extend(left_out(tip, room).iter().map(|wrong| wrong.told(&document.path, json)));
        let report_path = format!("data/reports/{number}/report.xml");
        self.payload.insert(report_path.clone(), report.write().into_bytes());
        let (mut files, mut file_details_paths) = (Vec::new(), Vec::new());
        for (index, stated) in information.uploaded_files.uploaded_files.iter().enumerate() {
            let at = format!("reportedInformation.uploadedFiles.uploadedFiles[{index}]");
            let Some(found) = find(document, others, stated) else {
                let wrong = Wrong::new(format!("{at}.filename"), "no file of this name lies beside it");
                self.warnings.push(wrong.told(&document.path, json));
                continue;
            };
            let file_id = format!("{number:016x}{index:016x}");
            let details_path = format!("data/reports/{number}/{file_id}.xml");
            let details = details(number, &file_id, stated).write().into_bytes();
            self.payload.insert(details_path.clone(), details);
            file_details_paths.push(details_path);
            files.push(self.take_file(&at, file_id, stated, found)?);
        }
        Ok(ReferredReport {
            report_number: number,
            reporting_party: filled(Some(&information.reporting_esp.esp_name))
                .unwrap_or("unknown")
                .to_owned(),
            received_at,
            finished_at: received_at,
            report_path,
            file_details_paths,
            files,
            ip_addresses: Vec::new(),
            country: ChosenCountry { code: country.to_owned(), grounds: "imported by the unit".to_owned() },
            detection_bases: Vec::new(),
        })
    }

    /// The note on the fields of a document that nothing is made from.
    fn take_left(&mut self, (document, json): (&Found, &[u8])) -> Result<Option<String>> {
        let found = left::list(json)?;
        for left in &found {
            match self.left.get_mut(&left.field) {
                Some((_, more)) => *more += 1,
                None => {
                    let wrong = Wrong::new(&left.at, format!("is not taken over; {}", account::KEPT));
                    self.left.insert(left.field.clone(), (wrong.told(&document.path, json), 0));
                }
            }
        }
        Ok(left::note(&found))
    }

    /// Names each of those fields once.
    fn tell_left(&mut self) {
        for (first, more) in std::mem::take(&mut self.left).into_values() {
            self.warnings.push(match more {
                0 => first,
                _ => format!("{first} ({more} more with this field)"),
            });
        }
    }

    /// Takes a file that a document names at `at`, if it is the one that is meant.
    fn take_file(
        &mut self,
        at: &str,
        file_id: String,
        stated: &UploadedFile,
        found: &Found,
    ) -> Result<ReferredFile> {
        let bytes = found.read()?.into_owned();
        let mut digester = Digester::new();
        digester.update(&bytes);
        let FileDigests { md5, sha1, .. } = digester.finish();
        if filled(stated.verification_hash.as_ref()).is_some_and(|hash| !hash.eq_ignore_ascii_case(&md5)) {
            let message = format!("is not the MD5 of {}, which may be damaged", found.path.display());
            return Err(Wrong::new(format!("{at}.verificationHash"), message).into());
        }
        let file = ReferredFile {
            file_id,
            sha256: hex::encode(Sha256::digest(&bytes)),
            md5,
            sha1: Some(sha1),
            size_bytes: bytes.len() as u64,
            file_name: name_of(stated).unwrap_or_default().to_owned(),
            pdq: None,
            path: bag_path(&bytes),
        };
        self.payload.insert(bag_path(&bytes), bytes);
        Ok(file)
    }

    /// Keeps a file as it came, beside what was made of it.
    fn keep_original(&mut self, path: &Path, bytes: Vec<u8>) {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-') { c } else { '_' };
        let name: String = name.chars().map(plain).take(100).collect();
        let media_type = match path.extension().and_then(|extension| extension.to_str()) {
            Some(json) if json.eq_ignore_ascii_case("json") => "application/json",
            Some(pdf) if pdf.eq_ignore_ascii_case("pdf") => "application/pdf",
            _ => "application/octet-stream",
        };
        let bag = format!("data/originals/{:05}-{name}", self.derived.len());
        self.derived.push(DerivedDocument {
            path: bag.clone(),
            kind: "original".to_owned(),
            media_type: media_type.to_owned(),
        });
        self.payload.insert(bag, bytes);
    }
}

fn bag_path(bytes: &[u8]) -> String {
    format!("data/files/{}", hex::encode(Sha256::digest(bytes)))
}

/// A text that says something.
fn filled(text: Option<&String>) -> Option<&str> {
    text.map(|text| text.trim()).filter(|text| !text.is_empty() && *text != "N/A")
}

fn owned(text: Option<&String>) -> Option<String> {
    filled(text).map(str::to_owned)
}

fn name_of(stated: &UploadedFile) -> Option<&str> {
    filled(stated.filename.as_ref()).or_else(|| filled(stated.original_filename.as_ref()))
}

/// The file of this name in the folder of the document or below it, or else anywhere in the same zip.
fn find<'a>(document: &Found, others: &'a [Found], stated: &UploadedFile) -> Option<&'a Found> {
    let roots = [document.path.parent(), document.zip.as_deref()];
    let names = [stated.filename.as_ref(), stated.original_filename.as_ref()];
    names.into_iter().filter_map(filled).find_map(|name| {
        roots.into_iter().flatten().find_map(|root| {
            let mut below = others.iter().filter(|file| file.path.starts_with(root));
            below.find(|file| file.path.file_name().is_some_and(|found| found == name))
        })
    })
}

/// What a document states wrongly, with its place; anything else with the document.
fn place_error(error: anyhow::Error, document: &Found, json: &[u8]) -> anyhow::Error {
    match error.downcast::<Wrong>() {
        Ok(wrong) => anyhow!(wrong.told(&document.path, json)),
        Err(other) => other.context(document.path.display().to_string()),
    }
}

fn instant(field: &str, moment: Option<&Moment>) -> Result<Timestamp, Wrong> {
    let at = moment.and_then(Moment::instant);
    at.ok_or_else(|| Wrong::new(field, "must be a time such as 2024-05-31T10:00:00Z"))
}

/// The report, with `room` for what is said and with the note on what is not taken over.
fn report(tip: &Tip, note: Option<String>, room: usize) -> Result<Report, Wrong> {
    const TYPE: &str = "reportedInformation.incidentSummary.incidentType";
    const TIME: &str = "reportedInformation.incidentSummary.incidentDateTime";
    let information = &tip.reported_information;
    let summary = &information.incident_summary;
    let kind = filled(summary.incident_type.as_ref());
    let kind = kind.and_then(|kind| IncidentType::ALL.iter().copied().find(|known| known.code() == kind));
    let kind = kind.ok_or_else(|| Wrong::new(TYPE, "must be a type of incident of the CyberTipline"))?;
    let at = StatedDateTime::from_instant(instant(TIME, summary.incident_date_time.as_ref())?);
    let mut report = Report::new(IncidentSummary::new(kind, at), Reporter::default());
    let people = information.reported_people.reported_persons.iter();
    report.person_or_user_reported = people.filter_map(account).collect();
    let text = said(&information.additional_informations).map(|text| text.chars().take(room).collect());
    let texts: Vec<String> = text.into_iter().chain(note).collect();
    report.additional_info = (!texts.is_empty()).then(|| texts.join("\n"));
    Ok(report)
}

fn details(number: i64, file_id: &str, stated: &UploadedFile) -> FileDetails {
    let mut details = FileDetails::new(number, Token::new(file_id));
    details.original_file_name = owned(stated.original_filename.as_ref());
    details.file_viewed_by_esp = stated.viewed_by_esp;
    details.ip_capture_event = events(stated.source_information.as_ref()).into_iter().next();
    details.additional_info = said(&stated.additional_informations).into_iter().collect();
    details
}

#[cfg(test)]
mod tests;
