//! Every address that a report and its file details state, with its time.

use serde::{Deserialize, Serialize};
use service::ColumnKeys;
use service::search::normal_address;
use wire::cybertipline::{
    AssociatedAccount, FileDetails, InternetDetails, IpCaptureEvent, Report, StatedDateTime,
};

/// How an address stands to the act that is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Relation {
    /// A reported file was uploaded from it.
    FileUpload,
    /// A reported account used it.
    Reported,
    /// It was seen in the incident itself.
    Incident,
    /// A recipient's account used it.
    Recipient,
    /// A victim's account used it.
    Victim,
}

impl Relation {
    /// The order in which addresses decide on a country.
    pub(crate) const NEAREST_FIRST: [Self; 5] =
        [Self::FileUpload, Self::Reported, Self::Incident, Self::Recipient, Self::Victim];

    /// In the keys of texts.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::FileUpload => "file_upload",
            Self::Reported => "reported",
            Self::Incident => "incident",
            Self::Recipient => "recipient",
            Self::Victim => "victim",
        }
    }

    /// As it stands in the grounds of referrals.
    pub(crate) fn in_english(self) -> &'static str {
        match self {
            Self::FileUpload => "addresses of file uploads",
            Self::Reported => "addresses of the reported account",
            Self::Incident => "addresses of the incident",
            Self::Recipient => "addresses of a recipient",
            Self::Victim => "addresses of a victim",
        }
    }
}

/// An address with its time, and where it is stated.
#[derive(Clone, PartialEq)]
pub(crate) struct StatedAddress {
    pub(crate) relation: Relation,
    /// Path of the element from the root of its document.
    pub(crate) element: String,
    pub(crate) address: String,
    pub(crate) port: Option<u16>,
    pub(crate) time: Option<StatedDateTime>,
}

model::unprintable!(StatedAddress);

/// The keyed digest under which an address is found again, however it is written.
pub(crate) fn blind(keys: &ColumnKeys, address: &str) -> String {
    keys.blind("report-address", &normal_address(address))
}

/// The addresses in a report.
pub(crate) fn of_report(report: &Report) -> Vec<StatedAddress> {
    let mut found = Vec::new();
    for (index, details) in report.internet_details.iter().enumerate() {
        if let InternetDetails::PeerToPeer(incident) = details {
            let at = format!("report/internetDetails[{}]/peer2peerIncident", index + 1);
            push_all(&mut found, Relation::Incident, &at, &incident.ip_capture_event);
        }
    }
    for (index, person) in report.person_or_user_reported.iter().enumerate() {
        let at = format!("report/personOrUserReported[{}]", index + 1);
        push_all(&mut found, Relation::Reported, &at, &person.ip_capture_event);
        push_associated(&mut found, Relation::Reported, &at, &person.associated_account);
    }
    for (index, recipient) in report.intended_recipient.iter().enumerate() {
        let at = format!("report/intendedRecipient[{}]", index + 1);
        push_all(&mut found, Relation::Recipient, &at, &recipient.ip_capture_event);
    }
    for (index, victim) in report.victim.iter().enumerate() {
        let at = format!("report/victim[{}]", index + 1);
        push_all(&mut found, Relation::Victim, &at, &victim.ip_capture_event);
        push_associated(&mut found, Relation::Victim, &at, &victim.associated_account);
    }
    found
}

/// The address in a file's details; the path names the file.
pub(crate) fn of_file_details(details: &FileDetails) -> Vec<StatedAddress> {
    let at = format!("fileDetails[fileId={}]/ipCaptureEvent", details.file_id);
    details.ip_capture_event.iter().map(|event| stated(Relation::FileUpload, at.clone(), event)).collect()
}

fn push_associated(
    found: &mut Vec<StatedAddress>,
    relation: Relation,
    at: &str,
    accounts: &[AssociatedAccount],
) {
    for (index, account) in accounts.iter().enumerate() {
        let at = format!("{at}/associatedAccount[{}]", index + 1);
        push_all(found, relation, &at, &account.ip_capture_event);
    }
}

fn push_all(found: &mut Vec<StatedAddress>, relation: Relation, at: &str, events: &[IpCaptureEvent]) {
    let element = |index| format!("{at}/ipCaptureEvent[{}]", index + 1);
    found.extend(events.iter().enumerate().map(|(index, event)| stated(relation, element(index), event)));
}

fn stated(relation: Relation, element: String, event: &IpCaptureEvent) -> StatedAddress {
    StatedAddress {
        relation,
        element,
        address: event.ip_address.trim().to_owned(),
        port: event.port.and_then(|port| u16::try_from(port).ok()).filter(|port| *port != 0),
        time: event.date_time.clone(),
    }
}
