//! `docs/asvs.toml` and `docs/threat-model.md`: whole, and true of the tests that they name.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use serde::Deserialize;

use crate::outside;

/// Requirements of levels 1, 2 and 3 in the chapters that apply: 345 of the standard less V9, V10 and V17.
const IN_SCOPE: [usize; 3] = [61, 149, 80];
const CHAPTERS: [u32; 14] = [1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 14, 15, 16];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Requirement {
    level: usize,
    status: Status,
    #[serde(default)]
    tests: Vec<String>,
    reason: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Status {
    Met,
    Partly,
    NotMet,
    NotApplicable,
}

/// By identifier. One that stands there twice does not read: TOML allows no key twice.
fn read(text: &str) -> BTreeMap<String, Requirement> {
    toml::from_str(text).expect("the file reads")
}

/// What is wrong with a list, where these tests exist.
fn mistakes(list: &BTreeMap<String, Requirement>, tests: &BTreeSet<String>) -> Vec<String> {
    let mut found = Vec::new();
    for (id, requirement) in list {
        let reason = requirement.reason.as_deref().unwrap_or_default();
        if requirement.tests.is_empty() && reason.is_empty() {
            found.push(format!("{id}: neither a test nor a reason"));
        }
        if requirement.status != Status::Met && reason.is_empty() {
            found.push(format!("{id}: {:?} without a reason", requirement.status));
        }
        let missing = requirement.tests.iter().filter(|name| !tests.contains(*name));
        found.extend(missing.map(|name| format!("{id}: there is no test `{name}`")));
        let chapter = id.split('.').next().and_then(|chapter| chapter.parse().ok());
        if id.split('.').count() != 3 || !chapter.is_some_and(|chapter| CHAPTERS.contains(&chapter)) {
            found.push(format!("{id}: no identifier of a chapter that applies"));
        }
    }
    let counted = [1, 2, 3].map(|level| list.values().filter(|row| row.level == level).count());
    if counted != IN_SCOPE {
        found.push(format!("{counted:?} requirements by level, not {IN_SCOPE:?}"));
    }
    found
}

/// Names of the tests below a folder: functions under an attribute of a test, or that are given a test's database or node.
fn tests_below(folder: &Path, names: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            tests_below(&path, names);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            tests_in(&std::fs::read_to_string(&path).expect("a source file"), names);
        }
    }
}

fn tests_in(source: &str, names: &mut BTreeSet<String>) {
    let mut is_marked = false;
    for line in source.lines().map(str::trim) {
        if line.starts_with("#[") {
            is_marked |= line.ends_with("test]") || line.contains("::test(");
            continue;
        }
        let given = ["(db: TestDb)", "(test: TestNode)"].iter().any(|given| line.contains(given));
        if let Some((_, rest)) = line.split_once("fn ").filter(|_| is_marked || given) {
            names.extend(rest.split('(').next().map(str::to_owned));
        }
        is_marked = false;
    }
}

fn existing_tests() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for folder in ["../crates", "../e2e"] {
        tests_below(&outside::here(folder), &mut names);
    }
    names
}

fn tally(list: &BTreeMap<String, Requirement>) -> String {
    let mut counts: BTreeMap<(usize, Status), [usize; 2]> = BTreeMap::new();
    for row in list.values() {
        let [all, tested] = counts.entry((row.level, row.status)).or_default();
        *all += 1;
        *tested += usize::from(!row.tests.is_empty());
    }
    counts.iter().fold(String::new(), |mut text, ((level, status), [all, tested])| {
        let _ = writeln!(text, "level {level}: {all:>3} {status:?}, {tested} of them with a test");
        text
    })
}

#[test]
fn asvs_names_tests_that_exist_and_a_reason_for_every_gap() {
    let text = std::fs::read_to_string(outside::here("../docs/asvs.toml")).expect("docs/asvs.toml");
    let list = read(&text);
    let wrong = mistakes(&list, &existing_tests());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!("{}", tally(&list));
}

#[test]
fn the_threat_model_names_tests_that_exist() {
    let text = std::fs::read_to_string(outside::here("../docs/threat-model.md")).expect("a document");
    let is_name = |word: &&str| {
        word.contains('_')
            && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
    };
    let named: BTreeSet<&str> = text.split('`').skip(1).step_by(2).filter(is_name).collect();
    let tests = existing_tests();
    let missing: Vec<_> = named.iter().filter(|name| !tests.contains(**name)).collect();
    assert!(missing.is_empty() && named.len() > 50, "{missing:?} of {}", named.len());
}

#[test]
fn asvs_mistakes_are_told() {
    let tests = BTreeSet::from(["one".to_owned()]);
    let list = |rows: &str| mistakes(&read(rows), &tests).join("; ");
    let said = list(
        r#"
        "1.1.1" = { level = 1, status = "met", tests = ["one"] }
        "1.1.2" = { level = 2, status = "met", tests = ["two"] }
        "1.1.3" = { level = 2, status = "partly", tests = ["one"] }
        "1.1.4" = { level = 3, status = "met" }
        "9.1.1" = { level = 1, status = "not_applicable", reason = "x" }
        "#,
    );
    for mistake in [
        "1.1.2: there is no test `two`",
        "1.1.3: Partly without a reason",
        "1.1.4: neither a test nor a reason",
        "9.1.1: no identifier",
        "[2, 2, 1] requirements by level",
    ] {
        assert!(said.contains(mistake), "{mistake} is not in {said}");
    }
    assert!(!said.contains("1.1.1"), "{said}");
    let twice = "\"1.1.1\" = { level = 1, status = \"met\", tests = [\"one\"] }\n".repeat(2);
    assert!(toml::from_str::<BTreeMap<String, Requirement>>(&twice).is_err());
}
