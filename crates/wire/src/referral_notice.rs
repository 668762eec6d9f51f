//! A notice that takes back or corrects what was referred. Signed like a package; it names reports by number and says nothing of anybody.

use jiff::Timestamp;
use note::{NoteError, NoteSigner, NoteVerifier};
use serde::{Deserialize, Serialize};

use crate::custody_mark::CustodyMark;
use crate::document::{Document, DocumentError, check_hex, check_positive, check_present, check_unique};

/// Largest signed notice, in bytes: the number of reports that one referral may hold, with room.
pub const MAX_NOTICE_BYTES: usize = 1 << 20;
/// Media type of a signed notice.
pub const NOTICE_MEDIA_TYPE: &str = "text/plain";

/// What a notice does to the reports that it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// They are taken back: the clearinghouse does not stand by the referral any more.
    Withdrawn,
    /// They were referred with something wrong in what the clearinghouse added; another referral may stand for them.
    Corrected,
}

impl NoticeKind {
    /// The kind as it stands in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Withdrawn => "withdrawn",
            Self::Corrected => "corrected",
        }
    }

    /// The kind that is written as `text`.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Withdrawn, Self::Corrected].into_iter().find(|kind| kind.as_str() == text)
    }
}

/// Why, in a word that says nothing of a person. The words of who decided it stay at the clearinghouse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeReason {
    /// It belongs to another country or agency.
    WrongRecipient,
    /// The reporting party took it back or corrected itself.
    SenderCorrected,
    /// What was reported is not an offence.
    NotAnOffence,
    /// A false match of a hash list.
    FalseMatch,
    /// What the clearinghouse added was wrong: a country, an operator, a digest.
    EnrichmentWrong,
    /// The same was referred already.
    Duplicate,
    /// A court or an authority has ordered it.
    Ordered,
}

impl NoticeReason {
    /// Every reason.
    pub const ALL: [Self; 7] = [
        Self::WrongRecipient,
        Self::SenderCorrected,
        Self::NotAnOffence,
        Self::FalseMatch,
        Self::EnrichmentWrong,
        Self::Duplicate,
        Self::Ordered,
    ];

    /// The reason as it stands in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::WrongRecipient => "wrong_recipient",
            Self::SenderCorrected => "sender_corrected",
            Self::NotAnOffence => "not_an_offence",
            Self::FalseMatch => "false_match",
            Self::EnrichmentWrong => "enrichment_wrong",
            Self::Duplicate => "duplicate",
            Self::Ordered => "ordered",
        }
    }

    /// The reason that is written as `text`.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == text)
    }
}

/// A notice about one referral, for the agency that it went to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReferralNotice {
    /// `amparo-referral-notice/1`.
    pub schema: String,
    /// The clearinghouse's name for the notice.
    pub notice_id: String,
    /// What it does.
    pub kind: NoticeKind,
    /// The referral that carried the reports.
    pub referral_id: String,
    /// The agency's code at the clearinghouse.
    pub to_agency: String,
    /// CyberTipline numbers of the reports concerned, in growing order, at least one.
    pub report_numbers: Vec<i64>,
    /// Why.
    pub reason: NoticeReason,
    /// The referral to the same agency that stands for the reports now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<String>,
    /// When it was decided.
    pub made_at: Timestamp,
    /// The role that decided it. Never a person's name.
    pub made_by: String,
    /// Where the clearinghouse's custody log stood.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custody: Option<CustodyMark>,
}

impl Document for ReferralNotice {
    const SCHEMA: &'static str = "amparo-referral-notice/1";

    fn schema(&self) -> &str {
        &self.schema
    }

    fn check_fields(&self) -> Result<(), DocumentError> {
        check_present("notice_id", &self.notice_id)?;
        check_present("referral_id", &self.referral_id)?;
        check_present("to_agency", &self.to_agency)?;
        check_present("made_by", &self.made_by)?;
        if self.report_numbers.is_empty() {
            return Err(DocumentError::field("report_numbers", "must hold one number at least"));
        }
        for (index, number) in self.report_numbers.iter().enumerate() {
            check_positive(&format!("report_numbers[{index}]"), *number)?;
        }
        check_unique("report_numbers", &self.report_numbers)?;
        if !self.report_numbers.is_sorted() {
            return Err(DocumentError::field("report_numbers", "must stand in growing order"));
        }
        if self.replaced_by.as_ref() == Some(&self.referral_id) {
            return Err(DocumentError::field("replaced_by", "must name another referral"));
        }
        self.custody.as_ref().map_or(Ok(()), |custody| custody.check("custody"))
    }
}

/// Why a signed notice was refused or could not be written.
#[derive(Debug, thiserror::Error)]
pub enum NoticeError {
    /// It is larger than [`MAX_NOTICE_BYTES`].
    #[error("the notice is larger than {MAX_NOTICE_BYTES} bytes")]
    TooLarge,
    /// No key that is trusted has signed it.
    #[error("the notice's signature was refused: {0}")]
    Signature(NoteError),
    /// The document is refused.
    #[error("{0}")]
    Document(DocumentError),
}

impl ReferralNotice {
    /// The notice as a signed note: the document, a blank line, the signature.
    ///
    /// # Errors
    /// The document holds what it may not hold.
    pub fn sign(&self, signer: &NoteSigner) -> Result<String, NoticeError> {
        let document = self.write().map_err(NoticeError::Document)?;
        note::sign(&String::from_utf8_lossy(&document), signer).map_err(NoticeError::Signature)
    }

    /// Reads a signed notice; gives it with the name of the trusted key that signed it.
    ///
    /// # Errors
    /// It is too large, no trusted key has signed it, or the document is refused.
    pub fn open(bytes: &[u8], verifiers: &[NoteVerifier]) -> Result<(Self, String), NoticeError> {
        if bytes.len() > MAX_NOTICE_BYTES {
            return Err(NoticeError::TooLarge);
        }
        let opened = note::open(bytes, verifiers).map_err(NoticeError::Signature)?;
        let notice = Self::read(opened.text.as_bytes()).map_err(NoticeError::Document)?;
        Ok((notice, opened.signers.into_iter().next().unwrap_or_default()))
    }
}

/// Acknowledgement of a notice, given after it is stored for good. The same notice gets the same receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeReceipt {
    /// `amparo-referral-notice-receipt/1`.
    pub schema: String,
    /// The receiver's name for this receipt.
    pub receipt_id: String,
    /// The notice that was delivered.
    pub notice_id: String,
    /// When it was received.
    pub received_at: Timestamp,
    /// SHA-256 of the signed notice, hex.
    pub digest_sha256: String,
}

impl NoticeReceipt {
    /// A receipt with its schema name set.
    pub fn new(
        receipt_id: impl Into<String>,
        notice_id: impl Into<String>,
        received_at: Timestamp,
        digest_sha256: impl Into<String>,
    ) -> Self {
        Self {
            schema: Self::SCHEMA.into(),
            receipt_id: receipt_id.into(),
            notice_id: notice_id.into(),
            received_at,
            digest_sha256: digest_sha256.into(),
        }
    }
}

impl Document for NoticeReceipt {
    const SCHEMA: &'static str = "amparo-referral-notice-receipt/1";

    fn schema(&self) -> &str {
        &self.schema
    }

    fn check_fields(&self) -> Result<(), DocumentError> {
        check_present("receipt_id", &self.receipt_id)?;
        check_present("notice_id", &self.notice_id)?;
        check_hex("digest_sha256", &self.digest_sha256, 32)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failing test panics")]
mod tests {
    use super::*;

    fn signer(seed: u8) -> NoteSigner {
        NoteSigner::new("clearinghouse.example", &[seed; 32]).unwrap()
    }

    fn notice() -> ReferralNotice {
        ReferralNotice {
            schema: ReferralNotice::SCHEMA.into(),
            notice_id: "rno_1".into(),
            kind: NoticeKind::Corrected,
            referral_id: "ref_1".into(),
            to_agency: "ES-CNP".into(),
            report_numbers: vec![7_000_001, 7_000_002],
            reason: NoticeReason::EnrichmentWrong,
            replaced_by: Some("ref_2".into()),
            made_at: "2020-12-28T09:00:00Z".parse().unwrap(),
            made_by: "analyst".into(),
            custody: None,
        }
    }

    #[test]
    fn what_is_signed_opens_for_who_trusts_the_key_and_no_other() {
        let signed = notice().sign(&signer(7)).unwrap();
        let (read, by) = ReferralNotice::open(signed.as_bytes(), &[signer(7).verifier()]).unwrap();
        assert_eq!((read, by.as_str()), (notice(), "clearinghouse.example"));
        assert!(ReferralNotice::open(signed.as_bytes(), &[signer(8).verifier()]).is_err());
        let changed = signed.replace("7000002", "7000003");
        assert_ne!(changed, signed);
        assert!(ReferralNotice::open(changed.as_bytes(), &[signer(7).verifier()]).is_err());
    }

    #[test]
    fn a_notice_that_says_nothing_or_contradicts_itself_is_refused() {
        for (bad, field) in [
            (ReferralNotice { report_numbers: vec![], ..notice() }, "report_numbers"),
            (ReferralNotice { report_numbers: vec![2, 1], ..notice() }, "report_numbers"),
            (ReferralNotice { report_numbers: vec![1, 1], ..notice() }, "report_numbers[1]"),
            (ReferralNotice { report_numbers: vec![0], ..notice() }, "report_numbers[0]"),
            (ReferralNotice { replaced_by: Some("ref_1".into()), ..notice() }, "replaced_by"),
            (ReferralNotice { to_agency: " ".into(), ..notice() }, "to_agency"),
        ] {
            let error = bad.write().unwrap_err().to_string();
            assert!(error.starts_with(field), "{error}");
        }
    }

    #[test]
    fn codes_are_written_as_they_parse() {
        for reason in NoticeReason::ALL {
            assert_eq!(NoticeReason::parse(reason.as_str()), Some(reason));
            assert_eq!(serde_json::to_value(reason).unwrap(), reason.as_str());
        }
        for kind in [NoticeKind::Withdrawn, NoticeKind::Corrected] {
            assert_eq!(NoticeKind::parse(kind.as_str()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
    }

    #[test]
    fn a_receipt_reads_back() {
        let receipt = NoticeReceipt::new("rcp_1", "rno_1", notice().made_at, "ab".repeat(32));
        assert_eq!(NoticeReceipt::read(&receipt.write().unwrap()).unwrap(), receipt);
        assert!(NoticeReceipt { digest_sha256: String::new(), ..receipt }.write().is_err());
    }
}
