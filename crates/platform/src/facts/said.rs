//! Facts in the words of the CyberTipline schema.

use wire::cybertipline::{
    AssociatedAccount, AssociatedAccountType, AssociatedPlatform, ChatImIncident, DeviceId, Email,
    FileAnnotations, FileMark, IntendedRecipient, InternetDetails, IpCaptureEvent, IpCaptureType, Person,
    ReportAnnotations, Victim,
};

use super::{AssociatedFact, EventFact, PersonFact, ReportFacts};
use crate::filing::content::{NotXmlTime, xml_time};

impl ReportFacts {
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

    /// The conversation as a scene of the incident.
    pub(crate) fn scene(&self) -> Option<InternetDetails> {
        let chat = self.chat.as_ref()?;
        Some(InternetDetails::ChatIm(ChatImIncident {
            chat_client: chat.client.clone(),
            chat_room_name: chat.room.clone(),
            content: chat.content.clone(),
            additional_info: None,
        }))
    }

    /// Where the account was seen.
    pub(crate) fn capture_events(&self) -> Result<Vec<IpCaptureEvent>, NotXmlTime> {
        self.events.iter().map(capture_event).collect()
    }

    /// Devices of the account.
    pub(crate) fn device_ids(&self) -> Vec<DeviceId> {
        let device = |device: &super::DeviceFact| DeviceId {
            id_type: device.kind.clone(),
            id_value: device.value.clone(),
            ..DeviceId::default()
        };
        self.devices.iter().map(device).collect()
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
            ..Victim::default()
        };
        self.victims.iter().map(victim).collect()
    }
}

fn capture_event(fact: &EventFact) -> Result<IpCaptureEvent, NotXmlTime> {
    Ok(IpCaptureEvent {
        ip_address: fact.ip.to_string(),
        event_name: IpCaptureType::ALL.iter().copied().find(|kind| kind.code() == fact.event),
        date_time: Some(xml_time(&fact.at)?),
        possible_proxy: None,
        port: fact.port.map(i32::from),
    })
}

fn associated_account(fact: &AssociatedFact) -> AssociatedAccount {
    let name = fact.service.clone();
    AssociatedAccount {
        platform: Some(AssociatedPlatform { name, ..AssociatedPlatform::default() }),
        esp_identifier: fact.identifier.clone(),
        screen_name: fact.screen_name.clone(),
        account_type: AssociatedAccountType::ALL.iter().copied().find(|kind| kind.code() == fact.kind),
        ..AssociatedAccount::default()
    }
}

fn person(fact: &PersonFact) -> Option<Person> {
    let email = |address: &String| Email { address: address.clone(), ..Email::default() };
    let person = Person {
        email: fact.email.iter().map(email).collect(),
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
