//! The shapes of StopNCII API v1. Source: the public Python client (`threatexchange`, `exchanges/clients/stopncii/api.py`).

use std::collections::BTreeMap;

use hashlist::Classification;
use serde::{Deserialize, Serialize};
use serde_json::json;
use wire::hash_list::sharing::FingerprintKind;

use super::drafts::{Fault, HashDraft, source_id_of};
use super::lists::HashList;
use super::reasons::ObjectionReason;

/// The list that this API serves.
pub(crate) const LIST: HashList = HashList::Ncii;

/// What a hash is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Signal {
    ImagePdq,
    VideoMd5,
}

impl Signal {
    /// Reads the name, also as the public client sends it: Python's text of the enumeration's member, `StopNCIISignalType.ImagePDQ`.
    fn read(text: &str) -> Option<Self> {
        match text.strip_prefix("StopNCIISignalType.").unwrap_or(text) {
            "ImagePDQ" => Some(Self::ImagePdq),
            "VideoMD5" => Some(Self::VideoMd5),
            _ => None,
        }
    }

    /// Its name on the wire.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::ImagePdq => "ImagePDQ",
            Self::VideoMd5 => "VideoMD5",
        }
    }

    /// The kind of its fingerprint.
    pub(crate) const fn kind(self) -> FingerprintKind {
        match self {
            Self::ImagePdq => FingerprintKind::Pdq,
            Self::VideoMd5 => FingerprintKind::Md5,
        }
    }

    /// Whether it is of a video.
    pub(crate) const fn is_video(self) -> bool {
        matches!(self, Self::VideoMd5)
    }

    /// The signal of an entry, where this API has one.
    pub(crate) fn of(video: bool) -> Self {
        if video { Self::VideoMd5 } else { Self::ImagePdq }
    }

    /// The signal whose hashes have so many digits.
    pub(crate) fn of_hash(hash: &str) -> Option<Self> {
        match hash.len() {
            64 => Some(Self::ImagePdq),
            32 => Some(Self::VideoMd5),
            _ => None,
        }
    }
}

/// `SubmitHashes`.
#[derive(Deserialize, utoipa::ToSchema)]
pub(crate) struct SubmittedHashes {
    #[serde(rename = "hashRecords")]
    pub(crate) hash_records: Vec<SubmittedHash>,
}

/// A hash of a submission. What the sender thinks of it is known: it lists it.
#[derive(Deserialize, utoipa::ToSchema)]
pub(crate) struct SubmittedHash {
    #[serde(rename = "signalType")]
    pub(crate) signal_type: String,
    #[serde(rename = "hashValue")]
    pub(crate) hash_value: String,
}

impl SubmittedHash {
    /// The entry that it makes.
    ///
    /// # Errors
    /// A signal of another kind, or a value that is none.
    pub(crate) fn draft(&self) -> Result<HashDraft, Fault> {
        let fault = |field: &str, message: &str| Fault { field: field.into(), message: message.into() };
        let signal = Signal::read(&self.signal_type)
            .ok_or_else(|| fault("signalType", "must be ImagePDQ or VideoMD5: no other is shared here"))?;
        let class = Classification::Intimate.as_str();
        // the name is set below, once the value has its one form
        let line = json!({
            "source_id": "hash", "classification": class, "video": signal.is_video(), (signal.kind().as_str()): self.hash_value,
        });
        let mut draft = HashDraft::read(LIST, &line).map_err(|wrong| fault("hashValue", &wrong.message))?;
        draft.source_id = source_id_of(&draft.fingerprints).unwrap_or_default();
        Ok(draft)
    }
}

/// `SubmitFeedback`.
#[derive(Deserialize, utoipa::ToSchema)]
pub(crate) struct SubmittedFeedbacks {
    #[serde(rename = "hashFeedbacks")]
    pub(crate) hash_feedbacks: Vec<SubmittedFeedback>,
}

/// What the sender thinks of a hash.
#[derive(Deserialize, utoipa::ToSchema)]
pub(crate) struct SubmittedFeedback {
    #[serde(rename = "hashValue")]
    pub(crate) hash_value: String,
    #[serde(rename = "feedbackValue")]
    pub(crate) feedback_value: String,
}

impl SubmittedFeedback {
    /// What it says in our words: none where it says nothing of the hash that others could use.
    ///
    /// # Errors
    /// A value that the API does not know.
    pub(crate) fn verdict(&self) -> Result<Option<Vec<ObjectionReason>>, Fault> {
        match self.feedback_value.as_str() {
            "Blocked" => Ok(Some(Vec::new())),
            "NotBlocked" => Ok(Some(vec![ObjectionReason::NotOfThisList])),
            "Unknown" | "None" | "QualityUnknown" | "PendingReview" | "Withdrawn" | "Deleted" => Ok(None),
            _ => Err(Fault {
                field: "feedbackValue".into(),
                message: "must be Unknown, None, QualityUnknown, PendingReview, Blocked, NotBlocked, Withdrawn or Deleted"
                    .into(),
            }),
        }
    }
}

/// The answer of `FetchHashes`.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FetchedHashes {
    pub(crate) count: usize,
    pub(crate) next_page_token: Option<String>,
    /// What to give as `startTimestamp` next time.
    pub(crate) next_set_timestamp: i64,
    pub(crate) has_more_records: bool,
    pub(crate) hash_records: Vec<HashRecord>,
}

/// A hash with all that stands on it.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct HashRecord {
    #[serde(rename = "lastModtimestamp")]
    pub(crate) last_modified: i64,
    #[serde(rename = "signalType")]
    pub(crate) signal_type: &'static str,
    #[serde(rename = "hashValue")]
    pub(crate) hash_value: String,
    /// `Active` while one entry counts.
    #[serde(rename = "hashStatus")]
    pub(crate) hash_status: &'static str,
    /// The entries that hold it, each with its status.
    #[serde(rename = "caseNumbers")]
    pub(crate) case_numbers: BTreeMap<String, &'static str>,
    #[serde(rename = "CSPFeedbacks")]
    pub(crate) feedbacks: Vec<CspFeedback>,
}

/// What a member says of a hash.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CspFeedback {
    pub(crate) source: String,
    pub(crate) feedback_value: &'static str,
    pub(crate) tags: Vec<&'static str>,
}

/// The answer to what was sent: JSON, as clients ask, with what was not kept and why.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Submitted {
    /// How many were kept.
    pub(crate) count: usize,
    pub(crate) refused: Vec<RefusedRecord>,
}

/// A record that was not kept.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct RefusedRecord {
    /// Its place, from 0.
    pub(crate) record: usize,
    pub(crate) field: String,
    pub(crate) message: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_client_s_name_of_a_signal_is_taken_too() {
        for name in ["ImagePDQ", "StopNCIISignalType.ImagePDQ"] {
            let sent = SubmittedHash { signal_type: name.into(), hash_value: "AB".repeat(32) };
            let draft = sent.draft().unwrap();
            assert_eq!(draft.source_id, format!("pdq-{}", "ab".repeat(32)));
            assert!(!draft.video);
        }
        let fault = |signal: &str, value: &str| {
            let sent = SubmittedHash { signal_type: signal.into(), hash_value: value.into() };
            sent.draft().unwrap_err().field
        };
        assert_eq!(fault("Text", "x"), "signalType");
        assert_eq!(fault("VideoMD5", "x"), "hashValue");
    }

    #[test]
    fn only_what_tells_others_something_is_feedback() {
        let of = |value: &str| {
            SubmittedFeedback { hash_value: String::new(), feedback_value: value.into() }.verdict()
        };
        assert_eq!(of("Blocked").unwrap(), Some(vec![]));
        assert_eq!(of("NotBlocked").unwrap(), Some(vec![ObjectionReason::NotOfThisList]));
        assert_eq!(of("PendingReview").unwrap(), None);
        assert_eq!(of("Perhaps").unwrap_err().field, "feedbackValue");
    }
}
