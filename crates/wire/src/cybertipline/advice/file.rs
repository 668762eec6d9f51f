//! What is asked of the details of a file.

use super::super::codes::FileRelevance;
use super::super::file::FileDetails;
use super::{Asked, Missing, Questions, events, is_filled};

/// Every fact that is asked of a file. `root` names the document in paths.
pub(super) fn examine(file: &FileDetails, root: &str) -> Vec<Asked> {
    let mut questions = Questions::default();
    let mut ask = |fact: Missing, element: &str, present: bool| {
        questions.ask(fact, format!("{root}/{element}"), present);
    };
    // what only goes with the report, such as a page of chat, was never uploaded by anybody
    let reported = file.file_relevance != Some(FileRelevance::SupplementalReported);
    ask(Missing::FileViewed, "fileViewedByEsp", file.file_viewed_by_esp.is_some());
    if reported {
        ask(Missing::FileName, "originalFileName", is_filled(file.original_file_name.as_deref()));
        let event_time = file.ip_capture_event.as_ref().is_some_and(|event| event.date_time.is_some());
        ask(
            Missing::FileTime,
            "uploadedToEspTimestamp",
            file.uploaded_to_esp_timestamp.is_some() || event_time,
        );
        ask(Missing::FilePublic, "publiclyAvailable", file.publicly_available.is_some());
        ask(Missing::FileHash, "originalFileHash", !file.original_file_hash.is_empty());
        ask(Missing::FileAddress, "ipCaptureEvent", file.ip_capture_event.is_some());
    }
    if let Some(event) = &file.ip_capture_event {
        events::ask(&mut questions, event, &format!("{root}/ipCaptureEvent"));
    }
    questions.0
}
