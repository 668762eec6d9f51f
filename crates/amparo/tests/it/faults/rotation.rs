//! The same while the keys of a stopped node are changed: whatever call fails, everything still opens, and who runs the command again comes to its end.

use std::fs;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use futures::StreamExt as _;

use super::points::{Fault, Point, points};
use super::{AFTERWARDS, copy, strace};
use crate::intake::Sender;
use crate::node::{Node, check_opens, check_whole};
use crate::run::{amparo, told};

const ROLE: &str = "clearinghouse";
/// The calls that change something. Files are opened and closed while the program is loaded too, before there is anything to break.
const CHANGES: [&str; 7] = ["write", "pwrite64", "fsync", "fdatasync", "rename", "unlink", "ftruncate"];
/// How many points the ordinary run takes.
const SAMPLE: usize = 2;

fn rotate(config: &Path) -> Command {
    let mut command = amparo();
    command.args(["key", "rotate", "--config"]).arg(config);
    command
}

/// A copy of a stopped node in another folder; its configuration.
fn copied(template: &Path, folder: &Path) -> PathBuf {
    copy(&template.join(ROLE), &folder.join(ROLE));
    let config = format!("{ROLE}.toml");
    let text = fs::read_to_string(template.join(&config)).unwrap();
    let [from, to] = [template, folder].map(|path| path.display().to_string());
    fs::write(folder.join(&config), text.replace(&from, &to)).unwrap();
    folder.join(config)
}

/// A stopped node with a report, and the points of a rotation of its keys.
async fn prepare(template: &Path) -> Vec<Point> {
    let (mut node, sender) = (Node::clearinghouse(template), Sender::new());
    node.until_healthy(&sender.client).await;
    sender.report(&node.address, 2).await.unwrap();
    tokio::time::sleep(AFTERWARDS).await;
    node.stop();
    let folder = tempfile::tempdir().unwrap();
    let config = copied(template, folder.path());
    let trace = [format!("trace={}", CHANGES.join(","))];
    let (output, seen) = strace::run(&rotate(&config), &folder.path().join("strace.log"), &trace);
    assert!(output.status.success(), "{}", told(&output));
    points("rotation of keys", &seen, &folder.path().join(ROLE).display().to_string())
}

/// How many calls were made to fail at a point, a kill being one.
fn strike(template: &Path, point: &Point) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let config = copied(template, folder.path());
    let log = folder.path().join("strace.log");
    let (output, seen) = strace::run(&rotate(&config), &log, &point.expressions());
    check_opens(&config);
    let again = rotate(&config).output().unwrap();
    assert!(again.status.success() && told(&again).contains("gone from the key file"), "{}", told(&again));
    check_whole(&config);
    match point.fault {
        Fault::Killed => usize::from(output.status.signal() == Some(9)),
        Fault::Error(_) => seen.matches("(INJECTED)").count(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_call_fails_a_rotation_of_keys_loses_nothing_and_ends_with_strace() {
    let template = tempfile::tempdir().unwrap();
    let all = prepare(template.path()).await;
    assert!(all.len() > SAMPLE, "a rotation changes files: {} points", all.len());
    let is_long = std::env::var_os("AMPARO_LONG").is_some();
    let step = if is_long { 1 } else { all.len() / SAMPLE };
    let chosen: Vec<Point> = all.iter().step_by(step).cloned().collect();
    println!("{} of {} points", chosen.len(), all.len());
    let runs = chosen.into_iter().map(|point| {
        let template = template.path().to_owned();
        let name = point.to_string();
        async move { (name, tokio::task::spawn_blocking(move || strike(&template, &point)).await) }
    });
    let (mut struck, mut missed, mut broken) = (0, 0, Vec::new());
    let mut runs = futures::stream::iter(runs).buffer_unordered(2);
    while let Some((point, outcome)) = runs.next().await {
        match outcome {
            Ok(0) => missed += 1,
            Ok(_) => struck += 1,
            // the panic said what did not hold
            Err(_) => broken.push(point),
        }
    }
    println!("{struck} struck and whole, {missed} not reached, {} broken", broken.len());
    assert!(broken.is_empty(), "{broken:?}");
    assert!(!is_long || missed <= struck, "too many points were not reached for this to prove anything");
}
