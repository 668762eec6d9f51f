//! The parts of an evidence package that say the same as the report: each of its files once, described, and every address that it states.

use service::Failure;
use vault::SealedItem;
use wire::cybertipline::{IpCaptureEvent, Report};
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

/// The addresses that the report states of the account.
pub(super) fn addresses(document: &Report) -> Vec<ReferredAddress> {
    let events: Vec<&IpCaptureEvent> =
        document.person_or_user_reported.iter().flat_map(|account| &account.ip_capture_event).collect();
    let is_one = events.len() == 1;
    let address = |(index, event): (usize, &IpCaptureEvent)| ReferredAddress {
        address: event.ip_address.clone(),
        port: event.port.and_then(|port| u16::try_from(port).ok()),
        time: event.date_time.as_ref().map(|time| time.text().to_owned()),
        element: if is_one {
            ADDRESS_ELEMENT.to_owned()
        } else {
            format!("{ADDRESS_ELEMENT}[{}]", index + 1)
        },
        opinions: Vec::new(),
        operator: None,
        shared_by_many: false,
    };
    events.into_iter().enumerate().map(address).collect()
}

/// A file as the manifest names it.
pub(super) fn referred_file(file: &ReportedFile<'_>) -> ReferredFile {
    let digests = file.digests;
    ReferredFile {
        file_id: if file.file_id.is_empty() { digests.sha256.clone() } else { file.file_id.to_owned() },
        sha256: digests.sha256.clone(),
        md5: digests.md5.clone(),
        size_bytes: digests.size_bytes,
        file_name: file.statement.file_name.clone(),
        pdq: digests.pdq.map(|pdq| PdqDigest { hash: pdq.hash.to_string(), quality: pdq.quality }),
        path: file_path(&digests.sha256),
    }
}
