//! Lists as files: building one, opening it, reading all of it against its checksum, and asking it.
//!
//! `cargo bench --package hashlist --bench index`. Lists are made from fixed seeds.
#![allow(clippy::unwrap_used, reason = "a measuring tool, for whoever measures")]

mod made;

use std::sync::Arc;

use divan::{Bencher, black_box};
use hashlist::{KnownHashes, List, ListEntry, ListHead, ListIndex, PictureHash, Query};

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

/// Pictures known by PDQ alone.
fn list(entries: usize) -> List {
    let head = ListHead { name: "made".into(), version: 1, source: "a seed".into(), ..ListHead::default() };
    let entry = |pdq| ListEntry { pdq: Some(pdq), ..ListEntry::default() };
    List::new(head, made::hashes(entries).into_iter().map(entry).collect()).unwrap()
}
