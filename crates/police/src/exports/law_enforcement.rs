//! Reports as the JSON that parsers of law enforcement read, one file for each, from what this node knows of it: what the sender wrote besides
//! stands in the package as it came. No name of a person goes out, as an account's holder may be a minor.

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::Id;
use model::kind::Report;
use service::Failure;
use wire::law_enforcement::{
    AdditionalInformation, Emails, IncidentSummary, Moment, Person, Phones, ReportedInformation,
    ReportedPeople, ReportingEsp, ScreenName, SourceCapture, SourceInformation, Tip, UploadedFile,
    UploadedFiles, Verified, write_zip,
};

use super::{Doubts, Leaving, LeavingAccount, LeavingAct, LeavingEvent, files};
use crate::db::exports::ExportedFile;
use crate::db::reports::ReportRow;
use crate::intake::{Connection, StatedPhone};

/// What leaves of one report.
#[derive(Default)]
struct Own<'a> {
    acts: Vec<&'a LeavingAct>,
    events: Vec<&'a LeavingEvent>,
    accounts: Vec<&'a LeavingAccount>,
}

/// Writes the one report that leaves.
pub(super) fn write_one(leaving: &Leaving) -> Result<Vec<u8>, Failure> {
    let report = leaving.reports.first().ok_or_else(|| Failure::absent("report"))?;
    let own = by_report(leaving).remove(&report.report_id).unwrap_or_default();
    write(report, &own, &leaving.doubts)
}

/// Writes a zip with a file for each report that leaves: no parser reads two reports from one.
pub(super) fn write_each(leaving: &Leaving) -> Result<Vec<u8>, Failure> {
    let (mut by_report, mut members) = (by_report(leaving), Vec::new());
    for report in &leaving.reports {
        let own = by_report.remove(&report.report_id).unwrap_or_default();
        // the number first, for who looks for it; two senders may give the same
        let name = format!("{}-{}.json", report.report_number, report.report_id);
        members.push((name, write(report, &own, &leaving.doubts)?));
    }
    write_zip(&members).map_err(Failure::broken)
}

fn by_report(leaving: &Leaving) -> BTreeMap<Id<Report>, Own<'_>> {
    let mut found: BTreeMap<_, Own<'_>> = BTreeMap::new();
    for act in &leaving.acts {
        found.entry(act.act.report_id).or_default().acts.push(act);
    }
    for event in &leaving.events {
        found.entry(event.found.event.report_id).or_default().events.push(event);
    }
    for account in &leaving.accounts {
        found.entry(account.report_id).or_default().accounts.push(account);
    }
    found
}

fn write(report: &ReportRow, own: &Own<'_>, doubts: &Doubts) -> Result<Vec<u8>, Failure> {
    tip(report, own, doubts).write().map_err(Failure::broken)
}

fn tip(report: &ReportRow, own: &Own<'_>, doubts: &Doubts) -> Tip {
    let mut persons: Vec<Person> = own.accounts.iter().map(|account| person(account, own)).collect();
    if persons.is_empty() {
        // a parser asks for the first
        persons.push(Person::default());
    }
    let time = format!("Time of the incident as the sender states it: {}", report.incident_text);
    let files = files(own.acts.iter().copied());
    let uploaded = files.into_values().map(|file| uploaded(file, &own.acts));
    Tip {
        report_id: report.report_number.to_string(),
        date_received: Some(Moment::at(report.finished_at)),
        reported_information: ReportedInformation {
            reporting_esp: ReportingEsp {
                esp_name: report.reporting_party.clone(),
                ..ReportingEsp::default()
            },
            incident_summary: IncidentSummary {
                incident_type: Some(report.incident_type.clone()),
                incident_date_time: Some(Moment::at(report.incident_at)),
                incident_date_time_description: None,
            },
            reported_people: ReportedPeople { reported_persons: persons },
            uploaded_files: UploadedFiles { uploaded_files: uploaded.collect() },
            additional_informations: said(std::iter::once(time).chain(doubts.lines())),
            ..ReportedInformation::default()
        },
    }
}

fn person(account: &LeavingAccount, own: &Own<'_>) -> Person {
    let (captures, seen) = seen_at(account, own);
    let stated = &account.stated;
    let verified = |value: String, is_verified: bool| Verified {
        value: Some(value),
        verified: is_verified.then_some(true),
    };
    let emails: Vec<_> =
        stated.emails.iter().map(|email| verified(email.address.clone(), email.verified)).collect();
    let phones: Vec<_> =
        stated.phones.iter().map(|phone| verified(StatedPhone::whole(phone), phone.verified)).collect();
    let mut texts: Vec<String> =
        stated.display_names.iter().map(|name| format!("Display name: {name}")).collect();
    texts.extend(stated.device_ids.iter().map(|device| format!("Device: {device}")));
    texts.extend(seen);
    Person {
        date_of_birth: stated.date_of_birth.clone(),
        esp_service: Some(account.service.clone()),
        esp_user_id: stated.esp_identifier.clone(),
        ip_address: captures.first().and_then(|capture| capture.value.clone()),
        screen_name: stated.screen_name.clone().map(|name| ScreenName { value: Some(name) }),
        emails: (!emails.is_empty()).then_some(Emails { emails }),
        phones: (!phones.is_empty()).then_some(Phones { phones }),
        source_information: sources(captures),
        additional_informations: said(texts),
        ..Person::default()
    }
}

/// Where an account was seen, by its acts first and by its other events then, and the same in words.
fn seen_at(account: &LeavingAccount, own: &Own<'_>) -> (Vec<SourceCapture>, Vec<String>) {
    let acts = own.acts.iter().filter(|found| found.act.account_id == account.account_id);
    let acts = acts.filter_map(|found| Some((capture(found)?, &found.act.stated_text)));
    let events = own.events.iter().filter(|leaving| leaving.found.event.account_id == account.account_id);
    let events = events.filter_map(|event| Some((capture_event(event)?, &event.found.event.stated_text)));
    let said = |(capture, stated): (SourceCapture, &String)| {
        let address = capture.value.clone().unwrap_or_default();
        let text = format!("{address} at a time that the sender states as {stated}");
        (capture, text)
    };
    acts.chain(events).map(said).unzip()
}

/// A file by its digest: the name that a sender gave is not told, as it may name somebody.
fn uploaded(file: &ExportedFile, acts: &[&LeavingAct]) -> UploadedFile {
    let is_of = |found: &&LeavingAct| found.act.file.as_ref().is_some_and(|own| own.sha256 == file.sha256);
    let captures = acts.iter().copied().filter(is_of).filter_map(capture).collect();
    UploadedFile {
        filename: Some(file.sha256.clone()),
        verification_hash: Some(file.md5.clone()),
        source_information: sources(captures),
        additional_informations: said([format!("SHA-256: {}", file.sha256)]),
        ..UploadedFile::default()
    }
}

fn capture(found: &LeavingAct) -> Option<SourceCapture> {
    Some(captured(found.connection.as_ref()?, found.act.happened_at, None))
}

fn capture_event(leaving: &LeavingEvent) -> Option<SourceCapture> {
    let event = &leaving.found.event;
    let name = Some(event.event_name.clone()).filter(|name| !name.is_empty());
    Some(captured(leaving.connection.as_ref()?, event.happened_at, name))
}

fn captured(connection: &Connection, at: Timestamp, event_name: Option<String>) -> SourceCapture {
    SourceCapture {
        capture_type: "IP Address".to_owned(),
        value: Some(connection.address.clone()),
        date_time: Some(Moment::at(at)),
        event_name,
        port: connection.port,
    }
}

/// Null where there is none: a parser looks for that.
fn sources(source_captures: Vec<SourceCapture>) -> Option<SourceInformation> {
    (!source_captures.is_empty()).then_some(SourceInformation { source_captures })
}

fn said(texts: impl IntoIterator<Item = String>) -> Vec<AdditionalInformation> {
    texts.into_iter().map(|text| AdditionalInformation { value: Some(text) }).collect()
}
