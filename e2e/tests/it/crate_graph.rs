//! The arrows between our crates, read from cargo itself.

use std::collections::BTreeSet;
use std::process::Command;

/// Every arrow (from, to) between workspace members, development dependencies left out.
fn arrows() -> BTreeSet<(String, String)> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let ours: BTreeSet<&str> = packages.iter().filter_map(|package| package["name"].as_str()).collect();
    let mut arrows = BTreeSet::new();
    for package in packages {
        let from = package["name"].as_str().expect("name");
        for dependency in package["dependencies"].as_array().expect("dependencies") {
            let to = dependency["name"].as_str().expect("name");
            if dependency["kind"].is_null() && ours.contains(to) {
                arrows.insert((from.to_owned(), to.to_owned()));
            }
        }
        assert!(e2e::level(from).is_some(), "crate {from} has no level: add it to e2e::LEVELS");
    }
    arrows
}

#[test]
fn arrows_point_down() {
    let arrows = arrows();
    for (from, to) in &arrows {
        println!("{from} -> {to}");
    }
    let upward: Vec<_> = arrows.iter().filter(|(from, to)| !e2e::arrow_allowed(from, to)).collect();
    assert!(upward.is_empty(), "these arrows point up or sideways: {upward:?}");
}

#[test]
fn an_arrow_between_roles_or_upward_is_refused() {
    for (from, to) in [("police", "platform"), ("wire", "service"), ("media", "wire"), ("vault", "service")] {
        assert!(!e2e::arrow_allowed(from, to), "{from} -> {to} must be refused");
    }
    assert!(e2e::arrow_allowed("police", "wire"));
    assert!(e2e::arrow_allowed("linkage", "model"));
}
