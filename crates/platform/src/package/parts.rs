//! The parts of an evidence package that say the same as the report: each of its files once, described, and every address that it states.

use service::Failure;
use vault::SealedItem;
use wire::cybertipline::{InternetDetails, IpCaptureEvent, Report};
use wire::referral::{PdqDigest, ReferredAddress, ReferredFile};

use crate::filing::content::{ReportedFile, file_details};
use crate::reported::Reported;
use crate::statement::UploadStatement;

/// Where an address stands in the report.
const ADDRESS_ELEMENT: &str = "report/personOrUserReported/ipCaptureEvent";

/// What the application stated: of one upload as it was stated, of several a list.
pub(super) fn statement(reported: &Reported) -> serde_json::Result<Vec<u8>> {
    let statements: Vec<&UploadStatement> = reported.uploads().map(|upload| &upload.statement).collect();
    match statements.as_slice() {
        [one] => serde_json::to_vec_pretty(one),
        several => serde_json::to_vec_pretty(several),
    }
}

/// What the report says of each file, with where that lies in the package.
pub(super) fn details(reported: &Reported, folder: &str) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let described = |(index, file): (usize, &ReportedFile<'_>)| -> Result<(String, Vec<u8>), Failure> {
        let details = file_details(file).map_err(Failure::broken)?;
        Ok((format!("{folder}/file-details-{}.xml", index + 1), details.write().into_bytes()))
    };
    reported.files().iter().enumerate().map(described).collect()
}

/// Where the bytes of a file lie in the package.
fn file_path(sha256: &str) -> String {
    format!("data/files/{sha256}")
}

/// The original bytes of the files, each content once. Words that are no file stand in the report, and in what the application stated.
pub(super) fn items(reported: &Reported) -> Vec<(String, SealedItem)> {
    let mut items: Vec<(String, SealedItem)> = Vec::new();
    for upload in reported.uploads().filter(|upload| upload.statement.words.is_none()) {
        let path = file_path(&upload.upload.item.sha256);
        if !items.iter().any(|(known, _)| *known == path) {
            items.push((path, upload.upload.item.clone()));
        }
    }
    items
}

/// The addresses that the report states: of the account, and of a peer-to-peer network where it happened.
pub(super) fn addresses(document: &Report) -> Vec<ReferredAddress> {
    let events: Vec<&IpCaptureEvent> =
        document.person_or_user_reported.iter().flat_map(|account| &account.ip_capture_event).collect();
    let is_one = events.len() == 1;
    let of_account = events.into_iter().enumerate().map(|(index, event)| {
        let element =
            if is_one { ADDRESS_ELEMENT.to_owned() } else { format!("{ADDRESS_ELEMENT}[{}]", index + 1) };
        address(event, element)
    });
    of_account.chain(of_peers(document)).collect()
}

fn of_peers(document: &Report) -> Vec<ReferredAddress> {
    let mut found = Vec::new();
    for (index, scene) in document.internet_details.iter().enumerate() {
        let InternetDetails::PeerToPeer(peer) = scene else { continue };
        let at = format!("report/internetDetails[{}]/peer2peerIncident", index + 1);
        let events = peer.ip_capture_event.iter().enumerate();
        found.extend(
            events.map(|(index, event)| address(event, format!("{at}/ipCaptureEvent[{}]", index + 1))),
        );
    }
    found
}

fn address(event: &IpCaptureEvent, element: String) -> ReferredAddress {
    ReferredAddress {
        address: event.ip_address.clone(),
        port: event.port.and_then(|port| u16::try_from(port).ok()),
        time: event.date_time.as_ref().map(|time| time.text().to_owned()),
        element,
        opinions: Vec::new(),
        operator: None,
        shared_by_many: false,
    }
}

/// A file as the manifest names it.
pub(super) fn referred_file(file: &ReportedFile<'_>) -> ReferredFile {
    let digests = file.digests;
    ReferredFile {
        file_id: if file.file_id.is_empty() { digests.sha256.clone() } else { file.file_id.to_owned() },
        sha256: digests.sha256.clone(),
        md5: digests.md5.clone(),
        sha1: Some(digests.sha1.clone()),
        size_bytes: digests.size_bytes,
        file_name: file.statement.file_name.clone(),
        pdq: digests.pdq.map(|pdq| PdqDigest { hash: pdq.hash.to_string(), quality: pdq.quality }),
        path: file_path(&digests.sha256),
    }
}

#[cfg(test)]
mod tests {
    use wire::cybertipline::{
        IncidentSummary, IncidentType, PeerToPeerIncident, PersonOrUserReported, Reporter, StatedDateTime,
    };

    use super::*;

    #[test]
    fn addresses_of_the_account_come_first_and_each_names_its_element() {
        let at = StatedDateTime::parse("2020-10-03T21:14:05Z").unwrap();
        let event = |ip: &str| IpCaptureEvent { ip_address: ip.to_owned(), ..IpCaptureEvent::default() };
        let mut report =
            Report::new(IncidentSummary::new(IncidentType::ChildPornography, at), Reporter::default());
        report.internet_details.push(InternetDetails::PeerToPeer(PeerToPeerIncident {
            ip_capture_event: vec![event("203.0.113.10")],
            ..PeerToPeerIncident::default()
        }));
        report.person_or_user_reported.push(PersonOrUserReported {
            ip_capture_event: vec![event("203.0.113.7")],
            ..PersonOrUserReported::default()
        });
        let told: Vec<_> = addresses(&report).into_iter().map(|one| (one.address, one.element)).collect();
        let peer = "report/internetDetails[1]/peer2peerIncident/ipCaptureEvent[1]";
        let expected = [("203.0.113.7", ADDRESS_ELEMENT), ("203.0.113.10", peer)];
        assert_eq!(told, expected.map(|(ip, element)| (ip.to_owned(), element.to_owned())));
    }
}
