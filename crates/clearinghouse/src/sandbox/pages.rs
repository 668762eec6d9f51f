//! What an engineer sees in a browser of what came: each exchange with its verdict, warnings, and what was stored.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HOST};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse as _, Redirect, Response};
use jiff::Timestamp;
use serde::Serialize;
use service::{Failure, Json, NavItem, Page, PageFrame, Typed};

use super::advice::{Told, gather};
use super::bench::Bench;
use super::curl::Sender;
use super::exchange::Exchange;
use super::fault::{ANY, ENDPOINTS, Fault, Planned};
use super::fixture;
use crate::api::reports;
use crate::state::State as Clearinghouse;

/// Most exchanges in the list; the JSON has all.
const MOST_LISTED: usize = 200;
/// Most characters of a message on a page; its file has all.
const MOST_CHARS: usize = 60_000;

#[derive(Template)]
#[template(path = "sandbox-exchanges.html")]
pub(super) struct ExchangesPage {
    ctx: PageFrame,
    nav: Vec<NavItem>,
    rows: Vec<Line>,
    planned: Vec<Planned>,
    /// Values and texts to choose from: they are the protocol's, and the same.
    endpoints: Vec<(&'static str, &'static str)>,
    faults: Vec<(String, String)>,
    typed: Typed,
    /// What files a whole report from a terminal.
    whole: String,
    is_recorded: bool,
}

/// One exchange in the list.
struct Line {
    id: u64,
    at: Timestamp,
    request: String,
    is_good: bool,
    verdict: String,
    says: String,
    warnings: String,
}

#[derive(Template)]
#[template(path = "sandbox-exchange.html")]
struct ExchangePage {
    ctx: PageFrame,
    nav: Vec<NavItem>,
    id: u64,
    at: Timestamp,
    line: Line,
    /// The application's code, whose explanation is a link away.
    code: Option<i32>,
    fault: Option<String>,
    is_whole: bool,
    remarks: Vec<Told>,
    request: String,
    answer: String,
    /// The report as it is stored now, as programs of the staff read it.
    stored: Option<String>,
}

/// `GET /`.
pub(super) async fn begin(ctx: PageFrame) -> Redirect {
    Redirect::to(&ctx.href("/sandbox"))
}

/// `GET /sandbox`.
pub(super) async fn exchanges(
    Extension(bench): Extension<Bench>,
    ctx: PageFrame,
    headers: HeaderMap,
) -> Page<ExchangesPage> {
    let base = base(&bench, &headers);
    let first = Typed::with([("times".to_owned(), "1".to_owned())]);
    Page(exchanges_page(&bench, ctx, &base, first))
}

/// The page of the exchanges, and on it the form that plans a fault.
pub(super) fn exchanges_page(bench: &Bench, ctx: PageFrame, base: &str, typed: Typed) -> ExchangesPage {
    ExchangesPage {
        nav: nav(&ctx),
        rows: bench.exchanges().iter().take(MOST_LISTED).map(|exchange| line(exchange)).collect(),
        planned: bench.planned(),
        endpoints: [ANY].into_iter().chain(ENDPOINTS).map(|endpoint| (endpoint, endpoint)).collect(),
        faults: Fault::offered().iter().map(|fault| (fault.to_string(), fault.to_string())).collect(),
        typed,
        whole: sender(bench, base).whole(),
        is_recorded: bench.settings().record.is_some(),
        ctx,
    }
}

/// All exchanges as JSON.
#[derive(Serialize)]
pub(super) struct All {
    exchanges: Vec<fixture::Recorded>,
}

/// `GET /sandbox/exchanges`.
pub(super) async fn all(Extension(bench): Extension<Bench>) -> Json<All> {
    let exchanges = bench.exchanges();
    Json(All { exchanges: exchanges.iter().map(|exchange| fixture::Recorded::from(&**exchange)).collect() })
}

/// `GET /sandbox/exchanges/{id}`, `{id}.http` and `{id}.answer.http`.
pub(super) async fn exchange(
    State(state): State<Clearinghouse>,
    Extension(bench): Extension<Bench>,
    ctx: PageFrame,
    Path(name): Path<String>,
) -> Result<Response, Failure> {
    let absent = || Failure::absent("exchange");
    let (id, form) = name.split_once('.').unwrap_or((name.as_str(), ""));
    let found = id.parse::<u64>().ok().and_then(|id| bench.find(id)).ok_or_else(absent)?;
    match form {
        "" => Ok(Page(exchange_page(state, ctx, &found).await?).into_response()),
        "http" => Ok(file(found.id, "http", fixture::request(&found))),
        "answer.http" => Ok(file(found.id, "answer.http", fixture::answer(&found))),
        _ => Err(absent()),
    }
}

async fn exchange_page(
    state: Clearinghouse,
    ctx: PageFrame,
    found: &Arc<Exchange>,
) -> Result<ExchangePage, Failure> {
    Ok(ExchangePage {
        nav: nav(&ctx),
        id: found.id,
        at: found.at,
        line: line(found),
        code: found.verdict.code,
        fault: found.fault.map(|fault| fault.to_string()),
        is_whole: found.body.is_whole(),
        remarks: gather(&found.remarks),
        request: shown(&fixture::request(found)),
        answer: shown(&fixture::answer(found)),
        stored: stored(state, found.verdict.report).await?,
        ctx,
    })
}

/// A report as it is stored now; none where the exchange was about none that is there.
async fn stored(state: Clearinghouse, report: Option<i64>) -> Result<Option<String>, Failure> {
    let Some(number) = report else { return Ok(None) };
    match reports::show(State(state), Path(number)).await {
        Ok(Json(details)) => serde_json::to_string_pretty(&details).map(Some).map_err(Failure::broken),
        Err(failure) if failure.status() == 404 => Ok(None),
        Err(failure) => Err(failure),
    }
}

fn file(id: u64, form: &str, bytes: Vec<u8>) -> Response {
    let name = format!("attachment; filename=\"{id}.{form}\"");
    let mut response = ([(CONTENT_TYPE, "message/http")], bytes).into_response();
    if let Ok(name) = HeaderValue::from_str(&name) {
        response.headers_mut().insert(CONTENT_DISPOSITION, name);
    }
    response
}

/// Where one is, and what else there is.
pub(super) fn nav(ctx: &PageFrame) -> Vec<NavItem> {
    let all = [
        ("/sandbox", "sandbox-exchanges-title"),
        ("/sandbox/cases", "sandbox-cases-title"),
        ("/sandbox/errors", "sandbox-errors-title"),
    ];
    NavItem::list(ctx, &all)
}

/// Where the reader reaches the sandbox: what lines for the terminal begin with.
pub(super) fn base(bench: &Bench, headers: &HeaderMap) -> String {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    host.map_or_else(|| format!("http://{}", bench.addr()), |host| format!("http://{host}"))
}

/// Who sends, on the lines for the terminal.
pub(super) fn sender<'a>(bench: &Bench, base: &'a str) -> Sender<'a> {
    Sender { base, is_named: !bench.settings().credentials.is_empty() }
}

fn line(exchange: &Exchange) -> Line {
    let verdict = &exchange.verdict;
    Line {
        id: exchange.id,
        at: exchange.at,
        request: format!("{} {}", exchange.method, exchange.target),
        is_good: verdict.is_good(),
        verdict: verdict
            .code
            .map_or_else(|| verdict.status.to_string(), |code| format!("{}, {code}", verdict.status)),
        says: verdict.says.clone(),
        warnings: exchange.remarks.len().to_string(),
    }
}

/// A message as text that a page can bear.
fn shown(message: &[u8]) -> String {
    let text = String::from_utf8_lossy(message);
    let plain = |c: char| match c {
        '\n' | '\t' => c,
        c if c.is_control() => '\u{FFFD}',
        c => c,
    };
    text.chars().filter(|c| *c != '\r').take(MOST_CHARS).map(plain).collect()
}
