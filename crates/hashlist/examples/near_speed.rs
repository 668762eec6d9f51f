//! Times the near look-up, for `tools/compare/search.py`: `near_speed HASHES QUERIES RADIUS`, both files of 32 bytes a hash.
//!
//! Prints one JSON object: CPU time of this thread for the build and for each query, memory, and what was found.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a measuring tool, for whoever measures")]

use hashlist::{Digest, NearIndex};
use rustix::time::{ClockId, clock_gettime};

fn main() {
    let mut args = std::env::args().skip(1);
    let hashes = read(&args.next().unwrap());
    let queries = read(&args.next().unwrap());
    let radius_bits = args.next().unwrap().parse().unwrap();
    let began = cpu_ms();
    let index = NearIndex::build(hashes);
    let build_s = (cpu_ms() - began) / 1e3;
    let mut found = Vec::new();
    let mut times_us = Vec::new();
    for query in &queries {
        let began = cpu_ms();
        let near = index.within(query, radius_bits);
        times_us.push((cpu_ms() - began) * 1e3);
        found.push(near.iter().map(|near| near.position).collect::<Vec<_>>());
    }
    let report = serde_json::json!({
        "hashes": index.len(), "build_s": build_s, "size_bytes": index.size_bytes(),
        "times_us": times_us, "found": found,
    });
    println!("{report}");
}

fn read(path: &str) -> Vec<Digest<32>> {
    std::fs::read(path).unwrap().as_chunks().0.iter().map(|bytes| Digest(*bytes)).collect()
}

/// CPU time of this thread so far, in milliseconds.
#[expect(clippy::cast_precision_loss, reason = "a measuring run lasts minutes")]
fn cpu_ms() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
}
