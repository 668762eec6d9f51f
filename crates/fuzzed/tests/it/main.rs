//! What the fuzzer kept, through the same functions, on any toolchain.
#![allow(clippy::unwrap_used, reason = "a test panics where it fails, in its own functions too")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use fuzzed::TARGETS;

/// The kept files are there to be read on every run.
const MOST_KEPT_BYTES: u64 = 1 << 20;
/// Far more than any of them needs, even on a busy machine and unoptimised.
const PATIENCE: Duration = Duration::from_secs(10);

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz")
}

fn names(folder: &str) -> BTreeSet<String> {
    let stem = |path: PathBuf| path.file_stem().unwrap().to_string_lossy().into_owned();
    std::fs::read_dir(fuzz().join(folder)).unwrap().map(|entry| stem(entry.unwrap().path())).collect()
}

#[test]
fn every_target_has_its_program_and_its_corpus() {
    let targets: BTreeSet<String> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(targets.len(), TARGETS.len(), "a name stands twice");
    assert_eq!(names("fuzz_targets"), targets);
    assert_eq!(names("corpus"), targets);
    let manifest = std::fs::read_to_string(fuzz().join("Cargo.toml")).unwrap();
    for name in &targets {
        let program = std::fs::read_to_string(fuzz().join(format!("fuzz_targets/{name}.rs"))).unwrap();
        assert!(program.contains(&format!("fuzzed::run(\"{name}\", bytes)")), "{name}");
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")), "{name}");
    }
}

#[test]
fn as_many_targets_are_told_as_there_are() {
    let told = std::fs::read_to_string(fuzz().join("../SECURITY.md")).unwrap();
    assert!(told.contains(&format!(" {} targets fuzz parsers", TARGETS.len())), "{}", TARGETS.len());
}

#[test]
fn the_kept_corpus_replays() {
    let (mut files, mut kept_bytes) = (0, 0);
    for (name, target) in TARGETS {
        let before = files;
        for entry in std::fs::read_dir(fuzz().join("corpus").join(name)).unwrap() {
            let path = entry.unwrap().path();
            let bytes = std::fs::read(&path).unwrap();
            let start = Instant::now();
            target(&bytes);
            assert!(start.elapsed() < PATIENCE, "{} took {:?}", path.display(), start.elapsed());
            (files, kept_bytes) = (files + 1, kept_bytes + bytes.len() as u64);
        }
        assert!(files > before, "{name} keeps nothing");
    }
    assert!(kept_bytes <= MOST_KEPT_BYTES, "{files} files of {kept_bytes} bytes");
}
