//! The power fails at any moment of a clearinghouse's life, its first start included: what it had answered is there and opens, nothing that is
//! there is unverifiable, and the node starts and publishes on.
//!
//! strace records what the real program does to its files, the database's among them, and what it answers. A model of a disk plays that
//! back up to a moment, drops, reorders and tears what was not flushed, and the real code opens what is left. Some hundred moments by default,
//! 5,000 under `AMPARO_LONG`.

mod chance;
mod disk;
mod file;
mod trace;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clearinghouse::Config;
use service::{Env, Sandbox, SystemClock, SystemRng, custody_log, keys};
use vault::{SealedItem, Vault};
use wire::cybertipline::{ReportDoneResponse, ReportResponse};

use crate::intake::Sender;
use crate::kill;
use crate::node::Node;
use chance::Chance;
use disk::Disk;
use trace::{Call, Deed};

const REPORTS: usize = 3;
/// For what happens behind the answers.
const AFTERWARDS: Duration = Duration::from_millis(500);

/// A clearinghouse from its first start to its end, and where its files lay.
struct Recording {
    folder: tempfile::TempDir,
    calls: Vec<Call>,
}

impl Recording {
    async fn make() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("trace.log");
        let mut strace: Vec<String> = ["strace"].into_iter().chain(trace::STRACE).map(String::from).collect();
        strace.extend(["-o".to_owned(), log.display().to_string()]);
        let mut node = Node::clearinghouse_under(folder.path(), &strace);
        let sender = Sender::new();
        node.until_healthy(&sender.client).await;
        let sending = |_| async {
            for _ in 0..REPORTS {
                sender.report(&node.address, 2).await.unwrap();
            }
        };
        futures::future::join_all([1, 2].map(sending)).await;
        tokio::time::sleep(AFTERWARDS).await;
        kill::kill(kill::find(node.process.id(), node.role).unwrap());
        node.process.wait().unwrap();
        let calls = trace::read(&std::fs::read_to_string(log).unwrap(), folder.path());
        Self { folder, calls }
    }

    /// The same without the flushes of some files: what a program would have done that leaves them out.
    fn without_flushes(&self, of: impl Fn(&Path) -> bool) -> Vec<Call> {
        let kept = |call: &&Call| !matches!(&call.deed, Deed::Flush(path) if of(path));
        self.calls.iter().filter(kept).cloned().collect()
    }
}

/// What had been answered.
#[derive(Debug, Default)]
struct Answered {
    reports: BTreeSet<String>,
    files: BTreeSet<String>,
    finished: BTreeSet<String>,
}

impl Answered {
    fn note(&mut self, answer: &[u8]) {
        let Some(head) = answer.windows(4).position(|end| end == b"\r\n\r\n") else { return };
        let body = &answer[head + 4..];
        if let Ok(done) = ReportDoneResponse::read(body) {
            self.finished.insert(done.value.report_id.to_string());
        } else if let Ok(told) = ReportResponse::read(body) {
            self.reports.extend(told.value.report_id.map(|number| number.to_string()));
            self.files.extend(told.value.file_id.map(|id| id.to_string()));
        }
    }
}

/// Fails the power `moments` times over the recording, evenly, and gives what did not hold, up to `most`.
async fn fail(root: &Path, calls: &[Call], moments: usize, seed: u64, most: usize) -> Vec<String> {
    // a flush counts when it has ended
    let mut calls: Vec<&Call> = calls.iter().collect();
    calls.sort_by_key(|call| if matches!(call.deed, Deed::Flush(_)) { call.ended } else { call.began });
    let (chance, mut disk, mut answered, mut broken) =
        (Chance::new(seed), Disk::new(root), Answered::default(), Vec::new());
    let mut done = 0;
    for (index, call) in calls.iter().enumerate() {
        disk.apply(call);
        if let Deed::Answer(bytes) = &call.deed {
            answered.note(bytes);
        }
        let due = (index + 1) * moments / calls.len();
        while done < due && broken.len() < most {
            done += 1;
            let fate = chance.fate();
            let image = image();
            disk.fail(root, image.path(), fate, &chance);
            if let Err(error) = check(image.path(), &answered).await {
                broken.push(format!(
                    "after {index} of {} calls ({:?}), {fate:?}: {error:#}",
                    calls.len(),
                    shown(&call.deed)
                ));
            }
        }
    }
    assert!(broken.len() >= most || answered.finished.len() == 2 * REPORTS, "{answered:?}");
    broken
}

fn shown(deed: &Deed) -> String {
    format!("{deed:?}").chars().take(120).collect()
}

/// Memory where there is some for files: thousands of images would wear out a disk.
fn image() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory).unwrap() } else { tempfile::tempdir().unwrap() }
}

fn config(folder: &Path) -> Config {
    let text = format!(
        "[node]\nlisten = \"127.0.0.1:0\"\npublic_url = \"http://clearinghouse.localhost\"\ndata_dir = \"{}\"\n",
        folder.join("clearinghouse").display()
    );
    service::config::parse(&PathBuf::from("clearinghouse.toml"), &text).unwrap()
}

/// Starts on what is left, and looks at all of it.
async fn check(folder: &Path, answered: &Answered) -> anyhow::Result<()> {
    let (config, vault_dir) = (config(folder), folder.join("clearinghouse/vault"));
    let env = Env { clock: Arc::new(SystemClock), rng: Arc::new(SystemRng), sandbox: Sandbox::in_process() };
    let running = clearinghouse::start(config, env).await?;
    let node = running.node.clone();
    running.stop().await;
    custody_log::sequence(node.db()).await?;
    custody_log::publish(&node).await?;
    let verdict = custody_log::verify(node.db()).await?;
    anyhow::ensure!(verdict.is_intact(), "{verdict:?}");
    items_open(&node, &Vault::open(&vault_dir).await?).await?;
    let numbers = "SELECT CAST(report_number AS TEXT) FROM report";
    let finished = "SELECT CAST(report_number AS TEXT) FROM report WHERE state IN ('finished', 'ready')";
    let files = "SELECT file_id FROM report_file";
    for (sql, told) in
        [(numbers, &answered.reports), (files, &answered.files), (finished, &answered.finished)]
    {
        let mut tx = node.db().begin_read("count-answered").await?;
        let kept: Vec<String> = sqlx::query_scalar(sql).fetch_all(tx.conn()).await?;
        let lost: Vec<_> = told.iter().filter(|id| !kept.contains(id)).collect();
        anyhow::ensure!(lost.is_empty(), "{lost:?} are lost: {sql}");
    }
    node.db().close().await;
    Ok(())
}

/// Every item that a record speaks of.
async fn items_open(node: &service::Node, vault: &Vault) -> anyhow::Result<()> {
    let mut tx = node.db().begin_read("check-items").await?;
    for item in keys::list_items(&mut tx, "", 1000).await? {
        let key = keys::key_of(node, &mut tx, &item).await?;
        let key = vault::CaseKey::new(&key.case_id, key.key_version, key.secret());
        let sealed = SealedItem {
            name: item.name,
            case_id: item.case_id,
            key_version: item.key_version,
            wrapped_key: item.wrapped_key,
            size_bytes: item.size_bytes,
            sha256: item.sha256,
            blake3: item.blake3,
        };
        vault.check_item(&sealed, &key, u64::MAX).await?;
    }
    Ok(())
}

/// What is called so, and the files whose flushes are left out.
type LeftOut = (&'static str, fn(&Path) -> bool);

#[test]
fn whenever_the_power_fails_what_was_answered_is_there_and_opens_with_strace() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let seed = std::env::var("AMPARO_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(1);
        let moments = if std::env::var_os("AMPARO_LONG").is_some() { 5000 } else { 200 };
        let recording = Recording::make().await;
        println!("{moments} moments of {} calls, seed {seed}", recording.calls.len());
        let root = recording.folder.path();
        let broken = fail(root, &recording.calls, moments, seed, usize::MAX).await;
        assert!(broken.is_empty(), "{} of {moments}:\n{}", broken.len(), broken.join("\n"));
        // and a program that leaves a flush out is found out
        let left_out: [LeftOut; 3] = [
            ("items", |path| path.components().any(|part| part.as_os_str() == "incoming")),
            ("folders of items", |path| path.parent().is_some_and(|folder| folder.ends_with("items"))),
            ("the database's log", |path| path.to_string_lossy().ends_with(".db-wal")),
        ];
        for (what, of) in left_out {
            let calls = recording.without_flushes(of);
            assert!(calls.len() < recording.calls.len(), "nothing flushes {what}");
            assert!(
                !fail(root, &calls, 200, seed, 1).await.is_empty(),
                "without the flushes of {what} nothing is lost"
            );
        }
    });
}
