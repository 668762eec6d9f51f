//! The arrows between our crates, read from cargo itself.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
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

/// The files that may hold unsafe code: an index file as memory, and what the decoder's child promises of itself.
const UNSAFE: [&str; 2] = ["crates/hashlist/src/map.rs", "crates/service/src/sandbox/confine/limits.rs"];

/// What a program is linked from; examples and tests are no part of it.
#[test]
fn unsafe_code_stands_in_named_files_each_block_with_its_reason() {
    let root = outside::here("..").canonicalize().expect("the repository");
    let mut holding = BTreeSet::new();
    for path in sources(&root.join("crates")) {
        let name = path.strip_prefix(&root).expect("a path below").display().to_string();
        if !name.contains("/src/") {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("a source");
        let lines: Vec<&str> = text.lines().collect();
        for (at, line) in lines.iter().enumerate().filter(|(_, line)| is_unsafe(line)) {
            let above = &lines[at.saturating_sub(3)..at];
            assert!(above.iter().any(|line| line.contains("// SAFETY: ")), "{name}:{}: {line}", at + 1);
            holding.insert(name.clone());
        }
    }
    assert_eq!(holding.iter().map(String::as_str).collect::<Vec<_>>(), UNSAFE);
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found
}

/// Code, not a word of a comment or of an attribute.
fn is_unsafe(line: &str) -> bool {
    let code = line.trim_start();
    !code.starts_with("//")
        && ["unsafe {", "unsafe fn", "unsafe impl", "unsafe extern", "unsafe trait"]
            .iter()
            .any(|word| code.contains(word))
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
