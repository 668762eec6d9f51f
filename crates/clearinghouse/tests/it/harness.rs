//! A clearinghouse on a manual clock, a client for it, and an agency that receives.

mod documents;
mod inbox;
mod kept;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use clearinghouse::{
    AgencyConfig, ClearinghouseConfig, Config, Delivery, HashSourceConfig, RotaConfig, TipsConfig,
};
use jiff::{SignedDuration, Timestamp};
use model::ManualClock;
use reqwest::multipart::{Form, Part};
use reqwest::{Method, RequestBuilder, Response};
use serde_json::Value;
use service::check::{machine, secret_of, staff, test_config};
use service::testing::TestDb;
pub(crate) use service::testing::plant_orphan;
use service::{Env, Running, Sandbox, SystemRng};
use sha2::{Digest, Sha256};
use wire::cybertipline::{ReportDoneResponse, ReportResponse, UnknownElements};
use wire::package::sealed::{Opener, RecipientSecret};

pub(crate) use documents::{details_xml, picture, report_xml};
pub(crate) use inbox::Inbox;

/// Those who speak to the clearinghouse in these stories.
pub(crate) const PARTY: &str = "usr123";
pub(crate) const OTHER_PARTY: &str = "other-party";
pub(crate) const AGENCY: &str = "ES-CNP";
pub(crate) const OTHER_AGENCY: &str = "FR-OFMIN";
pub(crate) const ANALYST: &str = "ana";
pub(crate) const OTHER_ANALYST: &str = "noor";
pub(crate) const ADMINISTRATOR: &str = "adam";
pub(crate) const OFFICER: &str = "dora";
pub(crate) const RIGHTS_OFFICER: &str = "rita";
pub(crate) const OPERATOR: &str = "opal";
pub(crate) const TIP_FORM: &str = "tip-form";
pub(crate) const HOTLINE: &str = "hotline";

const ALLOCATIONS: &str = r#"[
  {"cidr":"203.0.113.0/24","country":"ES","operator":"Operador Ejemplo","from":"2020-01-01","cgnat":false},
  {"cidr":"198.51.100.0/24","country":"FR","operator":"Opérateur Exemple","from":"2020-01-01","to":"2024-12-31"},
  {"cidr":"100.64.0.0/16","country":"ES","operator":"Operador Móvil","from":"2020-01-01","cgnat":true}
]"#;

pub(crate) struct TestClearinghouse {
    pub(crate) running: Running,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) db: TestDb,
    client: reqwest::Client,
}

pub(crate) fn secret(name: &str) -> String {
    // the illustration credentials of the API documentation, as the captures carry them
    if name == PARTY { "pswd123".into() } else { secret_of(name) }
}

fn config(db: &TestDb, agency: Option<SocketAddr>) -> Config {
    let allocations = db.folder().join("allocations.json");
    std::fs::write(&allocations, ALLOCATIONS).unwrap();
    let mut party = machine(PARTY, "reporting_party");
    party.secret_sha256 = hex::encode(Sha256::digest(secret(PARTY)));
    let actors = vec![
        party,
        machine(OTHER_PARTY, "reporting_party"),
        machine(AGENCY, "agency"),
        machine(OTHER_AGENCY, "agency"),
        staff(ANALYST, "analyst", None),
        staff(OTHER_ANALYST, "analyst", None),
        staff(ADMINISTRATOR, "administrator", None),
        staff(OFFICER, "data_protection_officer", None),
        staff(RIGHTS_OFFICER, "rights_officer", None),
        machine(OPERATOR, "operator"),
        machine(TIP_FORM, "tip_form"),
        machine(HOTLINE, "hash_member"),
    ];
    let url = agency.map_or_else(|| "http://127.0.0.1:9".to_owned(), |addr| format!("http://{addr}"));
    let agency = |code: &str, country: &str| AgencyConfig {
        code: code.into(),
        name: "Agency (example)".into(),
        country: country.into(),
        language: "es".into(),
        delivery: Delivery::default(),
        url: url.clone(),
        recipient_key: recipient_secret().recipient().to_string(),
        username: "clearinghouse".into(),
        password: "between us".into(),
    };
    Config {
        node: test_config(db, actors),
        vault: None,
        clearinghouse: ClearinghouseConfig {
            signer_name: Some("clearinghouse.example".into()),
            allocations: Some(allocations),
            max_upload_bytes: 1_000_000,
            ..ClearinghouseConfig::default()
        },
        tips: TipsConfig::default(),
        agency: vec![agency(AGENCY, "ES"), agency(OTHER_AGENCY, "FR")],
        hash_source: Vec::new(),
    }
}

/// The configuration of these stories, to be changed.
pub(crate) fn test_config_of(db: &TestDb) -> Config {
    config(db, None)
}

/// What opens the packages for the agencies.
pub(crate) fn recipient_secret() -> RecipientSecret {
    RecipientSecret::derive(&[5; 32])
}

/// The archive that was sealed for an agency.
pub(crate) fn unseal(sealed: &[u8]) -> Vec<u8> {
    let (mut opener, mut bytes) = (Opener::new(recipient_secret()), Vec::new());
    opener.push(sealed, &mut bytes).unwrap();
    opener.finish(&mut bytes).unwrap();
    bytes
}

impl TestClearinghouse {
    pub(crate) async fn start(db: &TestDb, agency: Option<SocketAddr>) -> Self {
        let now: Timestamp = "2024-06-01T09:00:00Z".parse().unwrap();
        Self::start_at(db, agency, now).await
    }

    /// One whose own country is another.
    pub(crate) async fn start_in(db: &TestDb, country: &str) -> Self {
        let mut config = config(db, None);
        country.clone_into(&mut config.clearinghouse.country);
        Self::start_under(db, config, "2024-06-01T09:00:00Z".parse().unwrap()).await
    }

    /// One that refuses elements that the schema does not know.
    pub(crate) async fn start_strict(db: &TestDb) -> Self {
        let mut config = config(db, None);
        config.clearinghouse.unknown_elements = UnknownElements::Refuse;
        Self::start_under(db, config, "2024-06-01T09:00:00Z".parse().unwrap()).await
    }

    /// One that calls these, in their order, for Band A.
    pub(crate) async fn start_with_rota(db: &TestDb, rota: Vec<RotaConfig>) -> Self {
        let mut config = config(db, None);
        config.clearinghouse.rota = rota;
        Self::start_under(db, config, "2024-06-01T09:00:00Z".parse().unwrap()).await
    }

    /// One that pulls lists of known hashes.
    pub(crate) async fn start_pulling(db: &TestDb, sources: Vec<HashSourceConfig>) -> Self {
        let config = Config { hash_source: sources, ..config(db, None) };
        Self::start_under(db, config, "2024-06-01T09:00:00Z".parse().unwrap()).await
    }

    /// One whose agencies fetch what waits for them.
    pub(crate) async fn start_pulled(db: &TestDb) -> Self {
        let mut config = config(db, None);
        config.agency.iter_mut().for_each(|agency| agency.delivery = Delivery::Pull);
        Self::start_under(db, config, "2024-06-01T09:00:00Z".parse().unwrap()).await
    }

    async fn start_at(db: &TestDb, agency: Option<SocketAddr>, now: Timestamp) -> Self {
        Self::start_under(db, config(db, agency), now).await
    }

    /// One with this configuration.
    pub(crate) async fn start_with(db: &TestDb, config: Config) -> Self {
        Self::start_under(db, config, "2024-06-01T09:00:00Z".parse().unwrap()).await
    }

    /// Starts under this configuration, or says why not.
    pub(crate) async fn try_start(config: Config) -> Result<Running, String> {
        let clock = Arc::new(ManualClock::new("2024-06-01T09:00:00Z".parse().unwrap()));
        let env = Env { clock, rng: Arc::new(SystemRng), sandbox: Sandbox::in_process() };
        clearinghouse::start(config, env).await.map_err(|error| format!("{error:#} {error:?}"))
    }

    async fn start_under(db: &TestDb, config: Config, now: Timestamp) -> Self {
        let clock = Arc::new(ManualClock::new(now));
        let env = Env { clock: clock.clone(), rng: Arc::new(SystemRng), sandbox: Sandbox::in_process() };
        let running = clearinghouse::start(config, env).await.unwrap();
        Self { running, clock, db: db.clone(), client: reqwest::Client::new() }
    }

    /// Stops the process and starts another over the same data.
    pub(crate) async fn restart(self, agency: Option<SocketAddr>) -> Self {
        let now = model::Clock::now(&*self.clock);
        self.running.stop().await;
        Self::start_at(&self.db, agency, now).await
    }

    /// The same, with what opens tips in this file; none for what follows from the node's own key.
    pub(crate) async fn restart_with_tip_key(self, file: Option<PathBuf>) -> Self {
        let now = model::Clock::now(&*self.clock);
        self.running.stop().await;
        let mut config = config(&self.db, None);
        config.tips.recipient_key_file = file;
        Self::start_under(&self.db, config, now).await
    }

    /// Takes a backup of the running clearinghouse; gives its generation.
    pub(crate) async fn back_up(&self) -> PathBuf {
        let (node, to) = (config(&self.db, None).node, self.db.folder().join("backup"));
        let now = model::Clock::now(&*self.clock);
        let taken = service::backup::back_up(
            "clearinghouse",
            &node,
            &to,
            now,
            service::backup::Items::Files(vault::item_path),
        )
        .await;
        taken.unwrap().generation
    }

    /// Stops, loses everything, and starts on what the backup, the keys and the newest `erased.log` give.
    pub(crate) async fn return_from(self, generation: &Path, agency: Option<SocketAddr>) -> Self {
        let now = model::Clock::now(&*self.clock);
        self.running.stop().await;
        let node = config(&self.db, agency).node;
        service::testing::lose_and_restore(&self.db, "clearinghouse", &node, generation).await;
        Self::start_at(&self.db, agency, now).await
    }

    /// Lets a day pass, so that every report is filed or expired and no job is left, then stops.
    pub(crate) async fn finish(self) {
        self.clock.advance(SignedDuration::from_hours(26));
        self.until("no job is left", async || {
            let mut tx = self.running.node.db().begin_read("count-jobs").await.unwrap();
            let counts = service::jobs::count_by_state(&mut tx).await.unwrap();
            counts.iter().all(|(_, jobs)| *jobs == 0).then_some(())
        })
        .await;
        kept::check_counts(&self.running.node).await;
        self.running.stop().await;
    }

    pub(crate) fn addr(&self) -> SocketAddr {
        self.running.addr
    }

    pub(crate) fn call(&self, actor: &str, method: Method, path: &str) -> RequestBuilder {
        let url = format!("http://{}{path}", self.addr());
        self.client.request(method, url).basic_auth(actor, Some(secret(actor)))
    }

    pub(crate) async fn get_json(&self, actor: &str, path: &str) -> Value {
        let response = self.call(actor, Method::GET, path).send().await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
        response.json().await.unwrap()
    }

    pub(crate) async fn send_json(
        &self,
        actor: &str,
        method: Method,
        path: &str,
        body: &Value,
    ) -> (u16, Value) {
        let response = self.call(actor, method, path).json(body).send().await.unwrap();
        let status = response.status().as_u16();
        (status, response.json().await.unwrap())
    }

    /// Posts to the CyberTipline API and reads the usual answer.
    pub(crate) async fn ispws(&self, path: &str, body: impl Into<reqwest::Body>) -> ReportResponse {
        self.ispws_as(PARTY, path, body).await
    }

    pub(crate) async fn ispws_as(
        &self,
        actor: &str,
        path: &str,
        body: impl Into<reqwest::Body>,
    ) -> ReportResponse {
        let request = self.call(actor, Method::POST, path).header("content-type", "text/xml; charset=utf-8");
        report_response(request.body(body).send().await.unwrap()).await
    }

    pub(crate) async fn submit(&self, address: &str) -> i64 {
        let response = self.ispws("/ispws/submit", report_xml(address)).await;
        assert_eq!(response.response_code.number(), 0, "{}", response.response_description);
        response.report_id.unwrap()
    }

    pub(crate) async fn upload(&self, report: i64, name: &str, bytes: Vec<u8>) -> ReportResponse {
        let form = Form::new()
            .text("id", report.to_string())
            .part("file", Part::bytes(bytes).file_name(name.to_owned()));
        let request = self.call(PARTY, Method::POST, "/ispws/upload").multipart(form);
        report_response(request.send().await.unwrap()).await
    }

    pub(crate) async fn finish_report(&self, report: i64) -> ReportDoneResponse {
        let request = self.call(PARTY, Method::POST, "/ispws/finish").form(&[("id", report)]);
        let bytes = request.send().await.unwrap().bytes().await.unwrap();
        ReportDoneResponse::read(&bytes).unwrap().value
    }

    /// Files a report with one picture, with an address of the upload if one is given, and waits until it is ready.
    pub(crate) async fn file(
        &self,
        login_address: &str,
        upload_address: Option<&str>,
        picture: Vec<u8>,
    ) -> i64 {
        let report = self.submit(login_address).await;
        let uploaded = self.upload(report, "pattern.bmp", picture).await;
        if let Some(address) = upload_address {
            let details = details_xml(report, uploaded.file_id.unwrap().as_str(), address);
            assert_eq!(self.ispws("/ispws/fileinfo", details).await.response_code.number(), 0);
        }
        assert_eq!(self.finish_report(report).await.response_code.number(), 0);
        self.until_state(report, "ready").await;
        report
    }

    pub(crate) async fn until_state(&self, report: i64, state: &str) -> Value {
        let path = format!("/api/reports/{report}");
        self.until(state, async || {
            let found = self.get_json(ANALYST, &path).await;
            (found["state"] == state).then_some(found)
        })
        .await
    }

    pub(crate) async fn until_referral(&self, referral: &str, state: &str) -> Value {
        let path = format!("/api/referrals/{referral}");
        self.until(state, async || {
            let found = self.get_json(ANALYST, &path).await;
            (found["state"] == state).then_some(found)
        })
        .await
    }

    /// Asks until there is an answer, for a minute: what answers may have its jobs behind those of other tests.
    pub(crate) async fn until<T>(&self, what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
        let began = Instant::now();
        loop {
            if let Some(answer) = ask().await {
                return answer;
            }
            assert!(began.elapsed() < Duration::from_secs(60), "waited in vain for: {what}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// The files of the items.
    pub(crate) fn item_files(&self) -> Vec<PathBuf> {
        service::testing::item_files(&self.db.folder().join("data/vault"))
    }

    /// How many sealed files lie in the vault. A job may take one away while they are counted.
    pub(crate) fn vault_files(&self) -> usize {
        fn count(folder: &Path) -> usize {
            let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
            entries.map(|path| if path.is_dir() { count(&path) } else { usize::from(is_sealed(&path)) }).sum()
        }
        fn is_sealed(path: &Path) -> bool {
            path.metadata().is_ok_and(|file| file.len() > 32)
        }
        count(&self.db.folder().join("data/vault"))
    }
}

pub(crate) async fn report_response(response: Response) -> ReportResponse {
    assert_eq!(response.status(), 200);
    assert!(response.headers().contains_key("request-id"));
    let bytes = response.bytes().await.unwrap();
    ReportResponse::read(&bytes)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&bytes)))
        .value
}
