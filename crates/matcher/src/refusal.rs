//! How a request ends badly, as Hasher-Matcher-Actioner says it: a status, and `{"message": …}`.

use axum::Json;
use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use service::{DbError, Failure, Reason, SandboxError};

/// An answer that is no success.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    status: StatusCode,
    message: String,
    details: Option<String>,
}

#[derive(Serialize)]
struct Body<'a> {
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<&'a str>,
}

impl Refusal {
    /// A status and what to do.
    pub(crate) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), details: None }
    }

    /// The request cannot be read, or asks for what cannot be (400).
    pub(crate) fn bad(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    /// There is no such thing (404).
    pub(crate) fn absent(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, message)
    }

    /// Not for this caller, or not here (403).
    pub(crate) fn forbidden(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, message)
    }

    /// A body or file beyond its limit (413).
    pub(crate) fn too_large(limit_bytes: usize) -> Self {
        let message = format!("Content too large: at most {limit_bytes} bytes are taken");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, message)
    }

    /// Whether a body or file was beyond its limit.
    pub(crate) fn is_too_large(&self) -> bool {
        self.status == StatusCode::PAYLOAD_TOO_LARGE
    }

    /// The same with more for who looks after it.
    #[must_use]
    pub(crate) fn with(mut self, details: impl Into<String>) -> Self {
        self.details = Some(details.into());
        self
    }

    #[cfg(test)]
    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }
}

impl From<Failure> for Refusal {
    /// A value that is refused is 400 with HMA, and what exists already 403.
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(refused) => {
                let status = match refused.reason {
                    Reason::Absent | Reason::Erased => StatusCode::NOT_FOUND,
                    Reason::Unauthenticated => StatusCode::UNAUTHORIZED,
                    Reason::BadRequest | Reason::Invalid => StatusCode::BAD_REQUEST,
                };
                let refusal = Self::new(status, refused.message);
                match refused.field {
                    Some(field) => refusal.with(field),
                    None => refusal,
                }
            }
            Failure::Conflict { message } => Self::forbidden(message),
            Failure::Broken(broken) => {
                let status = if broken.contended {
                    StatusCode::SERVICE_UNAVAILABLE
                } else {
                    StatusCode::INTERNAL_SERVER_ERROR
                };
                Self::new(status, broken.to_string()).with(broken.incident)
            }
        }
    }
}

impl From<DbError> for Refusal {
    fn from(error: DbError) -> Self {
        Failure::from(error).into()
    }
}

impl From<SandboxError> for Refusal {
    fn from(error: SandboxError) -> Self {
        Failure::broken(error).into()
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = Body { message: &self.message, details: self.details.as_deref() };
        let mut response = (self.status, Json(body)).into_response();
        match self.status {
            StatusCode::UNAUTHORIZED => {
                response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            StatusCode::SERVICE_UNAVAILABLE => {
                response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("5"));
            }
            _ => {}
        }
        response
    }
}
