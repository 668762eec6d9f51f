//! Whole demonstrations.

use serde_json::{Value, json};

use crate::run::{Demo, amparo, is_consistent, repository, told};

const KEYS: [&str; 11] = [
    "arrested",
    "arrested_minors",
    "by_province",
    "hop_seconds",
    "identified",
    "media_clusters",
    "minors",
    "referrals",
    "reports",
    "under_14",
    "undetermined",
];

fn truth_of(path: &str) -> Value {
    let text = std::fs::read_to_string(repository(path)).unwrap();
    serde_json::from_str::<Value>(&text).unwrap()["tally"].clone()
}

#[test]
fn the_reference_operation_comes_to_its_truth() {
    let mut demo = Demo::new(7200, &[]);
    let output = demo.run();
    assert!(output.status.success(), "{}", told(&output));
    let figures = demo.figures();
    let keys: Vec<&String> = figures.as_object().unwrap().keys().collect();
    assert_eq!(keys, KEYS);
    for (key, value) in truth_of("scenarios/reference.truth.json").as_object().unwrap() {
        assert_eq!(&figures[key], value, "{key}");
    }
    let said = told(&output);
    for words in
        ["SIMULACRO / DEMONSTRATION", "Press note (es)", "Press note (en)", "below the threshold of 3"]
    {
        assert!(said.contains(words), "{words}: {said}");
    }
    for role in ["platform", "clearinghouse", "police"] {
        let verdict =
            amparo().args(["custody", "verify", "--data"]).arg(demo.data().join(role)).output().unwrap();
        assert!(is_consistent(&verdict), "{}", told(&verdict));
    }
}

#[test]
fn a_kept_demonstration_is_removed_in_one_step_once_it_has_stopped() {
    let mut demo = Demo::new(7270, &["--seed", "6", "--people", "5"]);
    let output = demo.run();
    assert!(output.status.success(), "{}", told(&output));
    let remove = || amparo().args(["demo", "--remove"]).arg(demo.data()).output().unwrap();

    // a port of it is taken, so it may still run: nothing goes
    let address = demo.address("police");
    let busy = std::net::TcpListener::bind(address.trim_start_matches("http://")).unwrap();
    let refused = remove();
    assert!(!refused.status.success() && told(&refused).contains("Ctrl-C"), "{}", told(&refused));
    assert!(demo.data().join("police/police.db").exists());
    drop(busy);

    let removed = remove();
    assert!(removed.status.success(), "{}", told(&removed));
    assert!(told(&removed).contains("Nothing of the demonstration is left"), "{}", told(&removed));
    assert!(!demo.data().exists());
}

#[test]
fn generated_operations_come_to_their_truth() {
    let seeds = if std::env::var_os("AMPARO_LONG").is_some() { 1..=60 } else { 1..=2 };
    for seed in seeds {
        let people = (5 + seed * 7 % 50).to_string();
        let output = Demo::new(7210, &["--seed", &seed.to_string(), "--people", &people]).run();
        assert!(output.status.success(), "seed {seed}, {people} people: {}", told(&output));
    }
}

#[test]
fn another_tally_than_the_truth_implies_is_a_failure() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("small.json");
    let made = amparo()
        .args(["scenario", "generate", "--seed", "4", "--people", "5", "--out"])
        .arg(&file)
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", told(&made));
    let truth = folder.path().join("small.truth.json");
    let mut wrong: Value = serde_json::from_str(&std::fs::read_to_string(&truth).unwrap()).unwrap();
    wrong["tally"]["identified"] = json!(4711);
    std::fs::write(&truth, wrong.to_string()).unwrap();
    let output = Demo::new(7220, &["--scenario", file.to_str().unwrap()]).run();
    assert!(!output.status.success());
    assert!(told(&output).contains("4711"), "{}", told(&output));

    std::fs::remove_file(&truth).unwrap();
    let output = Demo::new(7220, &["--scenario", file.to_str().unwrap()]).run();
    assert!(output.status.success(), "{}", told(&output));
    assert!(told(&output).contains("no truth file"), "{}", told(&output));
}

#[test]
fn a_busy_port_is_named_and_the_next_one_taken() {
    let busy = std::net::TcpListener::bind("127.0.0.1:7231").unwrap();
    let output = Demo::new(7230, &["--seed", "5", "--people", "5"]).run();
    drop(busy);
    assert!(output.status.success(), "{}", told(&output));
    assert!(told(&output).contains("port 7231 is busy, clearinghouse takes 72"), "{}", told(&output));
}
