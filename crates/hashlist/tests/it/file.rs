//! The index as a file: it opens as it was written, and damage is never worse than an error or a wrong answer.

use std::collections::BTreeSet;

use hashlist::{
    Digest, IndexError, KnownHashes, List, ListEntry, ListHead, ListIndex, Opaque, OpaqueKind, PictureHash,
    Query, VideoFrame,
};
use proptest::prelude::*;

use crate::made::any_list;
use crate::{TEXTURED, distance, flipped, head, list, opened};

proptest! {
    #[test]
    fn what_is_built_opens_and_says_the_same(list in any_list()) {
        let bytes = ListIndex::build(&list);
        prop_assert_eq!(&bytes, &ListIndex::build(&list));
        let index = ListIndex::open(bytes).unwrap();
        prop_assert_eq!(index.verify(), Ok(()));
        prop_assert_eq!(index.head(), list.head());
        let entries: Vec<_> = (0..index.len()).map(|entry_no| index.entry(entry_no).unwrap()).collect();
        prop_assert_eq!(entries.as_slice(), list.entries());
        prop_assert_eq!(index.entry(index.len()), None);
        prop_assert_eq!(ListIndex::of(&list).checksum(), index.checksum());
        let counts = index.counts();
        prop_assert_eq!(index.left_out().len(), counts.left_out as usize);
        let reached: BTreeSet<_> = index.left_out().iter().map(|left_out| left_out.entry_no).collect();
        prop_assert_eq!(reached.len(), index.left_out().len(), "each entry once");
    }
}

/// Everything that a caller may do with an index and with what it says.
fn use_it(bytes: Vec<u8>) {
    let Ok(index) = ListIndex::open(bytes) else { return };
    let _ = (index.verify(), index.left_out().len(), index.is_shadow(), index.counts());
    for entry_no in (0..index.len().min(40)).chain([index.len(), u32::MAX]) {
        let _ = (index.entry(entry_no), index.is_active(entry_no), index.is_shadow_entry(entry_no));
    }
    let known = KnownHashes::new(vec![std::sync::Arc::new(index)]);
    for radius_bits in [0, 31, 63] {
        for hit in known.look_up(&query(radius_bits)) {
            let _ = hit.list.entry(hit.entry_no);
        }
    }
}

fn query(radius_bits: u32) -> Query {
    let frame = VideoFrame { pdq: TEXTURED, quality: 100 };
    Query {
        md5: Some([1; 16].into()),
        sha1: Some([2; 20].into()),
        sha256: Some([3; 32].into()),
        opaque: vec![Opaque { kind: OpaqueKind::PhotoDna, value: "a".into() }],
        pictures: vec![PictureHash { pdq: TEXTURED, quality: 100, form: 0, frame: 0 }],
        video: vec![frame, VideoFrame { pdq: flipped(TEXTURED, 40), quality: 100 }],
        radius_bits,
        ..Query::default()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn damage_never_panics(
        list in any_list(), damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..9),
        in_header: bool, cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut bytes = ListIndex::build(&list);
        let range = if in_header { 704 } else { bytes.len() };
        for (place, value) in damage {
            let place = place.index(range);
            bytes[place] = value;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        use_it(bytes);
    }

    #[test]
    fn any_bytes_never_panic(mut bytes in prop::collection::vec(any::<u8>(), 0..2000), is_headed: bool) {
        if is_headed && bytes.len() >= 24 {
            let len = bytes.len() as u64;
            bytes[..24].copy_from_slice(&ListIndex::build(&list("known", vec![]))[..24]);
            bytes[16..24].copy_from_slice(&len.to_le_bytes());
        }
        use_it(bytes);
    }
}

#[test]
fn every_single_changed_byte_is_noticed_by_the_checksum_and_harmless() {
    let entry = ListEntry {
        md5: Some([1; 16].into()),
        sha1: Some([2; 20].into()),
        sha256: Some([3; 32].into()),
        pdq: Some(TEXTURED),
        opaque: vec![Opaque { kind: OpaqueKind::PhotoDna, value: "a".into() }],
        video: vec![VideoFrame { pdq: TEXTURED, quality: 60 }],
        note: Some("a note".into()),
        ..ListEntry::default()
    };
    let bytes = ListIndex::build(&list("known", vec![entry.clone(), entry]));
    for at in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0xff;
        use_it(damaged.clone());
        if let Ok(index) = ListIndex::open(damaged) {
            assert_eq!(index.verify(), Err(IndexError::Checksum), "byte {at}");
        }
    }
}

/// The tables of a large list, as a whole file of ordinary size would be too slow to damage everywhere.
#[test]
fn damaged_tables_never_panic() {
    let list = list("known", made(21_000, random_like));
    let bytes = ListIndex::build(&list);
    let mut state = 7_u64;
    for _ in 0..20 {
        let mut damaged = bytes.clone();
        for _ in 0..20_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let at = usize::try_from(state >> 20).unwrap() % (damaged.len() - 704) + 704;
            damaged[at] = u8::try_from(state >> 8 & 255).unwrap();
        }
        use_it(damaged);
    }
}

#[test]
fn other_formats_and_orders_say_so() {
    let bytes = ListIndex::build(&list("known", vec![]));
    let with = |at: usize, value: u8| {
        let mut other = bytes.clone();
        other[at] = value;
        ListIndex::open(other).unwrap_err()
    };
    assert_eq!(with(0, b'X'), IndexError::NoIndex);
    assert_eq!(with(8, 1), IndexError::Damaged { part: "byte order" });
    assert_eq!(with(12, 9), IndexError::Format { found: 9, known: 1 });
    assert_eq!(ListIndex::open(Vec::new()).unwrap_err(), IndexError::NoIndex);
    assert_eq!(ListIndex::open(bytes[..100].to_vec()).unwrap_err(), IndexError::Damaged { part: "header" });
    let longer = [bytes.as_slice(), &[0]].concat();
    assert_eq!(ListIndex::open(longer).unwrap_err(), IndexError::Damaged { part: "length" });
}

/// A hash that looks random, with half its bits set.
fn random_like(number: u32) -> [u8; 32] {
    let mut state = u64::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d;
    std::array::from_fn(|_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u8::try_from((state >> 33) & 255).unwrap()
    })
}

fn made(count: u32, of: impl Fn(u32) -> [u8; 32]) -> Vec<ListEntry> {
    (0..count).map(|number| ListEntry { pdq: Some(Digest(of(number))), ..ListEntry::default() }).collect()
}

/// Random hashes, hashes crowded round one, and a few hashes over and over.
fn distributions() -> [Vec<ListEntry>; 3] {
    let crowded = |number: u32| {
        let mut hash = TEXTURED.0;
        for (at, noise) in random_like(number).into_iter().enumerate() {
            // One bit of four flips in some bytes, none in others: distances from 0 to beyond 63.
            if !number.is_multiple_of(5) || at % 8 == 0 {
                hash[at] ^= noise & random_like(number ^ 0x5555)[at];
            }
        }
        hash
    };
    let equal = |number: u32| flipped(TEXTURED, usize::try_from(number % 70).unwrap()).0;
    [made(25_000, random_like), made(25_000, crowded), made(25_000, equal)]
}

/// Through the file, at every radius, against comparing with each entry.
#[test]
fn every_radius_finds_everything_in_every_distribution() {
    for (kind, entries) in distributions().into_iter().enumerate() {
        let list = List::new(ListHead { ..head("known") }, entries).unwrap();
        let known = KnownHashes::new(vec![opened(&list)]);
        let mut hits_in_all = 0;
        for radius_bits in 0..=63 {
            let at = usize::try_from(radius_bits).unwrap() * 311 % list.entries().len();
            let pdq = flipped(list.entries()[at].pdq.unwrap(), at % 40);
            let expected: BTreeSet<(u32, u32)> = (0..)
                .zip(list.entries())
                .map(|(entry_no, entry)| (distance(&entry.pdq.unwrap(), &pdq), entry_no))
                .filter(|(distance, entry_no)| {
                    let known = list.entries()[*entry_no as usize].pdq.unwrap();
                    *distance <= radius_bits && !hashlist::is_degenerate(&known)
                })
                .collect();
            let query = Query {
                pictures: vec![PictureHash { pdq, quality: 100, form: 0, frame: 0 }],
                radius_bits,
                ..Query::default()
            };
            let hits = known.look_up(&query);
            let found: BTreeSet<_> = hits.iter().map(|hit| (hit.distance_bits, hit.entry_no)).collect();
            if hashlist::is_degenerate(&pdq) {
                assert!(found.is_empty());
            } else {
                assert_eq!(found, expected, "distribution {kind}, radius {radius_bits}");
            }
            hits_in_all += hits.len();
        }
        assert!(hits_in_all > 0, "distribution {kind} finds something");
    }
}
