//! Rotation of a node's keys, killed at every step: everything opens at any time, and nothing is under the old key at the end.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::run::{Demo, amparo, is_consistent, told};

/// Starts a rotation and kills it once it has said `lines` lines; whether it came to its end.
fn rotate(config: &Path, lines: usize) -> (bool, Vec<String>) {
    let said = run_and_kill(&["rotate", "--batch", "40"], config, lines);
    (said.iter().any(|line| line.contains("gone from the key file")), said)
}

fn run_and_kill(args: &[&str], config: &Path, lines: usize) -> Vec<String> {
    let mut command = amparo();
    command.arg("key").args(args).arg("--config").arg(config);
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap()).lines();
    let said: Vec<String> = out.by_ref().take(lines).map(Result::unwrap).collect();
    // SIGKILL (kill(2)); a process that has ended does not mind
    let _ = child.kill();
    child.wait().unwrap();
    said
}

fn check(config: &Path) -> String {
    let output = amparo().args(["key", "check", "--config"]).arg(config).output().unwrap();
    assert!(output.status.success(), "{}", told(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// What a version of the key reached.
fn breach(config: &Path, version: &str) -> Value {
    let output = amparo()
        .args(["breach", "--key", version, "--format", "json", "--config"])
        .arg(config)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", told(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_rotation_killed_at_every_step_loses_nothing_and_ends() {
    let mut demo = Demo::new(7330, &[]);
    let output = demo.run();
    assert!(output.status.success(), "{}", told(&output));
    for role in ["clearinghouse", "police"] {
        let config = demo.data().join(format!("{role}.toml"));
        let key = demo.data().join(role).join("node.key");
        let (before, first_key) = (check(&config), std::fs::read_to_string(&key).unwrap());
        assert!(
            before.contains(" 0 of them under an earlier key") && !before.starts_with("0 items"),
            "{before}"
        );
        let reached = breach(&config, "1");
        assert!(
            reached["key"]["retired_at"].is_null() && reached["key"]["case_keys"].as_u64() > Some(0),
            "{reached}"
        );
        let (mut kills, mut steps) = (0, Vec::new());
        loop {
            // one line more now and then, so that the last steps come to pass
            let (ended, said) = rotate(&config, 2 + kills % 3);
            steps.extend(said);
            check(&config);
            if ended {
                break;
            }
            kills += 1;
            assert!(kills < 200, "{steps:?}");
        }
        assert!(kills >= 3, "{steps:?}");
        for step in ["added", "going on", "case keys", "values of", "nothing is left", "gone from"] {
            assert!(steps.iter().any(|line| line.contains(step)), "{step}: {steps:?}");
        }
        assert_eq!(check(&config), before);
        // a retired key reached what stood under it, and nothing is under it now
        let retired = breach(&config, "1");
        assert_eq!(retired["records"], reached["records"]);
        let facts = &retired["key"];
        assert!(
            facts["retired_at"].is_string() && facts["case_keys"] == 0 && facts["values"] == json!({}),
            "{facts}"
        );
        let unknown = amparo().args(["breach", "--key", "99", "--config"]).arg(&config).output().unwrap();
        assert!(
            !unknown.status.success() && told(&unknown).contains("key: there is no such version"),
            "{}",
            told(&unknown)
        );
        // the old key opens nothing any more
        let new_key = std::fs::read_to_string(&key).unwrap();
        assert!(new_key.matches("\"version\":").count() == 1 && !new_key.contains("\"version\":1"), "{role}");
        std::fs::write(&key, first_key).unwrap();
        let output = amparo().args(["key", "check", "--config"]).arg(&config).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(!output.status.success() && said.contains("; 0 column values open"), "{said}");
        std::fs::write(&key, new_key).unwrap();
    }
    the_log_key_is_rotated_over_every_kill(&demo);
    the_witness_key_is_rotated_over_every_kill(&demo);
    a_flipped_bit_is_named(&demo);
}

fn the_log_key_is_rotated_over_every_kill(demo: &Demo) {
    let (config, data) = (demo.data().join("clearinghouse.toml"), demo.data().join("clearinghouse"));
    let keys = || {
        let output = amparo().args(["custody", "keys", "--data"]).arg(&data).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        let lines = said.lines().map(str::trim).filter_map(|line| line.strip_prefix("fingerprint "));
        (lines.map(str::to_owned).next().unwrap(), said)
    };
    let verify = |key: &str| {
        let output =
            amparo().args(["custody", "verify", "--key", key, "--data"]).arg(&data).output().unwrap();
        (is_consistent(&output), told(&output))
    };
    let (old, _) = keys();
    let mut made = Vec::new();
    for lines in [1, 1, 2, 2, 3, 3, 100] {
        let said = run_and_kill(&["rotate-log"], &config, lines);
        made.extend(said.iter().filter(|line| line.starts_with("new log key made")).cloned());
        check(&config);
        let (good, said) = verify(&old);
        assert!(good && said.contains("CONSISTENT"), "{said}");
        if keys().0 != old {
            break;
        }
    }
    let (new, said) = keys();
    assert!(new != old && said.contains("amparo-log-key-change/1") && said.contains(&old), "{said}");
    let (good, said) = verify(&new);
    assert!(good && said.contains(&old) && said.contains(&new), "{said}");
    let (good, said) = verify(&"ab".repeat(32));
    assert!(!good && said.contains("is the one given with --key"), "{said}");
    assert_eq!(made.len(), 1, "an interrupted rotation goes on with the key that it made: {made:?}");
}

fn the_witness_key_is_rotated_over_every_kill(demo: &Demo) {
    let (config, data) = (demo.data().join("clearinghouse.toml"), demo.data().join("clearinghouse"));
    let key = || {
        let output = amparo().args(["custody", "keys", "--data"]).arg(&data).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        said.lines().map(str::trim).find(|line| line.contains("/witness+")).expect(&said).to_owned()
    };
    let (old, mut made) = (key(), Vec::new());
    for lines in [1, 1, 2, 2, 3, 3, 100] {
        let said = run_and_kill(&["rotate-witness"], &config, lines);
        made.extend(said.iter().filter(|line| line.starts_with("new witness key made")).cloned());
        check(&config);
        if key() != old {
            break;
        }
    }
    assert!(key() != old && made.len() == 1 && made[0].ends_with(&key()), "{made:?}");
}

fn a_flipped_bit_is_named(demo: &Demo) {
    let items = demo.data().join("police/vault/items");
    let folder = std::fs::read_dir(items).unwrap().next().unwrap().unwrap().path();
    let item = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
    let mut bytes = std::fs::read(&item).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&item, bytes).unwrap();
    let config = demo.data().join("police.toml");
    let output = amparo().args(["key", "check", "--config"]).arg(config).output().unwrap();
    let name = item.file_name().unwrap().to_str().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(!output.status.success() && said.contains(&format!("DAMAGED item {name}")), "{said}");
}
