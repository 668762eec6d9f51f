//! Times the digests of one file's bytes, for `tools/compare/digests.py`: `digest_speed ROUNDS FILE`.
//!
//! Prints one JSON object: the CPU time of this thread in milliseconds, median of the rounds, for each function alone, for the three together
//! and for everything that a `Digester` computes (BLAKE3 too), and the digests. Rounds take turns, so that all see the same machine.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a measuring tool, for whoever measures")]

use std::hint::black_box;

use media::Digester;
use rustix::time::{ClockId, clock_gettime};
use sha2::Digest as _;

const NAMES: [&str; 5] = ["md5_ms", "sha1_ms", "sha256_ms", "blake3_ms", "one_pass_with_blake3_ms"];

fn main() {
    let mut args = std::env::args().skip(1);
    let rounds: usize = args.next().unwrap().parse().unwrap();
    let bytes = std::fs::read(args.next().unwrap()).unwrap();
    let mut times = [const { Vec::new() }; 5];
    for _ in 0..rounds {
        let round = [
            ms(|| md5::Md5::digest(&bytes)),
            ms(|| sha1::Sha1::digest(&bytes)),
            ms(|| sha2::Sha256::digest(&bytes)),
            ms(|| blake3::hash(&bytes)),
            ms(|| one_pass(&bytes)),
        ];
        times.iter_mut().zip(round).for_each(|(times, time)| times.push(time));
    }
    let mut report = serde_json::to_value(one_pass(&bytes)).unwrap();
    for (name, mut times) in NAMES.into_iter().zip(times) {
        times.sort_unstable_by(f64::total_cmp);
        report[name] = times[times.len() / 2].into();
    }
    println!("{report}");
}

fn one_pass(bytes: &[u8]) -> media::FileDigests {
    let mut digester = Digester::new();
    digester.update(bytes);
    digester.finish()
}

/// CPU time of this thread in `work`, in milliseconds.
fn ms<T>(work: impl FnOnce() -> T) -> f64 {
    let began = cpu_ms();
    black_box(work());
    cpu_ms() - began
}

#[expect(clippy::cast_precision_loss, reason = "a measuring run lasts minutes")]
fn cpu_ms() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
}
