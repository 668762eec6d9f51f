//! What a document states of accounts, as the XML of its report says it; and what that has no room for.

use wire::cybertipline::{
    Email, IpCaptureEvent, IpCaptureType, Person, PersonOrUserReported, Phone, StatedDate, StatedDateTime,
};
use wire::law_enforcement::{
    AdditionalInformation, Moment, Person as Stated, SourceCapture, SourceInformation, Tip,
};

use super::{Wrong, filled, owned};

/// What becomes of a value that cannot stand in the report.
const LEFT_OUT: &str = "it is left out of the report, and stands in this document, which is kept as it came";
/// And of a field that the report has no place for.
pub(super) const KEPT: &str = "it stands in this document, which is kept as it came";

/// An account; none where nothing is stated of one.
pub(super) fn account(stated: &Stated) -> Option<PersonOrUserReported> {
    let emails = stated.emails.iter().flat_map(|emails| &emails.emails);
    let email = emails.filter_map(|email| {
        Some(Email { address: owned(email.value.as_ref())?, verified: email.verified, ..Email::default() })
    });
    let phones = stated.phones.iter().flat_map(|phones| &phones.phones);
    let phone = phones.filter_map(|phone| {
        Some(Phone { number: owned(phone.value.as_ref())?, verified: phone.verified, ..Phone::default() })
    });
    let person = Person {
        first_name: owned(stated.first_name.as_ref()),
        last_name: owned(stated.last_name.as_ref()),
        email: email.collect(),
        phone: phone.collect(),
        date_of_birth: filled(stated.date_of_birth.as_ref()).and_then(birth),
        age: filled(stated.approximate_age.as_ref()).and_then(age),
        ..Person::default()
    };
    let account = PersonOrUserReported {
        esp_identifier: owned(stated.esp_user_id.as_ref()),
        esp_service: owned(stated.esp_service.as_ref()),
        screen_name: stated.screen_name.as_ref().and_then(|name| owned(name.value.as_ref())),
        ip_capture_event: events(stated.source_information.as_ref()),
        additional_info: texts(stated),
        person: Some(person),
        ..PersonOrUserReported::default()
    };
    let nobody = PersonOrUserReported { person: Some(Person::default()), ..PersonOrUserReported::default() };
    (account != nobody).then_some(account)
}

fn birth(text: &str) -> Option<StatedDate> {
    StatedDate::parse(text).ok()
}

fn age(text: &str) -> Option<i32> {
    text.parse().ok().filter(|age| (0..=150).contains(age))
}

/// What is said of an account in words; and what the report has no element for and an officer has to read, access to children above all, under its
/// name. What is denied is not said.
fn texts(stated: &Stated) -> Option<String> {
    let is_denied = |text: &str| text.eq_ignore_ascii_case("false") || text.eq_ignore_ascii_case("no");
    let named = [
        ("Occupation", &stated.occupation),
        ("Relationship to child victim", &stated.relationship_to_child_victim),
        ("Access to child victim", &stated.access_to_child_victim),
        ("Access to children", &stated.access_to_children),
        ("Access to firearms", &stated.access_to_firearms),
        ("Convicted sex offender", &stated.convicted_sex_offender),
    ];
    let named = named.into_iter().filter_map(|(name, value)| {
        let value = filled(value.as_ref()).filter(|value| !is_denied(value))?;
        Some(format!("{name}: {value}"))
    });
    let texts: Vec<String> = said(&stated.additional_informations).into_iter().chain(named).collect();
    (!texts.is_empty()).then(|| texts.join("\n"))
}

/// The addresses of the internet among what was captured.
pub(super) fn events(source: Option<&SourceInformation>) -> Vec<IpCaptureEvent> {
    let captures = source.into_iter().flat_map(|source| &source.source_captures);
    captures.filter(|capture| is_address(capture)).filter_map(event).collect()
}

fn is_address(capture: &SourceCapture) -> bool {
    capture.capture_type == "IP Address"
}

fn event(capture: &SourceCapture) -> Option<IpCaptureEvent> {
    let named = |kind: &IpCaptureType| {
        capture.event_name.as_ref().is_some_and(|name| name.trim().eq_ignore_ascii_case(kind.code()))
    };
    Some(IpCaptureEvent {
        ip_address: owned(capture.value.as_ref())?,
        event_name: IpCaptureType::ALL.iter().copied().find(named),
        date_time: capture.date_time.as_ref().and_then(Moment::instant).map(StatedDateTime::from_instant),
        possible_proxy: None,
        port: capture.port.filter(|port| *port > 0).map(i32::from),
    })
}

pub(super) fn said(texts: &[AdditionalInformation]) -> Option<String> {
    let texts: Vec<&str> = texts.iter().filter_map(|text| filled(text.value.as_ref())).collect();
    (!texts.is_empty()).then(|| texts.join("\n"))
}

/// What a document states and its report, with so many characters for what is said, has no room for, each with its place.
pub(super) fn left_out(tip: &Tip, room: usize) -> Vec<Wrong> {
    let information = &tip.reported_information;
    let mut wrongs = Vec::new();
    let mut wrong =
        |field: String, message: &str| wrongs.push(Wrong::new(field, format!("{message}; {LEFT_OUT}")));
    for (index, person) in information.reported_people.reported_persons.iter().enumerate() {
        let at = format!("reportedInformation.reportedPeople.reportedPersons[{index}]");
        if filled(person.date_of_birth.as_ref()).is_some_and(|text| birth(text).is_none()) {
            wrong(format!("{at}.dateOfBirth"), "is no date");
        }
        if filled(person.approximate_age.as_ref()).is_some_and(|text| age(text).is_none()) {
            wrong(format!("{at}.approximateAge"), "is no age in years");
        }
        for field in untimed(&at, person.source_information.as_ref()) {
            wrong(field, "is no time with its zone");
        }
    }
    for (index, file) in information.uploaded_files.uploaded_files.iter().enumerate() {
        let at = format!("reportedInformation.uploadedFiles.uploadedFiles[{index}]");
        for field in untimed(&at, file.source_information.as_ref()) {
            wrong(field, "is no time with its zone");
        }
    }
    if said(&information.additional_informations).is_some_and(|text| text.chars().count() > room) {
        let message = format!("goes on after {room} characters");
        wrong("reportedInformation.additionalInformations".to_owned(), &message);
    }
    wrongs
}

/// The addresses of what stands at `at` whose time says no instant.
fn untimed(at: &str, source: Option<&SourceInformation>) -> Vec<String> {
    let captures = source.into_iter().flat_map(|source| &source.source_captures).enumerate();
    let untimed = captures.filter(|(_, capture)| {
        let is_untimed = |moment: &Moment| !moment.text().trim().is_empty() && moment.instant().is_none();
        is_address(capture) && capture.date_time.as_ref().is_some_and(is_untimed)
    });
    untimed.map(|(index, _)| format!("{at}.sourceInformation.sourceCaptures[{index}].dateTime")).collect()
}
