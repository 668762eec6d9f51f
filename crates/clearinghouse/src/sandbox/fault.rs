//! Faults that a sandbox plays when it is asked to, so that a client's handling of them can be tried.

use std::fmt;
use std::str::FromStr;

use axum::http::header::{CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;
use thiserror::Error;
use wire::cybertipline::{ReportResponse, ResponseCode};

/// Asks for a fault on the request that carries it.
pub(super) const HEADER: HeaderName = HeaderName::from_static("amparo-inject");
/// Media type of the application's answers.
const XML: &str = "application/xml;charset=UTF-8";
/// Longest time for which an answer is held back, in seconds.
const MOST_SECONDS: u64 = 600;

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// The request is carried out, and its answer held back for so many seconds: what was done is done, though a client that gave up does
    /// not know.
    Timeout(u64),
    /// Nothing is carried out; the answer is this status from 400 to 599.
    Status(StatusCode),
    /// Nothing is carried out; the answer is 200 with this code.
    Code(ResponseCode),
    /// The request is carried out, and the connection breaks in the middle of the answer.
    Cut,
}

/// A fault that is none.
#[derive(Debug, Clone, Copy, Error)]
#[error(
    "`Amparo-Inject` is one of timeout=SECONDS (1 to 600), status=400 to 599, 401, code=NUMBER (a documented code but 0), cut"
)]
pub(super) struct FaultError;

/// A fault that waits for requests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Planned {
    /// The last part of the endpoint's address, or `any`.
    pub(super) endpoint: &'static str,
    pub(super) fault: Fault,
    /// How many requests it still meets.
    pub(super) times: u32,
}

/// Every endpoint, by the last part of its address.
pub(super) const ENDPOINTS: [&str; 7] =
    ["submit", "upload", "fileinfo", "finish", "retract", "status", "xsd"];
/// Stands for every endpoint.
pub(super) const ANY: &str = "any";

impl Planned {
    pub(super) fn is_for(&self, endpoint: &str) -> bool {
        self.endpoint == ANY || self.endpoint == endpoint
    }
}

impl Fault {
    /// The faults that the page offers.
    pub(super) fn offered() -> Vec<Self> {
        let statuses =
            [StatusCode::UNAUTHORIZED, StatusCode::INTERNAL_SERVER_ERROR, StatusCode::SERVICE_UNAVAILABLE];
        let codes = ResponseCode::ALL.iter().filter(|code| **code != ResponseCode::Success);
        let mut offered = vec![Self::Timeout(5), Self::Timeout(60), Self::Cut];
        offered.extend(statuses.map(Self::Status));
        offered.extend(codes.map(|code| Self::Code(*code)));
        offered
    }

    /// The answer in place of the clearinghouse's; none where the request is carried out.
    pub(super) fn answer(self) -> Option<Response> {
        match self {
            Self::Timeout(_) | Self::Cut => None,
            Self::Status(StatusCode::UNAUTHORIZED) => {
                let realm = [(WWW_AUTHENTICATE, "Basic realm=\"ESP Web Services\"")];
                Some((StatusCode::UNAUTHORIZED, realm).into_response())
            }
            Self::Status(status) if status.is_server_error() => {
                Some((status, [(CONTENT_TYPE, XML)], injected(ResponseCode::ServerError)).into_response())
            }
            Self::Status(status) => Some(status.into_response()),
            Self::Code(code) => Some(([(CONTENT_TYPE, XML)], injected(code)).into_response()),
        }
    }
}

fn injected(code: ResponseCode) -> String {
    let text = format!("{}: asked for by Amparo-Inject; nothing was carried out", code.text());
    ReportResponse::described(code, text).write()
}

impl FromStr for Fault {
    type Err = FaultError;

    fn from_str(text: &str) -> Result<Self, FaultError> {
        let number = |text: &str| text.trim().parse::<u16>().map_err(|_| FaultError);
        match text.trim().split_once('=') {
            None if text.trim() == "cut" => Ok(Self::Cut),
            None if text.trim() == "401" => Ok(Self::Status(StatusCode::UNAUTHORIZED)),
            Some(("timeout", seconds)) => {
                let seconds = u64::from(number(seconds)?);
                if (1..=MOST_SECONDS).contains(&seconds) {
                    Ok(Self::Timeout(seconds))
                } else {
                    Err(FaultError)
                }
            }
            Some(("status", status)) => {
                let status = StatusCode::from_u16(number(status)?).map_err(|_| FaultError)?;
                let is_error = status.is_client_error() || status.is_server_error();
                if is_error { Ok(Self::Status(status)) } else { Err(FaultError) }
            }
            Some(("code", code)) => match ResponseCode::from_number(i32::from(number(code)?)) {
                ResponseCode::Success | ResponseCode::Other(_) => Err(FaultError),
                code => Ok(Self::Code(code)),
            },
            _ => Err(FaultError),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Timeout(seconds) => write!(f, "timeout={seconds}"),
            Self::Status(StatusCode::UNAUTHORIZED) => f.write_str("401"),
            Self::Status(status) => write!(f, "status={}", status.as_u16()),
            Self::Code(code) => write!(f, "code={}", code.number()),
            Self::Cut => f.write_str("cut"),
        }
    }
}

impl Serialize for Fault {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_offered_can_be_asked_for() {
        for fault in Fault::offered() {
            assert_eq!(fault.to_string().parse::<Fault>().unwrap(), fault, "{fault}");
            let is_carried_out = matches!(fault, Fault::Timeout(_) | Fault::Cut);
            assert_eq!(fault.answer().is_none(), is_carried_out, "{fault}");
        }
        assert_eq!("status=401".parse::<Fault>().unwrap().to_string(), "401");
    }

    #[test]
    fn what_is_no_fault_is_refused() {
        for text in [
            "",
            "503",
            "timeout",
            "timeout=0",
            "timeout=601",
            "status=200",
            "status=1",
            "code=0",
            "code=7",
            "cut=1",
        ] {
            let error = text.parse::<Fault>().unwrap_err().to_string();
            assert!(error.contains("timeout=SECONDS"), "{text}");
        }
    }

    #[test]
    fn a_code_is_an_answer_of_200_and_a_missing_credential_has_no_body() {
        let code = Fault::Code(ResponseCode::ValidationFailed).answer().unwrap();
        assert_eq!(code.status(), StatusCode::OK);
        let unknown = "401".parse::<Fault>().unwrap().answer().unwrap();
        assert_eq!(unknown.status(), StatusCode::UNAUTHORIZED);
        assert!(
            unknown.headers().contains_key(WWW_AUTHENTICATE) && !unknown.headers().contains_key(CONTENT_TYPE)
        );
    }
}
