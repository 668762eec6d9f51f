//! A running police, its actors, and packages to hand in.

mod clearinghouse;
mod client;
pub(crate) mod logs;
mod package;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use model::ManualClock;
use police::{Config, FeedbackConfig, SenderConfig};
use serde_json::{Value, json};
use service::check::{machine, staff, test_config};
use service::opening::OpeningConfig;
use service::testing::TestDb;
pub(crate) use service::testing::plant_orphan;
use service::{ActorConfig, Env, NodeConfig, Running, Sandbox, SystemRng};
use sqlx::Row as _;

pub(crate) use clearinghouse::Clearinghouse;
pub(crate) use client::{Answer, Client};
pub(crate) use package::{Account, Media, Package, SHARING, Upload, near_print, print, signer};

/// When the stories begin.
pub(crate) const NOW: &str = "2020-12-28T09:00:00Z";

/// A running police.
pub(crate) struct Station {
    pub(crate) running: Running,
    pub(crate) clock: Arc<ManualClock>,
    data_dir: std::path::PathBuf,
}

impl Station {
    /// Starts one whose feedback goes nowhere.
    pub(crate) async fn start(db: &TestDb) -> Self {
        Self::start_with(db, None).await
    }

    /// Starts one that tells `clearinghouse` what comes of reports.
    pub(crate) async fn start_with(db: &TestDb, clearinghouse: Option<&Clearinghouse>) -> Self {
        Self::start_under(config(db, clearinghouse)).await
    }

    /// Starts one where this share of a hundred reveals is drawn for review.
    pub(crate) async fn start_drawing(db: &TestDb, reveal_review_percent: u32) -> Self {
        Self::start_under(Config { reveal_review_percent, ..config(db, None) }).await
    }

    /// Starts one that takes sealed packages only.
    pub(crate) async fn start_sealed(db: &TestDb) -> Self {
        let mut config = config(db, None);
        config.sender.iter_mut().for_each(|sender| sender.accepts_unsealed = false);
        Self::start_under(config).await
    }

    /// Starts one in another country.
    pub(crate) async fn start_in(db: &TestDb, country: &str) -> Self {
        Self::start_in_at(db, country, NOW.parse().unwrap()).await
    }

    /// The same at another time.
    pub(crate) async fn start_in_at(db: &TestDb, country: &str, now: Timestamp) -> Self {
        let mut config = config(db, None);
        country.clone_into(&mut config.node.opening.country);
        Self::start_at(config, now).await
    }

    /// Starts one where each opens at most so many files a day.
    pub(crate) async fn start_limited(db: &TestDb, openings_per_day: u32) -> Self {
        let mut config = config(db, None);
        config.node.opening.openings_per_day = openings_per_day;
        Self::start_under(config).await
    }

    /// Starts one where nobody of this name works any more.
    pub(crate) async fn start_without(db: &TestDb, name: &str) -> Self {
        let mut config = config(db, None);
        config.node.actor.retain(|actor| actor.name != name);
        Self::start_under(config).await
    }

    /// Stops, and starts on the same data at another time.
    pub(crate) async fn started_again_at(self, db: &TestDb, now: Timestamp) -> Self {
        self.running.stop().await;
        Self::start_at(config(db, None), now).await
    }

    /// Starts one whose configuration proposes weights in a file, signed by this key where one is named.
    pub(crate) async fn start_weighing(db: &TestDb, weights: &Path, weights_key: Option<String>) -> Self {
        Self::start_under(Config { weights: Some(weights.to_owned()), weights_key, ..config(db, None) }).await
    }

    async fn start_under(config: Config) -> Self {
        Self::start_at(config, NOW.parse().unwrap()).await
    }

    async fn start_at(config: Config, now: Timestamp) -> Self {
        let clock = Arc::new(ManualClock::new(now));
        let env = Env { clock: clock.clone(), rng: Arc::new(SystemRng), sandbox: Sandbox::in_process() };
        let data_dir = config.node.data_dir.clone();
        let running = police::start(config, env).await.expect("the police start");
        Self { running, clock, data_dir }
    }

    /// A client that signs in under one of the configured names.
    pub(crate) fn client(&self, name: &str) -> Client {
        Client::new(self.running.addr, name)
    }

    pub(crate) fn inspector(&self) -> Client {
        self.client("ines")
    }

    /// The files of the items.
    pub(crate) fn item_files(&self) -> Vec<PathBuf> {
        service::testing::item_files(&self.vault())
    }

    /// How many sealed files lie in the vault.
    pub(crate) fn sealed_files(&self) -> usize {
        count_files(&self.data_dir.join("vault"))
    }

    /// Takes the package and gives the acknowledgement.
    pub(crate) async fn receive(&self, package: &Package) -> Answer {
        self.client("clearinghouse").post_bytes("/referrals", package.write(), None).await
    }

    /// What stands in every column of reasons, as stored.
    pub(crate) async fn stored_reasons(&self) -> Vec<String> {
        let decided = [
            "link",
            "veto",
            "disclosure_request",
            "disclosure_answer",
            "person",
            "identification",
            "assignment",
            "arrest_entry",
            "outcome",
            "limitation_note",
            "path_decision",
            "preservation_letter",
            "preservation_sending",
            "preservation_answer",
        ];
        let withdrawn = decided.map(|table| format!("SELECT withdrawn_reason AS reason FROM {table}"));
        let sql = format!("SELECT reason FROM veto UNION ALL {}", withdrawn.join(" UNION ALL "));
        let mut tx = self.running.node.db().begin_read("test").await.unwrap();
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(tx.conn()).await.unwrap();
        rows.iter().filter_map(|row| row.get("reason")).collect()
    }

    pub(crate) fn vault(&self) -> PathBuf {
        self.data_dir.join("vault")
    }

    /// Takes a backup of the running police; gives its generation.
    pub(crate) async fn back_up(&self, db: &TestDb) -> PathBuf {
        let (node, to) = (config(db, None).node, db.folder().join("backup"));
        let now = model::Clock::now(&*self.clock);
        let taken = service::backup::back_up(
            "police",
            &node,
            &to,
            now,
            service::backup::Items::Files(vault::item_path),
        )
        .await;
        taken.unwrap().generation
    }

    /// Stops, loses everything, and starts on what the backup, the key and the newest `erased.log` give.
    pub(crate) async fn return_from(self, db: &TestDb, generation: &Path) -> Self {
        self.return_in(db, generation, "ES").await
    }

    /// The same in another country.
    pub(crate) async fn return_in(self, db: &TestDb, generation: &Path, country: &str) -> Self {
        let now = model::Clock::now(&*self.clock);
        self.running.stop().await;
        let mut config = config(db, None);
        country.clone_into(&mut config.node.opening.country);
        service::testing::lose_and_restore(db, "police", &config.node, generation).await;
        let station = Self::start_under(config).await;
        station.clock.set(now);
        station
    }

    pub(crate) async fn stop(self) {
        self.running.stop().await;
    }
}

fn count_files(folder: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .map(|path| match path {
            folder if folder.is_dir() => count_files(&folder),
            lock if lock.file_name().is_some_and(|name| name.to_string_lossy().contains("lock")) => 0,
            _ => 1,
        })
        .sum()
}

/// Who works with these police.
pub(crate) fn actors() -> Vec<ActorConfig> {
    vec![
        machine("clearinghouse", "clearinghouse"),
        staff("ines", "inspector", None),
        staff("ivan", "inspector", None),
        staff("olga", "provincial_officer", Some("08")),
        staff("bego", "provincial_officer", Some("48")),
        staff("adam", "administrator", None),
        staff("rosa", "registry", None),
        staff("dora", "data_protection_officer", None),
        staff("wilma", "welfare_officer", None),
        staff("rita", "rights_officer", None),
        machine("opal", "operator"),
    ]
}

fn config(db: &TestDb, clearinghouse: Option<&Clearinghouse>) -> Config {
    let feedback = clearinghouse.map(|clearinghouse| FeedbackConfig {
        url: clearinghouse.url(),
        username: "police-es".to_owned(),
        password: "secret".into(),
    });
    Config {
        node: node_config(db),
        sender: vec![SenderConfig {
            verifier_key: signer().verifier().to_string(),
            accepts_unsealed: true,
            feedback,
        }],
        agency: Some("es-police".to_owned()),
        vault: None,
        small_cell_threshold: 3,
        claim_days: 30,
        reveals_per_day: crate::reveals::BUDGET,
        reveal_review_percent: 0,
        weights: None,
        weights_key: None,
        max_package_bytes: 16 << 20,
    }
}

/// In Spain, with a limit that a test can reach.
fn node_config(db: &TestDb) -> NodeConfig {
    let limit = crate::openings::LIMIT;
    let opening =
        OpeningConfig { country: "ES".to_owned(), openings_per_day: limit, ..OpeningConfig::default() };
    NodeConfig { opening, ..test_config(db, actors()) }
}

/// The one subject that holds the account with this identifier.
pub(crate) async fn subject_of(inspector: &Client, identifier: &str) -> Value {
    for listed in inspector.get("/api/subjects").await.ok().as_array().unwrap() {
        let path = format!("/api/subjects/{}", listed["subject_id"].as_str().unwrap());
        let subject = inspector.get(&path).await.ok();
        let accounts = subject["accounts"].as_array().unwrap();
        if accounts.iter().any(|account| account["esp_identifier"] == identifier) {
            return subject;
        }
    }
    panic!("no subject holds the account {identifier}");
}

/// Ids of the acts of a subject whose connection has this address.
pub(crate) fn acts_from(subject: &Value, address: &str) -> Vec<String> {
    let acts = subject["acts"].as_array().unwrap().iter();
    acts.filter(|act| act["ip"] == address).map(|act| text(act, "act_id")).collect()
}

/// A text in JSON.
pub(crate) fn text(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap_or_else(|| panic!("{field} in {value}")).to_owned()
}

/// What identifies a person in a request.
pub(crate) fn person(subject: &Value, acts: Value, name: [&str; 2], birth: Value, place: Value) -> Value {
    json!({
        "subject_id": subject["subject_id"], "act_ids": acts, "given_name": name[0], "family_name": name[1],
        "birth": birth, "residence_province": null, "place_of_acts": place,
        "grounds": format!("subscriber of the line; the register has {} {}", name[0], name[1])
    })
}

/// A birth date to the day.
pub(crate) fn born(day: &str) -> Value {
    json!({ "day": { "date": day } })
}

/// An instant.
pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}
