//! Every system call by which something comes to the disk fails once while reports and uploads come in: what was acknowledged is kept, once.
//!
//! A first run without faults tells which calls there are. Each further run begins with a copy of the same stopped node, and strace makes
//! one call fail after the node is ready: the call of that number in whichever thread comes to it, so a fault that a new thread meets again is one
//! that lasts. Then the node is ended, started again without strace, and asked. By default a sample of the
//! points; all of them under `AMPARO_LONG`. The method is that of Tessera's storage tests.

mod points;
mod rotation;
mod strace;

use std::fs;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use futures::StreamExt as _;
use model::{Rng as _, SeededRng};

use crate::intake::Sender;
use crate::node::Node;
use points::{CALLS, Fault, Point, points};
use strace::Strace;

/// How many runs a sample has.
const SAMPLE: usize = 40;
/// How long a sender tries: a node that a fault has stopped in its tracks answers nothing more.
const PATIENCE: Duration = Duration::from_secs(3);
/// For what happens behind the answers: the entries' places, a checkpoint, the digests of files.
const AFTERWARDS: Duration = Duration::from_millis(300);
/// Idempotency keys of uploads.
const KEYS: [&str; 2] = ["first", "second"];

fn start(role: &str, folder: &Path) -> Node {
    if role == "platform" { Node::platform(folder) } else { Node::clearinghouse(folder) }
}

/// A report with two files, or two uploads.
async fn intake(sender: Sender, role: &'static str, address: String) -> Option<()> {
    if role == "platform" {
        for key in KEYS {
            sender.upload(&address, key).await?;
        }
        return Some(());
    }
    sender.report(&address, 2).await
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to)
        } else {
            fs::copy(entry.path(), to).map(drop).unwrap()
        }
    }
}

/// Takes in under strace until all is answered, or nothing more will be; whether the node died of itself by a signal, and what strace saw.
async fn under_strace(
    node: &mut Node,
    sender: &Sender,
    log: &Path,
    expressions: &[String],
) -> (bool, String) {
    node.until_healthy(&sender.client).await;
    let strace = Strace::attach(node.process.id(), log, expressions);
    let intake = tokio::spawn(intake(sender.clone(), node.role, node.address.clone()));
    let began = Instant::now();
    while !intake.is_finished() && began.elapsed() < PATIENCE && node.lives() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    if intake.is_finished() && node.lives() {
        tokio::time::sleep(AFTERWARDS).await;
    }
    sender.end();
    let killed = node.process.try_wait().unwrap().is_some_and(|status| status.signal() == Some(9));
    node.stop();
    intake.await.unwrap();
    (killed, strace.read())
}

/// Sends again what was not answered, and compares what was told with what is kept.
async fn settle(node: &mut Node, sender: &Sender) {
    node.kill();
    node.until_healthy(&sender.client).await;
    let again = sender.again();
    if node.role == "platform" {
        intake(again, node.role, node.address.clone()).await.unwrap();
        node.is_whole();
        let kept = node.rows("SELECT upload_id FROM upload").await;
        assert_eq!(kept.len(), KEYS.len(), "one upload for each key: {kept:?}");
        let told = sender.told.lock().unwrap();
        assert!(told.uploads.values().all(|id| kept.contains(id)), "{told:?} of {kept:?}");
        return;
    }
    let opened = sender.unfinished();
    if let Some(number) = opened {
        again.finish(&node.address, number).await.unwrap();
    }
    again.report(&node.address, 1).await.unwrap();
    node.is_whole();
    let numbers = node.rows("SELECT CAST(report_number AS TEXT) FROM report").await;
    let filed = "SELECT CAST(report_number AS TEXT) FROM report WHERE state IN ('finished', 'ready')";
    let filed = node.rows(filed).await;
    let files = node.rows("SELECT file_id FROM report_file").await;
    let told = sender.told.lock().unwrap();
    for (what, told, kept) in [
        ("report", &told.submitted, &numbers),
        ("file", &told.files, &files),
        ("finished report", &told.finished, &filed),
    ] {
        assert!(told.iter().all(|id| kept.contains(id)), "{what}: told {told:?}, kept {kept:?}");
        // neither a report being opened nor a file has a key: a call without an answer may have been done, and no other
        let most = told.len() + if what == "finished report" { 0 } else { sender.unanswered() };
        assert!(kept.len() <= most, "{what}: at most {most}, kept {kept:?}");
    }
}

/// How many calls were made to fail at a point, a kill being one; or what did not hold after it.
async fn strike(template: PathBuf, point: Point) -> (Point, Result<usize, String>) {
    let struck = tokio::spawn(strike_and_settle(template, point.clone())).await;
    let broken = struck.map_err(|error| {
        let panic = error.into_panic();
        let text = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied());
        text.unwrap_or_default().to_owned()
    });
    (point, broken)
}

async fn strike_and_settle(template: PathBuf, point: Point) -> usize {
    let folder = tempfile::tempdir().unwrap();
    copy(&template.join(point.role), &folder.path().join(point.role));
    let mut node = start(point.role, folder.path());
    let sender = Sender::new();
    let log = folder.path().join("strace.log");
    let (killed, seen) = under_strace(&mut node, &sender, &log, &point.expressions()).await;
    settle(&mut node, &sender).await;
    match point.fault {
        Fault::Killed => usize::from(killed),
        Fault::Error(_) => seen.matches("(INJECTED)").count(),
    }
}

/// A stopped node of each role, which has its keys and its schema, and the points of its intake.
async fn prepare(template: &Path) -> Vec<Point> {
    let mut all = Vec::new();
    for role in ["clearinghouse", "platform"] {
        let sender = Sender::new();
        let mut node = start(role, template);
        node.until_healthy(&sender.client).await;
        node.stop();
        let folder = tempfile::tempdir().unwrap();
        copy(&template.join(role), &folder.path().join(role));
        let mut node = start(role, folder.path());
        let log = folder.path().join("strace.log");
        let (_, seen) = under_strace(&mut node, &sender, &log, &[format!("trace={}", CALLS.join(","))]).await;
        assert!(sender.unanswered() == 0, "without faults everything is answered at once");
        all.extend(points(role, &seen, &node.data().display().to_string()));
    }
    all
}

/// So many of them, by chance from this seed: each call as often as any other, since writes are by far the most.
fn sample(all: &[Point], seed: u64) -> Vec<Point> {
    let rng = SeededRng::new(seed);
    let draw = |below: usize| {
        let mut bytes = [0; 8];
        rng.fill(&mut bytes);
        usize::from_le_bytes(bytes) % below
    };
    let of = |call| all.iter().filter(|point| point.call == call).cloned().collect::<Vec<_>>();
    let mut by_call = CALLS.map(of).to_vec();
    by_call.retain(|points| !points.is_empty());
    let mut drawn = Vec::new();
    while drawn.len() < SAMPLE && !by_call.is_empty() {
        let turn = drawn.len() % by_call.len();
        let points = &mut by_call[turn];
        drawn.push(points.swap_remove(draw(points.len())));
        by_call.retain(|points| !points.is_empty());
    }
    drawn
}

#[test]
fn whatever_call_fails_what_was_acknowledged_is_kept_once_with_strace() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(3).enable_all().build().unwrap();
    runtime.block_on(sweep());
}

async fn sweep() {
    let template = tempfile::tempdir().unwrap();
    let all = prepare(template.path()).await;
    for call in CALLS {
        let points = all.iter().filter(|point| point.call == call).count();
        println!("{call}: {points} points");
    }
    let seed = std::env::var("AMPARO_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(1);
    let chosen = if std::env::var_os("AMPARO_LONG").is_some() { all.clone() } else { sample(&all, seed) };
    println!("{} of {} points, seed {seed}", chosen.len(), all.len());
    let runs = chosen.into_iter().map(|point| strike(template.path().to_owned(), point));
    let (mut struck, mut missed, mut broken) = (0, 0, Vec::new());
    let mut runs = futures::stream::iter(runs).buffer_unordered(2);
    while let Some((point, outcome)) = runs.next().await {
        match outcome {
            Ok(0) => {
                missed += 1;
                println!("not reached: {point}");
            }
            Ok(_) => struck += 1,
            Err(what) => broken.push(format!("{point}: {what}")),
        }
    }
    println!("{struck} struck and whole, {missed} not reached, {} broken", broken.len());
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    assert!(missed <= struck, "too many points were not reached for this to prove anything");
}
