//! For tests: a fresh database per test on both engines, nodes on a manual clock, and a check of what a test leaves behind.
//!
//! ```ignore
//! service::both_engines! {
//!     async fn a_report_is_filed_once(db: TestDb) {
//!         let node = service::testing::test_node(&db, police::MIGRATIONS).await;
//!         …
//!     }
//! }
//! ```
//! makes the tests `a_report_is_filed_once::on_sqlite` and `a_report_is_filed_once::on_postgres`. After the body, the harness wants no
//! queued job, every custody entry in its place, and a tree that verifies.
#![allow(clippy::expect_used, clippy::missing_panics_doc, reason = "a failing test panics")]

pub mod timing;

use std::future::Future;
use std::ops::Deref;
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use futures::FutureExt;
use jiff::Timestamp;
use model::{ManualClock, Rng, SeededRng};

use crate::backup::{self, Erasures};
use crate::custody_log;
use crate::db::{Db, Engine, Migration, jobs};
use crate::keys::{NodeKeys, Ring};
use crate::{ColumnKeys, Node, NodeConfig, SystemRng};

/// The variable that names the PostgreSQL server for tests, as a URL of a user who may create databases; beyond this
/// machine it says `sslmode=verify-full`, as a node's does.
pub const POSTGRES_VARIABLE: &str = "AMPARO_TEST_POSTGRES_URL";
/// How long the check waits for a running worker to empty the queue.
const JOBS_PATIENCE: Duration = Duration::from_secs(5);

/// A database of one test: a SQLite file in a temporary folder, or a PostgreSQL database. Cheap to clone; removed after the test.
#[derive(Clone)]
pub struct TestDb(Arc<Inner>);

struct Inner {
    engine: Engine,
    url: String,
    folder: tempfile::TempDir,
    jobs_may_remain: AtomicBool,
    custody_may_break: AtomicBool,
}

impl TestDb {
    /// Makes an empty database.
    pub async fn create(engine: Engine) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = match engine {
            Engine::Sqlite => format!("sqlite:{}", folder.path().join("test.db").display()),
            Engine::Postgres => create_postgres().await,
        };
        let flags = || AtomicBool::new(false);
        Self(Arc::new(Inner { engine, url, folder, jobs_may_remain: flags(), custody_may_break: flags() }))
    }

    /// The address for [`Db::open`] and for a role's configuration.
    pub fn url(&self) -> &str {
        &self.0.url
    }

    /// The engine behind.
    pub fn engine(&self) -> Engine {
        self.0.engine
    }

    /// A temporary folder of this test, for data folders and key files.
    pub fn folder(&self) -> &std::path::Path {
        self.0.folder.path()
    }

    /// Says that this test leaves jobs behind on purpose.
    pub fn may_leave_jobs(&self) {
        self.0.jobs_may_remain.store(true, Ordering::Relaxed);
    }

    /// Says that this test breaks the custody log on purpose.
    pub fn may_break_custody(&self) {
        self.0.custody_may_break.store(true, Ordering::Relaxed);
    }

    /// What the harness asks after a test; an empty database passes.
    async fn check(&self) {
        let db = Db::open_existing(self.url()).await.expect("the test's database");
        let mut tx = db.begin_read("check").await.expect("a transaction");
        let is_migrated = sqlx::query("SELECT 1 FROM custody_tree").fetch_optional(tx.conn()).await.is_ok();
        drop(tx);
        if is_migrated && !self.0.jobs_may_remain.load(Ordering::Relaxed) {
            check_jobs(&db).await;
        }
        if is_migrated && !self.0.custody_may_break.load(Ordering::Relaxed) {
            custody_log::sequence(&db).await.expect("the custody log can be sequenced");
            let verdict = custody_log::verify(&db).await.expect("the custody log can be read");
            assert!(
                verdict.is_intact() && verdict.pending == 0,
                "the custody log after the test: {verdict:?}"
            );
        }
        db.close().await;
    }

    async fn remove(&self) {
        if self.0.engine == Engine::Postgres {
            let name =
                self.0.url.split('?').next().and_then(|base| base.rsplit('/').next()).unwrap_or_default();
            on_postgres_server(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
        }
    }
}

async fn check_jobs(db: &Db) {
    let began = Instant::now();
    loop {
        let mut tx = db.begin_read("check").await.expect("a transaction");
        let left = jobs::count_by_state(&mut tx).await.expect("the job table");
        drop(tx);
        if left.iter().all(|(_, jobs)| *jobs == 0) {
            return;
        }
        assert!(
            began.elapsed() < JOBS_PATIENCE,
            "jobs are left after the test: {left:?}; run them, or say so with `db.may_leave_jobs()`"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn server_url() -> String {
    std::env::var(POSTGRES_VARIABLE).unwrap_or_else(|_| {
        panic!("{POSTGRES_VARIABLE} is not set: `./amparo test` sets it, or leaves the tests named `on_postgres` out")
    })
}

async fn create_postgres() -> String {
    let mut random = [0; 8];
    SystemRng.fill(&mut random);
    let name = format!("amparo_test_{}", hex::encode(random));
    on_postgres_server(&format!("CREATE DATABASE {name} TEMPLATE template0")).await;
    let server = server_url();
    let (base, options) = server.split_once('?').map_or((server.as_str(), None), |(b, o)| (b, Some(o)));
    let (address, _) = base.rsplit_once('/').expect("the URL of the test server names a database");
    format!("{address}/{name}{}", options.map(|o| format!("?{o}")).unwrap_or_default())
}

async fn on_postgres_server(sql: &str) {
    let db = Db::open_existing(&server_url()).await.expect("the PostgreSQL server for tests answers");
    db.execute_alone(sql).await.expect("the test user may create and drop databases");
    db.close().await;
}

/// Takes a stopped node's data folder and database away, as a fire does; gives where the folder is now, for who digs in the ashes.
pub async fn lose(db: &TestDb, data_dir: &Path) -> PathBuf {
    let lost = db.folder().join("lost");
    std::fs::rename(data_dir, &lost).expect("the data folder moves");
    if db.engine() == Engine::Postgres {
        let opened = Db::open_existing(db.url()).await.expect("the test's database");
        opened
            .execute_alone("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
            .await
            .expect("an empty database");
        opened.close().await;
        return lost;
    }
    let path = db.url().trim_start_matches("sqlite:");
    for ending in ["", "-wal", "-shm"] {
        let file = format!("{path}{ending}");
        if std::fs::exists(&file).expect("the database's folder") {
            std::fs::rename(&file, lost.join(format!("lost.db{ending}"))).expect("the database moves");
        }
    }
    lost
}

/// Whether any file below `dir` holds this text.
pub fn is_on_disk(dir: &Path, text: &str) -> bool {
    let entries = std::fs::read_dir(dir).expect("a folder");
    entries.map(|entry| entry.expect("an entry").path()).any(|path| {
        if path.is_dir() {
            return is_on_disk(&path, text);
        }
        let bytes = std::fs::read(&path).expect("a file");
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    })
}

/// The files of the items of a vault.
pub fn item_files(vault: &Path) -> Vec<PathBuf> {
    let list = |folder: &Path| {
        let entries = std::fs::read_dir(folder).expect("a folder");
        entries.map(|entry| entry.expect("an entry").path()).collect::<Vec<_>>()
    };
    list(&vault.join("items")).iter().flat_map(|folder| list(folder)).collect()
}

/// Puts a file into the vault that no record speaks of, dates every item two hours back, and gives the file's path.
pub fn plant_orphan(vault: &Path) -> PathBuf {
    let folder = vault.join("items/0f");
    std::fs::create_dir_all(&folder).expect("a folder");
    let orphan = folder.join("0f".repeat(16));
    std::fs::write(&orphan, [0; 100]).expect("a file");
    for path in item_files(vault) {
        let file = std::fs::File::options().write(true).open(path).expect("a file");
        let made = file.metadata().and_then(|about| about.modified()).expect("its time");
        file.set_modified(made - Duration::from_secs(2 * 60 * 60)).expect("another time");
    }
    orphan
}

/// Loses a stopped node and puts it back from a backup with the newest `erased.log`, keys last, as an operator does.
pub async fn lose_and_restore(db: &TestDb, role: &str, config: &NodeConfig, generation: &Path) {
    let lost = lose(db, &config.data_dir).await;
    let erasures = Erasures::Known(lost.join("erased.log"));
    let newest = match std::fs::exists(lost.join("erased.log")) {
        Ok(true) => erasures,
        _ => Erasures::Lost,
    };
    backup::restore(role, config, generation, &newest, None).await.expect("the backup comes back");
    for key in ["node.key", "signing.key"] {
        if std::fs::exists(lost.join(key)).expect("the lost folder") {
            std::fs::copy(lost.join(key), config.data_dir.join(key)).expect("the key's copy");
        }
    }
}

/// What a test's body can ask for.
pub trait Fixture: Sized {
    /// Makes it over a fresh database.
    fn prepare(db: TestDb) -> impl Future<Output = Self>;
}

impl Fixture for TestDb {
    async fn prepare(db: TestDb) -> Self {
        db
    }
}

impl Fixture for TestNode {
    /// A node with the service's own tables only.
    async fn prepare(db: TestDb) -> Self {
        test_node(&db, &[]).await
    }
}

/// A node on a manual clock, and what a test wants beside it.
pub struct TestNode {
    /// The node.
    pub node: Node,
    /// The node's clock, which stands until it is moved.
    pub clock: Arc<ManualClock>,
    /// The node's database.
    pub db: TestDb,
}

impl Deref for TestNode {
    type Target = Node;

    fn deref(&self) -> &Node {
        &self.node
    }
}

/// The instant at which the clock of [`test_node`] stands: 2021-03-01T09:00:00Z.
pub fn test_start() -> Timestamp {
    Timestamp::from_second(1_614_589_200).expect("an instant")
}

/// Fixed keys.
fn test_keys() -> NodeKeys {
    let ring = Ring::make(&SeededRng::new(7));
    NodeKeys { columns: ColumnKeys::from_node_secret(&[7; 32]), ..NodeKeys::of(&ring) }
}

/// A node over `db` with a role's migrations, a manual clock at [`test_start`], seeded chance and fixed keys. Call it again for a second
/// node over the same database, as after a restart: its clock starts anew, its ids do not repeat.
pub async fn test_node(db: &TestDb, migrations: &'static [Migration]) -> TestNode {
    let clock = Arc::new(ManualClock::new(test_start()));
    let opened = Db::open(db.url(), migrations).await.expect("the test's database opens");
    // Seeded by chance: two nodes over one database must not make the same ids.
    let mut seed = [0; 8];
    SystemRng.fill(&mut seed);
    let rng = Arc::new(SeededRng::new(u64::from_le_bytes(seed)));
    let node = Node::new("test", opened, clock.clone(), rng, test_keys(), Vec::new());
    TestNode { node, clock, db: db.clone() }
}

/// As [`test_node`] without a role, publishing checkpoints: the log's key and what was signed last lie in the test's folder, so a second
/// call is the node after a restart.
pub async fn publishing_node(db: &TestDb) -> TestNode {
    let opened = Db::open(db.url(), &[]).await.expect("the test's database opens");
    publishing_node_over(db, opened)
}

/// As [`publishing_node`], over the test's database as somebody has opened it already.
pub fn publishing_node_over(db: &TestDb, opened: Db) -> TestNode {
    let clock = Arc::new(ManualClock::new(test_start()));
    let mut seed = [0; 8];
    SystemRng.fill(&mut seed);
    let rng = Arc::new(SeededRng::new(u64::from_le_bytes(seed)));
    let publisher = Ring::make(&SeededRng::new(7)).publisher(db.folder(), Some("test.example/test"), &*rng);
    let publisher = publisher.expect("the log's key").expect("a publisher");
    let node =
        Node::new("test", opened, clock.clone(), rng, test_keys().with_publisher(publisher), Vec::new());
    TestNode { node, clock, db: db.clone() }
}

/// Runs one test's body on one engine, checks what it leaves, and removes its database even when it fails.
pub fn run<F, Body>(engine: Engine, body: impl FnOnce(F) -> Body)
where
    F: Fixture,
    Body: Future<Output = ()>,
{
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let db = TestDb::create(engine).await;
        let story = async {
            body(F::prepare(db.clone()).await).await;
            db.check().await;
        };
        let outcome = AssertUnwindSafe(story).catch_unwind().await;
        db.remove().await;
        if let Err(panic) = outcome {
            std::panic::resume_unwind(panic);
        }
    });
}

/// Makes each `async fn name(fixture: TestDb | TestNode) { … }` two tests: `name::on_sqlite` and `name::on_postgres`.
#[macro_export]
macro_rules! both_engines {
    ($($(#[$meta:meta])* async fn $name:ident($($fixture:ident)+ : $kind:ty) $body:block)+) => {$(
        $(#[$meta])*
        mod $name {
            #[allow(unused_imports, reason = "a body may need nothing from its module")]
            use super::*;

            async fn story($($fixture)+: $kind) $body

            #[test]
            fn on_sqlite() {
                $crate::testing::run($crate::Engine::Sqlite, story);
            }

            #[test]
            fn on_postgres() {
                $crate::testing::run($crate::Engine::Postgres, story);
            }
        }
    )+};
}
