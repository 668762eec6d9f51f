//! Files of the repository that are computed: each test compares, and writes when `AMPARO_WRITE_COMMITTED` is set.

use std::path::PathBuf;

use scenario::{Scenario, Truth, reference};

fn path(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "..", "..", name].iter().collect()
}

fn check(name: &str, computed: &str) {
    if std::env::var_os("AMPARO_WRITE_COMMITTED").is_some() {
        std::fs::write(path(name), computed).unwrap();
    }
    let committed = std::fs::read_to_string(path(name)).unwrap_or_default();
    assert!(
        committed == computed,
        "{name} is stale: run the tests of this crate once with AMPARO_WRITE_COMMITTED=1 and commit what changed"
    );
}

#[test]
fn the_reference_is_committed() {
    let (scenario, truth) = reference();
    check("scenarios/reference.json", &scenario.to_json());
    check("scenarios/reference.truth.json", &truth.to_json());
}

#[test]
fn the_committed_reference_reads_back() {
    let (scenario, truth) = reference();
    let text = std::fs::read_to_string(path("scenarios/reference.json")).unwrap();
    assert!(Scenario::read(&text).unwrap() == scenario);
    let text = std::fs::read_to_string(path("scenarios/reference.truth.json")).unwrap();
    assert!(Truth::read(&text).unwrap() == truth);
}

#[test]
fn the_schema_is_committed_and_accepts_the_reference() {
    let schema = serde_json::to_value(schemars::schema_for!(Scenario)).unwrap();
    check("docs/scenario.schema.json", &format!("{}\n", serde_json::to_string_pretty(&schema).unwrap()));
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut document = serde_json::to_value(reference().0).unwrap();
    assert_eq!(
        validator.iter_errors(&document).map(|e| e.to_string()).collect::<Vec<_>>(),
        Vec::<String>::new()
    );
    document["uploads"][0]["at"] = "2020-10-03T23:41:07".into();
    assert!(!validator.is_valid(&document));
}
