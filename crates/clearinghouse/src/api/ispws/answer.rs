//! Answers of the CyberTipline API, and what stands behind a refusal.

use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use service::{Actor, Failure};
use wire::cybertipline::{Refused, Remark, ReportDoneResponse, ReportResponse, ResponseCode, Rules};

use crate::State;
use crate::db;
use crate::db::warnings::Warning;
use crate::report_state::ReportState;

/// Media type of every answer with a body.
pub(super) const XML: &str = "application/xml;charset=UTF-8";
/// Most remarks that are kept of one document.
const MAX_WARNINGS: usize = 100;
/// Most characters of a remark's path or text.
const MAX_WARNING_CHARS: usize = 300;

/// One answer: an HTTP status and an XML document.
pub(crate) struct Answer(StatusCode, String);

impl Answer {
    pub(super) fn report(outcome: Result<ReportResponse, Refusal>) -> Self {
        match outcome {
            Ok(response) => Self(StatusCode::OK, response.write()),
            Err(refusal) => refusal.into(),
        }
    }

    pub(super) fn done(outcome: Result<ReportDoneResponse, Refusal>) -> Self {
        match outcome {
            Ok(response) => Self(StatusCode::OK, response.write()),
            Err(refusal) => refusal.into(),
        }
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        (self.0, [(CONTENT_TYPE, XML)], self.1).into_response()
    }
}

/// Why a call did not succeed.
pub(super) enum Refusal {
    /// The application's word, at HTTP status 200. Boxed: rare and large.
    Code(Box<ReportResponse>),
    /// A fault of ours.
    Failure(Failure),
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Self {
        Self::Code(Box::new(ReportResponse::from(&refused)))
    }
}

impl From<Refusal> for Answer {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Code(response) => Self(StatusCode::OK, response.write()),
            Refusal::Failure(failure @ Failure::Broken(_)) => {
                let status =
                    StatusCode::from_u16(failure.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                let text = format!("{}: {failure}", ResponseCode::ServerError.text());
                Self(status, ReportResponse::described(ResponseCode::ServerError, text).write())
            }
            Refusal::Failure(failure) => {
                let text = format!("{}: {failure}", ResponseCode::InvalidRequest.text());
                Self(StatusCode::OK, ReportResponse::described(ResponseCode::InvalidRequest, text).write())
            }
        }
    }
}

/// A refusal with a code and what is wrong.
pub(super) fn refused(code: ResponseCode, what: &str) -> Refusal {
    Refusal::Code(Box::new(ReportResponse::described(code, format!("{}: {what}", code.text()))))
}

/// Success about a report.
pub(super) fn success(report_number: i64) -> ReportResponse {
    ReportResponse { report_id: Some(report_number), ..ReportResponse::new(ResponseCode::Success) }
}

/// What this clearinghouse holds documents against.
pub(super) fn rules(state: &State) -> Rules {
    Rules { unknown: state.settings().unknown_elements, now: Some(state.node().clock().now()) }
}

/// The remarks to keep on a document.
pub(super) fn warnings(remarks: Vec<Remark>) -> Vec<Warning> {
    let warning = |remark: Remark| Warning {
        path: short(&remark.path),
        line: Some(i64::from(remark.line)),
        message: short(&remark.message),
    };
    remarks.into_iter().take(MAX_WARNINGS).map(warning).collect()
}

/// The answer to a body that is larger than its route takes, instead of the framework's 413: clients of this API read codes.
pub(super) fn too_long(path: &str) -> Answer {
    let refusal: Refusal = match path {
        "/ispws/submit" | "/ispws/fileinfo" => Refused::too_large().into(),
        _ => refused(ResponseCode::InvalidRequest, "the form must hold a report id and nothing large"),
    };
    refusal.into()
}

/// The answer to a path beneath this API that it does not have: 404, which clients take for a wrong address, in the form that they read.
pub(super) fn no_such_path() -> Answer {
    let (code, paths) = (ResponseCode::ResourceNotFound, super::PATHS.join(", "));
    let text = format!("{}: the paths of this API are {paths}", code.text());
    Answer(StatusCode::NOT_FOUND, ReportResponse::described(code, text).write())
}

fn short(text: &str) -> String {
    text.chars().take(MAX_WARNING_CHARS).collect()
}

/// Where a report stands for this actor, as a code; none while it is open.
async fn standing(state: &State, actor: &Actor, report_number: i64) -> Result<Option<ResponseCode>, Failure> {
    let mut tx = state.node().db().begin_read("report-standing").await?;
    let report = db::reports::find_by_number(&mut tx, report_number).await?;
    let own = report.filter(|report| report.reporting_party == actor.name());
    Ok(match own.map(|report| report.state) {
        None | Some(ReportState::Expired) => Some(ResponseCode::ReportDoesNotExist),
        Some(ReportState::Retracted) => Some(ResponseCode::ReportAlreadyRetracted),
        Some(
            ReportState::Finished | ReportState::Ready | ReportState::Referred | ReportState::Informational,
        ) => Some(ResponseCode::ReportAlreadyFinished),
        Some(ReportState::Open) => None,
    })
}

/// Refuses a report that takes nothing more, before its content is read.
pub(super) async fn check_open(state: &State, actor: &Actor, report_number: i64) -> Result<(), Refusal> {
    match standing(state, actor, report_number).await? {
        None => Ok(()),
        Some(code) => Err(refused(code, why(code))),
    }
}

/// What stands behind the code of where a report stands, and what to do. A report of somebody else is told as one that is not there.
fn why(code: ResponseCode) -> &'static str {
    match code {
        ResponseCode::ReportAlreadyRetracted => {
            "it takes nothing more; what is to be reported goes into a new report"
        }
        ResponseCode::ReportAlreadyFinished => {
            "it takes nothing more and cannot be retracted; what was left out goes into a new report"
        }
        ResponseCode::FileDoesNotExist => "the report has no such file; the answer to /upload has its fileId",
        _ => {
            "no report of yours has this number, or it was not finished in time: within 24 hours of its opening or an hour of its last \
             change, whichever is later"
        }
    }
}

/// An action's refusal as the code of where the report stands now; with the report open, it was about the file.
pub(super) async fn or_standing<T>(
    state: &State,
    actor: &Actor,
    report_number: i64,
    outcome: Result<T, Failure>,
) -> Result<T, Refusal> {
    match outcome {
        Ok(output) => Ok(output),
        Err(failure @ Failure::Broken(_)) => Err(failure.into()),
        Err(_) => {
            check_open(state, actor, report_number).await?;
            Err(refused(ResponseCode::FileDoesNotExist, why(ResponseCode::FileDoesNotExist)))
        }
    }
}
