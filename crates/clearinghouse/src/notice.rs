//! A notice under article 18 of the Digital Services Act as a report without files: what it states, in the elements that a report has for it.

use service::Failure;
use wire::cybertipline::{
    ContactPerson, Email, IncidentSummary, IncidentType, InternetDetails, IpCaptureEvent, Person,
    PersonOrUserReported, Phone, Report, Reporter, StatedDateTime, Victim, WebPageIncident,
};
use wire::notice::{AccountRole, Notice, NoticeAccount, NoticeAddress};

use crate::tip_report::{Written, checked};

/// Most characters of the reporter's name (schema: `lastName`).
const MAX_PARTY: usize = 100;

/// The report that says what a notice of `party` states.
///
/// # Errors
/// Refused by field: an unknown offence, a time without a zone. A text that is longer than the protocol advises is kept.
pub(crate) fn write(notice: &Notice, party: &str) -> Result<Written, Failure> {
    let kind = IncidentType::ALL.iter().copied().find(|kind| kind.code() == notice.incident_type);
    let kind = kind.ok_or_else(|| {
        let codes: Vec<&str> = IncidentType::ALL.iter().map(|kind| kind.code()).collect();
        Failure::refused("incident_type", format!("is one of: {}", codes.join("; ")))
    })?;
    let at = StatedDateTime::parse(&notice.occurred_at);
    let at = at.map_err(|expected| Failure::refused("occurred_at", format!("must be {expected}")))?;
    let mut summary = IncidentSummary::new(kind, at);
    summary.escalate_to_high_priority.clone_from(&notice.urgent_because);
    summary.incident_date_time_description =
        Some(format!("Notice under Regulation (EU) 2022/2065, article 18: {}", notice.standing.as_str()));
    let mut report = Report::new(summary, reporter(notice, party));
    if !notice.urls.is_empty() {
        let page = WebPageIncident { url: notice.urls.clone(), ..WebPageIncident::default() };
        report.internet_details.push(InternetDetails::WebPage(page));
    }
    for (index, account) in notice.accounts.iter().enumerate() {
        let events = events(account, index)?;
        match account.role {
            AccountRole::Suspect => report.person_or_user_reported.push(reported(account, events)),
            AccountRole::Victim => report.victim.push(victim(account, events)),
        }
    }
    report.additional_info = Some(notice.explanation.clone());
    checked(report)
}

fn reporter(notice: &Notice, party: &str) -> Reporter {
    let name: String = party.chars().take(MAX_PARTY).collect();
    let contact = &notice.contact;
    Reporter {
        reporting_person: Person { last_name: Some(name), ..Person::default() },
        contact_person: Some(ContactPerson {
            last_name: Some(contact.name.clone()),
            email: vec![email(&contact.email)],
            phone: contact.phone.iter().map(|number| phone(number)).collect(),
            ..ContactPerson::default()
        }),
        ..Reporter::default()
    }
}

fn email(address: &str) -> Email {
    Email { address: address.to_owned(), ..Email::default() }
}

fn phone(number: &str) -> Phone {
    Phone { number: number.to_owned(), ..Phone::default() }
}

/// Where an account was seen. Without its zone a time is refused: nobody is found by a time that may be another hour.
fn events(account: &NoticeAccount, index: usize) -> Result<Vec<IpCaptureEvent>, Failure> {
    let event = |(place, seen): (usize, &NoticeAddress)| {
        let at = StatedDateTime::parse(&seen.at).map_err(|expected| {
            let field = format!("accounts[{index}].addresses[{place}].at");
            Failure::refused(&field, format!("must be {expected}"))
        })?;
        Ok(IpCaptureEvent {
            ip_address: seen.address.clone(),
            date_time: Some(at),
            port: seen.port.filter(|port| *port != 0).map(i32::from),
            ..IpCaptureEvent::default()
        })
    };
    account.addresses.iter().enumerate().map(event).collect()
}

/// Who uses an account, as far as it is stated.
fn person(account: &NoticeAccount) -> Person {
    Person {
        email: account.emails.iter().map(|address| email(address)).collect(),
        phone: account.phones.iter().map(|number| phone(number)).collect(),
        ..Person::default()
    }
}

fn reported(account: &NoticeAccount, events: Vec<IpCaptureEvent>) -> PersonOrUserReported {
    let is_stated = !account.emails.is_empty() || !account.phones.is_empty();
    PersonOrUserReported {
        person: is_stated.then(|| person(account)),
        esp_identifier: account.identifier.clone(),
        esp_service: Some(account.service.clone()),
        screen_name: account.screen_name.clone(),
        ip_capture_event: events,
        ..PersonOrUserReported::default()
    }
}

fn victim(account: &NoticeAccount, events: Vec<IpCaptureEvent>) -> Victim {
    Victim {
        person: person(account),
        esp_identifier: account.identifier.clone(),
        esp_service: Some(account.service.clone()),
        screen_name: account.screen_name.clone(),
        ip_capture_event: events,
        ..Victim::default()
    }
}

#[cfg(test)]
mod tests {
    use wire::document::Document as _;

    use super::*;

    fn notice() -> Notice {
        let text = format!(
            r#"{{"schema":"amparo-notice/1","standing":"taking_place","incident_type":"{}","occurred_at":"2024-05-01T12:00:00+02:00",
            "explanation":"<words> & more","urgent_because":"today","member_states":[],"established_in":"IE","urls":["https://a.example/x"],
            "accounts":[{{"role":"suspect","service":"Example","identifier":"a-1","emails":["a@account.example"],
                "addresses":[{{"address":"203.0.113.7","at":"2024-05-01T10:00:00Z","port":40001}}]}},
                {{"role":"victim","service":"Example","screen_name":"seen"}}],
            "contact":{{"name":"Desk","email":"desk@provider.example"}}}}"#,
            IncidentType::ALL[0].code()
        );
        Notice::read(text.as_bytes()).unwrap_or_else(|error| panic!("{error}"))
    }

    fn field_of(notice: &Notice) -> String {
        match write(notice, "provider").err().expect("refused") {
            Failure::Refused(refused) => refused.field.unwrap_or_default(),
            other => panic!("{other}"),
        }
    }

    #[test]
    fn a_notice_says_the_same_as_a_report() {
        let written = write(&notice(), "provider").unwrap_or_else(|failure| panic!("{failure}"));
        let read = Report::read(written.xml.as_bytes()).unwrap_or_else(|error| panic!("{error}")).value;
        assert!(read == written.report);
        assert_eq!(read.additional_info.as_deref(), Some("<words> & more"));
        assert_eq!(read.incident_summary.incident_date_time.text(), "2024-05-01T12:00:00+02:00");
        assert_eq!(read.incident_summary.escalate_to_high_priority.as_deref(), Some("today"));
        assert_eq!(read.person_or_user_reported[0].ip_capture_event[0].port, Some(40001));
        assert_eq!(read.victim[0].screen_name.as_deref(), Some("seen"));
        assert_eq!(read.reporter.reporting_person.last_name.as_deref(), Some("provider"));
    }

    #[test]
    fn what_a_report_cannot_say_is_refused_by_field() {
        assert_eq!(field_of(&Notice { incident_type: "x".into(), ..notice() }), "incident_type");
        assert_eq!(
            field_of(&Notice { occurred_at: "2024-05-01T12:00:00".into(), ..notice() }),
            "occurred_at"
        );
        let mut without_zone = notice();
        without_zone.accounts[0].addresses[0].at = "2024-05-01".into();
        assert_eq!(field_of(&without_zone), "accounts[0].addresses[0].at");
    }
}
