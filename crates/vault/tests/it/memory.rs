//! An item of half a gibibyte, sealed, read and checked in a process of its own whose peak is measured; ten under `AMPARO_LONG`.
#![allow(clippy::print_stdout, reason = "the parent reads the figure")]

use std::process::Command;

use crate::{Fixture, case, content};

const MIB: usize = 1 << 20;
/// Far below the 256 MiB that a whole node may take.
const MOST_KIB: u64 = 64 * 1024;
const CHILD: &str = "AMPARO_TEST_VAULT_CHILD";

#[test]
fn a_large_item_takes_no_more_memory_than_a_small_one() {
    if std::env::var_os(CHILD).is_some() {
        return pass();
    }
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "memory::a_large_item_takes_no_more_memory_than_a_small_one", "--nocapture"])
        .env(CHILD, "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    let peak_kib = said.lines().find_map(|line| line.split_once("peak_kib=")?.1.trim().parse::<u64>().ok());
    let peak_kib = peak_kib.unwrap_or_else(|| panic!("{said}"));
    assert!(peak_kib < MOST_KIB, "{peak_kib} KiB");
}

/// The child: everything that is done with an item, and what it took.
fn pass() {
    let pieces = if std::env::var_os("AMPARO_LONG").is_some() { 10 << 10 } else { 512 };
    let (fixture, piece) = (Fixture::new(), content(MIB));
    fixture.runtime.block_on(async {
        let mut sealing = fixture.vault.put(&fixture.rng, &case()).await.unwrap();
        for _ in 0..pieces {
            sealing.write(&piece).await.unwrap();
        }
        let item = sealing.finish().await.unwrap();
        assert_eq!(item.size_bytes, (pieces * MIB) as u64);
        // reads it to its end and compares what was read with the digests
        fixture.vault.check_item(&item, &case(), u64::MAX).await.unwrap();
    });
    println!("peak_kib={}", crate::round_trip::peak_memory_kib());
}
