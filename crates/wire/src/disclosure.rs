//! A legal request to an operator for the subscribers behind addresses, and the operator's answer.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::document::{Document, DocumentError, check_positive, check_present, check_unique};

/// A legal request for subscriber data, to one operator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DisclosureRequest {
    /// `amparo-disclosure-request/1`.
    pub schema: String,
    /// The authority's name for the request.
    pub request_id: String,
    /// The operator that is asked.
    pub operator: String,
    /// The authorization that permits the request (a warrant's or court order's number).
    pub legal_basis: String,
    /// The article on which it rests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
    /// The court or prosecutor's office that ordered it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub court: Option<String>,
    /// The number of the procedure there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub procedure_number: Option<String>,
    /// The number of the order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorization_number: Option<String>,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// What is asked, one line per address and instant.
    pub lines: Vec<RequestLine>,
}

/// One question: who had this address (and port) at this instant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestLine {
    /// Number of the line within the request, from 1.
    pub line_no: i64,
    /// IP address, as it was reported.
    pub address: String,
    /// Source port; without it a shared address (carrier-grade NAT, RFC 6888) names several subscribers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// The instant asked about.
    pub at: Timestamp,
    /// The time in the report's own words, for who compares it with the instant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated: Option<String>,
}

impl DisclosureRequest {
    /// A request with its schema name set.
    pub fn new(
        request_id: impl Into<String>,
        operator: impl Into<String>,
        legal_basis: impl Into<String>,
        issued_at: Timestamp,
        lines: Vec<RequestLine>,
    ) -> Self {
        Self {
            schema: Self::SCHEMA.into(),
            request_id: request_id.into(),
            operator: operator.into(),
            legal_basis: legal_basis.into(),
            article: None,
            court: None,
            procedure_number: None,
            authorization_number: None,
            issued_at,
            lines,
        }
    }
}

impl Document for DisclosureRequest {
    const SCHEMA: &'static str = "amparo-disclosure-request/1";

    fn schema(&self) -> &str {
        &self.schema
    }

    fn check_fields(&self) -> Result<(), DocumentError> {
        check_present("request_id", &self.request_id)?;
        check_present("operator", &self.operator)?;
        check_present("legal_basis", &self.legal_basis)?;
        if self.lines.is_empty() {
            return Err(DocumentError::field("lines", "must hold one line at least"));
        }
        for (index, line) in self.lines.iter().enumerate() {
            check_positive(&format!("lines[{index}].line_no"), line.line_no)?;
            check_present(&format!("lines[{index}].address"), &line.address)?;
            if line.port == Some(0) {
                return Err(DocumentError::field(format!("lines[{index}].port"), "must be from 1 to 65535"));
            }
        }
        check_unique("lines", self.lines.iter().map(|line| line.line_no))
    }
}

/// An operator's answer to a [`DisclosureRequest`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DisclosureAnswer {
    /// `amparo-disclosure-answer/1`.
    pub schema: String,
    /// The request that is answered.
    pub request_id: String,
    /// When the operator answered.
    pub answered_at: Timestamp,
    /// One answer per line of the request that is answered.
    pub lines: Vec<AnswerLine>,
}

/// The answer to one line: no subscriber, one, or several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerLine {
    /// The number of the line in the request.
    pub line_no: i64,
    /// The address that the operator looked up, as it repeats it; another one than was asked about is no answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The instant that the operator looked up, as it repeats it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// Who had the address then; several when it was shared and the port was not known.
    pub subscribers: Vec<Subscriber>,
    /// The operator's remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A subscriber's line, as the operator keeps it. The holder need not be who used the line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subscriber {
    /// The operator's own reference of the line.
    pub line: String,
    /// Fixed or mobile.
    pub kind: LineKind,
    /// Who holds the contract.
    pub holder: String,
    /// When the holder was born, as the operator keeps it; no company has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born_on: Option<Date>,
    /// Where bills go: no place of use.
    pub billing_address: String,
    /// Where a fixed line ends; a mobile line has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub installation: Option<Installation>,
}

/// How a line reaches the subscriber.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// Ends at an installation address.
    Fixed,
    /// Moves with its user.
    Mobile,
}

/// Where a fixed line ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Installation {
    /// Street and number.
    pub street: String,
    /// Town.
    pub city: String,
    /// Province in the operator's own spelling.
    pub province: String,
}

impl DisclosureAnswer {
    /// An answer with its schema name set.
    pub fn new(request_id: impl Into<String>, answered_at: Timestamp, lines: Vec<AnswerLine>) -> Self {
        Self { schema: Self::SCHEMA.into(), request_id: request_id.into(), answered_at, lines }
    }
}

impl Document for DisclosureAnswer {
    const SCHEMA: &'static str = "amparo-disclosure-answer/1";

    fn schema(&self) -> &str {
        &self.schema
    }

    fn check_fields(&self) -> Result<(), DocumentError> {
        check_present("request_id", &self.request_id)?;
        for (index, line) in self.lines.iter().enumerate() {
            check_positive(&format!("lines[{index}].line_no"), line.line_no)?;
            for (position, subscriber) in line.subscribers.iter().enumerate() {
                let at = format!("lines[{index}].subscribers[{position}]");
                check_present(&format!("{at}.line"), &subscriber.line)?;
                check_present(&format!("{at}.holder"), &subscriber.holder)?;
            }
        }
        check_unique("lines", self.lines.iter().map(|line| line.line_no))
    }
}
