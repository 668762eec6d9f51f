//! The CyberTipline API: what reporting parties call. Source: NCMEC's public API documentation, and what its clients send.
//!
//! Application errors are answered 200 with a code, wrong credentials with a bare 401, faults of ours with 5xx so that clients try
//! again. An answer of success is a promise: the database has committed and the vault has flushed.

mod answer;
mod form;
mod receive;

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, Extension, Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::{Router, body::Bytes};
use model::Id;
use service::opening::Viewing;
use service::{Actor, Authenticated, Failure};
use wire::cybertipline::{
    Checked, DoneFiles, FileDetails, OriginalFileHash, Report, ReportDoneResponse, ReportResponse,
    ResponseCode, Token, XSD,
};

use answer::{Answer, Refusal, rules, success, warnings};
pub use form::read_form;
pub use receive::read_upload;

use crate::actions::add_file::AddFile;
use crate::actions::add_file_details::AddFileDetails;
use crate::actions::finish_report::FinishReport;
use crate::actions::open_report::OpenReport;
use crate::actions::retract_report::RetractReport;
use crate::evidence::{case_of_report, put_document, take_back};
use crate::state::State as Clearinghouse;

/// Largest XML document that is taken, in bytes.
pub(crate) const MAX_XML_BYTES: usize = wire::cybertipline::MAX_SUBMITTED_BYTES;
/// Largest form with a report's id, in bytes.
pub(crate) const MAX_FORM_BYTES: usize = 64 << 10;

/// Every path of this API.
pub(crate) const PATHS: [&str; 7] = [
    "/ispws/status",
    "/ispws/xsd",
    "/ispws/submit",
    "/ispws/upload",
    "/ispws/fileinfo",
    "/ispws/finish",
    "/ispws/retract",
];

/// Names the realm of this API in its 401s, as the original does, and answers bodies that are too large and paths that it does not have in its
/// language.
pub(crate) fn under_its_realm(router: Router) -> Router {
    router.layer(from_fn(async |request: Request, next: Next| {
        let path = request.uri().path().to_owned();
        let response: Response = next.run(request).await;
        if path.starts_with("/ispws/") { in_its_language(&path, response) } else { response }
    }))
}

fn in_its_language(path: &str, mut response: Response) -> Response {
    match response.status() {
        StatusCode::UNAUTHORIZED => {
            let realm = HeaderValue::from_static("Basic realm=\"ESP Web Services\"");
            response.headers_mut().insert(WWW_AUTHENTICATE, realm);
            response
        }
        StatusCode::PAYLOAD_TOO_LARGE => instead_of(&response, answer::too_long(path)),
        StatusCode::NOT_FOUND if !PATHS.contains(&path) => instead_of(&response, answer::no_such_path()),
        _ => response,
    }
}

/// What the layers below have set holds of this answer too; what speaks of the other body does not.
fn instead_of(response: &Response, answer: Answer) -> Response {
    let mut answer = answer.into_response();
    for (name, value) in response.headers() {
        if *name != CONTENT_TYPE && *name != CONTENT_LENGTH {
            answer.headers_mut().insert(name.clone(), value.clone());
        }
    }
    answer
}

/// `GET /status`: who calls, and from where.
pub(crate) async fn status(
    Authenticated(actor): Authenticated,
    peer: Option<Extension<ConnectInfo<SocketAddr>>>,
) -> Answer {
    let address =
        peer.map_or_else(|| "unknown".to_owned(), |Extension(ConnectInfo(peer))| peer.ip().to_string());
    let text = format!("Remote User : {}, Remote Ip : {address}", actor.name());
    Answer::report(Ok(ReportResponse::described(ResponseCode::Success, text)))
}

/// `GET /xsd`: the schema.
pub(crate) async fn xsd() -> Response {
    ([(CONTENT_TYPE, answer::XML)], XSD.as_str()).into_response()
}

/// `POST /submit`: opens a report. The content type says nothing: clients send `text/xml`, `text/plain` and none.
pub(crate) async fn submit(
    State(state): State<Clearinghouse>,
    Authenticated(actor): Authenticated,
    body: Bytes,
) -> Answer {
    Answer::report(open_report(&state, &actor, &body).await)
}

async fn open_report(state: &Clearinghouse, actor: &Actor, body: &[u8]) -> Result<ReportResponse, Refusal> {
    let checked = Report::check(body, rules(state))?;
    let summary = &checked.value.incident_summary;
    let incident_at = summary.incident_date_time.instant();
    let report_id = Id::new(state.node().clock(), state.node().rng());
    let case = state.node().cases().draw(report_id);
    let xml = put_document(state, &case, body).await?;
    let action = OpenReport {
        report_id,
        case,
        xml: xml.clone(),
        incident_type: summary.incident_type.code(),
        incident_at,
        escalated: summary.escalate_to_high_priority.is_some(),
        warnings: warnings(checked.remarks),
    };
    let opened = take_back(state, &xml, state.node().act(actor, &action).await).await?;
    Ok(success(opened.report_number))
}

/// `POST /upload`: adds a file, streamed into the vault.
pub(crate) async fn upload(
    State(state): State<Clearinghouse>,
    Authenticated(actor): Authenticated,
    request: Request,
) -> Answer {
    Answer::report(add_file(&state, &actor, request).await)
}

async fn add_file(state: &Clearinghouse, actor: &Actor, request: Request) -> Result<ReportResponse, Refusal> {
    let received = receive::upload(state, actor, request).await?;
    let (number, item, md5) = (received.report_number, received.item, received.md5);
    let action = AddFile {
        report_number: number,
        item: item.clone(),
        md5: md5.clone(),
        file_name: received.file_name,
    };
    let added = take_back(state, &item, state.node().act(actor, &action).await).await;
    let added = answer::or_standing(state, actor, number, added).await?;
    let (file_id, hash) = (Some(Token::new(&added.file_id)), Some(Token::new(&md5)));
    Ok(ReportResponse { file_id, hash, ..success(number) })
}

/// `POST /fileinfo`: adds details to a file.
pub(crate) async fn fileinfo(
    State(state): State<Clearinghouse>,
    Authenticated(actor): Authenticated,
    body: Bytes,
) -> Answer {
    Answer::report(add_file_details(&state, &actor, &body).await)
}

async fn add_file_details(
    state: &Clearinghouse,
    actor: &Actor,
    body: &[u8],
) -> Result<ReportResponse, Refusal> {
    let Checked { value: details, remarks } = FileDetails::check(body, rules(state))?;
    let viewing = Viewing::of_statement(details.file_viewed_by_esp);
    let declared_sha256 = declared_sha256(&details.original_file_hash);
    let (number, file_id) = (details.report_id, details.file_id);
    answer::check_open(state, actor, number).await?;
    let case = case_of_report(state, number).await?;
    let xml = put_document(state, &case, body).await?;
    let action = AddFileDetails {
        report_number: number,
        file_id: file_id.as_str().to_owned(),
        xml: xml.clone(),
        warnings: warnings(remarks),
        viewing,
        declared_sha256,
    };
    let added = take_back(state, &xml, state.node().act(actor, &action).await).await;
    answer::or_standing(state, actor, number, added).await?;
    Ok(ReportResponse { file_id: Some(file_id), ..success(number) })
}

/// The SHA-256 among the hashes that a platform declares of a file; their types are free text, such as `SHA256` or `sha-256`.
fn declared_sha256(hashes: &[OriginalFileHash]) -> Option<String> {
    let is_sha256 = |hash: &&OriginalFileHash| {
        let letters: String = hash.hash_type.chars().filter(char::is_ascii_alphanumeric).collect();
        letters.eq_ignore_ascii_case("sha256")
    };
    let declared = hashes.iter().find(is_sha256)?.value.trim().to_lowercase();
    (declared.len() == 64 && declared.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(declared)
}

/// `POST /finish`: files the report.
pub(crate) async fn finish(
    State(state): State<Clearinghouse>,
    Authenticated(actor): Authenticated,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    Answer::done(finish_report(&state, &actor, &headers, body).await)
}

async fn finish_report(
    state: &Clearinghouse,
    actor: &Actor,
    headers: &HeaderMap,
    body: Bytes,
) -> Result<ReportDoneResponse, Refusal> {
    let report_number = form::report_number(headers, body).await?;
    let finished = state.node().act(actor, &FinishReport { report_number }).await;
    let finished = answer::or_standing(state, actor, report_number, finished).await?;
    Ok(ReportDoneResponse {
        response_code: ResponseCode::Success,
        report_id: report_number,
        files: DoneFiles { file_id: finished.file_ids },
    })
}

/// `POST /retract`: cancels the report.
pub(crate) async fn retract(
    State(state): State<Clearinghouse>,
    Authenticated(actor): Authenticated,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    Answer::report(retract_report(&state, &actor, &headers, body).await)
}

async fn retract_report(
    state: &Clearinghouse,
    actor: &Actor,
    headers: &HeaderMap,
    body: Bytes,
) -> Result<ReportResponse, Refusal> {
    let report_number = form::report_number(headers, body).await?;
    let retracted: Result<(), Failure> = state.node().act(actor, &RetractReport { report_number }).await;
    answer::or_standing(state, actor, report_number, retracted).await?;
    Ok(success(report_number))
}
