//! Lists as files: building one, opening it, reading all of it against its checksum, and asking it.
//!
//! `cargo bench --package hashlist --bench index`. Lists are made from fixed seeds; `AMPARO_ENTRIES=10000000` activates a larger one.
#![allow(clippy::unwrap_used, reason = "a measuring tool, for whoever measures")]

mod made;

use std::io::Write as _;
use std::sync::Arc;

use divan::{Bencher, black_box};
use hashlist::{KnownHashes, List, ListEntry, ListHead, ListIndex, PictureHash, Query, map};

const COUNTS: [usize; 2] = [10_000, 300_000];

fn main() {
    divan::main();
}

#[divan::bench(args = COUNTS, sample_count = 5, sample_size = 1)]
fn build(bencher: Bencher, entries: usize) {
    let list = list(entries);
    bencher.bench_local(|| ListIndex::build(black_box(&list)));
}

/// Does not depend on how many entries there are.
#[divan::bench(args = COUNTS)]
fn open(bencher: Bencher, entries: usize) {
    let file: Arc<[u8]> = ListIndex::build(&list(entries)).into();
    bencher.with_inputs(|| Arc::clone(&file)).bench_local_values(|file| ListIndex::open(file).unwrap());
}

#[divan::bench(args = COUNTS, sample_count = 10)]
fn verify(bencher: Bencher, entries: usize) {
    let index = ListIndex::of(&list(entries));
    bencher.bench_local(|| black_box(&index).verify().unwrap());
}

#[divan::bench(args = COUNTS, sample_count = 200)]
fn look_up(bencher: Bencher, entries: usize) {
    let queries = made::queries(&made::hashes(entries));
    let known = KnownHashes::new(vec![Arc::new(ListIndex::of(&list(entries)))]);
    let mut queries = queries.iter().cycle();
    let query = || {
        let picture = PictureHash { pdq: *queries.next().unwrap(), quality: 100, form: 0, frame: 0 };
        Query { pictures: vec![picture], ..Query::default() }
    };
    bencher.with_inputs(query).bench_local_values(|query| known.look_up(black_box(&query)));
}

/// From a parsed version to its first answer: the index built, written to disk and flushed, mapped as a node maps it, and asked.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn activate(bencher: Bencher) {
    let entries =
        std::env::var("AMPARO_ENTRIES").ok().and_then(|text| text.parse().ok()).unwrap_or(COUNTS[1]);
    let list = list(entries);
    let query = PictureHash { pdq: list.entries()[0].pdq.unwrap(), quality: 100, form: 0, frame: 0 };
    let query = Query { pictures: vec![query], ..Query::default() };
    let folder = tempfile::tempdir().unwrap();
    bencher.bench_local(|| {
        let bytes = ListIndex::build(black_box(&list));
        let path = folder.path().join("index");
        let mut file = std::fs::File::create(&path).unwrap();
        file.write_all(&bytes).unwrap();
        file.sync_all().unwrap();
        drop(bytes);
        let mapped = map(&std::fs::File::open(&path).unwrap()).unwrap();
        let known = KnownHashes::new(vec![Arc::new(ListIndex::open(mapped).unwrap())]);
        assert!(!known.look_up(&query).is_empty());
    });
}

/// Pictures known by PDQ alone.
fn list(entries: usize) -> List {
    let head = ListHead { name: "made".into(), version: 1, source: "a seed".into(), ..ListHead::default() };
    let entry = |pdq| ListEntry { pdq: Some(pdq), ..ListEntry::default() };
    List::new(head, made::hashes(entries).into_iter().map(entry).collect()).unwrap()
}
