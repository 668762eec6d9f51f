//! A platform under test, its clock, and clients of every role.

mod bodies;
mod items;
mod lists;
mod places;
mod review;

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::SignedDuration;
use model::{ManualClock, Rng, SeededRng};
use platform::Config;
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::Value;
use service::check::test_tls;
use service::testing::TestDb;
use service::{Env, Node, Running, Sandbox};
use sha2::{Digest, Sha256};

use crate::fake::{Fake, PASSWORD, USERNAME};

pub(crate) use bodies::{expect, parts, statement, text};
pub(crate) use lists::vouched;
pub(crate) use service::testing::plant_orphan;

/// Benign generated pictures.
pub(crate) const BLOBS: &[u8] = include_bytes!("../../../media/testdata/pdq/synthetic/blobs-300x200.png");
pub(crate) const OTHER_BLOBS: &[u8] =
    include_bytes!("../../../media/testdata/pdq/synthetic/blobs-96x333.png");
pub(crate) const FLAT: &[u8] = include_bytes!("../../../media/testdata/pdq/synthetic/flat-grey-80x80.png");

/// What verdicts are signed with.
pub(crate) const WEBHOOK_SECRET: &str = "0123456789abcdef0123456789abcdef";

/// How long the platform under test waits for an answer, in milliseconds.
const ANSWER_TIMEOUT_MS: u64 = 1500;
const PATIENCE: Duration = Duration::from_secs(60);

/// A platform on a database that outlives it.
pub(crate) struct Platform {
    pub(crate) fake: Fake,
    pub(crate) clock: Arc<ManualClock>,
    rng: Arc<dyn Rng>,
    db: TestDb,
    pub(crate) running: Option<Running>,
    sandbox: Sandbox,
    upload_limit_bytes: usize,
    /// The authority that the platform trusts; with one, it files over TLS.
    trusted_ca_file: Option<PathBuf>,
    /// What the clearinghouse is; `none` where none is configured.
    destination: &'static str,
    /// More of the configuration: where objects are fetched, whom verdicts are told, whose law binds the company.
    deliveries: String,
    http: reqwest::Client,
}

/// Whom a request comes from.
#[derive(Debug, Clone, Copy)]
pub(crate) enum As {
    Application,
    Moderator,
    OtherModerator,
    Administrator,
    Operator,
    Officer,
    RightsOfficer,
    WelfareOfficer,
    Uploader,
    MatchSource,
    HelpDesk,
    ObjectStore,
    OutcomeReader,
}

impl As {
    pub(crate) const ALL: [(As, &str, &str); 12] = [
        (Self::Application, "machine", "application"),
        (Self::Moderator, "staff", "moderator"),
        (Self::Administrator, "staff", "administrator"),
        (Self::Operator, "machine", "operator"),
        (Self::Officer, "staff", "data_protection_officer"),
        (Self::RightsOfficer, "staff", "rights_officer"),
        (Self::Uploader, "machine", "uploader"),
        (Self::MatchSource, "machine", "match_source"),
        (Self::HelpDesk, "machine", "help_desk"),
        (Self::ObjectStore, "machine", "object_store"),
        (Self::OutcomeReader, "machine", "outcome_reader"),
        (Self::WelfareOfficer, "staff", "welfare_officer"),
    ];

    pub(crate) fn credentials(self) -> (String, String) {
        if matches!(self, Self::OtherModerator) {
            return ("the-other-moderator".to_owned(), "secret of other-moderator".to_owned());
        }
        let found = Self::ALL.iter().find(|(who, ..)| format!("{who:?}") == format!("{self:?}"));
        let (_, _, role) = found.expect("everybody is among them");
        (format!("the-{role}"), format!("secret of {role}"))
    }
}

impl Platform {
    pub(crate) async fn start(db: &TestDb) -> Self {
        Self::start_with(db, Sandbox::in_process(), 4_000_000).await
    }

    pub(crate) async fn start_with(db: &TestDb, sandbox: Sandbox, upload_limit_bytes: usize) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let clock = Arc::new(ManualClock::new("2020-12-28T09:00:00Z".parse().unwrap()));
        let mut platform = Self {
            fake: Fake::start().await,
            clock,
            rng: Arc::new(SeededRng::new(7)),
            db: db.clone(),
            running: None,
            sandbox,
            upload_limit_bytes,
            trusted_ca_file: None,
            destination: "sandbox",
            deliveries: String::new(),
            http: reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap(),
        };
        platform.restart().await;
        for channel in ["public", "private"] {
            platform.state_basis(channel, channel, "2020-01-01", None).await;
        }
        platform
    }

    /// Files to a clearinghouse on TLS, with this authority trusted.
    pub(crate) async fn file_over_tls(&mut self, trusted_ca_file: PathBuf) {
        self.kill().await;
        self.fake = Fake::start_with(Some(test_tls(self.db.folder()))).await;
        self.trusted_ca_file = Some(trusted_ca_file);
        self.restart().await;
    }

    /// Fetches objects of the bucket `media` from [`Self::media`], seen on the surface `private`, and tells verdicts to this address.
    pub(crate) async fn deliver(&mut self, verdicts_to: SocketAddr) {
        use std::os::unix::fs::PermissionsExt as _;
        self.kill().await;
        let (media, secret) = (self.media(), self.db.folder().join("webhook.secret"));
        std::fs::create_dir_all(&media).unwrap();
        std::fs::write(&secret, WEBHOOK_SECRET).unwrap();
        std::fs::set_permissions(&secret, std::fs::Permissions::from_mode(0o600)).unwrap();
        self.deliveries = format!(
            "[[platform.object_source]]\nbucket = \"media\"\nsurface = \"private\"\nfolder = \"{}\"\n\
             [platform.verdict_webhook]\nurl = \"http://{verdicts_to}/verdicts\"\nsecret_file = \"{}\"\n",
            media.display(),
            secret.display()
        );
        self.restart().await;
    }

    /// Tells this address what is decided on appeals.
    pub(crate) async fn tell_appeals(&mut self, to: SocketAddr) {
        use std::os::unix::fs::PermissionsExt as _;
        self.until_matched().await;
        self.kill().await;
        let secret = self.db.folder().join("webhook.secret");
        std::fs::write(&secret, WEBHOOK_SECRET).unwrap();
        std::fs::set_permissions(&secret, std::fs::Permissions::from_mode(0o600)).unwrap();
        self.deliveries = format!(
            "[platform.appeal_webhook]\nurl = \"http://{to}/verdicts\"\nsecret_file = \"{}\"\n",
            secret.display()
        );
        self.restart().await;
    }

    /// Asks the store at this address to preserve what belongs to a report.
    pub(crate) async fn preserve_at(&mut self, store: SocketAddr) {
        self.deliver(store).await;
        self.kill().await;
        self.deliveries = self.deliveries.replace("verdict_webhook", "hold_webhook");
        self.restart().await;
    }

    /// The folder that stands for the bucket `media`.
    pub(crate) fn media(&self) -> PathBuf {
        self.db.folder().join("media")
    }

    pub(crate) fn config(&self) -> Config {
        let mut actors = String::new();
        let second = (As::OtherModerator, "staff", "moderator");
        for (who, kind, role) in As::ALL.into_iter().chain([second]) {
            let (name, secret) = who.credentials();
            let digest = hex::encode(Sha256::digest(secret));
            let _ = write!(
                actors,
                "[[node.actor]]\nkind = \"{kind}\"\nname = \"{name}\"\nrole = \"{role}\"\nsecret_sha256 = \"{digest}\"\n"
            );
        }
        let (scheme, trusted) = match &self.trusted_ca_file {
            Some(path) => ("https", format!("trusted_ca_file = \"{}\"\n", path.display())),
            None => ("http", String::new()),
        };
        let clearinghouse = match self.destination {
            "none" => String::new(),
            destination => format!(
                "[clearinghouse]\nurl = \"{scheme}://{}\"\nusername = \"{USERNAME}\"\npassword = \"{PASSWORD}\"\n\
                 answer_timeout_ms = {ANSWER_TIMEOUT_MS}\ndestination = \"{destination}\"\n",
                self.fake.addr
            ),
        };
        let text = format!(
            "service = \"Example Social\"\nfeedback_poll_seconds = 1\nupload_limit_bytes = {}\n\
             [node]\nlisten = \"127.0.0.1:0\"\npublic_url = \"http://platform.localhost\"\nsimulation = true\ndata_dir = \"{}\"\ndatabase = \"{}\"\n\
             {trusted}{actors}{clearinghouse}\
             [reporter]\nfirst_name = \"Trust\"\nlast_name = \"Team\"\nemail = \"trust@social.example\"\n{}",
            self.upload_limit_bytes,
            self.db.folder().join("platform").display(),
            self.db.url(),
            self.deliveries,
        );
        service::config::parse(Path::new("platform.toml"), &text).unwrap()
    }

    /// Starts, or starts again on the same data.
    pub(crate) async fn restart(&mut self) {
        let env = Env { clock: self.clock.clone(), rng: self.rng.clone(), sandbox: self.sandbox.clone() };
        self.running = Some(platform::start(self.config(), env).await.unwrap());
    }

    /// Why it does not start as it is configured now.
    pub(crate) async fn why_not(&self) -> String {
        let env = Env { clock: self.clock.clone(), rng: self.rng.clone(), sandbox: self.sandbox.clone() };
        platform::start(self.config(), env).await.err().expect("it does not start").to_string()
    }

    /// Ends at once, in the middle of whatever it does.
    pub(crate) async fn kill(&mut self) {
        drop(self.running.take());
        // Aborted tasks end at their next await.
        tokio::time::sleep(Duration::from_millis(50)).await;
    }

    /// Takes a backup of the running platform; gives its generation.
    pub(crate) async fn back_up(&self) -> PathBuf {
        let (config, to) = (self.config().node, self.db.folder().join("backup"));
        let now = model::Clock::now(&*self.clock);
        service::backup::back_up(
            "platform",
            &config,
            &to,
            now,
            service::backup::Items::Files(vault::item_path),
        )
        .await
        .unwrap()
        .generation
    }

    /// Stops, loses everything, and starts on what the backup and the newest `erased.log` give.
    pub(crate) async fn return_from(&mut self, generation: &Path) {
        if let Some(running) = self.running.take() {
            running.stop().await;
        }
        service::testing::lose_and_restore(&self.db, "platform", &self.config().node, generation).await;
    }

    /// Ends in order, so that the harness finds nothing half done.
    pub(crate) async fn stop(mut self) {
        self.until_matched().await;
        if let Some(running) = self.running.take() {
            running.stop().await;
        }
    }

    /// Waits until the earlier uploads are compared with every new version of a list, and what was begun and given up is taken back.
    pub(crate) async fn until_matched(&self) {
        let began = Instant::now();
        let queued = "SELECT kind AS said FROM job WHERE kind IN ('match-again', 'retract-report') AND state <> 'stuck'";
        while self.running.is_some() && !self.texts(queued).await.is_empty() && began.elapsed() < PATIENCE {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Leaves the filing job as a process that dies in the last try does: set aside, with nothing on its report.
    pub(crate) async fn set_filing_job_aside(&self) {
        let node = self.node();
        let mut tx = node.db().begin_write("set-job-aside").await.unwrap();
        let sql = "UPDATE job SET state = 'stuck', attempts = 13, last_error = 'the process died during the last try',
                       leased_by = NULL, leased_until = NULL WHERE kind = 'file-report'";
        let changed = sqlx::query(sql).execute(tx.conn()).await.unwrap().rows_affected();
        tx.commit().await.unwrap();
        assert_eq!(changed, 1);
    }

    /// Changes the database behind the platform's back.
    pub(crate) async fn change(&self, sql: &'static str) {
        let node = self.node();
        let mut tx = node.db().begin_write("test-change").await.unwrap();
        sqlx::raw_sql(sql).execute(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// The column `said` of every row.
    pub(crate) async fn texts(&self, sql: &'static str) -> Vec<String> {
        use sqlx::Row as _;
        let node = self.node();
        let mut tx = node.db().begin_read("test").await.unwrap();
        let rows = sqlx::query(sql).fetch_all(tx.conn()).await.unwrap();
        rows.iter().map(|row| row.get("said")).collect()
    }

    pub(crate) fn request(&self, who: As, method: Method, path: &str) -> RequestBuilder {
        let (name, secret) = who.credentials();
        self.http.request(method, format!("http://{}{path}", self.addr())).basic_auth(name, Some(secret))
    }

    pub(crate) fn node(&self) -> &Node {
        &self.running.as_ref().expect("the platform runs").node
    }

    pub(crate) fn addr(&self) -> SocketAddr {
        self.running.as_ref().expect("the platform runs").addr
    }

    pub(crate) async fn get(&self, who: As, path: &str) -> Value {
        let response = self.request(who, Method::GET, path).send().await.unwrap();
        expect(response, StatusCode::OK).await
    }

    pub(crate) async fn page(&self, who: As, path: &str) -> String {
        let response =
            self.request(who, Method::GET, path).header("accept", "text/html").send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        response.text().await.unwrap()
    }

    pub(crate) async fn post(&self, who: As, path: &str, body: &Value, status: StatusCode) -> Value {
        expect(self.request(who, Method::POST, path).json(body).send().await.unwrap(), status).await
    }

    pub(crate) async fn put(&self, who: As, path: &str, body: &Value, status: StatusCode) -> Value {
        expect(self.request(who, Method::PUT, path).json(body).send().await.unwrap(), status).await
    }

    pub(crate) async fn upload(&self, statement: &Value, file: &[u8], status: StatusCode) -> Value {
        let request = self.request(As::Application, Method::POST, "/api/uploads");
        expect(request.multipart(parts(statement, file)).send().await.unwrap(), status).await
    }

    pub(crate) async fn report(&self, report_id: &str) -> Value {
        self.get(As::Moderator, &format!("/api/reports/{report_id}")).await
    }

    /// Lets time pass until the report is in this state.
    pub(crate) async fn until(&self, report_id: &str, state: &str) -> Value {
        self.until_within(report_id, state, 70).await
    }

    /// The same, `seconds` at a time.
    pub(crate) async fn until_within(&self, report_id: &str, state: &str, seconds: i64) -> Value {
        let began = Instant::now();
        loop {
            let report = self.report(report_id).await;
            if report["state"] == state {
                return report;
            }
            assert!(began.elapsed() < PATIENCE, "not {state}: {report:#}");
            tokio::time::sleep(Duration::from_millis(30)).await;
            // Past every retry's delay and every lease.
            self.clock.advance(SignedDuration::from_secs(seconds));
        }
    }
}
