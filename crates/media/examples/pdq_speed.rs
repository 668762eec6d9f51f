//! Times PDQ, for `tools/compare/pdq.py` and `tools/compare/jpeg.py`: `pdq_speed ROUNDS FILE…`.
//!
//! Prints one JSON object a file: hash, quality, and the CPU time of this thread for decoding and for hashing, median of the rounds; and how
//! fast this thread reads memory that no cache holds, which nothing that looks at every sample can beat.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a measuring tool, for whoever measures")]

use media::{Orientation, Picture};
use rustix::time::{ClockId, clock_gettime};

/// Far more than the caches hold.
const READ_BYTES: usize = 256 * 1024 * 1024;

fn main() {
    let mut args = std::env::args().skip(1);
    let rounds: usize = args.next().unwrap().parse().unwrap();
    let read_bytes_per_ms = read_speed(rounds);
    for file in args {
        let bytes = std::fs::read(&file).unwrap();
        let picture = Picture::decode(&bytes).unwrap();
        let pdq = media::hash(&picture);
        let report = serde_json::json!({
            "file": file, "width": picture.width(), "height": picture.height(),
            "pdq": pdq.hash, "quality": pdq.quality,
            "forms": Orientation::ALL.iter().zip(media::hash_dihedral(&picture)).map(|(form, pdq)| (form, pdq.hash)).collect::<Vec<_>>(),
            "read_bytes_per_ms": read_bytes_per_ms,
            "decode_ms": median_ms(rounds, || std::hint::black_box(Picture::decode(&bytes).is_ok())),
            "hash_ms": median_ms(rounds, || std::hint::black_box(media::hash(&picture).quality > 0)),
            "dihedral_ms": median_ms(rounds, || std::hint::black_box(media::hash_dihedral(&picture).len() == 8)),
        });
        println!("{report}");
    }
}

/// Bytes of memory that one thread reads in a millisecond.
#[expect(clippy::cast_precision_loss, reason = "a power of two")]
fn read_speed(rounds: usize) -> f64 {
    let words = vec![1_u64; READ_BYTES / 8];
    let sum = || std::hint::black_box(&words).iter().fold(0_u64, |sum, word| sum.wrapping_add(*word));
    READ_BYTES as f64 / median_ms(rounds, || std::hint::black_box(sum()) > 0)
}

fn median_ms(rounds: usize, mut work: impl FnMut() -> bool) -> f64 {
    let mut times: Vec<f64> = (0..rounds)
        .map(|_| {
            let began = cpu_ms();
            work();
            cpu_ms() - began
        })
        .collect();
    times.sort_unstable_by(f64::total_cmp);
    times[times.len() / 2]
}

/// CPU time of this thread so far, in milliseconds.
#[expect(clippy::cast_precision_loss, reason = "a measuring run lasts minutes")]
fn cpu_ms() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
}
