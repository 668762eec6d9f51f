//! The three roles under faults, on one clock that runs as fast as they work: lines drop, delay, cut and double what they carry, roles
//! crash and start again, clocks differ by up to an hour, disks are full for a while, items of evidence are damaged. Whatever happens, every
//! confirmed upload becomes one finished report, each report reaches the police once, and its outcome is heard once.
//!
//! A seed fixes faults and moments, not the order in which tasks of one process run. Not simulated: a database without room, bytes that a
//! crash loses, and calls that fail one by one, which `crates/amparo/tests/it` tries out on the real process.

mod at_each_step;
mod chance;
mod disks;
mod fault_proxy;
mod filing;
mod inquiry;
mod settle;

use std::ops::Range;
use std::panic::AssertUnwindSafe;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use jiff::SignedDuration;
use service::Engine;

use crate::chain::{Chain, with_skewed_chain};
use chance::{Chance, Mood};

/// Seeds of the ordinary run; `AMPARO_LONG` runs more, `AMPARO_SEEDS` so many, and `AMPARO_SEED` one.
const FEW_SEEDS: u64 = 3;
const MANY_SEEDS: u64 = 2_000;
/// Seeds that run at once, in the ordinary run and in a long one, where nothing else runs; `AMPARO_SIDE_BY_SIDE` says otherwise. Each has nodes and a
/// clock of its own, so that what is found does not depend on it.
const FEW_BESIDE: u64 = 4;
const MANY_BESIDE: u64 = 12;
/// A long run says so often how far it is, and how long it took.
const SAID_EACH: u64 = 100;
const WIDEST_SKEW_MINUTES: u64 = 60;

#[test]
fn each_report_takes_effect_once_whatever_happens_on_the_way() {
    let (mut total, range) = (Tally::default(), seeds(FEW_SEEDS, MANY_SEEDS));
    each_seed(range.clone(), play).into_iter().for_each(|tally| total.add(tally));
    println!("{total:?}");
    assert!(
        total.reports > 0 && total.faults > total.reports && total.crashes > 0,
        "nothing was tried: {total:?}"
    );
    let is_long = range.end - range.start >= SAID_EACH;
    let disks_failed = total.full_disks > 0 && total.refused_items > 0 && total.damaged_items > 0;
    assert!(disks_failed || !is_long, "no disk failed: {total:?}");
}

/// Plays every seed, some at once, and says which fail.
fn each_seed<T: Send>(seeds: Range<u64>, play: impl Fn(u64) -> T + Sync) -> Vec<T> {
    let (next, failed, played) =
        (AtomicU64::new(seeds.start), Mutex::new(Vec::new()), Mutex::new(Vec::new()));
    let began = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..beside(&seeds) {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if !seeds.contains(&seed) {
                        break;
                    }
                    if seed > seeds.start && (seed - seeds.start).is_multiple_of(SAID_EACH) {
                        println!("{} seeds begun, {} s", seed - seeds.start, began.elapsed().as_secs());
                    }
                    match std::panic::catch_unwind(AssertUnwindSafe(|| play(seed))) {
                        Ok(happened) => played.lock().unwrap().push(happened),
                        Err(_) => failed.lock().unwrap().push(seed),
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap();
    println!("seeds {seeds:?}, {} s", began.elapsed().as_secs());
    assert!(failed.is_empty(), "these seeds fail, each again with AMPARO_SEED=…: {failed:?}");
    played.into_inner().unwrap()
}

fn number(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

/// How many seeds run at once.
fn beside(seeds: &Range<u64>) -> u64 {
    let is_long = seeds.end - seeds.start >= SAID_EACH;
    number("AMPARO_SIDE_BY_SIDE").unwrap_or(if is_long { MANY_BESIDE } else { FEW_BESIDE })
}

fn seeds(few: u64, many: u64) -> Range<u64> {
    match (number("AMPARO_SEED"), number("AMPARO_SEEDS")) {
        (Some(seed), _) => seed..seed + 1,
        (None, Some(many)) => 0..many,
        (None, None) if std::env::var_os("AMPARO_LONG").is_some() => 0..many,
        (None, None) => 0..few,
    }
}

/// What happened.
#[derive(Debug, Default, Clone, Copy)]
struct Tally {
    uploads: u64,
    reports: u64,
    referrals: u64,
    faults: u64,
    crashes: u64,
    /// How often the disk of a role was full, and how many items it refused.
    full_disks: u64,
    refused_items: u64,
    damaged_items: u64,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.uploads += other.uploads;
        self.reports += other.reports;
        self.referrals += other.referrals;
        self.faults += other.faults;
        self.crashes += other.crashes;
        self.full_disks += other.full_disks;
        self.refused_items += other.refused_items;
        self.damaged_items += other.damaged_items;
    }
}

/// One seed, in a process of its own but for memory.
fn play(seed: u64) -> Tally {
    let (mut chance, (told, tally)) = (Chance::new(seed), std::sync::mpsc::channel());
    let skews = std::array::from_fn(|_| {
        let minutes = chance.below(WIDEST_SKEW_MINUTES + 1).cast_signed();
        SignedDuration::from_mins(minutes - WIDEST_SKEW_MINUTES.cast_signed() / 2)
    });
    with_skewed_chain(Engine::Sqlite, skews, async move |chain: &mut Chain| {
        let mut mood = Mood::new(chance);
        let mut happened = Tally::default();
        let filed = filing::file(chain, &mut mood, &mut happened).await;
        filing::check(chain, &filed).await;
        inquiry::refer(chain, &mut mood, &mut happened, &filed).await;
        inquiry::check(chain, &filed).await;
        inquiry::hear(chain, &mut mood, &mut happened, &filed).await;
        settle::until_expired(chain, &filed).await;
        happened.faults = mood.faults();
        (happened.full_disks, happened.damaged_items) = (mood.full_disks, mood.damaged_items);
        happened.refused_items = disks::refused(chain);
        told.send(happened).expect("somebody counts");
    });
    tally.recv().expect("the story came to its end")
}
