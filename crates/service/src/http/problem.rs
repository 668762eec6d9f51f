//! Failures as problem documents (RFC 9457).

use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

use super::auth::CHALLENGE;
use crate::Failure;

/// Media type of a problem document.
pub(super) const PROBLEM_JSON: &str = "application/problem+json";

/// A problem document (RFC 9457 section 3) with our two members `field` and `incident`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Problem {
    /// `about:blank`, since the status says the kind (RFC 9457 section 4.2.1), or one of the constants below.
    #[serde(rename = "type")]
    pub kind: String,
    /// The status in words.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// What happened and what to do.
    pub detail: String,
    /// The part of the request that was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Number under which the log tells more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<String>,
}

impl Problem {
    /// A problem of `status`, about the request as a whole.
    pub fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            kind: "about:blank".into(),
            title: status.canonical_reason().unwrap_or("Error").into(),
            status: status.as_u16(),
            detail: detail.into(),
            field: None,
            incident: None,
        }
    }

    /// The kind of a refusal that a fresh second factor lifts.
    pub const STEP_UP_REQUIRED: &str = "urn:amparo:problem:step_up_required";

    /// The kind of a refusal of what comes without the token of the session's forms.
    pub const FORM_TOKEN_REQUIRED: &str = "urn:amparo:problem:form_token_required";

    /// The kind of a refusal of what does not come from a page of this node.
    pub const FROM_ELSEWHERE: &str = "urn:amparo:problem:from_elsewhere";

    /// A change asked for with a session, and without the token of its forms.
    pub(super) fn form_token_required() -> Self {
        let detail = "a session's changes carry the token of its pages, as the first field `form_token` or the header `Form-Token`; reload the page, and send it again";
        let (kind, title) = (Self::FORM_TOKEN_REQUIRED.into(), "form_token_required".into());
        Self { kind, title, ..Self::new(StatusCode::FORBIDDEN, detail) }
    }

    /// A change that another web site asks for, or nobody says who does.
    pub(super) fn from_elsewhere() -> Self {
        let detail = "this was not sent by a page of this node (headers `Sec-Fetch-Site`, `Origin`); open the page here and send it again";
        let (kind, title) = (Self::FROM_ELSEWHERE.into(), "from_elsewhere".into());
        Self { kind, title, ..Self::new(StatusCode::FORBIDDEN, detail) }
    }

    /// The session's second factor is too old for what was asked.
    pub(super) fn step_up_required() -> Self {
        let detail =
            "this needs a second factor given within the last five minutes; confirm at /sign-in/step-up";
        Self {
            kind: Self::STEP_UP_REQUIRED.into(),
            title: "step_up_required".into(),
            ..Self::new(StatusCode::FORBIDDEN, detail)
        }
    }

    /// The document of a failure. A broken one says its incident and nothing of the cause.
    pub fn of(failure: &Failure) -> Self {
        let status = StatusCode::from_u16(failure.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        match failure {
            Failure::Refused(refused) => {
                Self { field: refused.field.clone(), ..Self::new(status, &refused.message) }
            }
            Failure::Conflict { message } => Self::new(status, message),
            Failure::Broken(broken) => {
                Self { incident: Some(broken.incident.clone()), ..Self::new(status, broken.to_string()) }
            }
        }
    }

    fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl IntoResponse for Problem {
    /// The document, kept as an extension of the response too: the edge turns it into a page for a browser.
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (self.status(), [(CONTENT_TYPE, PROBLEM_JSON)], body).into_response();
        if self.status() == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(WWW_AUTHENTICATE, CHALLENGE);
        }
        response.extensions_mut().insert(self);
        response
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        Problem::of(&self).into_response()
    }
}
