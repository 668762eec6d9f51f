//! A hundred bundles, each made by chance, and one of 64 KiB and more: the independent verifier accepts each whole and refuses it after any change
//! of a byte. Sampled by default; under `AMPARO_LONG` every byte.

use std::path::Path;
use std::process::Stdio;

use note::NoteSigner;
use serde_json::{Value, json};

use crate::practice::{
    Files, Kept, ORIGIN, RECEIPT_SIZE, bundle, close, key_change, log_of, python, repository, sign, signer,
    told,
};

const BUNDLES: u64 = 100;
/// Of so many bytes one is changed by default; a prime, so that the places wander over the lines.
const SAMPLE: usize = 397;

/// Chance enough to tell bundles apart, alike each time (Knuth's multiplicative hash).
fn draw(seed: u64, number: u64, below: u64) -> u64 {
    ((seed * 1009 + number + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 33) % below
}

/// A log of `count` entries, of which some are on the object, some closed, and whose key may have changed.
fn generate(seed: u64, count: u64) -> Files {
    let actions = ["receive-referral", "consult", "identify-person", "deliver-feedback", "take-note"];
    let log = log_of(count, |index| {
        let is_on_object = index == 0 || draw(seed, index, 3) > 0;
        (is_on_object, actions[usize::try_from(draw(seed, index, 5)).unwrap()].to_owned())
    });
    let mut bundle = bundle(&log);
    for entry in bundle["entries"].as_array_mut().unwrap() {
        close_some(entry, &log, draw(seed, entry["index"].as_u64().unwrap() + count, 8));
    }
    if !seed.is_multiple_of(4) {
        return sign(&bundle, &log, &signer());
    }
    let next = NoteSigner::new(ORIGIN, &[23; 32]).unwrap();
    bundle["key_changes"] = json!([key_change(&log, &next)]);
    sign(&bundle, &log, &next)
}

fn close_some(entry: &mut Value, log: &[Kept], chance: u64) {
    match chance {
        0 => close(entry, log, &json!({ "state": "erased" })),
        1 => close(
            entry,
            log,
            &json!({ "state": "withheld", "by": "Court 3 (example)", "why": "an inquiry goes on" }),
        ),
        _ => {}
    }
}

fn write(folder: &Path, files: &Files) {
    std::fs::create_dir(folder).unwrap();
    for (name, bytes) in files {
        std::fs::write(folder.join(name), bytes).unwrap();
    }
}

#[test]
fn a_hundred_bundles_are_accepted_and_none_after_a_change_with_python() {
    let folder = tempfile::tempdir().unwrap();
    let mut bundles = Vec::new();
    for seed in 0..=BUNDLES {
        // the last one is large
        let count = if seed == BUNDLES { 120 } else { RECEIPT_SIZE as u64 + 1 + draw(seed, 0, 30) };
        let files = generate(seed, count);
        let bytes: usize = files.values().map(Vec::len).sum();
        assert!(seed < BUNDLES || bytes >= 64 << 10, "{bytes} bytes are less than 64 KiB");
        bundles.push(folder.path().join(seed.to_string()));
        write(bundles.last().unwrap(), &files);
    }
    let step = if std::env::var_os("AMPARO_LONG").is_some() { 1 } else { SAMPLE };
    let output = python()
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/flip_bytes.py"))
        .arg(repository("tools"))
        .arg(step.to_string())
        .args(&bundles)
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", told(&output));
    let counted: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(counted["whole"], BUNDLES + 1, "{counted}");
    assert_eq!(counted["accepted"], json!([]), "bytes whose change is accepted");
    assert!(
        counted["refused"].as_u64().unwrap() * step as u64 >= counted["bytes"].as_u64().unwrap() / 2,
        "{counted}"
    );
    println!(
        "{} bundles, {} bytes, {} changes refused",
        counted["whole"], counted["bytes"], counted["refused"]
    );
}
