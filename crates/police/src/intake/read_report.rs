//! From the XML of a report to accounts and acts.

use std::collections::BTreeMap;

use jiff::Timestamp;
use service::Failure;
use service::opening::Viewing;
use wire::cybertipline::{
    FileDetails, IpCaptureEvent, IpCaptureType, PersonOrUserReported, Report, StatedDateTime,
};
use wire::referral::{DetectionBasis, ReferredAddress, ReferredFile, ReferredReport};

use super::{Connection, IncomingEvent, Stated, StatedConnection, StatedEmail, StatedPhone, read_events};

/// All reports of a package.
pub(crate) struct Incoming(pub(crate) Vec<IncomingReport>);

/// A report as the police keep it.
pub(crate) struct IncomingReport {
    pub(crate) report_number: i64,
    pub(crate) reporting_party: String,
    pub(crate) finished_at: Timestamp,
    pub(crate) incident_type: &'static str,
    pub(crate) incident_text: String,
    pub(crate) incident_at: Timestamp,
    pub(crate) country_code: String,
    pub(crate) country_grounds: String,
    /// On what legal basis its sender detects, with its days; in the clearinghouse's words.
    pub(crate) detection_basis: String,
    pub(crate) report_path: String,
    pub(crate) unknown_elements: usize,
    /// The service of each reported account, and what is stated of it; one at least.
    pub(crate) accounts: Vec<(String, Stated)>,
    pub(crate) acts: Vec<IncomingAct>,
    /// What is no act and has a time.
    pub(crate) events: Vec<IncomingEvent>,
    /// As it was read, for its score.
    pub(crate) document: Report,
    /// The newest details of each file, by its id.
    pub(crate) details: Vec<(String, FileDetails)>,
}

/// An act as the report states it.
pub(crate) struct IncomingAct {
    /// Index in `accounts`.
    pub(crate) account: usize,
    pub(crate) stated_text: String,
    pub(crate) happened_at: Timestamp,
    pub(crate) time_source: &'static str,
    pub(crate) connection: Option<Connection>,
    pub(crate) operator: Option<String>,
    pub(crate) shared_by_many: bool,
    /// Id, SHA-256 and name of the shared file.
    pub(crate) file: Option<ReferredFile>,
    /// Who viewed the file before it came (`fileViewedByEsp`).
    pub(crate) viewing: Viewing,
}

impl Incoming {
    /// Reads every report of a package. Documents are the bag's XML by path.
    ///
    /// # Errors
    /// Refused, naming the document and the element, without quoting what stands there.
    pub(crate) fn read(
        reports: &[ReferredReport],
        documents: &BTreeMap<String, Vec<u8>>,
    ) -> Result<Self, Failure> {
        reports.iter().map(|referred| read_one(referred, documents)).collect::<Result<_, _>>().map(Self)
    }
}

fn read_one(
    referred: &ReferredReport,
    documents: &BTreeMap<String, Vec<u8>>,
) -> Result<IncomingReport, Failure> {
    let read = Report::read(document(documents, &referred.report_path)?)
        .map_err(|error| unreadable(&referred.report_path, &error))?;
    let mut details = Vec::new();
    let mut unknown_elements = read.unknown.len();
    for path in &referred.file_details_paths {
        let read = FileDetails::read(document(documents, path)?).map_err(|error| unreadable(path, &error))?;
        unknown_elements += read.unknown.len();
        details.push(read.value);
    }
    let mut accounts = accounts(&read.value, &referred.reporting_party);
    let nobody = if accounts.len() == 1 { 0 } else { accounts.len() };
    let acts = Acts { referred, report: &read.value, details: &details, nobody }.read();
    let events = read_events::read(referred, &read.value, &acts);
    if acts.iter().any(|act| act.account == accounts.len()) {
        accounts.push((referred.reporting_party.clone(), Stated::default()));
    }
    let incident = &read.value.incident_summary;
    Ok(IncomingReport {
        report_number: referred.report_number,
        reporting_party: referred.reporting_party.clone(),
        finished_at: referred.finished_at,
        incident_type: incident.incident_type.code(),
        incident_text: incident.incident_date_time.text().to_owned(),
        incident_at: incident.incident_date_time.instant(),
        country_code: referred.country.code.clone(),
        country_grounds: referred.country.grounds.clone(),
        detection_basis: detection_basis(&referred.detection_bases),
        report_path: referred.report_path.clone(),
        unknown_elements,
        accounts,
        acts,
        events,
        details: newest_by_file(details),
        document: read.value,
    })
}

/// The newest details of each file.
fn newest_by_file(details: Vec<FileDetails>) -> Vec<(String, FileDetails)> {
    let mut newest: Vec<(String, FileDetails)> = Vec::new();
    for details in details {
        let file_id = details.file_id.as_str().to_owned();
        newest.retain(|(known, _)| *known != file_id);
        newest.push((file_id, details));
    }
    newest
}

/// As the clearinghouse states it; empty where it states none.
fn detection_basis(bases: &[DetectionBasis]) -> String {
    let said = |basis: &DetectionBasis| {
        let until = basis.valid_to.map_or_else(String::new, |day| day.to_string());
        format!("{} ({} – {until}; {})", basis.name, basis.valid_from, basis.source)
    };
    bases.iter().map(said).collect::<Vec<_>>().join("; ")
}

fn document<'a>(documents: &'a BTreeMap<String, Vec<u8>>, path: &str) -> Result<&'a [u8], Failure> {
    let missing = || Failure::refused(path, "is named in the referral and not in the package");
    documents.get(path).map(Vec::as_slice).ok_or_else(missing)
}

fn unreadable(path: &str, error: &wire::cybertipline::ReadError) -> Failure {
    let message = format!("line {}, {}: expected {}", error.line, error.path, error.expected);
    Failure::refused(path, message)
}

/// A report that names no account still has somebody behind its acts.
fn accounts(report: &Report, reporting_party: &str) -> Vec<(String, Stated)> {
    let named = report.person_or_user_reported.iter().map(|reported| {
        let service = reported.esp_service.clone().unwrap_or_else(|| reporting_party.to_owned());
        (service, stated(reported))
    });
    let mut accounts: Vec<_> = named.collect();
    if accounts.is_empty() {
        accounts.push((reporting_party.to_owned(), Stated::default()));
    }
    accounts
}

fn stated(reported: &PersonOrUserReported) -> Stated {
    let person = reported.person.clone().unwrap_or_default();
    Stated {
        esp_identifier: reported.esp_identifier.clone(),
        screen_name: reported.screen_name.clone(),
        display_names: reported.display_name.clone(),
        emails: person.email.into_iter().map(email).collect(),
        phones: person.phone.into_iter().map(phone).collect(),
        device_ids: reported.device_id.iter().map(|device| device.id_value.clone()).collect(),
        first_name: person.first_name,
        last_name: person.last_name,
        date_of_birth: person.date_of_birth.map(|day| day.text().to_owned()),
        connections: reported.ip_capture_event.iter().filter_map(no_act).collect(),
    }
}

/// The connection of an event of which no act is made.
fn no_act(event: &IpCaptureEvent) -> Option<StatedConnection> {
    let Connection { address, port } = connection(event);
    let at = event.date_time.as_ref().map(|time| time.text().to_owned());
    let kind = event.event_name.map(|kind| kind.code().to_owned());
    (!is_act(event)).then_some(StatedConnection { at, address, port, event: kind })
}

/// Whether an act is made of an event: a dated upload.
pub(super) fn is_act(event: &IpCaptureEvent) -> bool {
    event.event_name == Some(IpCaptureType::Upload) && event.date_time.is_some()
}

fn email(email: wire::cybertipline::Email) -> StatedEmail {
    StatedEmail { address: email.address, verified: email.verified == Some(true) }
}

fn phone(phone: wire::cybertipline::Phone) -> StatedPhone {
    StatedPhone {
        number: phone.number,
        calling_code: phone.country_calling_code.map(|code| code.as_str().to_owned()),
        verified: phone.verified == Some(true),
    }
}

/// One act per shared file, one that was only sent again left out; one per upload of an account that belongs to no file; else one for the incident.
struct Acts<'a> {
    referred: &'a ReferredReport,
    report: &'a Report,
    details: &'a [FileDetails],
    /// The account of acts that the report ties to none: its only one, else one of their own, since they may be anybody's.
    nobody: usize,
}

impl Acts<'_> {
    fn read(&self) -> Vec<IncomingAct> {
        let files = self.referred.files.iter().filter(|file| !self.is_sent_again(file));
        let mut acts: Vec<_> = files.map(|file| self.file_act(file)).collect();
        for (account, event, time) in self.uploads() {
            let known = acts.iter().any(|act| is_at(act, event, time));
            if !known {
                let source = "report/personOrUserReported/ipCaptureEvent/dateTime";
                acts.push(self.act(account, time, source, Some(event), None));
            }
        }
        if acts.is_empty() {
            let time = &self.report.incident_summary.incident_date_time;
            acts.push(self.act(self.nobody, time, INCIDENT, None, None));
        }
        acts
    }

    /// Whether nothing is said of a file and another of the report has the same bytes: somebody sent it anew who missed the answer, and a
    /// lost answer is no second act of a person. Of equal files of one name that nothing is said of, the first counts.
    fn is_sent_again(&self, file: &ReferredFile) -> bool {
        let is_described =
            |file: &ReferredFile| self.details.iter().any(|details| details.file_id.as_str() == file.file_id);
        let mut equal = self.referred.files.iter().filter(|other| other.sha256 == file.sha256);
        let described = equal.clone().find(|other| is_described(other));
        let stands_for_it = described.or_else(|| equal.find(|other| other.file_name == file.file_name));
        !is_described(file) && stands_for_it.is_some_and(|other| other.file_id != file.file_id)
    }

    /// Every dated upload of a reported account.
    fn uploads(&self) -> impl Iterator<Item = (usize, &IpCaptureEvent, &StatedDateTime)> {
        let reported = self.report.person_or_user_reported.iter().enumerate();
        reported.flat_map(|(account, reported)| {
            let uploads = reported
                .ip_capture_event
                .iter()
                .filter(|event| event.event_name == Some(IpCaptureType::Upload));
            uploads.filter_map(move |event| Some((account, event, event.date_time.as_ref()?)))
        })
    }

    /// What the newest details of a file say of who viewed it.
    fn stated_viewing(&self, file: Option<&ReferredFile>) -> Option<bool> {
        let of_file =
            |details: &&FileDetails| file.is_some_and(|file| details.file_id.as_str() == file.file_id);
        self.details.iter().rfind(of_file)?.file_viewed_by_esp
    }

    fn file_act(&self, file: &ReferredFile) -> IncomingAct {
        let details = self.details.iter().find(|details| details.file_id.as_str() == file.file_id);
        let own = details.and_then(|details| details.ip_capture_event.as_ref());
        let of_own = own.and_then(|event| event.date_time.as_ref());
        let uploaded = details.and_then(|details| details.uploaded_to_esp_timestamp.as_ref());
        let (time, source) = match (of_own, uploaded) {
            (Some(time), _) => (time, "fileDetails/ipCaptureEvent/dateTime"),
            (None, Some(time)) => (time, "fileDetails/uploadedToEspTimestamp"),
            (None, None) => (&self.report.incident_summary.incident_date_time, INCIDENT),
        };
        let seen = self.uploads().find(|(_, event, at)| {
            at.instant() == time.instant() && own.is_none_or(|own| own.ip_address == event.ip_address)
        });
        let account = seen.map_or(self.nobody, |(account, ..)| account);
        self.act(account, time, source, own.or(seen.map(|(_, event, _)| event)), Some(file))
    }

    fn act(
        &self,
        account: usize,
        time: &StatedDateTime,
        time_source: &'static str,
        event: Option<&IpCaptureEvent>,
        file: Option<&ReferredFile>,
    ) -> IncomingAct {
        let referred = event.and_then(|event| referred_address(self.referred, event));
        IncomingAct {
            account,
            stated_text: time.text().to_owned(),
            happened_at: time.instant(),
            time_source,
            connection: event.map(connection),
            operator: referred.and_then(|address| address.operator.clone()),
            shared_by_many: referred.is_some_and(|address| address.shared_by_many),
            viewing: Viewing::of_statement(self.stated_viewing(file)),
            file: file.cloned(),
        }
    }
}

/// What the clearinghouse found out about an address at that time.
pub(super) fn referred_address<'a>(
    referred: &'a ReferredReport,
    event: &IpCaptureEvent,
) -> Option<&'a ReferredAddress> {
    let text = event.date_time.as_ref().map(StatedDateTime::text);
    let same = |address: &&ReferredAddress| address.address == event.ip_address;
    let mut known = referred.ip_addresses.iter().filter(same);
    known.clone().find(|address| address.time.as_deref() == text).or_else(|| known.next())
}

const INCIDENT: &str = "report/incidentSummary/incidentDateTime";

pub(super) fn connection(event: &IpCaptureEvent) -> Connection {
    let port = event.port.and_then(|port| u16::try_from(port).ok());
    Connection { address: event.ip_address.clone(), port }
}

fn is_at(act: &IncomingAct, event: &IpCaptureEvent, time: &StatedDateTime) -> bool {
    let address = act.connection.as_ref().map(|connection| connection.address.as_str());
    act.happened_at == time.instant() && address == Some(event.ip_address.as_str())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failing test panics")]
mod tests {
    use serde_json::json;
    use wire::cybertipline::{IncidentSummary, IncidentType, Person, Reporter, Token};

    use super::*;

    #[test]
    fn a_legal_basis_is_told_with_its_days_and_whose_word_it_is() {
        let bases: Vec<DetectionBasis> = serde_json::from_value(json!([
            {"name": "One", "valid_from": "2021-08-02", "valid_to": "2026-04-03", "source": "a"},
            {"name": "Two", "valid_from": "2021-08-02", "source": "b"},
        ]))
        .unwrap();
        assert_eq!(detection_basis(&bases), "One (2021-08-02 – 2026-04-03; a); Two (2021-08-02 – ; b)");
        assert_eq!(detection_basis(&[]), "");
    }

    /// The acts' files of a report with files of these ids and bytes, of which some have details.
    fn files_of_acts(files: &[(&str, char)], described: &[&str]) -> Vec<String> {
        let files: Vec<_> = files.iter().map(|(file_id, bytes)| (*file_id, *bytes, "shared.png")).collect();
        named_files_of_acts(&files, described)
    }

    fn named_files_of_acts(files: &[(&str, char, &str)], described: &[&str]) -> Vec<String> {
        let file = |(file_id, bytes, file_name): &(&str, char, &str)| {
            let sha256 = bytes.to_string().repeat(64);
            json!({
                "file_id": file_id, "sha256": sha256, "md5": "0".repeat(32), "size_bytes": 9,
                "file_name": file_name, "path": format!("data/files/{sha256}")
            })
        };
        let referred: ReferredReport = serde_json::from_value(json!({
            "report_number": 7, "reporting_party": "Rede", "received_at": "2020-11-30T10:00:00Z",
            "finished_at": "2020-11-30T10:05:00Z", "report_path": "data/reports/7/report.xml",
            "file_details_paths": [], "files": files.iter().map(file).collect::<Vec<_>>(), "ip_addresses": [],
            "country": {"code": "ES", "grounds": "allocation"}
        }))
        .unwrap();
        let reporter = Reporter {
            reporting_person: Person::default(),
            contact_person: None,
            company_template: None,
            terms_of_service: None,
            legal_url: None,
        };
        let at = StatedDateTime::parse("2020-11-01T10:00:00Z").unwrap();
        let report = Report::new(IncidentSummary::new(IncidentType::ChildPornography, at), reporter);
        let details: Vec<_> =
            described.iter().copied().map(|id| FileDetails::new(7, Token::new(id))).collect();
        let acts = Acts { referred: &referred, report: &report, details: &details, nobody: 0 }.read();
        acts.into_iter().filter_map(|act| act.file).map(|file| file.file_id).collect()
    }

    #[test]
    fn a_file_sent_again_is_no_second_act() {
        assert_eq!(files_of_acts(&[("one", 'a'), ("again", 'a')], &["one"]), ["one"]);
        assert_eq!(files_of_acts(&[("lost", 'a'), ("two", 'a')], &["two"]), ["two"]);
        assert_eq!(files_of_acts(&[("one", 'a'), ("again", 'a')], &[]), ["one"]);
    }

    #[test]
    fn files_of_which_something_is_said_are_acts_of_their_own() {
        assert_eq!(files_of_acts(&[("one", 'a'), ("two", 'a')], &["one", "two"]), ["one", "two"]);
        assert_eq!(files_of_acts(&[("one", 'a'), ("other", 'b')], &["one"]), ["one", "other"]);
        let named = [("one", 'a', "one.png"), ("two", 'a', "two.png")];
        assert_eq!(named_files_of_acts(&named, &[]), ["one", "two"], "nothing is said but the names");
    }
}
