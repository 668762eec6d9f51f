//! From a report's XML to the shape. Nothing is added that the sender did not state; what has no key of its own stands as text.

use jiff::Timestamp;

use super::shape::{
    AdditionalInformation, EmailIncident, IncidentDetails, IncidentSummary, IntendedRecipients, Moment,
    ReportedInformation, ReportedPeople, ReportingEsp, SourceCapture, SourceInformation, Tip, UploadedFiles,
    WebpageIncident,
};
use crate::cybertipline::{
    EmailIncident as StatedEmail, FileDetails, InternetDetails, IpCaptureEvent, LawEnforcement, Report,
    ReportAnnotations,
};
use crate::referral::ReferredFile;

mod beside;
mod files;
mod people;
mod scenes;

/// What is known of a report.
pub struct Facts<'a> {
    /// CyberTipline number.
    pub report_number: i64,
    /// Who reported.
    pub reporting_party: &'a str,
    /// When the report was opened at the clearinghouse.
    pub received_at: Timestamp,
    /// The report.
    pub report: &'a Report,
    /// All details of its files, in the order of their arrival: the newest of a file counts.
    pub details: &'a [FileDetails],
    /// Its files.
    pub files: &'a [ReferredFile],
}

/// The report in the shape.
pub fn from_report(facts: &Facts<'_>) -> Tip {
    let report = facts.report;
    let incident = &report.incident_summary;
    let reporter = &report.reporter.reporting_person;
    Tip {
        report_id: facts.report_number.to_string(),
        date_received: Some(Moment::at(facts.received_at)),
        reported_information: ReportedInformation {
            reporting_esp: ReportingEsp {
                esp_name: facts.reporting_party.to_owned(),
                first_name: reporter.first_name.clone(),
                last_name: reporter.last_name.clone(),
            },
            incident_summary: IncidentSummary {
                incident_type: Some(incident.incident_type.code().to_owned()),
                incident_date_time: Some(Moment::at(incident.incident_date_time.instant())),
                incident_date_time_description: incident.incident_date_time_description.clone(),
            },
            incident_details: details(report),
            reported_people: ReportedPeople { reported_persons: people::reported(report) },
            intended_recipients: IntendedRecipients { intended_recipients: people::recipients(report) },
            uploaded_files: UploadedFiles {
                uploaded_files: facts.files.iter().map(|file| files::file(file, facts.details)).collect(),
            },
            additional_informations: additional(facts),
        },
    }
}

fn details(report: &Report) -> IncidentDetails {
    let mut details = IncidentDetails::default();
    for scene in &report.internet_details {
        match scene {
            InternetDetails::WebPage(page) => {
                details.webpage_incident.extend(page.url.iter().map(|url| WebpageIncident {
                    source_information: captures(vec![capture("URL", url)]),
                    additional_informations: said(&page.additional_info),
                }));
            }
            InternetDetails::Email(email) => details.email_incident.extend(content(email)),
            _ => {}
        }
    }
    details
}

fn content(email: &StatedEmail) -> Option<EmailIncident> {
    let content = email.content.as_ref()?;
    Some(EmailIncident { contents: said([content]) })
}

fn additional(facts: &Facts<'_>) -> Vec<AdditionalInformation> {
    let report = facts.report;
    let incident = &report.incident_summary;
    let mut texts: Vec<String> = report.additional_info.iter().cloned().collect();
    texts.extend(labelled("Escalated by the sender", incident.escalate_to_high_priority.as_deref()));
    texts.extend(incident.report_annotations.as_ref().and_then(marks));
    texts.extend(labelled("Platform", incident.platform.as_deref()));
    texts.extend(report.law_enforcement.as_ref().map(agency));
    texts.extend(report.internet_details.iter().flat_map(scenes::told));
    if !report.victim.is_empty() {
        let (victims, number) = (report.victim.len(), facts.report_number);
        texts.push(format!(
            "Children harmed that the report names: {victims}; see data/reports/{number}/report.xml"
        ));
    }
    said(&texts)
}

/// How the sender marks the whole report, by the names of the schema.
fn marks(annotations: &ReportAnnotations) -> Option<String> {
    let all = [
        (annotations.sextortion, "sextortion"),
        (annotations.csam_solicitation, "csamSolicitation"),
        (annotations.minor_to_minor_interaction, "minorToMinorInteraction"),
        (annotations.spam, "spam"),
        (annotations.sadistic_online_exploitation, "sadisticOnlineExploitation"),
        (annotations.informational, "informational"),
    ];
    let said: Vec<&str> = all.into_iter().filter(|(is_said, _)| *is_said).map(|(_, name)| name).collect();
    labelled("Marked by the sender", (!said.is_empty()).then(|| said.join(", ")).as_deref())
}

/// An agency that knows of it already: whoever gets the report must not work beside it.
fn agency(known: &LawEnforcement) -> String {
    let number = known.case_number.as_ref().map(|number| format!(", case {number}")).unwrap_or_default();
    format!("Known to an agency: {}{number}", known.agency_name)
}

/// `Label: text`, where there is a text.
fn labelled(label: &str, text: Option<&str>) -> Option<String> {
    text.map(|text| format!("{label}: {text}"))
}

fn said<'a>(texts: impl IntoIterator<Item = &'a String>) -> Vec<AdditionalInformation> {
    texts.into_iter().map(|text| AdditionalInformation { value: Some(text.clone()) }).collect()
}

fn capture(capture_type: &str, value: &str) -> SourceCapture {
    SourceCapture {
        capture_type: capture_type.to_owned(),
        value: Some(value.to_owned()),
        ..SourceCapture::default()
    }
}

fn seen_at(event: &IpCaptureEvent) -> SourceCapture {
    SourceCapture {
        date_time: event.date_time.as_ref().map(|time| Moment::at(time.instant())),
        event_name: event.event_name.map(|name| name.code().to_owned()),
        port: event.port.and_then(|port| u16::try_from(port).ok()),
        ..capture("IP Address", &event.ip_address)
    }
}

/// Null where there is none: a parser looks for that.
fn captures(source_captures: Vec<SourceCapture>) -> Option<SourceInformation> {
    (!source_captures.is_empty()).then_some(SourceInformation { source_captures })
}
