//! The rows of a batch: one for each account and act, so that whoever works on one needs nothing of the others.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use model::retention::{Category, Facts, SCHEDULE, Start, Verdict, judge};
use service::ui::csv_line;
use wire::cybertipline::{IpCaptureEvent, IpCaptureType, PersonOrUserReported, StatedDateTime};
use wire::feedback::OutcomeCode;
use wire::referral::{BatchRow, ReferredFile, ReferredReport};

use super::Documents;

/// The country whose law says how long who files a report here keeps its content (18 U.S.C. 2258A(h)).
const PRESERVING: &str = "US";

/// Most pairs of a file and an account in one report that are told apart: beyond, each file and each account has a row by itself, so that no
/// report of a few megabytes makes millions of rows.
const MAX_CROSSED: usize = 10_000;

/// The day until which the sender of a report keeps what it holds of it, where the law of the clearinghouse's country says so.
pub(crate) fn evidence_until(country: &str, referred: &ReferredReport) -> Option<Date> {
    if country != PRESERVING {
        return None;
    }
    let filed = referred.finished_at;
    let facts = Facts { start: Start::At(filed), recorded_at: filed, kept_until: None };
    match judge(SCHEDULE, Category::PreservedContent, &facts, &[], filed) {
        Verdict::Keep { until: Some(until) } => Some(until.to_zoned_datetime(TimeZone::UTC).date()),
        _ => None,
    }
}

/// The rows of one report: each file of each account that can have shared it, each upload that belongs to no file, else the incident.
pub(super) fn rows(
    referred: &ReferredReport,
    documents: &Documents,
    evidence_until: Option<Date>,
    outcome: Option<OutcomeCode>,
) -> Vec<BatchRow> {
    let people = &documents.report.person_or_user_reported;
    let time = &documents.report.incident_summary.incident_date_time;
    let alone = |account| Act { account, file: None, time, address: None };
    let acts: Vec<Act<'_>> = match (referred.files.len(), people.len()) {
        (0, _) => each(people).map(alone).collect(),
        (files, accounts) if files.saturating_mul(accounts) > MAX_CROSSED => {
            let files = referred.files.iter().map(|file| Act { file: Some(file), ..alone(None) });
            files.chain(each(people).map(alone)).collect()
        }
        _ => referred.files.iter().flat_map(|file| Act::of_file(file, documents, people)).collect(),
    };
    let row = |(index, act): (usize, Act<'_>)| BatchRow {
        row_id: format!("{}.{}", referred.report_number, index + 1),
        report_number: referred.report_number,
        receipt_at: referred.finished_at,
        service: act.account.and_then(|account| account.esp_service.clone()),
        account: act
            .account
            .and_then(|account| account.esp_identifier.clone().or_else(|| account.screen_name.clone())),
        sha256: act.file.map(|file| file.sha256.clone()),
        act_time: act.time.text().to_owned(),
        act_at: act.time.instant(),
        address: act.address.map(str::to_owned),
        evidence_until,
        outcome: outcome.map(|code| code.as_str().to_owned()),
    };
    acts.into_iter().enumerate().map(row).collect()
}

/// Every account; none, once, where the report names nobody.
fn each(people: &[PersonOrUserReported]) -> impl Iterator<Item = Option<&PersonOrUserReported>> {
    people.iter().map(Some).chain(people.is_empty().then_some(None))
}

struct Act<'a> {
    account: Option<&'a PersonOrUserReported>,
    file: Option<&'a ReferredFile>,
    time: &'a StatedDateTime,
    address: Option<&'a str>,
}

impl<'a> Act<'a> {
    /// The file's own time, else that of its upload to the service, else that of the incident. The accounts are those seen uploading
    /// at that time; all, where none was.
    fn of_file(
        file: &'a ReferredFile,
        documents: &'a Documents,
        people: &'a [PersonOrUserReported],
    ) -> Vec<Self> {
        let details = documents.newest(&file.file_id);
        let own = details.and_then(|details| details.ip_capture_event.as_ref());
        let time = own
            .and_then(|event| event.date_time.as_ref())
            .or(details.and_then(|details| details.uploaded_to_esp_timestamp.as_ref()))
            .unwrap_or(&documents.report.incident_summary.incident_date_time);
        let seen: Vec<_> =
            people.iter().filter(|account| uploaded_at(account, time.instant()).is_some()).collect();
        let accounts: Vec<_> =
            if seen.is_empty() { each(people).collect() } else { seen.into_iter().map(Some).collect() };
        let act = |account: Option<&'a PersonOrUserReported>| {
            let event = own.or_else(|| uploaded_at(account?, time.instant()));
            Self { account, file: Some(file), time, address: event.map(|event| event.ip_address.as_str()) }
        };
        accounts.into_iter().map(act).collect()
    }
}

fn uploaded_at(account: &PersonOrUserReported, at: Timestamp) -> Option<&IpCaptureEvent> {
    account.ip_capture_event.iter().find(|event| {
        event.event_name == Some(IpCaptureType::Upload)
            && event.date_time.as_ref().is_some_and(|time| time.instant() == at)
    })
}

/// The rows as a table for a spreadsheet, which computes nothing of what senders wrote.
pub(super) fn csv(rows: &[BatchRow]) -> String {
    let mut text = String::from(
        "row_id,report_number,receipt_at,service,account,sha256,act_time,act_at,address,evidence_until,outcome\r\n",
    );
    for row in rows {
        let cells = [
            row.row_id.clone(),
            row.report_number.to_string(),
            row.receipt_at.to_string(),
            row.service.clone().unwrap_or_default(),
            row.account.clone().unwrap_or_default(),
            row.sha256.clone().unwrap_or_default(),
            row.act_time.clone(),
            row.act_at.to_string(),
            row.address.clone().unwrap_or_default(),
            row.evidence_until.map(|day| day.to_string()).unwrap_or_default(),
            row.outcome.clone().unwrap_or_default(),
        ];
        text.push_str(&csv_line(cells.iter().map(String::as_str)));
    }
    text
}

#[cfg(test)]
mod tests {
    use wire::cybertipline::Report;

    use super::*;

    fn referred() -> ReferredReport {
        serde_json::from_value(serde_json::json!({
            "report_number": 7, "reporting_party": "Rede", "received_at": "2024-06-01T09:00:00Z",
            "finished_at": "2024-06-01T09:05:00Z", "report_path": "data/reports/7/report.xml",
            "file_details_paths": [],
            "files": [{
                "file_id": "f", "sha256": "ab".repeat(32), "md5": "cd".repeat(16), "size_bytes": 9,
                "file_name": "a.png", "path": format!("data/files/{}", "ab".repeat(32)),
            }],
            "ip_addresses": [], "country": {"code": "ES", "grounds": "allocation"},
        }))
        .unwrap()
    }

    fn documents(accounts: &str) -> Documents {
        let xml = format!(
            "<report><incidentSummary><incidentType>Child Sex Trafficking</incidentType>\
             <incidentDateTime>2024-05-01T10:00:00Z</incidentDateTime></incidentSummary>\
             <reporter><reportingPerson/></reporter>{accounts}</report>"
        );
        Documents {
            report: Report::read(xml.as_bytes()).unwrap().value,
            details: Vec::new(),
            xml_bytes: xml.len(),
        }
    }

    fn account(name: &str, uploaded: Option<&str>) -> String {
        let event = uploaded.map(|at| {
            format!(
                "<ipCaptureEvent><ipAddress>203.0.113.7</ipAddress><eventName>Upload</eventName>\
                 <dateTime>{at}</dateTime></ipCaptureEvent>"
            )
        });
        let event = event.unwrap_or_default();
        format!("<personOrUserReported><espIdentifier>{name}</espIdentifier>{event}</personOrUserReported>")
    }

    #[test]
    fn every_account_and_act_has_a_row_of_its_own() {
        let two = [account("one", None), account("two", None)].concat();
        let all = rows(&referred(), &documents(&two), None, Some(OutcomeCode::InInquiry));
        let told: Vec<_> = all.iter().map(|row| (row.row_id.as_str(), row.account.as_deref())).collect();
        assert_eq!(told, [("7.1", Some("one")), ("7.2", Some("two"))]);
        assert!(all.iter().all(|row| row.sha256.is_some() && row.outcome.as_deref() == Some("in_inquiry")));
        // who was seen uploading it at that time, and nobody else
        let seen = [account("one", None), account("two", Some("2024-05-01T12:00:00+02:00"))].concat();
        let [row]: [BatchRow; 1] = rows(&referred(), &documents(&seen), None, None).try_into().unwrap();
        assert_eq!((row.account.as_deref(), row.address.as_deref()), (Some("two"), Some("203.0.113.7")));
        assert_eq!(rows(&referred(), &documents(""), None, None).len(), 1, "somebody stands behind the file");
    }

    #[test]
    fn a_report_that_names_a_crowd_makes_a_row_for_each_and_no_more() {
        let names: Vec<String> =
            (0..=MAX_CROSSED / 2).map(|number| account(&number.to_string(), None)).collect();
        let mut referred = referred();
        referred.files.push(referred.files[0].clone());
        let all = rows(&referred, &documents(&names.concat()), None, None);
        assert_eq!(all.len(), 2 + names.len());
        assert_eq!(all.iter().filter(|row| row.sha256.is_some()).count(), 2);
        assert_eq!(all.iter().filter(|row| row.account.is_some()).count(), names.len());
    }

    #[test]
    fn the_sender_keeps_its_content_as_long_as_the_law_says() {
        assert_eq!(evidence_until("US", &referred()), Some("2025-06-01".parse().unwrap()));
        assert_eq!(evidence_until("ES", &referred()), None);
    }

    #[test]
    fn a_spreadsheet_computes_nothing() {
        let accounts = [account("=1+1", None), account("a \"b\"", None)].concat();
        let text = csv(&rows(&referred(), &documents(&accounts), None, None));
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 3, "{text}");
        assert!(lines[1].contains(",\"'=1+1\","), "{text}");
        assert!(lines[2].contains(",\"a \"\"b\"\"\","), "{text}");
    }
}
