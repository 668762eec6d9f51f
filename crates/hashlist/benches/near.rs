//! The near look-up among hashes: building its tables, one query, eight at once.
//!
//! `cargo bench --package hashlist --bench near`. Hashes are made from fixed seeds. Ratios against faiss, and more hashes, are measured by
//! `tools/compare`, not here.
#![allow(clippy::unwrap_used, reason = "a measuring tool, for whoever measures")]

mod made;

use divan::{Bencher, black_box};
use hashlist::NearIndex;

/// By scan, by sixteen chunks, by fourteen.
const COUNTS: [usize; 3] = [10_000, 100_000, 1_000_000];

fn main() {
    divan::main();
}

#[divan::bench(args = COUNTS, sample_count = 5, sample_size = 1)]
fn build(bencher: Bencher, hashes: usize) {
    let hashes = made::hashes(hashes);
    bencher.with_inputs(|| hashes.clone()).bench_local_values(NearIndex::build);
}

#[divan::bench(args = COUNTS, sample_count = 200)]
fn one_query(bencher: Bencher, hashes: usize) {
    let hashes = made::hashes(hashes);
    let queries = made::queries(&hashes);
    let index = NearIndex::build(hashes);
    let mut queries = queries.iter().cycle();
    bencher
        .with_inputs(|| *queries.next().unwrap())
        .bench_local_values(|query| index.within(black_box(&query), made::RADIUS_BITS));
}

/// As for the eight forms of a picture.
#[divan::bench(args = COUNTS, sample_count = 200)]
fn eight_at_once(bencher: Bencher, hashes: usize) {
    let hashes = made::hashes(hashes);
    let queries = made::queries(&hashes);
    let index = NearIndex::build(hashes);
    let mut eights = queries.as_chunks::<8>().0.iter().cycle();
    bencher
        .with_inputs(|| *eights.next().unwrap())
        .bench_local_values(|eight| index.within_many(black_box(&eight), made::RADIUS_BITS));
}
