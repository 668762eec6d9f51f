//! What is said of persons, and what opens a door, stands in types that cannot be printed.

use std::path::{Path, PathBuf};

/// Fields that say something of persons, or open a door.
const TELLING: &[&str] = &[
    "password",
    "secret",
    "passphrase",
    "given_name",
    "family_name",
    "first_name",
    "last_name",
    "holder",
    "billing_address",
    "street",
    "email",
    "emails",
    "phone",
    "phones",
    "screen_name",
    "screen_names",
    "display_name",
    "display_names",
    "birth",
    "date_of_birth",
    "stated_birth_dates",
    "requester",
    "identity_note",
    "reason",
    "withdrawn_reason",
    "lifted_reason",
    "extended_reason",
    "decision_reason",
    "grounds",
    "country_grounds",
    "legal_basis",
    "ip",
    "address",
    "calling_code",
    "file_name",
    "reporter_account",
    "esp_identifier",
    "device_ids",
    "terms",
    "authority",
    "recovery_codes",
    "database",
];
/// Types in which such a name means something else: an access entry's grounds are a code, a finding's reason is about the log, a
/// digest's about a picture, an address of a connection is what limits count, and a clearinghouse's is that of a machine.
const NOT_OF_PERSONS: &[&str] = &[
    "EntryDraft",
    "EntryRow",
    "AccessEntry",
    "Fault",
    "Finding",
    "Digest",
    "Asker",
    "Caller",
    "Clearinghouse",
    "RetractReport",
];
const CRATES: [&str; 5] = ["platform", "clearinghouse", "police", "service", "linkage"];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !["tests", "check"].contains(&path.file_name().unwrap().to_str().unwrap()) {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// Names of fields, each with what follows it on its line: a variant may have all of its fields on one.
fn fields(body: &str) -> impl Iterator<Item = (&str, &str)> {
    body.split(['\n', '{']).flat_map(|line| {
        let starts = std::iter::once(0).chain(line.match_indices(',').map(|(at, _)| at + 1));
        starts.filter_map(move |at| without_visibility(line[at..].trim()).split_once(": "))
    })
}

/// A field without the words that say who sees it.
fn without_visibility(field: &str) -> &str {
    match field.strip_prefix("pub(") {
        Some(rest) => rest.split_once(") ").map_or(field, |(_, field)| field),
        None => field.strip_prefix("pub ").unwrap_or(field),
    }
}

/// The types of a source that derive `Debug`, with the fields that a log line would tell, and how many types derive it.
fn told(source: &str) -> (Vec<String>, usize) {
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    let (mut told, mut printable) = (Vec::new(), 0);
    for derived in source.split("#[derive(").skip(1) {
        let Some((traits, rest)) = derived.split_once(")]") else { continue };
        // what is no error: its text is written for the log
        if !traits.split(", ").any(|one| one == "Debug") || traits.contains("Error") {
            continue;
        }
        let Some((head, body)) = rest.split_once("{\n") else { continue };
        let words: Vec<_> = head.split_whitespace().collect();
        let Some(at) = words.iter().position(|word| ["struct", "enum"].contains(word)) else { continue };
        let name = words.get(at + 1).unwrap_or(&"").split('<').next().unwrap_or_default();
        printable += 1;
        let fields = fields(body.split("\n}").next().unwrap_or_default());
        let holds =
            |kind: &str| kind.contains("String") && !kind.contains("Sensitive<") && !kind.contains("Sealed<");
        let telling = fields.filter(|(field, kind)| TELLING.contains(field) && holds(kind));
        told.extend(
            telling.filter(|_| !NOT_OF_PERSONS.contains(&name)).map(|(field, _)| format!("{name}.{field}")),
        );
    }
    (told, printable)
}

#[test]
fn no_type_that_prints_itself_tells_of_persons() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let (mut found, mut all, mut printable) = (Vec::new(), Vec::new(), 0);
    CRATES.iter().for_each(|name| sources(&crates.join(name).join("src"), &mut found));
    for path in found {
        let (told, types) = told(&std::fs::read_to_string(&path).unwrap());
        printable += types;
        all.extend(
            told.into_iter()
                .map(|field| format!("{}: {field}", path.strip_prefix(crates).unwrap().display())),
        );
    }
    assert!(printable > 200, "{printable} types");
    assert!(
        all.is_empty(),
        "say `model::unprintable!` of the type, or `model::Sensitive` of the field:\n{}",
        all.join("\n")
    );
    let telling = "#[derive(Debug, Clone)]\npub struct A {\n    pub(crate) holder: Option<String>,\n    ip: Sensitive<String>,\n}\n";
    assert_eq!(told(telling), (vec!["A.holder".to_owned()], 1));
    assert_eq!(told(&telling.replace("Debug, ", "")).0, [""; 0]);
    let elsewhere = telling.replace("pub(crate) ", "pub(in crate::a) ");
    assert_eq!(told(&elsewhere).0, ["A.holder"]);
    let variant = "#[derive(Debug)]\nenum B {\n    C { number: u8, reason: String },\n}\n";
    assert_eq!(told(variant).0, ["B.reason"]);
}
