//! A form under test, a clearinghouse that takes what it sends, and a browser without scripts and cookies.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::extract::{Path as Segment, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response as Answer};
use axum::routing::{get, post};
use axum::{Json, Router};
use jiff::Timestamp;
use model::ManualClock;
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use service::SystemRng;
use tip::{Config, Env, Running};
use wire::package::sealed::{RecipientKey, RecipientSecret};
use wire::tip::{Delivery, Kept, MailboxPage, Opened, SealedAnswer, SealedStep, StepReceipt};

/// A Saturday at 16:00 in Madrid: nobody reads, 017 is open.
pub(crate) const NOW: &str = "2026-11-28T15:00:00Z";
const PATIENCE: Duration = Duration::from_secs(20);
/// Basic credentials of `public-form:the secret`.
const CREDENTIALS: &str = "Basic cHVibGljLWZvcm06dGhlIHNlY3JldA==";

/// What the clearinghouse of the test has.
#[derive(Default)]
pub(crate) struct Held {
    pub(crate) steps: Mutex<Vec<SealedStep>>,
    pub(crate) answers: Mutex<HashMap<String, Vec<SealedAnswer>>>,
    /// With what it refuses; 0 takes everything.
    pub(crate) refuses_with: AtomicU16,
}

impl Held {
    pub(crate) fn refuse(&self, status: u16) {
        self.refuses_with.store(status, Ordering::SeqCst);
    }

    /// The steps, opened, in the order of tip and number.
    pub(crate) fn opened(&self) -> Vec<Opened> {
        let mut opened: Vec<Opened> =
            self.steps.lock().unwrap().iter().map(|step| step.open(secret()).unwrap()).collect();
        opened.sort_by(|a, b| (&a.tip_id, a.number).cmp(&(&b.tip_id, b.number)));
        opened
    }

    /// Waits until there are `count` steps.
    pub(crate) async fn wait_for(&self, count: usize) -> Vec<Opened> {
        let began = Instant::now();
        while self.steps.lock().unwrap().len() < count {
            assert!(began.elapsed() < PATIENCE, "{} of {count} steps", self.steps.lock().unwrap().len());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.opened()
    }

    pub(crate) fn answer(&self, mailbox: &str, key: &RecipientKey, words: &str) {
        let fill = |bytes: &mut [u8]| bytes.fill(3);
        let sealed = SealedAnswer::seal("a1".into(), words, key, fill, NOW.parse().unwrap()).unwrap();
        self.answers.lock().unwrap().entry(mailbox.to_owned()).or_default().push(sealed);
    }
}

/// What opens tips in the tests.
pub(crate) fn secret() -> RecipientSecret {
    RecipientSecret::derive(&[7; 32])
}

/// Takes steps as the clearinghouse does: the same step twice is one.
async fn take(State(held): State<Arc<Held>>, headers: HeaderMap, Json(delivery): Json<Delivery>) -> Answer {
    if headers.get("authorization").is_none_or(|value| value != CREDENTIALS) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let refusal = held.refuses_with.load(Ordering::SeqCst);
    if refusal != 0 {
        return StatusCode::from_u16(refusal).unwrap().into_response();
    }
    delivery.check().unwrap();
    let mut steps = held.steps.lock().unwrap();
    let mut kept = Vec::new();
    for step in delivery.steps {
        kept.push(Kept { tip_id: step.tip_id.clone(), number: step.number });
        if !steps.iter().any(|known| (&known.tip_id, known.number) == (&step.tip_id, step.number)) {
            steps.push(step);
        }
    }
    Json(StepReceipt { kept }).into_response()
}

async fn mailbox(State(held): State<Arc<Held>>, Segment(id): Segment<String>) -> Answer {
    match held.answers.lock().unwrap().get(&id) {
        Some(answers) => Json(MailboxPage { answers: answers.clone() }).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// The form under test.
pub(crate) struct Form {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) held: Arc<Held>,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) running: Option<Running>,
    clearinghouse: String,
    settings: String,
    browser: Client,
}

impl Form {
    pub(crate) async fn start() -> Self {
        Self::start_with("").await
    }

    /// … with further lines of `[tip]`.
    pub(crate) async fn start_with(settings: &str) -> Self {
        rustls::crypto::ring::default_provider().install_default().ok();
        let held = Arc::new(Held::default());
        let router = Router::new()
            .route("/api/tips/steps", post(take))
            .route("/api/tips/mailboxes/{id}", get(mailbox))
            .with_state(held.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let clearinghouse = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        let folder = tempfile::tempdir().unwrap();
        let secret_file = folder.path().join("clearinghouse.secret");
        std::fs::write(&secret_file, "the secret\n").unwrap();
        std::fs::set_permissions(&secret_file, std::fs::Permissions::from_mode(0o600)).unwrap();
        let mut form = Self {
            folder,
            held,
            clock: Arc::new(ManualClock::new(NOW.parse::<Timestamp>().unwrap())),
            running: None,
            clearinghouse,
            settings: settings.to_owned(),
            browser: Client::builder().redirect(Policy::limited(5)).build().unwrap(),
        };
        form.start_again().await;
        form
    }

    /// Stops the form if it runs, and starts it on the same folder.
    pub(crate) async fn start_again(&mut self) {
        if let Some(running) = self.running.take() {
            running.stop().await;
        }
        let file = self.config_file();
        std::fs::write(&file, self.config()).unwrap();
        let config: Config = service::load(&file).unwrap();
        let env = Env { clock: self.clock.clone(), rng: Arc::new(SystemRng) };
        self.running = Some(tip::start(config, env).await.unwrap());
    }

    pub(crate) fn config_file(&self) -> PathBuf {
        self.folder.path().join("tip.toml")
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn config(&self) -> String {
        format!(
            "[tip]\nlisten = \"127.0.0.1:0\"\npublic_url = \"http://tip.localhost\"\ndata_dir = \"{}\"\n{}\n\
             [clearinghouse]\nurl = \"{}\"\nusername = \"public-form\"\nsecret_file = \"{}\"\nrecipient_key = \"{}\"\n",
            self.data().display(),
            self.settings,
            self.clearinghouse,
            self.folder.path().join("clearinghouse.secret").display(),
            secret().recipient(),
        )
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.running.as_ref().unwrap().addr)
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.browser.get(self.url(path)).send().await.unwrap()
    }

    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        self.browser.post(self.url(path)).form(fields).send().await.unwrap()
    }

    /// Without following where it leads.
    pub(crate) async fn request_once(&self, path: &str, fields: Option<&[(&str, &str)]>) -> Response {
        let browser = Client::builder().redirect(Policy::none()).build().unwrap();
        let request = match fields {
            Some(fields) => browser.post(self.url(path)).form(fields),
            None => browser.get(self.url(path)),
        };
        request.send().await.unwrap()
    }

    /// Files of the spool that wait.
    pub(crate) fn waiting(&self) -> usize {
        let entries = std::fs::read_dir(self.data().join("spool")).unwrap();
        entries
            .filter(|entry| entry.as_ref().unwrap().path().extension().is_some_and(|end| end == "step"))
            .count()
    }

    /// Waits until nothing waits.
    pub(crate) async fn wait_until_delivered(&self) {
        let began = Instant::now();
        while self.waiting() > 0 {
            assert!(began.elapsed() < PATIENCE, "{} steps wait", self.waiting());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// The value after the first `start` and before the next quotation mark, as the browser reads it.
pub(crate) fn attribute(html: &str, start: &str) -> String {
    let (_, rest) = html.split_once(start).unwrap_or_else(|| panic!("no {start} in {html}"));
    rest.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&")
}

/// The action of the page's first form.
pub(crate) fn action(html: &str) -> String {
    attribute(html, "action=\"")
}

/// The first link whose address begins so.
pub(crate) fn link(html: &str, path: &str) -> String {
    format!("{path}{}", attribute(html, &format!("href=\"{path}")))
}

/// Every byte under a folder, as text.
pub(crate) fn everything_in(folder: &Path) -> String {
    let mut text = String::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let _ = writeln!(text, "{}", path.display());
        if path.is_dir() {
            text += &everything_in(&path);
        } else {
            text += &String::from_utf8_lossy(&std::fs::read(&path).unwrap());
        }
    }
    text
}
