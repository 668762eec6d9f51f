//! A disclosure request as the fields of the certificates of Regulation (EU) 2023/1543. Names and periods are taken from secondary sources, and
//! say so; which annex has which field was not compared with the official text.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use wire::disclosure::RequestLine;

use super::DisclosureView;
use crate::asking::{LegalBasis, OrderKind};

/// How many days a preservation order holds; it can be extended.
const PRESERVED_DAYS: u16 = 60;

/// An EPOC or EPOC-PR.
#[derive(Serialize, ToSchema)]
pub(crate) struct EuropeanOrder {
    /// `Regulation (EU) 2023/1543`.
    pub(crate) regulation: &'static str,
    /// Whether somebody compared the fields with the official text.
    pub(crate) verified: bool,
    /// `EPOC` or `EPOC-PR`.
    pub(crate) form: &'static str,
    /// Our name for it.
    pub(crate) order_number: String,
    #[schema(value_type = String)]
    pub(crate) issued_at: Timestamp,
    /// The provider that is asked.
    pub(crate) service_provider: String,
    /// The police unit that issues it.
    pub(crate) issuing_authority: Option<String>,
    /// The court or prosecutor that validates it.
    pub(crate) validating_authority: Option<String>,
    pub(crate) validation_number: Option<String>,
    pub(crate) case_file_number: Option<String>,
    /// `subscriber_data`: what identifies the user of an address.
    pub(crate) data_category: &'static str,
    pub(crate) emergency: bool,
    /// How many hours the provider has from receipt; none for a preservation order, which is followed at once.
    pub(crate) deadline_hours: Option<i64>,
    /// When that is over, once it is sent.
    #[schema(value_type = Option<String>)]
    pub(crate) due_at: Option<Timestamp>,
    /// How many days the data are to be preserved.
    pub(crate) preserved_for_days: Option<u16>,
    #[schema(value_type = Vec<Object>)]
    pub(crate) lines: Vec<RequestLine>,
}

impl EuropeanOrder {
    /// The fields of a request that rests on the Regulation; none of any other.
    pub(crate) fn of(view: &DisclosureView, agency: Option<&str>) -> Option<Self> {
        let basis = LegalBasis::find(&view.order.basis)?;
        let emergency = !view.order.emergency_reason.is_empty();
        let (form, preserved_for_days) = match basis.kind {
            OrderKind::National => return None,
            OrderKind::Production => ("EPOC", None),
            OrderKind::Preservation => ("EPOC-PR", Some(PRESERVED_DAYS)),
        };
        let request = &view.request;
        Some(Self {
            regulation: "Regulation (EU) 2023/1543",
            verified: basis.is_verified(),
            form,
            order_number: request.request_id.clone(),
            issued_at: request.issued_at,
            service_provider: request.operator.clone(),
            issuing_authority: agency.map(str::to_owned),
            validating_authority: request.court.clone(),
            validation_number: request.authorization_number.clone(),
            case_file_number: request.procedure_number.clone(),
            data_category: "subscriber_data",
            emergency,
            deadline_hours: view.term.after_sending().map(|length| length.as_hours()),
            due_at: view.due_at,
            preserved_for_days,
            lines: request.lines.clone(),
        })
    }
}
