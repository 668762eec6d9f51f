//! The practice bundles in `testdata/custody-practice`: one that is whole, and others with a planted fault each, which the independent
//! verifier must name. They are made here, byte by byte the same each time: `AMPARO_WRITE_COMMITTED=1` writes them.

mod faults;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use custody::{Checkpoint, Entry, Hash, KeyChange, Salt, consistency_proof, inclusion_proof, root_of};
use note::NoteSigner;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use faults::practices;

pub(crate) const ORIGIN: &str = "practice.example/police";
const OBJECT: &str = "ref_practice";
/// What was handed in: a generated pattern.
const EXHIBIT: [u8; 64] = [0xA5; 64];
/// The size at which a paper receipt was printed.
pub(crate) const RECEIPT_SIZE: usize = 5;

pub(crate) type Files = BTreeMap<&'static str, Vec<u8>>;

pub(crate) fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

pub(crate) fn signer() -> NoteSigner {
    NoteSigner::new(ORIGIN, &[21; 32]).unwrap()
}

/// An entry as the log keeps it.
pub(crate) struct Kept {
    body: String,
    salt: Salt,
    leaf: Hash,
    counter: u64,
    is_on_object: bool,
}

/// Twelve entries, every other one on our object; the action of the third on it is `third`.
fn log(third: &str) -> Vec<Kept> {
    let actions = ["receive-referral", "consult", third, "consult", "deliver-feedback", "consult"];
    log_of(12, |index| match index % 2 {
        0 => (true, actions[usize::try_from(index / 2).unwrap()].to_owned()),
        _ => (false, "consult".to_owned()),
    })
}

/// So many entries: of each, whether it is on our object, and its action.
pub(crate) fn log_of(count: u64, entry: impl Fn(u64) -> (bool, String)) -> Vec<Kept> {
    let mut last: BTreeMap<bool, (u64, Hash)> = BTreeMap::new();
    let mut kept = Vec::new();
    for index in 0..count {
        let (is_on_object, action) = entry(index);
        let before = last.get(&is_on_object).copied();
        let mut details = BTreeMap::from([("entry_id".to_owned(), format!("cus_{index:02}"))]);
        if action == "receive-referral" {
            details.insert("package_sha256".to_owned(), sha256(&EXHIBIT));
        }
        let entry = Entry {
            recorded_at_us: 1_762_000_000_000_000 + i64::try_from(index).unwrap() * 60_000_000,
            actor: if action == "consult" { "staff:inspector" } else { "machine:clearinghouse" }.into(),
            action,
            object_kind: "referral".into(),
            object_id: if is_on_object { OBJECT } else { "ref_other" }.into(),
            operation: "consultation".into(),
            grounds: "role".into(),
            details,
            counter: Some(before.map_or(0, |(counter, _)| counter) + 1),
            previous: before.map(|(_, leaf)| leaf.to_string()),
        };
        let body = String::from_utf8(entry.to_bytes().unwrap()).unwrap();
        let salt = Salt(Sha256::digest(format!("practice salt {index}")).into());
        let leaf = Entry::leaf(body.as_bytes(), &salt);
        let counter = entry.counter.unwrap();
        last.insert(is_on_object, (counter, leaf));
        kept.push(Kept { body, salt, leaf, counter, is_on_object });
    }
    kept
}

fn leaves(log: &[Kept]) -> Vec<Hash> {
    log.iter().map(|kept| kept.leaf).collect()
}

fn hexes(path: &[Hash]) -> Vec<String> {
    path.iter().map(Hash::to_string).collect()
}

/// `bundle.json` of a whole bundle.
pub(crate) fn bundle(log: &[Kept]) -> Value {
    let leaves = leaves(log);
    let entries: Vec<Value> = log
        .iter()
        .enumerate()
        .filter(|(_, kept)| kept.is_on_object)
        .map(|(index, kept)| {
            json!({
                "index": index, "counter": kept.counter, "state": "opened", "body": kept.body,
                "salt": hex::encode(kept.salt.0), "proof": hexes(&inclusion_proof(&leaves, index).unwrap()),
            })
        })
        .collect();
    json!({
        "schema": "amparo-case-bundle/1", "object_id": OBJECT, "origin": ORIGIN, "size": leaves.len(),
        "root": root_of(&leaves).to_string(), "entries": entries,
        "exhibits": [{
            "name": "item-1", "size_bytes": EXHIBIT.len(),
            "declared": [{ "index": 0, "field": "package_sha256", "digest": sha256(&EXHIBIT) }],
            "computed": { "sha256": sha256(&EXHIBIT) },
        }],
        "consistency": [{
            "size": RECEIPT_SIZE, "root": root_of(&leaves[..RECEIPT_SIZE]).to_string(),
            "proof": hexes(&consistency_proof(&leaves, RECEIPT_SIZE).unwrap()),
        }],
    })
}

/// An entry that is no longer open.
pub(crate) fn close(entry: &mut Value, log: &[Kept], more: &Value) {
    let kept = &log[usize::try_from(entry["index"].as_u64().unwrap()).unwrap()];
    let mut closed = json!({
        "index": entry["index"], "counter": entry["counter"], "proof": entry["proof"],
        "commitment": hex::encode(Entry::commitment(kept.body.as_bytes(), &kept.salt)), "leaf": kept.leaf.to_string(),
    });
    closed.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    *entry = closed;
}

/// The files over `bundle.json`, with a statement that fits it: what whoever has the key can always sign.
pub(crate) fn sign(bundle: &Value, log: &[Kept], signer: &NoteSigner) -> Files {
    let count = bundle["entries"].as_array().unwrap().len();
    sign_for(bundle, log, signer, count)
}

fn sign_for(bundle: &Value, log: &[Kept], signer: &NoteSigner, entries: usize) -> Files {
    let checkpoint =
        Checkpoint { origin: ORIGIN.into(), size: log.len() as u64, root: root_of(&leaves(log)) };
    let mut files = Files::from([
        ("README.txt", b"Paquete de practicas / practice bundle: invented.\n".to_vec()),
        ("bundle.json", (serde_json::to_string_pretty(bundle).unwrap() + "\n").into_bytes()),
        ("checkpoint.note", checkpoint.sign(signer).unwrap().into_bytes()),
        ("key.txt", format!("{}\n", signer.verifier()).into_bytes()),
    ]);
    let shown = bundle["entries"].as_array().unwrap();
    let in_state = |state: &str| shown.iter().filter(|entry| entry["state"] == state).count();
    let closed = in_state("erased") + in_state("withheld");
    let mut text = format!(
        "amparo-case-bundle/1\norigin {ORIGIN}\nobject {OBJECT}\nsize {}\nentries {entries}\nopened {}\nerased {}\nwithheld {}\nmade 2025-11-10T09:00:00Z\n",
        log.len(),
        entries - closed,
        in_state("erased"),
        in_state("withheld"),
    );
    for (name, bytes) in &files {
        text.push_str(&format!("file {} {name}\n", sha256(bytes)));
    }
    files.insert("statement.note", note::sign(&text, signer).unwrap().into_bytes());
    files
}

/// The note by which the paper's key gave way to another when the receipt was printed.
pub(crate) fn key_change(log: &[Kept], next: &NoteSigner) -> String {
    let root = root_of(&leaves(log)[..RECEIPT_SIZE]);
    KeyChange::sign(RECEIPT_SIZE as u64, root, &signer(), next).unwrap()
}

/// What a paper receipt of before the dispute says.
fn receipt() -> String {
    let root = root_of(&leaves(&log("identify-person"))[..RECEIPT_SIZE]);
    format!("{RECEIPT_SIZE}:{root}@2025-11-02")
}

pub(crate) fn python() -> Command {
    Command::new(std::env::var_os("AMPARO_PYTHON").unwrap_or_else(|| "python3".into()))
}

pub(crate) fn told(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn the_practice_bundles_are_those_of_the_repository() {
    let folder = repository("testdata/custody-practice");
    let write = std::env::var_os("AMPARO_WRITE_COMMITTED").is_some();
    let key = signer().verifier();
    let paper = format!("key         {key}\nfingerprint {}\ncheckpoint  {}\n", key.fingerprint(), receipt());
    let mut wanted = vec![
        (folder.join("paper-receipt.txt"), paper.into_bytes()),
        (folder.join("exhibit.bin"), EXHIBIT.to_vec()),
    ];
    for practice in practices() {
        wanted.extend(
            practice.files.into_iter().map(|(name, bytes)| (folder.join(practice.name).join(name), bytes)),
        );
    }
    for (path, bytes) in wanted {
        if write {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, bytes).unwrap();
        } else {
            assert!(std::fs::read(&path).unwrap() == bytes, "{} is not as it is made", path.display());
        }
    }
}

#[test]
fn each_planted_fault_is_named_in_both_languages_with_python() {
    let key = signer().verifier().to_string();
    for practice in practices() {
        for (lang, says) in ["es", "en"].into_iter().zip(practice.says) {
            let output = python()
                .arg(repository("tools/verify_custody.py"))
                .arg(repository("testdata/custody-practice").join(practice.name))
                .args(["--key", &key, "--checkpoint", &receipt(), "--dispute", "2025-11-05", "--lang", lang])
                .env("PYTHONIOENCODING", "utf-8")
                .output()
                .unwrap();
            assert!(told(&output).contains(says), "{}: {}", practice.name, told(&output));
            assert_eq!(output.status.code(), Some(practice.code), "{}: {}", practice.name, told(&output));
        }
    }
}

#[test]
fn without_an_anchor_nothing_is_proven_with_python() {
    let whole = repository("testdata/custody-practice/00-whole");
    let run = |args: &[&str]| {
        let mut command = python();
        command.arg(repository("tools/verify_custody.py")).arg(&whole).args(["--lang", "en"]).args(args);
        let output = command.env("PYTHONIOENCODING", "utf-8").output().unwrap();
        (output.status.code(), told(&output))
    };
    let (code, said) = run(&[]);
    assert!(code == Some(3) && said.contains("CONSISTENT, NOT PROVEN"), "{said}");
    let (code, said) = run(&["--checkpoint", &receipt(), "--dispute", "2025-11-01"]);
    assert!(code == Some(3) && said.contains("not known to have been held before the dispute"), "{said}");
    let (code, said) = run(&["--checkpoint", &receipt().replace("5:", "7:")]);
    assert!(code == Some(1) && said.contains("ask for one made with --anchor 7"), "{said}");
    let (code, said) = run(&["--receipt", "99"]);
    assert!(code == Some(1) && said.contains("the receipt counts 99 entries on this object"), "{said}");
    assert_eq!(run(&["--receipt", "1"]).0, Some(3));
    let exhibit = repository("testdata/custody-practice/exhibit.bin");
    let (_, said) = run(&["--exhibit", exhibit.to_str().unwrap()]);
    assert!(said.contains("is the exhibit item-1, byte by byte"), "{said}");
    let (code, said) = run(&["--exhibit", repository("README.md").to_str().unwrap()]);
    assert!(code == Some(1) && said.contains("no exhibit of the bundle has its digest"), "{said}");
}

#[test]
fn what_is_mistyped_or_not_there_refuses_no_bundle_with_python() {
    let whole = repository("testdata/custody-practice/00-whole");
    let no_day = receipt().replace("2025-11-02", "2025-13-02");
    let run = |folder: &Path, args: &[&str]| {
        let mut command = python();
        command.arg(repository("tools/verify_custody.py")).arg(folder).args(["--lang", "en"]).args(args);
        command.env("PYTHONIOENCODING", "utf-8").output().unwrap()
    };
    for (folder, args, says) in [
        (whole.clone(), ["--checkpoint", "5:980a"], "write SIZE:ROOT"),
        (whole.clone(), ["--checkpoint", no_day.as_str()], "write SIZE:ROOT"),
        (whole.clone(), ["--exhibit", "no-such-file"], "no-such-file"),
        (whole.join("bundle.json"), ["--receipt", "1"], "bundle.json"),
        (whole.join("elsewhere"), ["--receipt", "1"], "elsewhere"),
    ] {
        let output = run(&folder, &args);
        let said = told(&output);
        assert!(said.contains(says) && !said.contains("REFUSED") && !said.contains("Traceback"), "{said}");
        assert_eq!(output.status.code(), Some(2), "{said}");
    }
}

#[test]
fn every_changed_byte_of_a_bundle_is_refused_with_python() {
    let output = python()
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/flip_bytes.py"))
        .arg(repository("tools"))
        .arg("1")
        .arg(repository("testdata/custody-practice/00-whole"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", told(&output));
    let counted: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(counted["accepted"], json!([]), "bytes whose change is accepted");
    assert!(counted["refused"].as_u64().unwrap() > 6_000, "{counted}");
    assert_eq!(counted["refused"], counted["bytes"], "{counted}");
}

#[test]
fn the_verifier_is_short_and_needs_the_standard_library_alone() {
    let text = std::fs::read_to_string(repository("tools/verify_custody.py")).unwrap();
    assert!(text.lines().count() <= 400, "{} lines", text.lines().count());
    let imports: Vec<&str> =
        text.lines().filter(|line| line.starts_with("import") || line.starts_with("from")).collect();
    assert_eq!(imports, ["import argparse, base64, datetime, hashlib, json, pathlib, re, sys"]);
}
