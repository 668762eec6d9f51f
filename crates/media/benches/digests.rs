//! MD5, SHA-1, SHA-256 and BLAKE3 of the same bytes: in one pass, and one after the other.
//!
//! `cargo bench --package media --bench digests`. Ratios against others' programs are measured by `tools/compare`, not here.

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use media::Digester;
use sha2::Digest as _;

/// A small file, and a large one.
const SIZES: [usize; 2] = [64 << 10, 16 << 20];

fn main() {
    divan::main();
}

#[divan::bench(args = SIZES, sample_count = 20)]
fn one_pass(bencher: Bencher, bytes: usize) {
    let data = made(bytes);
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        let mut digester = Digester::new();
        digester.update(black_box(&data));
        digester.finish()
    });
}

#[divan::bench(args = SIZES, sample_count = 20)]
fn one_after_the_other(bencher: Bencher, bytes: usize) {
    let data = made(bytes);
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        let data = black_box(data.as_slice());
        (md5::Md5::digest(data), sha1::Sha1::digest(data), sha2::Sha256::digest(data), blake3::hash(data))
    });
}

/// What nothing can be faster than.
#[divan::bench(args = SIZES, sample_count = 20)]
fn md5_alone(bencher: Bencher, bytes: usize) {
    let data = made(bytes);
    bencher.counter(BytesCount::new(bytes)).bench_local(|| md5::Md5::digest(black_box(data.as_slice())));
}

/// So many bytes, the same each time.
fn made(bytes: usize) -> Vec<u8> {
    let mut word = 0x2545_f491_4f6c_dd1d_u64;
    let mut data = Vec::with_capacity(bytes + 8);
    while data.len() < bytes {
        word = word.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
        data.extend_from_slice(&word.to_le_bytes());
    }
    data.truncate(bytes);
    data
}
