//! A matcher under test, and a client of it.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use matcher::Config;
use model::{ManualClock, Rng, SeededRng};
use reqwest::multipart::{Form, Part};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use service::testing::TestDb;
use service::{Env, Running, Sandbox};
use sha2::{Digest, Sha256};

/// Benign generated pictures.
pub(crate) const BLOBS: &[u8] = include_bytes!("../../../media/testdata/pdq/synthetic/blobs-300x200.png");
pub(crate) const FLAT: &[u8] = include_bytes!("../../../media/testdata/pdq/synthetic/flat-grey-80x80.png");

/// A matcher on a database that outlives it.
pub(crate) struct Matcher {
    db: TestDb,
    pub(crate) clock: Arc<ManualClock>,
    rng: Arc<dyn Rng>,
    /// What stands under `[matcher]`.
    settings: String,
    running: Option<Running>,
    pub(crate) http: reqwest::Client,
}

impl Matcher {
    pub(crate) async fn start(db: &TestDb) -> Self {
        Self::start_with(db, "").await
    }

    /// With `settings` under `[matcher]`.
    pub(crate) async fn start_with(db: &TestDb, settings: &str) -> Self {
        let mut matcher = Self {
            db: db.clone(),
            clock: Arc::new(ManualClock::new("2020-12-28T09:00:00Z".parse().unwrap())),
            rng: Arc::new(SeededRng::new(7)),
            settings: settings.to_owned(),
            running: None,
            http: client(),
        };
        matcher.restart().await;
        matcher
    }

    /// Starts, or starts again on the same data.
    pub(crate) async fn restart(&mut self) {
        if let Some(running) = self.running.take() {
            running.stop().await;
        }
        self.running = Some(self.try_start().await.unwrap());
    }

    pub(crate) async fn try_start(&self) -> Result<Running, service::StartError> {
        matcher::start(self.config(), self.env()).await
    }

    fn env(&self) -> Env {
        Env { clock: self.clock.clone(), rng: self.rng.clone(), sandbox: Sandbox::in_process() }
    }

    /// Stops, puts everything under a new node key, and starts again.
    pub(crate) async fn rotate_key(&mut self) {
        if let Some(running) = self.running.take() {
            running.stop().await;
        }
        let node = self.config().node;
        service::keys::rotate("matcher", &node, &self.env(), service::keys::BATCH, |_| ()).await.unwrap();
        self.restart().await;
    }

    /// Starts from now on with other settings.
    pub(crate) fn set(&mut self, settings: &str) {
        settings.clone_into(&mut self.settings);
    }

    fn config(&self) -> Config {
        let text = format!(
            "[node]\nlisten = \"127.0.0.1:0\"\npublic_url = \"http://localhost\"\ndata_dir = \"{}\"\ndatabase = \"{}\"\n[matcher]\n{}",
            self.db.folder().join("matcher").display(),
            self.db.url(),
            self.settings
        );
        service::config::parse(Path::new("matcher.toml"), &text).unwrap()
    }

    /// Ends in order, so that the harness finds nothing half done.
    pub(crate) async fn stop(mut self) {
        if let Some(running) = self.running.take() {
            running.stop().await;
        }
    }

    pub(crate) fn base(&self) -> String {
        format!("http://{}", self.running.as_ref().unwrap().addr)
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base()))
    }

    /// What `GET` gives, which must be 200.
    pub(crate) async fn get(&self, path: &str) -> Value {
        self.send(Method::GET, path, None, StatusCode::OK).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value, status: StatusCode) -> Value {
        self.send(Method::POST, path, Some(body), status).await
    }

    pub(crate) async fn put(&self, path: &str, body: &Value, status: StatusCode) -> Value {
        self.send(Method::PUT, path, Some(body), status).await
    }

    /// Sends JSON, or nothing, and wants this status; what comes back, null where nothing does.
    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
        status: StatusCode,
    ) -> Value {
        let mut request = self.request(method, path);
        if let Some(body) = body {
            request = request.json(body);
        }
        answer(request, status).await
    }

    /// Sends a form with one file.
    pub(crate) async fn send_file(
        &self,
        path: &str,
        part: &'static str,
        bytes: &'static [u8],
        status: StatusCode,
    ) -> Value {
        answer(self.request(Method::POST, path).multipart(form(part, bytes)), status).await
    }

    /// A bank with these hashes, numbered from 1 in a new matcher.
    pub(crate) async fn bank(&self, name: &str, hashes: &[String]) -> Vec<i64> {
        self.post("/c/banks", &json!({ "name": name }), StatusCode::CREATED).await;
        let mut ids = Vec::new();
        for hash in hashes {
            ids.push(self.add(name, hash).await);
        }
        ids
    }

    pub(crate) async fn add(&self, bank: &str, pdq: &str) -> i64 {
        let path = format!("/c/bank/{bank}/signal");
        self.post(&path, &json!({ "pdq": pdq }), StatusCode::OK).await["id"].as_i64().unwrap()
    }

    /// `GET /m/lookup` for a PDQ hash.
    pub(crate) async fn look_up(&self, pdq: &str, more: &str) -> Value {
        self.get(&format!("/m/lookup?signal_type=pdq&signal={pdq}{more}")).await
    }

    /// How many custody entries name this action.
    pub(crate) async fn entries(&self, action: &str) -> i64 {
        use sqlx::Row as _;
        let node = &self.running.as_ref().unwrap().node;
        let mut tx = node.db().begin_read("test").await.unwrap();
        let row = sqlx::query("SELECT COUNT(*) AS entries FROM custody_entry WHERE action = $1")
            .bind(action)
            .fetch_one(tx.conn())
            .await
            .unwrap();
        row.get("entries")
    }
}

pub(crate) fn client() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

pub(crate) async fn answer(request: RequestBuilder, status: StatusCode) -> Value {
    let response = request.send().await.unwrap();
    let (said, text) = (response.status(), response.text().await.unwrap());
    assert_eq!(said, status, "{text}");
    if text.is_empty() { Value::Null } else { serde_json::from_str(&text).expect(&text) }
}

pub(crate) fn form(part: &'static str, bytes: &'static [u8]) -> Form {
    Form::new().part(part, Part::bytes(bytes).file_name("blob"))
}

/// A hash that looks like one of a picture: half of its bits set, none like that of another `seed`.
pub(crate) fn pdq(seed: u64) -> String {
    let half = Sha256::digest(seed.to_le_bytes());
    let mut text = String::new();
    for byte in &half[..16] {
        // a byte and its complement: 128 bits of 256 are set
        write!(text, "{byte:02x}{:02x}", !byte).unwrap();
    }
    text
}

/// The same with `bits` bits flipped, at most 64.
pub(crate) fn near(pdq: &str, bits: usize) -> String {
    let mut bytes = hex::decode(pdq).unwrap();
    for bit in 0..bits {
        bytes[bit % 32] ^= 1 << (bit / 32);
    }
    hex::encode(bytes)
}

/// A key in a file, as a configuration names it.
pub(crate) fn key(folder: &Path, name: &str, curates: bool) -> String {
    let file = folder.join(format!("{name}.sha256"));
    std::fs::write(&file, format!("{}  -\n", hex::encode(Sha256::digest(format!("the key of {name}")))))
        .unwrap();
    format!("[[matcher.key]]\nname = \"{name}\"\nsha256_file = \"{}\"\ncurates = {curates}\n", file.display())
}
