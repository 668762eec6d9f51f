//! Who sends reports and uploads, again and again until there is an answer, and what they were told.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::multipart::{Form, Part};
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use wire::cybertipline::{ReportDoneResponse, ReportResponse};

use crate::node::SECRET;

pub(crate) const REPORT: &str = "<report><incidentSummary><incidentType>Child Sex Trafficking</incidentType>\
     <incidentDateTime>2024-05-01T10:00:00Z</incidentDateTime></incidentSummary><reporter><reportingPerson/></reporter></report>";

/// What somebody was told is kept.
#[derive(Debug, Default)]
pub(crate) struct Told {
    /// Numbers of reports.
    pub(crate) submitted: Vec<String>,
    pub(crate) files: Vec<String>,
    pub(crate) finished: Vec<String>,
    /// By idempotency key.
    pub(crate) uploads: BTreeMap<String, String>,
}

/// Somebody who sends the same again until there is an answer.
#[derive(Clone)]
pub(crate) struct Sender {
    pub(crate) client: Client,
    pub(crate) told: Arc<Mutex<Told>>,
    is_over: Arc<AtomicBool>,
    unanswered: Arc<AtomicUsize>,
}

impl Sender {
    pub(crate) fn new() -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().timeout(Duration::from_secs(5)).build().unwrap();
        Self { client, told: Arc::default(), is_over: Arc::default(), unanswered: Arc::default() }
    }

    /// Somebody else who knows what this one was told.
    pub(crate) fn again(&self) -> Self {
        Self { is_over: Arc::default(), ..self.clone() }
    }

    /// The report that was opened and not finished.
    pub(crate) fn unfinished(&self) -> Option<String> {
        let told = self.told.lock().unwrap();
        told.submitted.iter().find(|number| !told.finished.contains(number)).cloned()
    }

    /// Calls that had no answer of success.
    pub(crate) fn unanswered(&self) -> usize {
        self.unanswered.load(Ordering::Relaxed)
    }

    /// The body of the first answer; none when it is over.
    async fn until_answered(&self, request: impl Fn() -> RequestBuilder) -> Option<Vec<u8>> {
        while !self.is_over.load(Ordering::Relaxed) {
            if let Ok(answer) = request().send().await
                && answer.status().is_success()
                && let Ok(body) = answer.bytes().await
            {
                return Some(body.to_vec());
            }
            self.unanswered.fetch_add(1, Ordering::Relaxed);
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        None
    }

    /// A report with so many files, from its opening to its end.
    pub(crate) async fn report(&self, address: &str, files: usize) -> Option<()> {
        let call =
            |path: &str| self.client.post(format!("{address}{path}")).basic_auth("party", Some(SECRET));
        let xml = || call("/ispws/submit").header("content-type", "text/xml; charset=utf-8").body(REPORT);
        let opened = ReportResponse::read(&self.until_answered(xml).await?).unwrap().value;
        let number = opened.report_id.unwrap().to_string();
        self.told.lock().unwrap().submitted.push(number.clone());
        for file in 0..files {
            let upload = || {
                // the first is short, the second has several chunks
                let content = format!("{number}/{file}").repeat(1 + 8000 * file);
                let content = Part::bytes(content.into_bytes()).file_name("pattern.bin");
                call("/ispws/upload").multipart(Form::new().text("id", number.clone()).part("file", content))
            };
            let uploaded = ReportResponse::read(&self.until_answered(upload).await?).unwrap().value;
            self.told.lock().unwrap().files.push(uploaded.file_id.unwrap().to_string());
        }
        self.finish(address, number).await
    }

    /// The end of a report; after a lost answer it is finished already, which the database must bear out.
    pub(crate) async fn finish(&self, address: &str, number: String) -> Option<()> {
        let finish = || {
            let call = self.client.post(format!("{address}/ispws/finish"));
            call.basic_auth("party", Some(SECRET)).form(&[("id", number.clone())])
        };
        let finished = self.until_answered(finish).await?;
        if ReportDoneResponse::read(&finished).is_err() {
            assert_ne!(ReportResponse::read(&finished).unwrap().value.response_code.number(), 0);
        }
        self.told.lock().unwrap().finished.push(number);
        Some(())
    }

    /// An upload under this key: it has one receipt, however often it is sent.
    pub(crate) async fn upload(&self, address: &str, key: &str) -> Option<()> {
        let statement = json!({
            "account": { "esp_identifier": "user-1" }, "uploaded_at": "2020-10-03T21:14:05+02:00", "ip": "203.0.113.7",
            "url": format!("https://network.example/p/{key}"), "channel": "private", "scan": false, "file_name": "pattern.bin"
        });
        let request = || {
            let file = Part::bytes(key.to_owned().into_bytes()).file_name("pattern.bin");
            let form = Form::new().text("upload", statement.to_string()).part("file", file);
            let request = self.client.post(format!("{address}/api/uploads")).multipart(form);
            request.header("Idempotency-Key", key).basic_auth("application", Some(SECRET))
        };
        let told: Value = serde_json::from_slice(&self.until_answered(request).await?).unwrap();
        let id = told["upload_id"].as_str().unwrap().to_owned();
        let before = self.told.lock().unwrap().uploads.insert(key.to_owned(), id.clone());
        assert!(before.is_none_or(|first| first == id), "the first receipt again");
        Some(())
    }

    /// Nothing is sent any more.
    pub(crate) fn end(&self) {
        self.is_over.store(true, Ordering::Relaxed);
    }
}
