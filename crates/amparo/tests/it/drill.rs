//! Backup and restoration of a node full of items, timed: two hundred, and ten thousand under `AMPARO_LONG` (docs/long-runs.md).

use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use model::{Rng as _, SeededRng};
use reqwest::Client;
use reqwest::multipart::{Form, Part};
use serde_json::json;

use crate::node::{Node, SECRET};
use crate::run::{NOT_PROVEN, amparo};

const WORKERS: usize = 4;
/// Of each item: no two are alike.
const ITEM_BYTES: usize = 20 << 10;

/// Sends items until there are `items` of them.
async fn send(client: Client, address: String, next: Arc<AtomicU64>, items: u64) {
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= items {
            return;
        }
        let mut content = vec![0; ITEM_BYTES];
        SeededRng::new(number).fill(&mut content);
        let statement = json!({
            "account": { "esp_identifier": "user-1" }, "uploaded_at": "2020-10-03T21:14:05+02:00", "ip": "203.0.113.7",
            "url": format!("https://network.example/p/{number}"), "channel": "private", "scan": false, "file_name": "pattern.bin"
        });
        let file = Part::bytes(content).file_name("pattern.bin");
        let form = Form::new().text("upload", statement.to_string()).part("file", file);
        let request = client.post(format!("{address}/api/uploads")).multipart(form);
        let request = request.header("Idempotency-Key", format!("item-{number}"));
        let answer = request.basic_auth("application", Some(SECRET)).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.status());
    }
}

/// Runs a step of the drill and says how long it took.
fn step(what: &str, args: &[&str], paths: &[&Path]) -> String {
    let began = Instant::now();
    let Output { status, stdout, stderr } = amparo().args(args).args(paths).output().unwrap();
    let said = String::from_utf8_lossy(&stdout).into_owned();
    let expected = if what == "custody verify" { NOT_PROVEN } else { 0 };
    assert_eq!(status.code(), Some(expected), "{what}: {said}\n{}", String::from_utf8_lossy(&stderr));
    println!("{what}: {:.1} s", began.elapsed().as_secs_f64());
    said
}

/// The node's configuration, for an empty folder.
fn bare_node(node: &Node, folder: &Path) -> PathBuf {
    let text = std::fs::read_to_string(&node.config).unwrap();
    let data = node.config.with_extension("").display().to_string();
    let bare = folder.join("bare");
    std::fs::create_dir(&bare).unwrap();
    std::fs::write(
        bare.join("platform.toml"),
        text.replace(&data, &bare.join("platform").display().to_string()),
    )
    .unwrap();
    bare.join("platform.toml")
}

#[test]
fn a_node_full_of_items_comes_back_whole() {
    let items = if std::env::var_os("AMPARO_LONG").is_some() { 10_000 } else { 200 };
    let folder = tempfile::tempdir().unwrap();
    let mut node = Node::platform(folder.path());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let began = Instant::now();
    runtime.block_on(async {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().timeout(Duration::from_secs(60)).build().unwrap();
        node.until_healthy(&client).await;
        let next = Arc::new(AtomicU64::new(0));
        let workers = (0..WORKERS)
            .map(|_| tokio::spawn(send(client.clone(), node.address.clone(), next.clone(), items)));
        for worker in workers.collect::<Vec<_>>() {
            worker.await.unwrap();
        }
    });
    println!("{items} items of {ITEM_BYTES} bytes taken in: {:.1} s", began.elapsed().as_secs_f64());
    // the node runs while it is backed up, and dies without warning afterwards
    let (backup, data) = (folder.path().join("backup"), node.config.with_extension(""));
    let said =
        step("backup", &["backup"], &[Path::new("--config"), &node.config, Path::new("--to"), &backup]);
    println!("{}", said.lines().nth(1).unwrap());
    node.stop();
    let generation = said.lines().next().unwrap().to_owned();
    let from = Path::new(&generation);
    step(
        "restore --check",
        &["restore", "--check"],
        &[Path::new("--config"), &node.config, Path::new("--from"), from],
    );
    let bare = bare_node(&node, folder.path());
    let erased = data.join("erased.log");
    let erasures: &[&str] = if erased.exists() {
        &["restore", "--erased-log", erased.to_str().unwrap()]
    } else {
        &["restore", "--erasures-lost"]
    };
    step("restore", erasures, &[Path::new("--config"), &bare, Path::new("--from"), from]);
    let restored = bare.with_extension("");
    std::fs::copy(data.join("node.key"), restored.join("node.key")).unwrap();
    let checked = step("key check", &["key", "check"], &[Path::new("--config"), &bare]);
    assert!(checked.starts_with(&format!("{items} items read, 0 damaged")), "{checked}");
    let verified = step("custody verify", &["custody", "verify"], &[Path::new("--data"), &restored]);
    // `entries: N   waiting for their place: M`: the backup may have come before the sequencer
    let numbers = verified.split_whitespace().filter_map(|word| word.parse::<u64>().ok());
    let entries: u64 = numbers.take(2).sum();
    assert!(entries >= items && verified.contains("CONSISTENT"), "{verified}");
    println!("{entries} entries");
    let uploads =
        runtime.block_on(Node::rows_in(&restored, "platform", "SELECT CAST(COUNT(*) AS TEXT) FROM upload"));
    assert_eq!(uploads, [items.to_string()]);
}
