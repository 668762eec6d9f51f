//! A report as the columns of a line fill it.

use crate::cybertipline::{
    ChatImIncident, Email, IncidentSummary, IncidentType, InternetDetails, IpCaptureEvent, Person,
    PersonOrUserReported, Phone, Report, Reporter, StatedDateTime, Victim, WebPageIncident,
};

use super::LineError;
use super::element::Element;
use super::times::Times;

/// Most characters of the reporter's name (schema: `lastName`).
const MAX_PARTY: usize = 100;

/// An account, and where it was seen.
#[derive(Default)]
struct Account {
    identifier: Option<String>,
    service: Option<String>,
    screen_name: Option<String>,
    profile_url: Vec<String>,
    person: Person,
    address: Option<String>,
    seen: Option<StatedDateTime>,
    port: Option<i32>,
}

/// A report that is being filled.
#[derive(Default)]
pub(super) struct Draft {
    kind: Option<IncidentType>,
    at: Option<StatedDateTime>,
    platform: Option<String>,
    escalate: Option<String>,
    urls: Vec<String>,
    chat: ChatImIncident,
    reported: Account,
    victim: Account,
    words: Vec<String>,
    /// What no element holds, with the name of its column.
    facts: Vec<String>,
}

impl Draft {
    /// Fills an element with what stands in a column.
    ///
    /// # Errors
    /// It cannot stand there; the message says what is expected, and never what stood there.
    pub(super) fn set(
        &mut self,
        element: Element,
        column: &str,
        value: &str,
        times: Times<'_>,
    ) -> Result<(), LineError> {
        let time = || times.read(value).map_err(|says| LineError::new(column, says));
        let text = || Some(value.to_owned());
        match element {
            Element::IncidentType => {
                let kind = IncidentType::ALL.iter().copied().find(|kind| kind.code() == value);
                let codes =
                    || IncidentType::ALL.iter().map(|kind| kind.code()).collect::<Vec<_>>().join("; ");
                let unknown = || LineError::new(column, format!("must be one of these: {}", codes()));
                self.kind = Some(kind.ok_or_else(unknown)?);
            }
            Element::IncidentDateTime => self.at = Some(time()?),
            Element::Platform => self.platform = text(),
            Element::Escalate => self.escalate = text(),
            Element::Url => self.urls.extend(value.split_whitespace().map(str::to_owned)),
            Element::ChatClient => self.chat.chat_client = text(),
            Element::ChatContent => self.chat.content = text(),
            Element::ReportedIdentifier => self.reported.identifier = text(),
            Element::ReportedService => self.reported.service = text(),
            Element::ReportedScreenName => self.reported.screen_name = text(),
            Element::ReportedProfileUrl => self.reported.profile_url.push(value.to_owned()),
            Element::ReportedEmail => self.reported.person.email.push(email(value)),
            Element::ReportedPhone => self.reported.person.phone.push(phone(value)),
            Element::ReportedAddress => self.reported.address = text(),
            Element::ReportedAddressTime => self.reported.seen = Some(time()?),
            Element::ReportedAddressPort => {
                let port = value.parse::<u16>().ok().filter(|port| *port != 0);
                let none = || LineError::new(column, "must be a port, from 1 to 65535");
                self.reported.port = Some(i32::from(port.ok_or_else(none)?));
            }
            Element::VictimIdentifier => self.victim.identifier = text(),
            Element::VictimService => self.victim.service = text(),
            Element::VictimScreenName => self.victim.screen_name = text(),
            Element::VictimEmail => self.victim.person.email.push(email(value)),
            Element::VictimPhone => self.victim.person.phone.push(phone(value)),
            Element::VictimAddress => self.victim.address = text(),
            Element::VictimAddressTime => self.victim.seen = Some(time()?),
            Element::AdditionalInfo => self.words.push(value.to_owned()),
            Element::Fact => self.facts.push(format!("{column}: {value}")),
        }
        Ok(())
    }

    /// The report, in the name of `party`.
    ///
    /// # Errors
    /// It lacks what none may lack.
    pub(super) fn write(self, party: &str) -> Result<Report, LineError> {
        let lacks = |element: Element| {
            LineError::new("", format!("no column of this line says anything for {}", element.name()))
        };
        let kind = self.kind.ok_or_else(|| lacks(Element::IncidentType))?;
        let at = self.at.ok_or_else(|| lacks(Element::IncidentDateTime))?;
        let mut summary = IncidentSummary::new(kind, at);
        summary.platform = self.platform;
        summary.escalate_to_high_priority = self.escalate;
        let name: String = party.chars().take(MAX_PARTY).collect();
        let person = Person { last_name: Some(name), ..Person::default() };
        let mut report = Report::new(summary, Reporter { reporting_person: person, ..Reporter::default() });
        if !self.urls.is_empty() {
            let page = WebPageIncident { url: self.urls, ..WebPageIncident::default() };
            report.internet_details.push(InternetDetails::WebPage(page));
        }
        if self.chat.chat_client.is_some() || self.chat.content.is_some() {
            report.internet_details.push(InternetDetails::ChatIm(self.chat));
        }
        report.person_or_user_reported.extend(self.reported.into_reported());
        report.victim.extend(self.victim.into_victim());
        let words: Vec<String> = self.words.into_iter().chain(self.facts).collect();
        report.additional_info = (!words.is_empty()).then(|| words.join("\n"));
        Ok(report)
    }
}

impl Account {
    fn is_empty(&self) -> bool {
        self.identifier.is_none()
            && self.screen_name.is_none()
            && self.profile_url.is_empty()
            && self.address.is_none()
            && self.person.email.is_empty()
            && self.person.phone.is_empty()
    }

    fn event(&self) -> Vec<IpCaptureEvent> {
        let event = |address: &String| IpCaptureEvent {
            ip_address: address.clone(),
            date_time: self.seen.clone(),
            port: self.port,
            ..IpCaptureEvent::default()
        };
        self.address.iter().map(event).collect()
    }

    fn into_reported(self) -> Option<PersonOrUserReported> {
        if self.is_empty() {
            return None;
        }
        let ip_capture_event = self.event();
        let is_stated = !self.person.email.is_empty() || !self.person.phone.is_empty();
        Some(PersonOrUserReported {
            person: is_stated.then_some(self.person),
            esp_identifier: self.identifier,
            esp_service: self.service,
            screen_name: self.screen_name,
            profile_url: self.profile_url,
            ip_capture_event,
            ..PersonOrUserReported::default()
        })
    }

    fn into_victim(self) -> Option<Victim> {
        if self.is_empty() {
            return None;
        }
        let ip_capture_event = self.event();
        Some(Victim {
            person: self.person,
            esp_identifier: self.identifier,
            esp_service: self.service,
            screen_name: self.screen_name,
            ip_capture_event,
            ..Victim::default()
        })
    }
}

fn email(address: &str) -> Email {
    Email { address: address.to_owned(), ..Email::default() }
}

fn phone(number: &str) -> Phone {
    Phone { number: number.to_owned(), ..Phone::default() }
}
