//! What came of a report, on its way back: police to clearinghouse to reporting party. No personal data.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::custody_mark::CustodyMark;
use crate::document::{Document, DocumentError, check_hex, check_positive, check_present};

/// What came of one report. The words are neutral: none tells who was found, or whether a child was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeCode {
    /// The report is part of an inquiry.
    InInquiry,
    /// A person was identified.
    PersonIdentified,
    /// Closed, and the authority acted.
    ClosedWithAction,
    /// Closed without action by the authority.
    ClosedWithoutAction,
    /// What was reported is not an offence.
    NotAnOffence,
}

impl OutcomeCode {
    /// The code as it stands in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InInquiry => "in_inquiry",
            Self::PersonIdentified => "person_identified",
            Self::ClosedWithAction => "closed_with_action",
            Self::ClosedWithoutAction => "closed_without_action",
            Self::NotAnOffence => "not_an_offence",
        }
    }

    /// The code that is written as `text`.
    pub fn parse(text: &str) -> Option<Self> {
        [
            Self::InInquiry,
            Self::PersonIdentified,
            Self::ClosedWithAction,
            Self::ClosedWithoutAction,
            Self::NotAnOffence,
        ]
        .into_iter()
        .find(|code| code.as_str() == text)
    }
}

/// One outcome in a batch from the police.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BatchOutcome {
    /// CyberTipline number of the report.
    pub report_number: i64,
    /// What came of it.
    pub code: OutcomeCode,
    /// When the authority decided it.
    pub decided_at: Timestamp,
}

/// Outcomes that an agency sends back to the clearinghouse for one referral.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeedbackBatch {
    /// `amparo-feedback/1`.
    pub schema: String,
    /// The referral that carried the reports.
    pub referral_id: String,
    /// The outcomes, at least one.
    pub outcomes: Vec<BatchOutcome>,
}

impl FeedbackBatch {
    /// A batch with its schema name set.
    pub fn new(referral_id: impl Into<String>, outcomes: Vec<BatchOutcome>) -> Self {
        Self { schema: Self::SCHEMA.into(), referral_id: referral_id.into(), outcomes }
    }
}

impl Document for FeedbackBatch {
    const SCHEMA: &'static str = "amparo-feedback/1";

    fn schema(&self) -> &str {
        &self.schema
    }

    fn check_fields(&self) -> Result<(), DocumentError> {
        check_present("referral_id", &self.referral_id)?;
        if self.outcomes.is_empty() {
            return Err(DocumentError::field("outcomes", "must hold one outcome at least"));
        }
        for (index, outcome) in self.outcomes.iter().enumerate() {
            check_positive(&format!("outcomes[{index}].report_number"), outcome.report_number)?;
        }
        Ok(())
    }
}

/// One outcome in the feed of a reporting party.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeedOutcome {
    /// Place in the feed; grows, never repeats.
    pub sequence: i64,
    /// CyberTipline number of the report.
    pub report_number: i64,
    /// What came of it.
    pub code: OutcomeCode,
    /// When the authority decided it.
    pub decided_at: Timestamp,
}

/// One page of the feed that a reporting party polls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutcomePage {
    /// `amparo-outcomes/1`.
    pub schema: String,
    /// Outcomes after the asked place, in order.
    pub outcomes: Vec<FeedOutcome>,
    /// What to ask for next: the last sequence of this page, or the asked place when the page is empty.
    pub next: i64,
}

impl OutcomePage {
    /// A page that answers the question "what came after `after`".
    pub fn after(after: i64, outcomes: Vec<FeedOutcome>) -> Self {
        let next = outcomes.last().map_or(after, |last| last.sequence);
        Self { schema: Self::SCHEMA.into(), outcomes, next }
    }
}

impl Document for OutcomePage {
    const SCHEMA: &'static str = "amparo-outcomes/1";

    fn schema(&self) -> &str {
        &self.schema
    }

    fn check_fields(&self) -> Result<(), DocumentError> {
        let sequences: Vec<i64> = self.outcomes.iter().map(|outcome| outcome.sequence).collect();
        if !sequences.is_sorted_by(|a, b| a < b) {
            return Err(DocumentError::field("outcomes", "must stand in growing order of their sequence"));
        }
        if sequences.last().is_some_and(|last| *last != self.next) {
            return Err(DocumentError::field("next", "must be the sequence of the last outcome"));
        }
        for (index, outcome) in self.outcomes.iter().enumerate() {
            check_positive(&format!("outcomes[{index}].report_number"), outcome.report_number)?;
        }
        Ok(())
    }
}

/// Acknowledgement of a delivery, given after it is stored for good. The same delivery gets the same receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// `amparo-receipt/1`.
    pub schema: String,
    /// The receiver's name for this receipt.
    pub receipt_id: String,
    /// The referral that was delivered, or that the feedback is about.
    pub referral_id: String,
    /// When it was received.
    pub received_at: Timestamp,
    /// SHA-256 of the delivered bytes.
    pub digest_sha256: String,
    /// Where the receiver's custody log stood.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custody: Option<CustodyMark>,
    /// Reports that an earlier referral had brought already: kept once, and what comes of them is told for this referral too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub known: Vec<KnownReports>,
}

/// Request header in which whoever delivers names the fields that receipts got later and that it knows, with commas between them. Readers refuse
/// a field that they do not know, and would send what was kept already for ever; so a receipt has those alone that are named here.
pub const READS: &str = "amparo-reads";

/// What readers of this version name there.
pub const READS_NOW: &str = "receipt.known";

/// Reports that were known when they came, by the referral that had brought them first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownReports {
    /// That referral.
    pub referral_id: String,
    /// CyberTipline numbers of the reports.
    pub report_numbers: Vec<i64>,
}

impl Receipt {
    /// A receipt with its schema name set.
    pub fn new(
        receipt_id: impl Into<String>,
        referral_id: impl Into<String>,
        received_at: Timestamp,
        digest_sha256: impl Into<String>,
    ) -> Self {
        Self {
            schema: Self::SCHEMA.into(),
            receipt_id: receipt_id.into(),
            referral_id: referral_id.into(),
            received_at,
            digest_sha256: digest_sha256.into(),
            custody: None,
            known: Vec::new(),
        }
    }

    /// Says where the receiver's custody log stood.
    #[must_use]
    pub fn with_custody(self, custody: Option<CustodyMark>) -> Self {
        Self { custody, ..self }
    }

    /// Without the fields that its reader does not know, by its header [`READS`].
    #[must_use]
    pub fn for_reader(self, reads: Option<&str>) -> Self {
        let knows =
            |field: &str| reads.is_some_and(|names| names.split(',').any(|name| name.trim() == field));
        if knows("receipt.known") { self } else { self.with_known(Vec::new()) }
    }

    /// Says which of the reports were known.
    #[must_use]
    pub fn with_known(self, known: Vec<KnownReports>) -> Self {
        Self { known, ..self }
    }
}

impl Document for Receipt {
    const SCHEMA: &'static str = "amparo-receipt/1";

    fn schema(&self) -> &str {
        &self.schema
    }

    fn check_fields(&self) -> Result<(), DocumentError> {
        check_present("receipt_id", &self.receipt_id)?;
        check_present("referral_id", &self.referral_id)?;
        check_hex("digest_sha256", &self.digest_sha256, 32)?;
        for (index, known) in self.known.iter().enumerate() {
            check_present(&format!("known[{index}].referral_id"), &known.referral_id)?;
            for number in &known.report_numbers {
                check_positive(&format!("known[{index}].report_numbers"), *number)?;
            }
        }
        self.custody.as_ref().map_or(Ok(()), |custody| custody.check("custody"))
    }
}
