//! What a platform adds to a report before it is filed, beside what it stated with the upload: everybody and everything that the protocol has an
//! element for. Given by the application's backend or typed by a moderator, and kept until the report is filed.

mod account;
mod account_form;
mod agency;
mod file;
mod lines;
mod parse;
mod said;
mod scenes;
mod scenes_form;

pub(crate) use account::{AccountFacts, STANDINGS};
pub(crate) use agency::AgencyFact;
pub(crate) use file::FileFacts;
pub(crate) use lines::{FactsForm, pairs};
pub(crate) use scenes::{PeerScene, SceneFacts};

use std::net::IpAddr;

use model::StatedTime;
use serde::{Deserialize, Serialize};
use wire::cybertipline::IncidentType;

/// Kinds of incidents that can be stated (`incidentType`), without the one of 2015.
pub(crate) const INCIDENT_TYPES: [IncidentType; 8] = [
    IncidentType::ChildPornography,
    IncidentType::ChildSexTrafficking,
    IncidentType::ChildSexTourism,
    IncidentType::ChildSexualMolestation,
    IncidentType::MisleadingDomainName,
    IncidentType::MisleadingWordsOrImages,
    IncidentType::OnlineEnticement,
    IncidentType::UnsolicitedObsceneMaterial,
];

/// Marks of a report, by the protocol's names (`reportAnnotations`).
pub(crate) const REPORT_MARKS: [&str; 5] =
    ["sextortion", "csamSolicitation", "minorToMinorInteraction", "spam", "sadisticOnlineExploitation"];
/// Marks of a file, by the protocol's names (`fileAnnotations`).
pub(crate) const FILE_MARKS: [&str; 10] = [
    "animeDrawingVirtualHentai",
    "potentialMeme",
    "viral",
    "possibleSelfProduction",
    "physicalHarm",
    "violenceGore",
    "bestiality",
    "liveStreaming",
    "infant",
    "generativeAi",
];

/// Facts of one upload and its incident. Personal: at rest only sealed.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ReportFacts {
    /// Why the report is urgent; its presence is the escalation.
    pub(crate) urgent_because: Option<String>,
    /// What kind of incident it is, by the protocol's word, where it is not the usual one of the service.
    pub(crate) incident_type: Option<String>,
    /// An agency that knows of it already.
    pub(crate) agency: Option<AgencyFact>,
    /// Of [`REPORT_MARKS`].
    pub(crate) report_marks: Vec<String>,
    /// Of [`FILE_MARKS`].
    pub(crate) file_marks: Vec<String>,
    /// Why the report stands for many of one kind, by the protocol's word (`batchedReport`).
    pub(crate) batched: Option<String>,
    /// The conversation.
    pub(crate) chat: Option<ChatFacts>,
    /// Those of further files.
    #[serde(skip)]
    pub(crate) more_chats: Vec<ChatFacts>,
    /// Where else it happened.
    pub(crate) scenes: SceneFacts,
    /// The reported account.
    pub(crate) account: AccountFacts,
    /// The file.
    pub(crate) file: FileFacts,
    /// Where the account was seen.
    pub(crate) events: Vec<EventFact>,
    /// Devices that the account was used with.
    pub(crate) devices: Vec<DeviceFact>,
    /// Other accounts of who is reported.
    pub(crate) associated: Vec<AssociatedFact>,
    /// Accounts to which something was sent.
    pub(crate) recipients: Vec<PersonFact>,
    /// Children who were harmed, as far as the platform knows them.
    pub(crate) victims: Vec<PersonFact>,
    /// What happened, for who reads the report.
    pub(crate) narrative: Option<String>,
}

/// A conversation.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ChatFacts {
    pub(crate) client: Option<String>,
    pub(crate) room: Option<String>,
    pub(crate) content: Option<String>,
}

/// An address of the internet at which the account was seen, and when.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct EventFact {
    pub(crate) at: StatedTime,
    pub(crate) ip: IpAddr,
    /// The source port, which tells subscribers behind carrier-grade NAT apart.
    pub(crate) port: Option<u16>,
    /// The protocol's word for what the account did; `Unknown` where nobody says.
    pub(crate) event: String,
    /// Whether it may be that of a proxy, which hides where the user is.
    pub(crate) possible_proxy: Option<bool>,
}

/// A device.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DeviceFact {
    /// Such as `IMEI`.
    pub(crate) kind: String,
    pub(crate) value: String,
    /// The protocol's word for what was done with it.
    pub(crate) event: Option<String>,
    pub(crate) at: Option<StatedTime>,
}

/// Another account of who is reported.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AssociatedFact {
    pub(crate) service: String,
    pub(crate) identifier: Option<String>,
    pub(crate) screen_name: Option<String>,
    /// The protocol's word for how it belongs to the reported one.
    pub(crate) kind: String,
    pub(crate) profile_url: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) phone: Option<String>,
}

/// Somebody beside who is reported.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PersonFact {
    pub(crate) identifier: Option<String>,
    pub(crate) screen_name: Option<String>,
    pub(crate) email: Option<String>,
    /// In whole years, as far as the platform knows it.
    pub(crate) age_years: Option<u8>,
    pub(crate) first_name: Option<String>,
    pub(crate) last_name: Option<String>,
    pub(crate) phone: Option<String>,
    pub(crate) profile_url: Option<String>,
    /// Where the person is thought to be.
    pub(crate) city: Option<String>,
    /// A code of the protocol.
    pub(crate) country: Option<String>,
    /// Of a victim only.
    pub(crate) school: Option<String>,
}

model::unprintable!(ReportFacts, ChatFacts, EventFact, DeviceFact, AssociatedFact, PersonFact);

impl ReportFacts {
    /// The facts of several uploads as those of one report, each once. What a file is marked with stays with the file.
    pub(crate) fn together<'a>(all: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut together = Self::default();
        for facts in all {
            together.urgent_because = together.urgent_because.or_else(|| facts.urgent_because.clone());
            together.incident_type = together.incident_type.or_else(|| facts.incident_type.clone());
            together.agency = together.agency.or_else(|| facts.agency.clone());
            together.batched = together.batched.or_else(|| facts.batched.clone());
            match &facts.chat {
                Some(chat) if together.chat.is_none() => together.chat = Some(chat.clone()),
                Some(chat) if together.chat.as_ref() != Some(chat) => {
                    add(&mut together.more_chats, std::slice::from_ref(chat));
                }
                _ => {}
            }
            together.narrative = together.narrative.or_else(|| facts.narrative.clone());
            together.scenes.add(&facts.scenes);
            together.account.add(&facts.account);
            add(&mut together.report_marks, &facts.report_marks);
            add(&mut together.events, &facts.events);
            add(&mut together.devices, &facts.devices);
            add(&mut together.associated, &facts.associated);
            add(&mut together.recipients, &facts.recipients);
            add(&mut together.victims, &facts.victims);
        }
        together
    }
}

/// What is said once stands.
fn or<T: Clone>(said: &mut Option<T>, more: Option<&T>) {
    if said.is_none() {
        *said = more.cloned();
    }
}

fn add<T: Clone + PartialEq>(all: &mut Vec<T>, more: &[T]) {
    for one in more {
        if !all.contains(one) {
            all.push(one.clone());
        }
    }
}
