//! Each role killed without warning in mid-demonstration: the tally stays the same.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::run::Demo;

/// The process of a role below a demonstration.
pub(crate) fn find(parent: u32, role: &str) -> Option<u32> {
    fs::read_dir("/proc").unwrap().flatten().find_map(|entry| {
        let pid: u32 = entry.file_name().to_str()?.parse().ok()?;
        let stat = fs::read_to_string(entry.path().join("stat")).ok()?;
        let parent_of: u32 = stat.rsplit(')').next()?.split_whitespace().nth(1)?.parse().ok()?;
        let command = fs::read(entry.path().join("cmdline")).ok()?;
        let serves = command.split(|byte| *byte == 0).any(|arg| arg == role.as_bytes());
        (parent_of == parent && serves).then_some(pid)
    })
}

pub(crate) fn kill(pid: u32) {
    Command::new("kill").args(["-9", &pid.to_string()]).status().unwrap();
}

#[test]
fn killing_each_role_again_and_again_changes_nothing() {
    let mut demo = Demo::new(7240, &["--exit"]);
    let mut child = demo.start();
    let began = Instant::now();
    let (mut killed, mut turn) = (BTreeSet::new(), 0);
    let roles = ["platform", "clearinghouse", "police"];
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        assert!(began.elapsed() < Duration::from_mins(5), "{}", demo.said());
        sleep(Duration::from_millis(400));
        // at least once each, and then only while there is much to lose
        let role = roles[turn % roles.len()];
        let playing = demo.said().contains("uploads by") || began.elapsed() > Duration::from_secs(1);
        if let Some(pid) = find(child.id(), role).filter(|_| playing && turn < 12) {
            kill(pid);
            killed.insert(role);
            turn += 1;
        }
    };
    assert_eq!(killed.len(), roles.len(), "killed only {killed:?}");
    assert!(status.success(), "{}", demo.said());
    assert_eq!(demo.figures()["identified"], 51);
}
