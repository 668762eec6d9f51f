//! What was acknowledged is kept, once: a clearinghouse and a platform are killed without warning again and again while reports, files and
//! uploads come in (60 kills; a thousand under `AMPARO_LONG`).

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use reqwest::multipart::{Form, Part};
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use service::Db;
use sha2::{Digest as _, Sha256};
use wire::cybertipline::{ReportDoneResponse, ReportResponse};

use crate::run::{amparo, told};

pub(crate) const SECRET: &str = "between us";
const WORKERS: usize = 4;
const REPORT: &str = "<report><incidentSummary><incidentType>Child Sex Trafficking</incidentType>\
     <incidentDateTime>2024-05-01T10:00:00Z</incidentDateTime></incidentSummary><reporter><reportingPerson/></reporter></report>";

/// A role in a process of its own, on the same port after each kill.
pub(crate) struct Node {
    role: &'static str,
    pub(crate) config: PathBuf,
    pub(crate) address: String,
    process: Child,
}

impl Node {
    fn start(folder: &Path, role: &'static str, actor: (&str, &str), rest: &str) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let config = folder.join(format!("{role}.toml"));
        let (name, actor_role) = actor;
        let text = format!(
            "{rest}[node]\nlisten = \"127.0.0.1:{port}\"\npublic_url = \"http://{role}.localhost:{port}\"\ndata_dir = \"{}\"\n\
             [[node.actor]]\nkind = \"machine\"\nname = \"{name}\"\nrole = \"{actor_role}\"\nsecret_sha256 = \"{}\"\n",
            folder.join(role).display(),
            hex::encode(Sha256::digest(SECRET))
        );
        std::fs::write(&config, text).unwrap();
        let process = run(role, &config);
        Self { role, config, address: format!("http://127.0.0.1:{port}"), process }
    }

    /// A platform that nobody answers.
    pub(crate) fn platform(folder: &Path) -> Self {
        Self::start(
            folder,
            "platform",
            ("application", "application"),
            "service = \"Example network\"\nfeedback_poll_seconds = 0\n\
             [clearinghouse]\nurl = \"http://127.0.0.1:9\"\nusername = \"nobody\"\npassword = \"nothing\"\n\
             [reporter]\nfirst_name = \"Trust\"\nlast_name = \"Desk\"\nemail = \"trust@network.example\"\n",
        )
    }

    /// Ends it as a power cut of the process would, and starts it again.
    fn kill(&mut self) {
        self.stop();
        self.process = run(self.role, &self.config);
    }

    pub(crate) async fn until_healthy(&self, client: &Client) {
        let began = Instant::now();
        while client.get(format!("{}/healthz", self.address)).send().await.is_err() {
            assert!(began.elapsed() < Duration::from_secs(30), "{} does not come up", self.role);
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Ends it as a power cut of the process would.
    pub(crate) fn stop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Ends it for good, and has every item opened and the log recomputed.
    fn is_whole(&mut self) {
        self.stop();
        let data = self.config.with_extension("");
        let verified = amparo().args(["custody", "verify", "--data"]).arg(data).output().unwrap();
        assert!(verified.status.success(), "{}", told(&verified));
        let checked = amparo().args(["key", "check", "--config"]).arg(&self.config).output().unwrap();
        assert!(checked.status.success(), "{}", told(&checked));
    }

    async fn rows(&self, sql: &'static str) -> Vec<String> {
        Self::rows_in(&self.config.with_extension(""), self.role, sql).await
    }

    pub(crate) async fn rows_in(data: &Path, role: &str, sql: &'static str) -> Vec<String> {
        let url = format!("sqlite:{}", data.join(format!("{role}.db")).display());
        let db = Db::open_existing(&url).await.unwrap();
        let mut tx = db.begin_read("count-acknowledged").await.unwrap();
        sqlx::query_scalar(sql).fetch_all(tx.conn()).await.unwrap()
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn run(role: &str, config: &Path) -> Child {
    let mut command = amparo();
    command.args(["serve", role, "--config"]).arg(config).env("AMPARO_LOG", "error");
    command.stdout(Stdio::null()).spawn().unwrap()
}

/// What somebody was told is kept.
#[derive(Default)]
struct Told {
    submitted: Vec<String>,
    files: Vec<String>,
    finished: Vec<String>,
    /// By idempotency key.
    uploads: BTreeMap<String, String>,
}

/// Somebody who sends the same again until there is an answer.
#[derive(Clone)]
struct Sender {
    client: Client,
    told: Arc<Mutex<Told>>,
    is_over: Arc<AtomicBool>,
}

impl Sender {
    /// The body of the first answer; none when it is over.
    async fn until_answered(&self, request: impl Fn() -> RequestBuilder) -> Option<Vec<u8>> {
        while !self.is_over.load(Ordering::Relaxed) {
            if let Ok(answer) = request().send().await
                && answer.status().is_success()
                && let Ok(body) = answer.bytes().await
            {
                return Some(body.to_vec());
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        None
    }

    async fn report(self, address: String) -> Option<()> {
        loop {
            let call =
                |path: &str| self.client.post(format!("{address}{path}")).basic_auth("party", Some(SECRET));
            let xml = || call("/ispws/submit").header("content-type", "text/xml; charset=utf-8").body(REPORT);
            let opened = ReportResponse::read(&self.until_answered(xml).await?).unwrap().value;
            let number = opened.report_id.unwrap().to_string();
            self.told.lock().unwrap().submitted.push(number.clone());
            let upload = || {
                let file = Part::bytes(number.clone().into_bytes()).file_name("pattern.bin");
                call("/ispws/upload").multipart(Form::new().text("id", number.clone()).part("file", file))
            };
            let uploaded = ReportResponse::read(&self.until_answered(upload).await?).unwrap().value;
            self.told.lock().unwrap().files.push(uploaded.file_id.unwrap().to_string());
            let finish = || call("/ispws/finish").form(&[("id", number.clone())]);
            let finished = self.until_answered(finish).await?;
            // after a lost answer the report is finished already, which the database must bear out
            if ReportDoneResponse::read(&finished).is_err() {
                assert_ne!(ReportResponse::read(&finished).unwrap().value.response_code.number(), 0);
            }
            self.told.lock().unwrap().finished.push(number);
        }
    }

    async fn upload(self, address: String, worker: usize) -> Option<()> {
        for turn in 0.. {
            let key = format!("upload-{worker}-{turn}");
            let statement = json!({
                "account": { "esp_identifier": "user-1" }, "uploaded_at": "2020-10-03T21:14:05+02:00", "ip": "203.0.113.7",
                "url": format!("https://network.example/p/{key}"), "channel": "private", "file_name": "pattern.bin"
            });
            let request = || {
                let file = Part::bytes(key.clone().into_bytes()).file_name("pattern.bin");
                let form = Form::new().text("upload", statement.to_string()).part("file", file);
                let request = self.client.post(format!("{address}/api/uploads")).multipart(form);
                request.header("Idempotency-Key", &key).basic_auth("application", Some(SECRET))
            };
            let first: Value = serde_json::from_slice(&self.until_answered(request).await?).unwrap();
            let id = first["upload_id"].as_str().unwrap().to_owned();
            self.told.lock().unwrap().uploads.insert(key.clone(), id.clone());
            if turn % 5 == 0 {
                let again: Value = serde_json::from_slice(&self.until_answered(request).await?).unwrap();
                assert_eq!(again["upload_id"], id.as_str(), "the first receipt again");
            }
        }
        None
    }
}

#[test]
fn nothing_acknowledged_is_lost_or_doubled_when_nodes_are_killed() {
    let kills = if std::env::var_os("AMPARO_LONG").is_some() { 1000 } else { 60 };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(kill_and_compare(kills));
}

async fn kill_and_compare(kills: usize) {
    let folder = tempfile::tempdir().unwrap();
    let mut nodes = [
        Node::start(folder.path(), "clearinghouse", ("party", "reporting_party"), ""),
        Node::platform(folder.path()),
    ];
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = Client::builder().timeout(Duration::from_secs(5)).build().unwrap();
    let sender = Sender { client: client.clone(), told: Arc::default(), is_over: Arc::default() };
    let mut workers = Vec::new();
    for worker in 0..WORKERS {
        workers.push(tokio::spawn(sender.clone().report(nodes[0].address.clone())));
        workers.push(tokio::spawn(sender.clone().upload(nodes[1].address.clone(), worker)));
    }
    for turn in 0..kills {
        let node = &mut nodes[turn % 2];
        node.until_healthy(&client).await;
        // a different moment each time, early and late in what is under way
        tokio::time::sleep(Duration::from_millis((turn * 37 % 173) as u64)).await;
        node.kill();
    }
    for node in &nodes {
        node.until_healthy(&client).await;
    }
    sender.is_over.store(true, Ordering::Relaxed);
    for worker in workers {
        worker.await.unwrap();
    }
    nodes.iter_mut().for_each(Node::is_whole);
    compare(&sender.told.lock().unwrap(), &nodes).await;
}

async fn compare(told: &Told, [clearinghouse, platform]: &[Node; 2]) {
    let numbers = clearinghouse.rows("SELECT CAST(report_number AS TEXT) FROM report").await;
    let filed = "SELECT CAST(report_number AS TEXT) FROM report WHERE state IN ('finished', 'ready')";
    let filed = clearinghouse.rows(filed).await;
    let files = clearinghouse.rows("SELECT file_id FROM report_file").await;
    let uploads = platform.rows("SELECT upload_id FROM upload").await;
    let acknowledged: Vec<_> = told.uploads.values().cloned().collect();
    for (what, acknowledged, kept) in [
        ("report", &told.submitted, &numbers),
        ("file", &told.files, &files),
        ("finished report", &told.finished, &filed),
        ("upload", &acknowledged, &uploads),
    ] {
        let lost: Vec<_> = acknowledged.iter().filter(|id| !kept.contains(id)).collect();
        assert!(lost.is_empty(), "{what}: {lost:?} of {} acknowledged", acknowledged.len());
        assert!(acknowledged.len() > 30, "{what}: only {} came through", acknowledged.len());
        println!("{what}: {} acknowledged, {} kept", acknowledged.len(), kept.len());
    }
    // more is kept than was told only for what was under way at the end; a file or an opened report has no key to be told apart by
    assert!(filed.len() <= told.finished.len() + WORKERS && uploads.len() <= told.uploads.len() + WORKERS);
}
