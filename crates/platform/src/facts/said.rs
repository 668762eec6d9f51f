//! Facts in the words of the CyberTipline schema.

use wire::cybertipline::{
    AssociatedAccount, AssociatedAccountType, AssociatedPlatform, BatchedReport, BatchedReportReason,
    ChatImIncident, Country, DeviceId, Email, EstimatedLocation, FileAnnotations, FileMark, IncidentType,
    IntendedRecipient, InternetDetails, IpCaptureEvent, IpCaptureType, Person, Phone, ReportAnnotations,
    Victim,
};

use super::{AssociatedFact, ChatFacts, DeviceFact, EventFact, INCIDENT_TYPES, PersonFact, ReportFacts};
use crate::filing::content::{NotXmlTime, xml_time};

impl ReportFacts {
    /// What kind of incident it is said to be.
    pub(crate) fn incident(&self) -> Option<IncidentType> {
        INCIDENT_TYPES.into_iter().find(|kind| Some(kind.code()) == self.incident_type.as_deref())
    }

    /// Whether the report stands for many, and why.
    pub(crate) fn batch(&self) -> Option<BatchedReport> {
        let mut known = BatchedReportReason::ALL.iter().copied();
        let reason = known.find(|reason| Some(reason.code()) == self.batched.as_deref())?;
        Some(BatchedReport { reason })
    }

    /// The marks of the report; none where there are none.
    pub(crate) fn annotations(&self) -> Option<ReportAnnotations> {
        let mut marks = ReportAnnotations::default();
        for mark in &self.report_marks {
            match mark.as_str() {
                "sextortion" => marks.sextortion = true,
                "csamSolicitation" => marks.csam_solicitation = true,
                "minorToMinorInteraction" => marks.minor_to_minor_interaction = true,
                "spam" => marks.spam = true,
                "sadisticOnlineExploitation" => marks.sadistic_online_exploitation = true,
                _ => {}
            }
        }
        (marks != ReportAnnotations::default()).then_some(marks)
    }

    /// The marks of the file; none where there are none.
    pub(crate) fn mark(&self) -> Option<FileMark> {
        let mut marks = FileAnnotations::default();
        for mark in &self.file_marks {
            match mark.as_str() {
                "animeDrawingVirtualHentai" => marks.anime_drawing_virtual_hentai = true,
                "potentialMeme" => marks.potential_meme = true,
                "viral" => marks.viral = true,
                "possibleSelfProduction" => marks.possible_self_production = true,
                "physicalHarm" => marks.physical_harm = true,
                "violenceGore" => marks.violence_gore = true,
                "bestiality" => marks.bestiality = true,
                "liveStreaming" => marks.live_streaming = true,
                "infant" => marks.infant = true,
                "generativeAi" => marks.generative_ai = true,
                _ => {}
            }
        }
        (marks != FileAnnotations::default()).then_some(FileMark::Annotations(marks))
    }

    /// Each conversation as a scene of the incident.
    pub(crate) fn chat_scenes(&self) -> impl Iterator<Item = InternetDetails> {
        self.chat.iter().chain(&self.more_chats).map(chat_scene)
    }

    /// Where the account was seen.
    pub(crate) fn capture_events(&self) -> Result<Vec<IpCaptureEvent>, NotXmlTime> {
        self.events.iter().map(capture_event).collect()
    }

    /// Devices of the account.
    pub(crate) fn device_ids(&self) -> Result<Vec<DeviceId>, NotXmlTime> {
        self.devices.iter().map(device_id).collect()
    }

    /// Other accounts of who is reported.
    pub(crate) fn associated_accounts(&self) -> Vec<AssociatedAccount> {
        self.associated.iter().map(associated_account).collect()
    }

    /// Accounts to which something was sent.
    pub(crate) fn intended_recipients(&self, service: &str) -> Vec<IntendedRecipient> {
        let recipient = |fact: &PersonFact| IntendedRecipient {
            person: person(fact),
            esp_service: fact.identifier.as_ref().map(|_| service.to_owned()),
            esp_identifier: fact.identifier.clone(),
            screen_name: fact.screen_name.clone(),
            profile_url: fact.profile_url.iter().cloned().collect(),
            estimated_location: place(fact),
            ..IntendedRecipient::default()
        };
        self.recipients.iter().map(recipient).collect()
    }

    /// Children who were harmed.
    pub(crate) fn harmed(&self, service: &str) -> Vec<Victim> {
        let victim = |fact: &PersonFact| Victim {
            person: person(fact).unwrap_or_default(),
            esp_service: fact.identifier.as_ref().map(|_| service.to_owned()),
            esp_identifier: fact.identifier.clone(),
            screen_name: fact.screen_name.clone(),
            profile_url: fact.profile_url.iter().cloned().collect(),
            school_name: fact.school.clone(),
            estimated_location: place(fact),
            ..Victim::default()
        };
        self.victims.iter().map(victim).collect()
    }
}

fn chat_scene(chat: &ChatFacts) -> InternetDetails {
    InternetDetails::ChatIm(ChatImIncident {
        chat_client: chat.client.clone(),
        chat_room_name: chat.room.clone(),
        content: chat.content.clone(),
        additional_info: None,
    })
}

pub(super) fn capture_event(fact: &EventFact) -> Result<IpCaptureEvent, NotXmlTime> {
    Ok(IpCaptureEvent {
        ip_address: fact.ip.to_string(),
        event_name: capture_type(&fact.event),
        date_time: Some(xml_time(&fact.at)?),
        possible_proxy: fact.possible_proxy,
        port: fact.port.map(i32::from),
    })
}

fn device_id(fact: &DeviceFact) -> Result<DeviceId, NotXmlTime> {
    Ok(DeviceId {
        id_type: fact.kind.clone(),
        id_value: fact.value.clone(),
        event_name: fact.event.as_deref().and_then(capture_type),
        date_time: fact.at.as_ref().map(xml_time).transpose()?,
    })
}

fn capture_type(word: &str) -> Option<IpCaptureType> {
    IpCaptureType::ALL.iter().copied().find(|kind| kind.code() == word)
}

fn associated_account(fact: &AssociatedFact) -> AssociatedAccount {
    let name = fact.service.clone();
    AssociatedAccount {
        platform: Some(AssociatedPlatform { name, ..AssociatedPlatform::default() }),
        phone: phones(fact.phone.as_deref()),
        email: emails(fact.email.as_deref()),
        profile_url: fact.profile_url.iter().cloned().collect(),
        esp_identifier: fact.identifier.clone(),
        screen_name: fact.screen_name.clone(),
        account_type: AssociatedAccountType::ALL.iter().copied().find(|kind| kind.code() == fact.kind),
        ..AssociatedAccount::default()
    }
}

fn emails(address: Option<&str>) -> Vec<Email> {
    address.into_iter().map(|address| Email { address: address.to_owned(), ..Email::default() }).collect()
}

fn phones(number: Option<&str>) -> Vec<Phone> {
    number.into_iter().map(|number| Phone { number: number.to_owned(), ..Phone::default() }).collect()
}

/// Where somebody is thought to be.
fn place(fact: &PersonFact) -> Option<EstimatedLocation> {
    let place = EstimatedLocation {
        city: fact.city.clone(),
        country_code: fact.country.as_deref().and_then(Country::from_code),
        ..EstimatedLocation::default()
    };
    (place != EstimatedLocation::default()).then_some(place)
}

fn person(fact: &PersonFact) -> Option<Person> {
    let person = Person {
        first_name: fact.first_name.clone(),
        last_name: fact.last_name.clone(),
        phone: phones(fact.phone.as_deref()),
        email: emails(fact.email.as_deref()),
        age: fact.age_years.map(i32::from),
        ..Person::default()
    };
    (person != Person::default()).then_some(person)
}

#[cfg(test)]
mod tests {
    use super::super::{FILE_MARKS, REPORT_MARKS};
    use super::*;

    #[test]
    fn every_mark_that_can_be_given_is_said() {
        for mark in REPORT_MARKS {
            let facts = ReportFacts { report_marks: vec![mark.to_owned()], ..ReportFacts::default() };
            assert!(facts.annotations().is_some(), "{mark}");
        }
        for mark in FILE_MARKS {
            let facts = ReportFacts { file_marks: vec![mark.to_owned()], ..ReportFacts::default() };
            assert!(facts.mark().is_some(), "{mark}");
        }
        assert!(ReportFacts::default().mark().is_none() && ReportFacts::default().annotations().is_none());
    }
}
