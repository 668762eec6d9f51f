//! The three roles in this process on one manual clock: own database, folder and secrets each, met over HTTP on loopback only.

mod client;
mod configuration;
mod databases;
mod relay;

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use model::{Clock, ManualClock, Rng as _};
use service::testing::TestDb;
use service::{Env, Running, Sandbox, StartError, SystemRng};
use wire::package::sealed::RecipientSecret;

pub use client::{Client, answer, text};
pub use configuration::AGENCY;
pub(crate) use configuration::bucket;
use configuration::{Peer, arrange};
pub(crate) use databases::on_both_engines;
pub use databases::{with_chain, with_equipped_chain, with_skewed_chain};
pub use relay::{Fate, Relay};

/// Where the clock of a chain stands at first.
pub const NOW: &str = "2020-12-28T09:00:00Z";
/// How long a test waits for what the roles do on their own.
const PATIENCE: Duration = Duration::from_secs(30);

/// Three roles at work.
pub struct Chain {
    /// One clock for all.
    pub clock: Arc<ManualClock>,
    pub platform: Role,
    pub clearinghouse: Role,
    pub police: Role,
    /// What opens packages for the police.
    pub recipient: RecipientSecret,
    /// The way from the clearinghouse to the police, open at first.
    pub line: Relay,
    /// The way from the platform to the clearinghouse, open at first.
    pub report_line: Relay,
    /// The way from the police to the clearinghouse, open at first.
    pub feedback_line: Relay,
    /// The ways to platform, clearinghouse and police as witnesses, open at first.
    pub witness_lines: [Relay; 3],
    /// The way to the application that an equipped platform tells verdicts; shut, since nobody is there.
    _verdict_line: Relay,
    /// With what platform and police were started.
    platform_with: (platform::Config, Env),
    police_with: (police::Config, Env),
}

/// What starts a role, the first time and again.
type Start = Box<dyn Fn() -> Pin<Box<dyn Future<Output = Result<Running, StartError>> + Send>> + Send + Sync>;

/// By how much the clocks of platform, clearinghouse and police differ from the chain's.
pub type Skews = [SignedDuration; 3];

/// What differs between chains.
#[derive(Default)]
struct Setting {
    skews: Skews,
    /// Whether the platform fetches what a store announces, tells verdicts, and knows whose law binds it.
    equipped: bool,
}

/// The chain's clock as one role reads it.
struct SkewedClock {
    clock: Arc<ManualClock>,
    skew: SignedDuration,
}

impl Clock for SkewedClock {
    fn now(&self) -> Timestamp {
        self.clock.now() + self.skew
    }
}

/// One role at work, with the secrets of everybody who may speak to it.
pub struct Role {
    running: Option<Running>,
    start: Start,
    /// Its data folder.
    pub folder: std::path::PathBuf,
    /// Its database's address.
    pub database: String,
    secrets: Secrets,
    http: reqwest::Client,
}

/// Secret by user name.
type Secrets = BTreeMap<&'static str, String>;

impl Chain {
    /// Starts the roles: the clearinghouse first, since the police trust its key and the platform reports to it.
    async fn start([platform_db, clearinghouse_db, police_db]: &[TestDb; 3], setting: Setting) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let clock = Arc::new(ManualClock::new(NOW.parse().unwrap()));
        let [env_platform, env_clearinghouse, env_police] = setting.skews.map(|skew| Env {
            clock: Arc::new(SkewedClock { clock: clock.clone(), skew }),
            rng: Arc::new(SystemRng),
            sandbox: Sandbox::in_process(),
        });
        let [at_platform, at_clearinghouse, at_police] = configuration::ACTORS.map(secrets);
        let (line, report_line, feedback_line) =
            (Relay::bind().await, Relay::bind().await, Relay::bind().await);
        let witness_lines = [Relay::bind().await, Relay::bind().await, Relay::bind().await];
        let peers = [("platform", platform_db), ("clearinghouse", clearinghouse_db), ("police", police_db)];
        let peers: Vec<Peer> = peers
            .into_iter()
            .zip(&witness_lines)
            .map(|((role, db), line)| Peer::new(role, db, line.url()))
            .collect();
        let recipient = configuration::recipient_secret(police_db);
        let recipient_key = recipient.recipient();
        let (url, secrets) = (line.url(), &at_clearinghouse);
        let mut config =
            configuration::clearinghouse(clearinghouse_db, secrets, &at_police, (&url, &recipient_key));
        arrange(&mut config.node, "clearinghouse", &peers);
        let start = move || clearinghouse::start(config.clone(), env_clearinghouse.clone());
        let clearinghouse = Role::start(boxed(start), clearinghouse_db, at_clearinghouse).await;
        let key = text(&clearinghouse.client("noor").get("/api/verifier-key").await["verifier_key"]);
        let feedback = (feedback_line.url(), clearinghouse.secret(AGENCY));
        let mut config = configuration::police(police_db, &at_police, &key, feedback);
        arrange(&mut config.node, "police", &peers);
        let police_with = (config.clone(), env_police.clone());
        let start = move || police::start(config.clone(), env_police.clone());
        let police = Role::start(boxed(start), police_db, at_police).await;
        let reports = (report_line.url(), clearinghouse.secret("social"));
        let verdict_line = Relay::bind().await;
        let equipment = if setting.equipped {
            configuration::equipment(platform_db, &verdict_line.url())
        } else {
            String::new()
        };
        let mut config = configuration::platform(platform_db, &at_platform, reports, &equipment);
        arrange(&mut config.node, "platform", &peers);
        let platform_with = (config.clone(), env_platform.clone());
        let start = move || platform::start(config.clone(), env_platform.clone());
        let platform = Role::start(boxed(start), platform_db, at_platform).await;
        let chain = Self {
            clock,
            platform,
            clearinghouse,
            police,
            recipient,
            line,
            report_line,
            feedback_line,
            witness_lines,
            _verdict_line: verdict_line,
            platform_with,
            police_with,
        };
        chain.open_lines();
        chain
    }

    /// Starts the platform again, configured otherwise.
    pub async fn change_platform(&mut self, change: impl FnOnce(&mut platform::Config)) {
        change(&mut self.platform_with.0);
        let (config, env) = self.platform_with.clone();
        self.platform.start = boxed(move || platform::start(config.clone(), env.clone()));
        self.platform.crash().await;
        self.open_lines();
    }

    /// The same of the police.
    pub async fn change_police(&mut self, change: impl FnOnce(&mut police::Config)) {
        change(&mut self.police_with.0);
        let (config, env) = self.police_with.clone();
        self.police.start = boxed(move || police::start(config.clone(), env.clone()));
        self.police.crash().await;
        self.open_lines();
    }

    /// Every line leads to where its role listens now.
    pub fn open_lines(&self) {
        let [platform, clearinghouse, police] = self.roles().map(|(_, role, _)| role.running().addr);
        self.line.open(police);
        self.report_line.open(clearinghouse);
        self.feedback_line.open(clearinghouse);
        for (line, addr) in self.witness_lines.iter().zip([platform, clearinghouse, police]) {
            line.open(addr);
        }
    }

    /// Every role with its name and somebody of its staff.
    pub fn roles(&self) -> [(&'static str, &Role, &'static str); 3] {
        [
            ("platform", &self.platform, "marta"),
            ("clearinghouse", &self.clearinghouse, "noor"),
            ("police", &self.police, "ines"),
        ]
    }

    /// The number of custody entries of each role; each must be intact.
    pub async fn custody_sizes(&self) -> [u64; 3] {
        let mut sizes = [0; 3];
        for (size, (name, role, staff)) in sizes.iter_mut().zip(self.roles()) {
            let verdict = role.client(staff).get("/api/custody/verify").await;
            assert_eq!(verdict["verdict"]["finding"], "intact", "{name}: {verdict}");
            *size = verdict["size"].as_u64().expect("a size");
        }
        sizes
    }

    /// How many custody entries of each role are about what was done, looks left out.
    pub async fn custody_deeds(&self) -> [i64; 3] {
        let mut deeds = [0; 3];
        for (deeds, (_, role, _)) in deeds.iter_mut().zip(self.roles()) {
            let officer = role.client("dora");
            let count = async |query: &str| {
                let found = officer.get(&format!("/api/access-entries{query}")).await;
                found["total"].as_i64().expect("a total")
            };
            // the second question is one look more than the first
            *deeds = count("").await - count("?operation=consultation").await + 1;
        }
        deeds
    }

    async fn stop(self) {
        for role in [self.platform, self.clearinghouse, self.police] {
            role.running.expect("a role at work").stop().await;
        }
    }
}

impl Role {
    async fn start(start: Start, db: &TestDb, secrets: Secrets) -> Self {
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build();
        Self {
            running: Some(start().await.expect("the role starts")),
            start,
            folder: configuration::folder(db),
            database: db.url().to_owned(),
            secrets,
            http: http.expect("a client"),
        }
    }

    /// The process.
    pub fn running(&self) -> &Running {
        self.running.as_ref().expect("a role at work")
    }

    /// Everything that it does is cut off where it waits, and it starts again, on another port, as soon as its last thread let go of the
    /// vault.
    pub async fn crash(&mut self) {
        drop(self.running.take());
        let began = Instant::now();
        let again = loop {
            match (self.start)().await {
                Err(error) if began.elapsed() < PATIENCE && error.to_string().contains("in use") => {
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
                started => break started,
            }
        };
        self.running = Some(again.expect("the role starts again"));
    }

    /// Its root, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}", self.running().addr)
    }

    /// The secret of somebody known to it.
    pub fn secret(&self, name: &str) -> &str {
        self.secrets.get(name).unwrap_or_else(|| panic!("nobody of the name {name} is configured"))
    }

    /// The secrets of everybody known to it.
    pub fn secrets(&self) -> impl Iterator<Item = &str> {
        self.secrets.values().map(String::as_str)
    }

    /// Speaks to it in somebody's name.
    pub fn client(&self, name: &str) -> Client {
        Client::new(self.http.clone(), self.url(), name, self.secret(name))
    }

    /// Speaks to it in somebody's name over a line of their own.
    pub fn client_over(&self, line: &Relay, name: &str) -> Client {
        Client::new(self.http.clone(), line.url(), name, self.secret(name))
    }

    /// Speaks to it with credentials that it may not know.
    pub fn stranger(&self, name: &str, secret: &str) -> Client {
        Client::new(self.http.clone(), self.url(), name, secret)
    }

    /// How many files lie in its vault, finished or not.
    pub fn vault_items(&self) -> usize {
        fn count(folder: &std::path::Path) -> usize {
            let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
            let paths = entries.map(|entry| entry.expect("an entry").path());
            paths.map(|path| if path.is_dir() { count(&path) } else { 1 }).sum()
        }
        let vault = self.folder.join("vault");
        count(&vault.join("items")) + count(&vault.join("incoming"))
    }
}

fn boxed<F>(start: impl Fn() -> F + Send + Sync + 'static) -> Start
where
    F: Future<Output = Result<Running, StartError>> + Send + 'static,
{
    Box::new(move || Box::pin(start()))
}

/// A random secret for each actor.
fn secrets(actors: &'static [configuration::Actor]) -> Secrets {
    let secret = || {
        let mut random = [0; 32];
        SystemRng.fill(&mut random);
        hex::encode(random)
    };
    actors.iter().map(|actor| (actor.name, secret())).collect()
}

/// Asks until there is an answer.
pub async fn until<T, Asking: Future<Output = Option<T>>>(what: &str, ask: impl Fn() -> Asking) -> T {
    let began = Instant::now();
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(began.elapsed() < PATIENCE, "waited in vain: {what}");
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
}
