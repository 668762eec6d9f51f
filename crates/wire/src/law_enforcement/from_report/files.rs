//! Files of the shape.

use super::super::shape::{EspMetadata, NamedValue, UploadedFile};
use super::{captures, labelled, said, seen_at};
use crate::cybertipline::FileDetails;
use crate::referral::ReferredFile;

/// One file, with what its newest details state.
pub(super) fn file(file: &ReferredFile, details: &[FileDetails]) -> UploadedFile {
    let stated = details.iter().rfind(|details| details.file_id.as_str() == file.file_id);
    let event = stated.and_then(|stated| stated.ip_capture_event.as_ref());
    // a parser takes the time of every address of a file for granted
    let dated = event.filter(|event| event.date_time.is_some());
    let mut texts: Vec<String> = stated.map(|stated| stated.additional_info.clone()).unwrap_or_default();
    if let Some(event) = event.filter(|event| event.date_time.is_none()) {
        texts.push(format!("IP address without a time: {}", event.ip_address));
    }
    texts.extend(labelled("Found at", stated.and_then(|stated| stated.location_of_file.as_deref())));
    texts.push(format!("SHA-256: {}", file.sha256));
    let classification = stated.and_then(|stated| stated.industry_classification);
    UploadedFile {
        filename: Some(file.file_name.clone()),
        original_filename: stated.and_then(|stated| stated.original_file_name.clone()),
        submittal_id: Some(file.file_id.clone()),
        verification_hash: Some(file.md5.clone()),
        industry_classification: classification.map(|class| class.code().to_owned()),
        viewed_by_esp: stated.and_then(|stated| stated.file_viewed_by_esp),
        source_information: captures(dated.map(seen_at).into_iter().collect()),
        ncmec_tags: None,
        esp_metadata: stated.and_then(metadata),
        additional_informations: said(&texts),
    }
}

fn metadata(stated: &FileDetails) -> Option<EspMetadata> {
    let named = |name: &str, value: String| NamedValue { name: Some(name.to_owned()), value: Some(value) };
    let mut metadatas = Vec::new();
    if let Some(time) = &stated.uploaded_to_esp_timestamp {
        metadatas.push(named("Upload Date and Time", time.text().to_owned()));
    }
    if let Some(public) = stated.publicly_available {
        metadatas.push(named("Publicly Available", public.to_string()));
    }
    for hash in &stated.original_file_hash {
        metadatas.push(named(&format!("Original {}", hash.hash_type), hash.value.clone()));
    }
    for pair in stated.details.iter().flat_map(|details| &details.name_value_pair) {
        metadatas.push(named(&pair.name, pair.value.clone()));
    }
    (!metadatas.is_empty()).then_some(EspMetadata { metadatas })
}
