//! What is made of a referral's reports for the tools and the readers of an agency, and travels beside the originals: the JSON of
//! law-enforcement parsers, CASE/UCO, VICS hash sets, a summary to read, and the rows of a batch. Nothing here is evidence.

pub(crate) mod batch;
mod missing;
mod summary;

use std::collections::BTreeMap;

use service::{Failure, Lang};
use vault::SealedItem;
use wire::cybertipline::{FileDetails, Report};
use wire::feedback::OutcomeCode;
use wire::hash_list::{ListedFile, VicsMedia, VicsVersion, write_vics};
use wire::investigation::{CASE_MEDIA_TYPE, CaseAccount, write_case};
use wire::law_enforcement::{Facts, from_report};
use wire::referral::{BatchRow, DerivedDocument, Referral, ReferredReport};

use crate::State;
use crate::config::AgencyConfig;
use crate::evidence::read_document;
use summary::{LeftOut, Section};

/// Most bytes of law-enforcement JSON in one package, since they are held in memory: what goes beyond is left out, and the summary says so.
const MAX_TIP_BYTES: usize = 256 << 20;

/// Most reports, files, accounts and addresses in CASE and VICS documents, which are written from memory: of a package that holds more, both are
/// left out, and the summary says so.
const MAX_THINGS: usize = 200_000;

/// Most bytes of original XML whose reports the summary shows, for the same reason.
const MAX_SHOWN_BYTES: usize = 128 << 20;

/// A document that was made.
pub(crate) struct DerivedFile {
    pub(crate) path: String,
    kind: &'static str,
    media_type: &'static str,
    pub(crate) bytes: Vec<u8>,
}

/// A report as its sender wrote it, read.
struct Documents {
    report: Report,
    /// In the order of their arrival.
    details: Vec<FileDetails>,
    /// Bytes of the originals.
    xml_bytes: usize,
}

/// What all reports give together.
#[derive(Default)]
struct Gathered {
    files: Vec<DerivedFile>,
    tip_bytes: usize,
    accounts: Vec<CaseAccount>,
    sections: Vec<Section>,
    media: BTreeMap<String, VicsMedia>,
    /// Reports, files, accounts and addresses.
    things: usize,
    shown_bytes: usize,
    /// Reports that the summary does not show.
    not_shown: usize,
}

/// The rows of a batch, or the one that was drawn out of it.
#[derive(Clone, Copy)]
pub(crate) struct Rows<'a> {
    /// What its agency told of the reports before.
    pub(crate) outcomes: &'a BTreeMap<i64, OutcomeCode>,
    /// The one that was drawn out; all where none was.
    pub(crate) only: Option<&'a str>,
}

impl Rows<'_> {
    fn wants(self, row: &BatchRow) -> bool {
        self.only.is_none_or(|only| only == row.row_id)
    }
}

/// Makes the documents of a referral, and names them and the `wanted` rows in it. `items` are the originals by their path in the bag.
///
/// # Errors
/// Broken when an original cannot be opened or read.
pub(crate) async fn derive(
    state: &State,
    referral: &mut Referral,
    items: &[(String, SealedItem)],
    wanted: Option<Rows<'_>>,
) -> Result<Vec<DerivedFile>, Failure> {
    let items: BTreeMap<&str, &SealedItem> = items.iter().map(|(path, item)| (path.as_str(), item)).collect();
    let agency = state.find_agency(&referral.to.agency);
    let lang = agency.map_or(Lang::En, AgencyConfig::lang);
    let words = summary::Words { texts: state.texts(), lang };
    let (mut gathered, mut rows) = (Gathered::default(), Vec::new());
    for referred in &referral.reports {
        let documents = Documents::read(state, &items, referred).await?;
        let evidence_until = batch::evidence_until(&state.settings().country, referred);
        let tip_path = gathered.add_tip(referred, &documents)?;
        gathered.add(referred, &documents)?;
        let now = state.node().clock().now();
        if gathered.has_room_to_show(&documents) {
            let section = Section::new(&words, referred, &documents, (evidence_until, now), tip_path);
            gathered.sections.push(section.with_findings(&words, state).await?);
        }
        if let Some(wanted) = wanted {
            let outcome = wanted.outcomes.get(&referred.report_number).copied();
            let all = batch::rows(referred, &documents, evidence_until, outcome);
            rows.extend(all.into_iter().filter(|row| wanted.wants(row)));
        }
    }
    referral.batch = rows;
    let files = gathered.finish(state, referral, &words, agency.map(|agency| agency.name.as_str()))?;
    referral.derived = files.iter().map(DerivedFile::named).collect();
    Ok(files)
}

/// The rows that a batch has of this report.
pub(crate) async fn rows_of_report(
    state: &State,
    referred: &ReferredReport,
    items: &[(String, SealedItem)],
) -> Result<Vec<BatchRow>, Failure> {
    let items: BTreeMap<&str, &SealedItem> = items.iter().map(|(path, item)| (path.as_str(), item)).collect();
    let documents = Documents::read(state, &items, referred).await?;
    Ok(batch::rows(referred, &documents, None, None))
}

impl DerivedFile {
    fn named(&self) -> DerivedDocument {
        DerivedDocument {
            path: self.path.clone(),
            kind: self.kind.to_owned(),
            media_type: self.media_type.to_owned(),
        }
    }
}

impl Documents {
    async fn read(
        state: &State,
        items: &BTreeMap<&str, &SealedItem>,
        referred: &ReferredReport,
    ) -> Result<Self, Failure> {
        let xml = original(state, items, &referred.report_path).await?;
        let report = Report::read(&xml).map_err(Failure::broken)?.value;
        let (mut details, mut xml_bytes) = (Vec::new(), xml.len());
        for path in &referred.file_details_paths {
            let xml = original(state, items, path).await?;
            details.push(FileDetails::read(&xml).map_err(Failure::broken)?.value);
            xml_bytes += xml.len();
        }
        Ok(Self { report, details, xml_bytes })
    }

    /// The newest details of a file.
    fn newest(&self, file_id: &str) -> Option<&FileDetails> {
        self.details.iter().rfind(|details| details.file_id.as_str() == file_id)
    }
}

async fn original(
    state: &State,
    items: &BTreeMap<&str, &SealedItem>,
    path: &str,
) -> Result<Vec<u8>, Failure> {
    let missing = || Failure::broken(std::io::Error::other(format!("{path} is not among the originals")));
    read_document(state, items.get(path).ok_or_else(missing)?).await
}

/// The bytes of a digest that we keep.
fn hex_of<const N: usize>(digits: &str) -> Result<[u8; N], Failure> {
    let mut bytes = [0; N];
    hex::decode_to_slice(digits, &mut bytes).map_err(Failure::broken)?;
    Ok(bytes)
}

impl Gathered {
    /// Adds the JSON of one report; gives its path, none when there is no more room.
    fn add_tip(
        &mut self,
        referred: &ReferredReport,
        documents: &Documents,
    ) -> Result<Option<String>, Failure> {
        let facts = Facts {
            report_number: referred.report_number,
            reporting_party: &referred.reporting_party,
            received_at: referred.received_at,
            report: &documents.report,
            details: &documents.details,
            files: &referred.files,
        };
        let bytes = from_report(&facts).write().map_err(Failure::broken)?;
        if self.tip_bytes + bytes.len() > MAX_TIP_BYTES {
            return Ok(None);
        }
        self.tip_bytes += bytes.len();
        let path = format!("data/le/{}.json", referred.report_number);
        self.push(path.clone(), ("law-enforcement-json", "application/json"), bytes);
        Ok(Some(path))
    }

    /// Whether the summary has room for a report.
    fn has_room_to_show(&mut self, documents: &Documents) -> bool {
        let has_room = self.shown_bytes.saturating_add(documents.xml_bytes) <= MAX_SHOWN_BYTES;
        if has_room {
            self.shown_bytes += documents.xml_bytes;
        } else {
            self.not_shown += 1;
        }
        has_room
    }

    /// Whether there are too many things for CASE and VICS.
    fn is_overfull(&self) -> bool {
        self.things > MAX_THINGS
    }

    /// Adds its accounts and the digests of its files.
    fn add(&mut self, referred: &ReferredReport, documents: &Documents) -> Result<(), Failure> {
        let accounts = documents.report.person_or_user_reported.len();
        self.things += 1 + referred.files.len() + referred.ip_addresses.len() + accounts;
        if self.is_overfull() {
            (self.accounts, self.media) = (Vec::new(), BTreeMap::new());
            return Ok(());
        }
        self.accounts.extend(documents.report.person_or_user_reported.iter().map(|reported| CaseAccount {
            report_number: referred.report_number,
            service: reported.esp_service.clone(),
            identifier: reported.esp_identifier.clone(),
            screen_name: reported.screen_name.clone(),
        }));
        for file in &referred.files {
            let sha1 = file.sha1.as_deref().map(hex_of::<20>).transpose()?;
            let (md5, sha256) = (Some(hex_of(&file.md5)?), Some(hex_of(&file.sha256)?));
            let digests = ListedFile { md5, sha1, sha256, ..ListedFile::default() };
            // senders state the classes of the industry, which are no national category
            let media = VicsMedia { digests, category: None, size_bytes: file.size_bytes, comments: None };
            self.media.insert(file.sha256.clone(), media);
        }
        Ok(())
    }

    fn push(&mut self, path: String, (kind, media_type): (&'static str, &'static str), bytes: Vec<u8>) {
        self.files.push(DerivedFile { path, kind, media_type, bytes });
    }

    /// The documents about all reports together.
    fn finish(
        mut self,
        state: &State,
        referral: &Referral,
        words: &summary::Words<'_>,
        agency_name: Option<&str>,
    ) -> Result<Vec<DerivedFile>, Failure> {
        if !self.is_overfull() {
            self.write_for_tools(referral, state.signer().name())?;
        }
        if !referral.batch.is_empty() {
            let bytes = batch::csv(&referral.batch).into_bytes();
            self.push("data/batch.csv".to_owned(), ("batch", "text/csv"), bytes);
        }
        let sections = std::mem::take(&mut self.sections);
        let left_out = LeftOut { for_tools: self.is_overfull(), reports: self.not_shown };
        let html = summary::write(words, referral, agency_name, (sections, left_out));
        let html = html.map_err(Failure::broken)?;
        #[cfg(feature = "pdf")]
        self.push(
            "data/summary.pdf".to_owned(),
            ("summary-pdf", "application/pdf"),
            service::pdf::of_page(&html),
        );
        self.push("data/summary.html".to_owned(), ("summary", "text/html"), html.into_bytes());
        Ok(self.files)
    }

    /// CASE and the VICS hash sets.
    fn write_for_tools(&mut self, referral: &Referral, authority: &str) -> Result<(), Failure> {
        let case = write_case(referral, &self.accounts, authority).map_err(Failure::broken)?;
        self.push("data/case.jsonld".to_owned(), ("case-uco", CASE_MEDIA_TYPE), case);
        let media: Vec<VicsMedia> = std::mem::take(&mut self.media).into_values().collect();
        for (version, kind) in VicsVersion::ALL.into_iter().zip(["vics-1.3", "vics-2.0"]) {
            let bytes = write_vics(version, &media).map_err(Failure::broken)?;
            let path = format!("data/vics/media-{}.json", version.as_str());
            self.push(path, (kind, "application/json"), bytes);
        }
        Ok(())
    }
}
