//! The arrows between our crates, read from cargo itself.

use std::collections::BTreeSet;
use std::process::Command;

use crate::outside;

/// What cargo says of the workspace's members.
fn metadata() -> serde_json::Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// Every arrow (from, to) between workspace members, development dependencies left out.
fn arrows() -> BTreeSet<(String, String)> {
    let metadata = metadata();
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
    for (from, to) in [
        ("police", "platform"),
        ("wire", "service"),
        ("media", "wire"),
        ("vault", "service"),
        ("tip", "clearinghouse"),
        ("tip", "vault"),
    ] {
        assert!(!e2e::arrow_allowed(from, to), "{from} -> {to} must be refused");
    }
    assert!(e2e::arrow_allowed("police", "wire"));
    assert!(e2e::arrow_allowed("linkage", "model"));
}

/// Planted defects come with a feature that somebody names on the command line, and in no other way.
#[test]
fn nothing_turns_planted_defects_on() {
    let metadata = metadata();
    let mut features = 0;
    for package in metadata["packages"].as_array().expect("packages") {
        let name = package["name"].as_str().expect("name");
        for (feature, turns_on) in package["features"].as_object().expect("features") {
            features += 1;
            let canary = turns_on.to_string().contains("canary-vulns");
            assert!(!canary || feature == "canary-vulns", "{name}: {feature} turns on {turns_on}");
        }
        let asked = package["dependencies"].to_string();
        assert!(!asked.contains("canary-vulns"), "{name} asks a dependency for planted defects");
    }
    assert!(features > 3, "features were read");
}

/// The fuzz targets are a workspace of their own, whose lock no build here looks at: it would change under whoever fuzzes.
#[test]
fn the_lock_of_the_fuzz_targets_names_what_our_crates_depend_on() {
    let text = std::fs::read_to_string(outside::here("../fuzz/Cargo.lock")).expect("a lock");
    let lock: toml::Table = text.parse().expect("TOML");
    let metadata = metadata();
    let ours = metadata["packages"].as_array().expect("packages");
    let mut seen = 0;
    for locked in lock["package"].as_array().expect("packages") {
        let Some(package) = ours.iter().find(|package| package["name"].as_str() == locked["name"].as_str())
        else {
            continue;
        };
        seen += 1;
        let names = locked.get("dependencies").and_then(toml::Value::as_array);
        let names = names.into_iter().flatten().filter_map(toml::Value::as_str);
        let named: BTreeSet<&str> = names.filter_map(|name| name.split(' ').next()).collect();
        let all = package["dependencies"].as_array().expect("dependencies").iter();
        let usual = all.filter(|one| one["kind"].is_null() && one["optional"] == false);
        let missing: Vec<&str> =
            usual.filter_map(|one| one["name"].as_str()).filter(|name| !named.contains(name)).collect();
        assert!(missing.is_empty(), "{}: {missing:?}", package["name"]);
    }
    assert!(seen > 5, "{seen} of our crates are locked");
}

/// The bar on what others write and we must follow, for a release: with passkeys, without the client of S3-compatible stores.
#[test]
fn direct_dependencies_of_a_release_stay_few() {
    const MOST: usize = 60;
    // nothing links these
    const OF_TESTS: [&str; 2] = ["e2e", "fuzzed"];
    let metadata = metadata();
    let packages = metadata["packages"].as_array().expect("packages");
    let ours: BTreeSet<&str> = packages.iter().filter_map(|package| package["name"].as_str()).collect();
    let linked =
        packages.iter().filter(|package| !OF_TESTS.contains(&package["name"].as_str().unwrap_or_default()));
    let all = linked.flat_map(|package| package["dependencies"].as_array().expect("dependencies"));
    let usual = all.filter(|dependency| {
        dependency["kind"].is_null()
            && (dependency["optional"] == false || dependency["name"] == "webauthn-rs")
    });
    let names: BTreeSet<&str> = usual.filter_map(|dependency| dependency["name"].as_str()).collect();
    let foreign: Vec<_> = names.difference(&ours).collect();
    assert!((1..=MOST).contains(&foreign.len()), "{} direct dependencies: {foreign:?}", foreign.len());
}
