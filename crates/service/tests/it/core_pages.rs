//! The file of a node's database, damaged a byte at a time: what an operator runs says so, or nothing that is read has changed. Every byte would
//! take days: one in 40,009 by default, one in 61 under `AMPARO_LONG`.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use service::keys::{find_log_keys, survey_columns};
use service::testing::{TestDb, TestNode, publishing_node, publishing_node_over};
use service::{Actor, Db, Engine, Node, custody_log, db};
use sqlx::{AssertSqlSafe, Row as _};
use tokio::task::JoinSet;

use crate::core_custody::{Note, change, inspector};

/// Columns beside the entries that nothing binds (docs/stores.md): the entries tell how they came about.
const PLAIN: [&str; 3] =
    ["custody_checkpoint.published_at", "known_actor.first_seen_at", "schema_migration.applied_at"];

/// Every value of every table, by table, row and column.
type Dump = BTreeMap<(String, String, String), String>;

async fn dump(node: &Node) -> Option<Dump> {
    let mut tx = node.db().begin_read("dump").await.ok()?;
    let columns = db::list_columns(&mut tx).await.ok()?;
    let mut found = Dump::new();
    for (table, column) in columns {
        let sql = format!("SELECT CAST(rowid AS TEXT) AS place, quote({column}) AS value FROM {table}");
        for row in sqlx::query(AssertSqlSafe(sql)).fetch_all(tx.conn()).await.ok()? {
            let (place, value) = (row.try_get("place").ok()?, row.try_get("value").ok()?);
            found.insert((table.clone(), place, column.clone()), value);
        }
    }
    Some(found)
}

/// The same, row by row, which takes a tenth of the time.
#[derive(PartialEq)]
struct Rows {
    columns: Vec<(String, String)>,
    /// By table and place.
    values: BTreeMap<(String, String), String>,
}

async fn read_rows(node: &Node) -> Option<Rows> {
    let mut tx = node.db().begin_read("rows").await.ok()?;
    let columns = db::list_columns(&mut tx).await.ok()?;
    let mut by_table: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (table, column) in &columns {
        by_table.entry(table).or_default().push(format!("quote({column})"));
    }
    let mut values = BTreeMap::new();
    for (table, quoted) in by_table {
        let row = quoted.join(" || ',' || ");
        let sql = format!("SELECT CAST(rowid AS TEXT) AS place, {row} AS value FROM {table}");
        for found in sqlx::query(AssertSqlSafe(sql)).fetch_all(tx.conn()).await.ok()? {
            let place = found.try_get("place").ok()?;
            values.insert((table.to_owned(), place), found.try_get("value").ok()?);
        }
    }
    drop(tx);
    Some(Rows { columns, values })
}

/// What `amparo key check` and `amparo custody verify` would say; `None` when they are content.
async fn complaint(node: &Node, data_dir: &Path) -> Option<String> {
    match db::find_damage(node.db()).await {
        Ok(None) => {}
        Ok(Some(damage)) => return Some(damage),
        Err(error) => return Some(error.to_string()),
    }
    match custody_log::verify(node.db()).await {
        Ok(verdict) if verdict.is_intact() => {}
        found => return Some(format!("{found:?}")),
    }
    let keys = find_log_keys(data_dir).unwrap();
    match custody_log::verify_signed(node.db(), keys.as_ref()).await {
        Ok(None) => {}
        found => return Some(format!("{found:?}")),
    }
    match survey_columns(node).await {
        Ok(survey) if survey.closed.is_empty() => None,
        found => Some(format!("{found:?}")),
    }
}

/// What a damaged file led to.
enum Outcome {
    Harmless,
    Said,
    /// Values changed, and nothing said so.
    Unseen(Vec<String>),
}

async fn open(db: &TestDb) -> Option<TestNode> {
    use futures::FutureExt as _;
    std::panic::AssertUnwindSafe(publishing_node(db)).catch_unwind().await.ok()
}

/// Everything of a node before anything was damaged.
struct Whole {
    bytes: Vec<u8>,
    rows: Rows,
    dump: Dump,
}

/// The checks run over the file as it is opened for reading; a node's own start, which writes, is tried only where they say nothing.
async fn judge(db: &TestDb, whole: &Whole) -> Outcome {
    let Ok(opened) = Db::open_existing(db.url()).await else { return Outcome::Said };
    let node = publishing_node_over(db, opened);
    let is_same = read_rows(&node).await.is_some_and(|rows| rows == whole.rows);
    let is_said = !is_same && complaint(&node, db.folder()).await.is_some();
    node.db().close().await;
    drop(node);
    match (is_same, is_said) {
        (true, _) => Outcome::Harmless,
        (false, true) => Outcome::Said,
        (false, false) => judge_start(db, whole).await,
    }
}

/// The program refuses to open the file, and the harness says so by a panic of its own, or what changed goes unseen.
async fn judge_start(db: &TestDb, whole: &Whole) -> Outcome {
    let Some(node) = open(db).await else { return Outcome::Said };
    let found = dump(&node).await.unwrap_or_default();
    node.db().close().await;
    let differences = differences(&whole.dump, &found);
    if differences.is_empty() { Outcome::Harmless } else { Outcome::Unseen(differences) }
}

fn differences(whole: &Dump, found: &Dump) -> Vec<String> {
    let differs = whole.iter().filter(|(at, value)| found.get(*at) != Some(*value)).map(|(at, _)| at);
    let added = found.keys().filter(|at| !whole.contains_key(*at));
    differs.chain(added).map(|(table, _, column)| format!("{table}.{column}")).collect()
}

fn file_of(db: &TestDb) -> PathBuf {
    db.url().trim_start_matches("sqlite:").into()
}

fn put_back(path: &Path, bytes: &[u8]) {
    for ending in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{ending}", path.display()));
    }
    std::fs::write(path, bytes).unwrap();
}

/// A database of its own with the same file and keys.
async fn copy_of(db: &TestDb) -> TestDb {
    let copy = TestDb::create(Engine::Sqlite).await;
    for entry in std::fs::read_dir(db.folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            std::fs::copy(&path, copy.folder().join(path.file_name().unwrap())).unwrap();
        }
    }
    copy
}

#[derive(Default)]
struct Found {
    harmless: usize,
    said: usize,
    plain: usize,
    unseen: Vec<(usize, Vec<String>)>,
}

/// Damages each of these bytes, one at a time.
async fn judge_each(db: TestDb, whole: Arc<Whole>, places: impl Iterator<Item = usize>) -> Found {
    let (path, mut found) = (file_of(&db), Found::default());
    for at in places {
        put_back(&path, &whole.bytes);
        let file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
        file.write_all_at(&[whole.bytes[at] ^ (1 << (at % 8))], at as u64).unwrap();
        match judge(&db, &whole).await {
            Outcome::Harmless => found.harmless += 1,
            Outcome::Said => found.said += 1,
            Outcome::Unseen(columns) if columns.iter().all(|column| PLAIN.contains(&column.as_str())) => {
                found.plain += 1;
            }
            Outcome::Unseen(columns) => found.unseen.push((at, columns)),
        }
    }
    found
}

async fn damage_and_judge(db: TestDb) {
    let node = publishing_node(&db).await;
    for number in 0..400 {
        node.act(&inspector(), &Note(number % 40)).await.unwrap();
        if number % 100 == 99 {
            custody_log::sequence(node.db()).await.unwrap();
            custody_log::publish(&node).await.unwrap();
        }
    }
    let (rows, dump) = (read_rows(&node).await.unwrap(), dump(&node).await.unwrap());
    assert_eq!(complaint(&node, db.folder()).await, None);
    node.db().close().await;
    drop(node);
    let bytes = std::fs::read(file_of(&db)).unwrap();
    let size = bytes.len();
    assert!(size >= 256 << 10, "{size} bytes are less than 256 KiB");
    let step = if std::env::var_os("AMPARO_LONG").is_some() { 61 } else { 40_009 };
    let whole = Arc::new(Whole { bytes, rows, dump });
    let lanes = std::thread::available_parallelism().map_or(1, NonZero::get);
    let mut running = JoinSet::new();
    for lane in 0..lanes {
        let places = (lane * step..size).step_by(lanes * step);
        running.spawn(judge_each(copy_of(&db).await, whole.clone(), places));
    }
    let mut total = Found::default();
    for found in running.join_all().await {
        total.harmless += found.harmless;
        total.said += found.said;
        total.plain += found.plain;
        total.unseen.extend(found.unseen);
    }
    let Found { harmless, said, plain, unseen } = total;
    println!("{size} bytes, every {step}th: {said} said, {harmless} harmless, {plain} in plain columns");
    assert_eq!(unseen, [], "damage that nothing sees");
    assert!(said > 3, "{said} said, {harmless} harmless");
}

#[test]
fn no_damaged_byte_of_a_database_file_goes_unseen() {
    service::testing::run(Engine::Sqlite, damage_and_judge);
}

service::both_engines! {
    async fn sealed_values_that_changed_places_are_named(node: TestNode) {
        for name in ["Ana Uno", "Berta Dos"] {
            let actor = Actor::Staff { name: name.into(), role: "inspector".into(), unit: None };
            node.act(&actor, &Note(1)).await.unwrap();
        }
        assert_eq!(survey_columns(&node).await.unwrap().closed, Vec::<String>::new());
        change(&node, "CREATE TABLE earlier AS SELECT actor_blind, name FROM known_actor;
                       UPDATE known_actor SET name = (SELECT b.name FROM earlier b WHERE b.actor_blind <> known_actor.actor_blind);
                       DROP TABLE earlier").await;
        let closed = survey_columns(&node).await.unwrap().closed;
        assert!(closed.len() == 2 && closed.iter().all(|place| place.starts_with("known_actor.name ")), "{closed:?}");
    }
}
