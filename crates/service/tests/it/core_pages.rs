//! The file of a node's database, damaged a byte at a time: what an operator runs says so, or nothing that is read has changed. Every byte would
//! take days: one in 40,009 by default, one in 61 under `AMPARO_LONG`.

use std::collections::BTreeMap;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

use service::keys::{find_log_keys, survey_columns};
use service::testing::{TestDb, TestNode, publishing_node};
use service::{Actor, Engine, Node, custody_log, db};
use sqlx::{AssertSqlSafe, Row as _};

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

async fn judge(db: &TestDb, whole: &Dump) -> Outcome {
    // the program refuses to open it: the harness says so by a panic of its own
    let Some(node) = open(db).await else { return Outcome::Said };
    let outcome = match dump(&node).await {
        Some(found) if found == *whole => Outcome::Harmless,
        found => match complaint(&node, db.folder()).await {
            Some(_) => Outcome::Said,
            None => Outcome::Unseen(differences(whole, &found.unwrap_or_default())),
        },
    };
    node.db().close().await;
    outcome
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

async fn damage_and_judge(db: TestDb) {
    db.may_break_custody();
    let node = publishing_node(&db).await;
    for number in 0..400 {
        node.act(&inspector(), &Note(number % 40)).await.unwrap();
        if number % 100 == 99 {
            custody_log::sequence(node.db()).await.unwrap();
            custody_log::publish(&node).await.unwrap();
        }
    }
    let whole = dump(&node).await.unwrap();
    assert_eq!(complaint(&node, db.folder()).await, None);
    node.db().close().await;
    drop(node);
    let path = file_of(&db);
    let bytes = std::fs::read(&path).unwrap();
    assert!(bytes.len() >= 256 << 10, "{} bytes are less than 256 KiB", bytes.len());
    let step = if std::env::var_os("AMPARO_LONG").is_some() { 61 } else { 40_009 };
    let (mut harmless, mut said, mut plain, mut unseen) = (0, 0, 0, Vec::new());
    for at in (0..bytes.len()).step_by(step) {
        put_back(&path, &bytes);
        let file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
        file.write_all_at(&[bytes[at] ^ (1 << (at % 8))], at as u64).unwrap();
        match judge(&db, &whole).await {
            Outcome::Harmless => harmless += 1,
            Outcome::Said => said += 1,
            Outcome::Unseen(columns) if columns.iter().all(|column| PLAIN.contains(&column.as_str())) => {
                plain += 1
            }
            Outcome::Unseen(columns) => unseen.push((at, columns)),
        }
    }
    put_back(&path, &bytes);
    println!(
        "{} bytes, every {step}th: {said} said, {harmless} harmless, {plain} in plain columns",
        bytes.len()
    );
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
