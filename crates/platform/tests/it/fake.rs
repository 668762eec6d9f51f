//! A small CyberTipline server: follows the rules of the API, fails when told to, and remembers what was filed.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Multipart, Query, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use media::Digester;
use service::TlsConfig;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use wire::cybertipline::{
    DoneFiles, FileDetails, Report, ReportDoneResponse, ReportResponse, ResponseCode, Severity, Token,
};
use wire::feedback::{FeedOutcome, OutcomePage};

/// What goes wrong with one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The connection breaks before the request is processed.
    DropBefore,
    /// It is processed, then the connection breaks.
    DropAfter,
    /// It is not processed; this status with an empty body.
    Status(u16),
    /// It is processed; this status all the same.
    StatusAfter(u16),
    /// It is not processed; this response code.
    Code(i32),
    /// It is processed; the answer is no XML.
    Garbage,
    /// It is processed; the answer comes too late.
    Slow,
    /// The server has forgotten every unfinished report.
    Forget,
    /// It is not processed, and no answer comes until the client is gone.
    HoldBefore,
    /// It is processed, and no answer comes until the client is gone.
    HoldAfter,
    /// It is processed, and the answer comes when the test says so.
    Await,
}

/// What one report holds.
#[derive(Debug, Clone)]
pub(crate) struct Filed {
    pub(crate) submit: String,
    pub(crate) files: Vec<FiledFile>,
}

/// One file of a report.
#[derive(Debug, Clone)]
pub(crate) struct FiledFile {
    pub(crate) file_id: String,
    pub(crate) sha256: String,
    pub(crate) name: String,
    pub(crate) info: Option<String>,
}

#[derive(Default)]
struct Inner {
    opened: i64,
    open: BTreeMap<i64, Filed>,
    finished: BTreeMap<i64, Filed>,
    retracted: Vec<i64>,
    faults: HashMap<&'static str, VecDeque<Fault>>,
    log: Vec<String>,
    outcomes: Vec<FeedOutcome>,
}

/// A running server.
#[derive(Clone)]
pub(crate) struct Fake {
    pub(crate) addr: SocketAddr,
    inner: Arc<Mutex<Inner>>,
    held: Arc<Notify>,
    released: Arc<Notify>,
    task: Arc<JoinHandle<()>>,
}

impl Drop for Fake {
    fn drop(&mut self) {
        if Arc::strong_count(&self.task) == 1 {
            self.task.abort();
        }
    }
}

#[derive(Clone)]
struct Shared {
    inner: Arc<Mutex<Inner>>,
    held: Arc<Notify>,
    released: Arc<Notify>,
}

/// The answer may come too late after this long: longer than the platform under test waits.
const TOO_LATE: Duration = Duration::from_millis(2200);
/// What the platform's credentials must be.
pub(crate) const USERNAME: &str = "example-social";
pub(crate) const PASSWORD: &str = "a secret of the tests";

impl Fake {
    pub(crate) async fn start() -> Self {
        Self::start_with(None).await
    }

    /// Speaks TLS if there is a certificate.
    pub(crate) async fn start_with(tls: Option<TlsConfig>) -> Self {
        let shared = Shared { inner: Arc::default(), held: Arc::default(), released: Arc::default() };
        Self::serve(shared, tls).await
    }

    /// The same server at another address: it knows what it knew.
    pub(crate) async fn moved(&self) -> Self {
        let (inner, held, released) = (self.inner.clone(), self.held.clone(), self.released.clone());
        Self::serve(Shared { inner, held, released }, None).await
    }

    async fn serve(shared: Shared, tls: Option<TlsConfig>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let (inner, held, released) = (shared.inner.clone(), shared.held.clone(), shared.released.clone());
        let router = Router::new()
            .route("/ispws/status", get(status))
            .route("/ispws/submit", post(submit))
            .route("/ispws/upload", post(upload))
            .route("/ispws/fileinfo", post(file_info))
            .route("/ispws/finish", post(finish))
            .route("/ispws/retract", post(retract))
            .route("/feedback/outcomes", get(outcomes))
            .layer(DefaultBodyLimit::disable())
            .layer(from_fn_with_state(shared.clone(), misbehave))
            .with_state(shared);
        let task = Arc::new(tokio::spawn(async move {
            match tls {
                Some(tls) => service::check::answer_over_tls(&tls, listener, router).await,
                None => axum::serve(listener, router).await.unwrap(),
            }
        }));
        Self { addr, inner, held, released, task }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap()
    }

    /// The next request of `step` suffers `fault`; several are suffered in turn.
    pub(crate) fn fail(&self, step: &'static str, fault: Fault) {
        self.inner().faults.entry(step).or_default().push_back(fault);
    }

    /// Every finished report, by number.
    pub(crate) fn finished(&self) -> BTreeMap<i64, Filed> {
        self.inner().finished.clone()
    }

    /// The numbers of what was taken back before it was finished.
    pub(crate) fn retracted(&self) -> Vec<i64> {
        self.inner().retracted.clone()
    }

    /// How many reports were opened.
    pub(crate) fn opened(&self) -> i64 {
        self.inner().opened
    }

    /// The filing requests so far, by step. Looks for outcomes are left out: a slow machine may have had one already.
    pub(crate) fn log(&self) -> Vec<String> {
        self.inner().log.iter().filter(|step| *step != "outcomes").cloned().collect()
    }

    /// Waits until a request is held.
    pub(crate) async fn until_held(&self) {
        tokio::time::timeout(Duration::from_secs(10), self.held.notified())
            .await
            .expect("no request was held");
    }

    /// Lets the answer go that [`Fault::Await`] holds back.
    pub(crate) fn release(&self) {
        self.released.notify_one();
    }

    pub(crate) fn tell(&self, outcome: FeedOutcome) {
        self.inner().outcomes.push(outcome);
    }
}

async fn misbehave(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let wanted = format!(
        "Basic {}",
        base64::engine::general_purpose::STANDARD.encode(format!("{USERNAME}:{PASSWORD}"))
    );
    if request.headers().get(header::AUTHORIZATION).is_none_or(|given| given != wanted.as_str()) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let step = request.uri().path().rsplit('/').next().unwrap_or_default().to_owned();
    let fault = {
        let mut inner = shared.inner.lock().unwrap();
        inner.log.push(step.clone());
        let fault = inner.faults.get_mut(step.as_str()).and_then(VecDeque::pop_front);
        if fault == Some(Fault::Forget) {
            inner.open.clear();
        }
        fault
    };
    match fault {
        None | Some(Fault::Forget) => next.run(request).await,
        Some(Fault::DropBefore) => drop_connection(),
        Some(Fault::Status(status)) => StatusCode::from_u16(status).unwrap().into_response(),
        Some(Fault::Code(code)) => answer(&ReportResponse::new(ResponseCode::from_number(code))),
        Some(Fault::HoldBefore) => hold(&shared).await,
        Some(after) => {
            let processed = next.run(request).await;
            match after {
                Fault::DropAfter => drop_connection(),
                Fault::StatusAfter(status) => StatusCode::from_u16(status).unwrap().into_response(),
                Fault::Garbage => "it worked".into_response(),
                Fault::HoldAfter => hold(&shared).await,
                Fault::Await => {
                    shared.held.notify_one();
                    shared.released.notified().await;
                    processed
                }
                _ => {
                    tokio::time::sleep(TOO_LATE).await;
                    processed
                }
            }
        }
    }
}

/// Ends the connection's task, so that the client sees it break; no panic message, since none happened.
fn drop_connection() -> Response {
    std::panic::resume_unwind(Box::new("the connection breaks here"))
}

async fn hold(shared: &Shared) -> Response {
    shared.held.notify_one();
    std::future::pending().await
}

fn answer(response: &ReportResponse) -> Response {
    ([(header::CONTENT_TYPE, "application/xml")], response.write()).into_response()
}

fn refused(code: ResponseCode, why: impl Into<String>) -> Response {
    answer(&ReportResponse::described(code, why))
}

async fn status() -> Response {
    answer(&ReportResponse::described(ResponseCode::Success, "Remote User : example-social"))
}

async fn submit(State(shared): State<Shared>, body: Bytes) -> Response {
    let report = match Report::read(&body) {
        Ok(read) => read.value,
        Err(error) => return answer(&ReportResponse::from(&error)),
    };
    if let Some(problem) = report.problems().into_iter().find(|problem| problem.severity == Severity::Refuse)
    {
        return refused(ResponseCode::ValidationFailed, format!("{}: {}", problem.path, problem.message));
    }
    let mut inner = shared.inner.lock().unwrap();
    inner.opened += 1;
    let number = 7_000_000 + inner.opened;
    inner.open.insert(number, Filed { submit: String::from_utf8(body.to_vec()).unwrap(), files: Vec::new() });
    answer(&ReportResponse { report_id: Some(number), ..ReportResponse::new(ResponseCode::Success) })
}

async fn upload(State(shared): State<Shared>, mut parts: Multipart) -> Response {
    let (mut number, mut digester, mut name) = (0, Digester::new(), String::new());
    while let Some(mut part) = parts.next_field().await.unwrap() {
        if part.name() == Some("id") {
            number = part.text().await.unwrap().parse().unwrap();
        } else {
            name = part.file_name().unwrap().to_owned();
            while let Some(bytes) = part.chunk().await.unwrap() {
                digester.update(&bytes);
            }
        }
    }
    let digests = digester.finish();
    let mut inner = shared.inner.lock().unwrap();
    if let Some(code) = closed(&inner, number) {
        return answer(&ReportResponse::new(code));
    }
    let file_id = digests.sha256[..32].to_owned();
    let file = FiledFile { file_id: file_id.clone(), sha256: digests.sha256, name, info: None };
    inner.open.get_mut(&number).unwrap().files.push(file);
    answer(&ReportResponse {
        report_id: Some(number),
        file_id: Some(Token::new(&file_id)),
        hash: Some(Token::new(&digests.md5)),
        ..ReportResponse::new(ResponseCode::Success)
    })
}

async fn file_info(State(shared): State<Shared>, body: Bytes) -> Response {
    let details = match FileDetails::read(&body) {
        Ok(read) => read.value,
        Err(error) => return answer(&ReportResponse::from(&error)),
    };
    if let Some(problem) = details.problems().into_iter().find(|problem| problem.severity == Severity::Refuse)
    {
        return refused(ResponseCode::ValidationFailed, format!("{}: {}", problem.path, problem.message));
    }
    let mut inner = shared.inner.lock().unwrap();
    if let Some(code) = closed(&inner, details.report_id) {
        return answer(&ReportResponse::new(code));
    }
    let files = &mut inner.open.get_mut(&details.report_id).unwrap().files;
    let Some(file) = files.iter_mut().find(|file| file.file_id == details.file_id.as_str()) else {
        return answer(&ReportResponse::new(ResponseCode::FileDoesNotExist));
    };
    file.info = Some(String::from_utf8(body.to_vec()).unwrap());
    answer(&ReportResponse {
        report_id: Some(details.report_id),
        ..ReportResponse::new(ResponseCode::Success)
    })
}

async fn finish(State(shared): State<Shared>, body: Bytes) -> Response {
    let text = String::from_utf8(body.to_vec()).unwrap();
    let number: i64 = text.strip_prefix("id=").unwrap().parse().unwrap();
    let mut inner = shared.inner.lock().unwrap();
    if let Some(code) = closed(&inner, number) {
        return answer(&ReportResponse::new(code));
    }
    let report = inner.open.remove(&number).unwrap();
    let files = DoneFiles { file_id: report.files.iter().map(|file| file.file_id.clone()).collect() };
    inner.finished.insert(number, report);
    let done = ReportDoneResponse { response_code: ResponseCode::Success, report_id: number, files };
    ([(header::CONTENT_TYPE, "application/xml")], Body::from(done.write())).into_response()
}

async fn retract(State(shared): State<Shared>, body: Bytes) -> Response {
    let text = String::from_utf8(body.to_vec()).unwrap();
    let number: i64 = text.strip_prefix("id=").unwrap().parse().unwrap();
    let mut inner = shared.inner.lock().unwrap();
    if let Some(code) = closed(&inner, number) {
        return answer(&ReportResponse::new(code));
    }
    inner.open.remove(&number);
    inner.retracted.push(number);
    answer(&ReportResponse { report_id: Some(number), ..ReportResponse::new(ResponseCode::Success) })
}

/// Why nothing more can be done with a report.
fn closed(inner: &Inner, number: i64) -> Option<ResponseCode> {
    if inner.finished.contains_key(&number) {
        Some(ResponseCode::ReportAlreadyFinished)
    } else if inner.retracted.contains(&number) {
        Some(ResponseCode::ReportAlreadyRetracted)
    } else if inner.open.contains_key(&number) {
        None
    } else {
        Some(ResponseCode::ReportDoesNotExist)
    }
}

async fn outcomes(State(shared): State<Shared>, Query(query): Query<HashMap<String, i64>>) -> Response {
    let after = query["after"];
    // Two at a time, so that a client has to turn pages.
    let told = shared.inner.lock().unwrap().outcomes.clone();
    let page = told.into_iter().filter(|outcome| outcome.sequence > after).take(2).collect();
    Json(OutcomePage::after(after, page)).into_response()
}
