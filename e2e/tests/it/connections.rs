//! The list of connections names every setting by which a node is told whom to call.

use std::collections::BTreeSet;
use std::path::Path;

use crate::outside;

/// Settings that a source gives to the check of an address, and its fields that hold a webhook.
fn settings_in(source: &str, found: &mut BTreeSet<String>) {
    let checked = source.split("peer_url(\"").skip(1).filter_map(|rest| rest.split('"').next());
    found.extend(checked.filter(|name| *name != "a.url").map(str::to_owned));
    for line in source.lines().filter(|line| line.trim_end().ends_with(": Option<WebhookConfig>,")) {
        let name = line.trim().trim_start_matches("pub ").split(':').next();
        found.extend(name.map(|name| format!("platform.{name}")));
    }
}

fn settings_below(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            settings_below(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            settings_in(&std::fs::read_to_string(&path).unwrap(), found);
        }
    }
}

#[test]
fn every_address_that_a_node_calls_is_in_the_list_of_connections() {
    let mut settings = BTreeSet::new();
    for entry in std::fs::read_dir(outside::here("../crates")).unwrap() {
        settings_below(&entry.unwrap().path().join("src"), &mut settings);
    }
    let list = std::fs::read_to_string(outside::here("../docs/operator/connections.md")).unwrap();
    let missing: Vec<_> = settings.iter().filter(|name| !list.contains(&format!("`{name}`"))).collect();
    assert!(missing.is_empty() && settings.len() >= 10, "{missing:?} of {settings:?}");
}
