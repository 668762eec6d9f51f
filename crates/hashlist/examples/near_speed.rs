//! Times the near look-up, for `tools/compare/search.py`: `near_speed HASHES QUERIES RADIUS [--file PATH] [--threads N] [--forms]`, both
//! files of 32 bytes a hash.
//!
//! Prints one JSON object: CPU time for the build and for each query, memory, and what was found. With `--file` a whole list is built, written,
//! read again and looked up through its index, and what is found are entry numbers; the hashes have to be worth matching then. With
//! `--threads` the queries are asked again by so many threads at once, and `per_second` has the wall-clock rate of one and of all of them.
//! With `--forms` the queries are asked again eight at a time.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a measuring tool, for whoever measures")]
#![allow(clippy::cast_precision_loss, reason = "a measuring run lasts minutes")]

use std::sync::Arc;
use std::time::Instant;

use hashlist::{Digest, KnownHashes, List, ListEntry, ListHead, ListIndex, NearIndex, PictureHash, Query};
use rustix::time::{ClockId, clock_gettime};

/// What is asked.
enum Asked {
    Near(NearIndex),
    File(KnownHashes),
}

impl Asked {
    fn within_many(&self, pdqs: &[Digest<32>], radius_bits: u32) -> Vec<Vec<u32>> {
        match self {
            Self::Near(index) => {
                let near = index.within_many(pdqs, radius_bits);
                near.into_iter().map(|near| near.iter().map(|near| near.position).collect()).collect()
            }
            Self::File(known) => {
                let picture = |pdq: &Digest<32>| PictureHash { pdq: *pdq, quality: 100, form: 0, frame: 0 };
                let query = |pdq| Query { pictures: vec![picture(pdq)], radius_bits, ..Query::default() };
                let queries: Vec<Query> = pdqs.iter().map(query).collect();
                let hits = known.look_up_many(&queries);
                hits.into_iter().map(|hits| hits.iter().map(|hit| hit.entry_no).collect()).collect()
            }
        }
    }
}

fn main() {
    let mut args = std::env::args().skip(1);
    let hashes = read(&args.next().unwrap());
    let queries = read(&args.next().unwrap());
    let radius_bits = args.next().unwrap().parse().unwrap();
    let (mut file, mut threads, mut forms) = (None, 1, false);
    while let Some(option) = args.next() {
        match option.as_str() {
            "--file" => file = args.next(),
            "--threads" => threads = args.next().unwrap().parse().unwrap(),
            "--forms" => forms = true,
            other => panic!("no option is called {other}"),
        }
    }
    let count = hashes.len();
    let (asked, mut report) = match file {
        None => build(hashes),
        Some(path) => build_file(hashes, &path),
    };
    let (mut found, mut times_us) = (Vec::new(), Vec::new());
    for query in &queries {
        let began = cpu_ms();
        let near = asked.within_many(std::slice::from_ref(query), radius_bits);
        times_us.push((cpu_ms() - began) * 1e3);
        found.extend(near);
    }
    let more = report.as_object_mut().unwrap();
    more.insert("hashes".into(), count.into());
    more.insert("times_us".into(), times_us.into());
    more.insert("found".into(), found.into());
    if threads > 1 {
        let rates = [
            per_second(&asked, &queries, radius_bits, 1),
            per_second(&asked, &queries, radius_bits, threads),
        ];
        more.insert("per_second".into(), rates.to_vec().into());
    }
    if forms {
        let began = cpu_ms();
        for eight in queries.chunks_exact(8) {
            std::hint::black_box(asked.within_many(eight, radius_bits));
        }
        more.insert("eight_us".into(), ((cpu_ms() - began) * 1e3 / (queries.len() / 8).max(1) as f64).into());
    }
    println!("{report}");
}

fn build(hashes: Vec<Digest<32>>) -> (Asked, serde_json::Value) {
    let began = cpu_ms();
    let index = NearIndex::build(hashes);
    let build_s = (cpu_ms() - began) / 1e3;
    let report = serde_json::json!({ "build_s": build_s, "size_bytes": index.size_bytes() });
    (Asked::Near(index), report)
}

fn build_file(hashes: Vec<Digest<32>>, path: &str) -> (Asked, serde_json::Value) {
    let head = ListHead { name: "made".into(), version: 1, source: "a test".into(), ..ListHead::default() };
    let entry = |pdq| ListEntry { pdq: Some(pdq), ..ListEntry::default() };
    let list = List::new(head, hashes.into_iter().map(entry).collect()).unwrap();
    let (began, began_at) = (process_ms(), Instant::now());
    let bytes = ListIndex::build(&list);
    let (build_s, build_wall_s) = ((process_ms() - began) / 1e3, began_at.elapsed().as_secs_f64());
    drop(list);
    std::fs::write(path, bytes).unwrap();
    let bytes = std::fs::read(path).unwrap();
    let began = cpu_ms();
    let index = ListIndex::open(bytes).unwrap();
    let open_ms = cpu_ms() - began;
    let began = cpu_ms();
    index.verify().unwrap();
    let verify_s = (cpu_ms() - began) / 1e3;
    let report = serde_json::json!({
        "build_s": build_s, "build_wall_s": build_wall_s, "size_bytes": index.size_bytes(), "open_ms": open_ms, "verify_s": verify_s,
        "left_out": index.counts().left_out,
    });
    (Asked::File(KnownHashes::new(vec![Arc::new(index)])), report)
}

/// Look-ups per second of wall-clock time, all threads together, each asking every query.
fn per_second(asked: &Asked, queries: &[Digest<32>], radius_bits: u32, threads: usize) -> f64 {
    let began = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                for query in queries {
                    std::hint::black_box(asked.within_many(std::slice::from_ref(query), radius_bits));
                }
            });
        }
    });
    (threads * queries.len()) as f64 / began.elapsed().as_secs_f64()
}

fn read(path: &str) -> Vec<Digest<32>> {
    std::fs::read(path).unwrap().as_chunks().0.iter().map(|bytes| Digest(*bytes)).collect()
}

/// CPU time of this thread so far, in milliseconds.
fn cpu_ms() -> f64 {
    clock_ms(ClockId::ThreadCPUTime)
}

/// CPU time of all threads so far, in milliseconds.
fn process_ms() -> f64 {
    clock_ms(ClockId::ProcessCPUTime)
}

fn clock_ms(clock: ClockId) -> f64 {
    let time = clock_gettime(clock);
    time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
}
