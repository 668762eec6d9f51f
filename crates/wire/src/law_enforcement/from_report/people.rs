//! Accounts as persons of the shape. Race, disability and looks have keys there and no element in the XML: they stay empty.

use super::super::shape::{
    Address, Addresses, Emails, Person, Phones, ScreenName, SourceCapture, SourceInformation, Verified,
};
use super::{beside, capture, captures, labelled, said, scenes::number, seen_at};
use crate::cybertipline::{
    Address as StatedAddress, DeviceId, IntendedRecipient, IpCaptureEvent, Person as StatedPerson,
    PersonOrUserReported, Report,
};

/// Who is reported; one who says nothing where the report names nobody.
pub(super) fn reported(report: &Report) -> Vec<Person> {
    let mut people: Vec<Person> = report.person_or_user_reported.iter().map(one_reported).collect();
    if people.is_empty() {
        people.push(Person::default());
    }
    people
}

/// To whom something was sent.
pub(super) fn recipients(report: &Report) -> Vec<Person> {
    report.intended_recipient.iter().map(recipient).collect()
}

fn one_reported(reported: &PersonOrUserReported) -> Person {
    let account = Account {
        person: reported.person.as_ref(),
        service: reported.esp_service.as_ref(),
        identifier: reported.esp_identifier.as_ref(),
        screen_name: reported.screen_name.as_ref(),
        display_names: &reported.display_name,
        profile_urls: &reported.profile_url,
        bio: reported.profile_bio.as_deref(),
        events: &reported.ip_capture_event,
        devices: &reported.device_id,
        group: reported.group_identifier.as_deref(),
        prior: &reported.prior_ct_reports,
        more: reported.additional_info.iter().collect(),
    };
    let mut person = Person { vehicle_description: reported.vehicle_description.clone(), ..account.person() };
    person.additional_informations.extend(said(&beside::told(reported)));
    person
}

fn recipient(recipient: &IntendedRecipient) -> Person {
    let account = Account {
        person: recipient.person.as_ref(),
        service: recipient.esp_service.as_ref(),
        identifier: recipient.esp_identifier.as_ref(),
        screen_name: recipient.screen_name.as_ref(),
        display_names: &recipient.display_name,
        profile_urls: &recipient.profile_url,
        bio: recipient.profile_bio.as_deref(),
        events: &recipient.ip_capture_event,
        devices: &recipient.device_id,
        group: recipient.group_identifier.as_deref(),
        prior: &recipient.prior_ct_reports,
        more: recipient.additional_info.iter().collect(),
    };
    account.person()
}

/// What reported accounts and recipients have in common.
struct Account<'a> {
    person: Option<&'a StatedPerson>,
    service: Option<&'a String>,
    identifier: Option<&'a String>,
    screen_name: Option<&'a String>,
    display_names: &'a [String],
    profile_urls: &'a [String],
    bio: Option<&'a str>,
    events: &'a [IpCaptureEvent],
    devices: &'a [DeviceId],
    group: Option<&'a str>,
    prior: &'a [i64],
    more: Vec<&'a String>,
}

impl Account<'_> {
    fn person(&self) -> Person {
        let stated = self.person.cloned().unwrap_or_default();
        let emails: Vec<Verified> = stated
            .email
            .iter()
            .map(|email| Verified { value: Some(email.address.clone()), verified: email.verified })
            .collect();
        let phones: Vec<Verified> = stated
            .phone
            .iter()
            .map(|phone| Verified { value: Some(number(phone)), verified: phone.verified })
            .collect();
        let addresses: Vec<Address> = stated.address.iter().map(address).collect();
        Person {
            first_name: stated.first_name,
            last_name: stated.last_name,
            date_of_birth: stated.date_of_birth.map(|day| day.date().to_string()),
            approximate_age: stated.age.map(|years| years.to_string()),
            esp_service: self.service.cloned(),
            esp_user_id: self.identifier.cloned(),
            ip_address: self.events.first().map(|event| event.ip_address.clone()),
            screen_name: self.screen_name.map(|name| ScreenName { value: Some(name.clone()) }),
            emails: (!emails.is_empty()).then_some(Emails { emails }),
            phones: (!phones.is_empty()).then_some(Phones { phones }),
            addresses: (!addresses.is_empty()).then_some(Addresses { addresses }),
            source_information: self.sources(),
            additional_informations: said(&self.texts()),
            ..Person::default()
        }
    }

    fn sources(&self) -> Option<SourceInformation> {
        let events = self.events.iter().map(seen_at);
        let profiles = self.profile_urls.iter().map(|url| capture("Profile URL", url));
        captures(events.chain(profiles).collect::<Vec<SourceCapture>>())
    }

    fn texts(&self) -> Vec<String> {
        let mut texts: Vec<String> = self.more.iter().map(|text| (*text).clone()).collect();
        texts.extend(self.display_names.iter().map(|name| format!("Display name: {name}")));
        texts.extend(labelled("Profile", self.bio));
        texts.extend(labelled("Group", self.group));
        texts.extend(self.prior.iter().map(|number| format!("Prior CyberTipline report: {number}")));
        texts.extend(self.devices.iter().map(|device| format!("{}: {}", device.id_type, device.id_value)));
        texts
    }
}

fn address(stated: &StatedAddress) -> Address {
    let state = stated.state.map(|state| state.code().to_owned());
    Address {
        street1: stated.address.clone(),
        street2: None,
        city: stated.city.clone(),
        state: state.filter(|code| !code.is_empty()).or_else(|| stated.non_usa_state.clone()),
        postal_code: stated.zip_code.clone(),
        country: stated.country.map(|country| country.code().to_owned()).filter(|code| !code.is_empty()),
    }
}
