//! The index finds exactly what a naive reading of the rules finds.

use hashlist::{Algorithm, Digest, KnownHashes, List, ListEntry, Query};
use proptest::prelude::*;

use crate::{TEXTURED, flipped, list};

/// Few values, so that matches are common.
fn digest<const N: usize>() -> impl Strategy<Value = Option<Digest<N>>> {
    prop::option::of((0..4_u8).prop_map(|value| Digest([value; N])))
}

/// Hashes around one picture, random ones, and degenerate ones.
fn pdq() -> impl Strategy<Value = Digest<32>> {
    prop_oneof![
        6 => (0..48_usize).prop_map(|bits| flipped(TEXTURED, bits)),
        3 => prop::collection::vec(0..256_usize, 0..40).prop_map(|bits| {
            let mut bytes = TEXTURED.0;
            for bit in bits {
                bytes[bit / 8] ^= 1 << (bit % 8);
            }
            Digest(bytes)
        }),
        1 => any::<[u8; 32]>().prop_map(Digest),
        1 => (0..110_usize).prop_map(|bits| flipped(Digest([0; 32]), bits)),
    ]
}

prop_compose! {
    fn entry()(
        md5 in digest(), sha1 in digest(), sha256 in digest(),
        pdq in prop::option::of(pdq()), pdq_quality in prop::option::of(45..56_u8),
    ) -> ListEntry {
        ListEntry { md5, sha1, sha256, pdq, pdq_quality, ..ListEntry::default() }
    }
}

fn lists() -> impl Strategy<Value = Vec<List>> {
    let has_digest = |entry: &ListEntry| {
        entry.md5.is_some() || entry.sha1.is_some() || entry.sha256.is_some() || entry.pdq.is_some()
    };
    let entries = prop::collection::vec(entry().prop_filter("a digest is needed", has_digest), 0..12);
    prop::collection::vec(entries.prop_map(|entries| list("any", entries)), 0..4)
}

prop_compose! {
    fn query()(
        md5 in digest(), sha1 in digest(), sha256 in digest(),
        pdq in prop::option::of((pdq(), 45..56_u8)),
    ) -> Query {
        Query { md5, sha1, sha256, pdq }
    }
}

fn equal<const N: usize>(a: Option<Digest<N>>, b: Option<Digest<N>>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if a == b)
}

fn ones(pdq: &[u8; 32]) -> u32 {
    (0..256).map(|bit| u32::from(pdq[bit / 8] >> (bit % 8) & 1)).sum()
}

/// Bit by bit.
fn distance(a: &[u8; 32], b: &[u8; 32]) -> u32 {
    ones(&std::array::from_fn(|at| a[at] ^ b[at]))
}

fn naive(query: &Query, entry: &ListEntry) -> Option<(Algorithm, u32, bool)> {
    if equal(query.sha256, entry.sha256) {
        return Some((Algorithm::Sha256, 0, false));
    }
    if equal(query.sha1, entry.sha1) {
        return Some((Algorithm::Sha1, 0, query.sha256.is_some() && entry.sha256.is_some()));
    }
    if let (Some((wanted, quality)), Some(pdq)) = (query.pdq, entry.pdq) {
        let telling = [wanted, pdq].iter().all(|pdq| (96..=160).contains(&ones(&pdq.0)));
        let distance = distance(&wanted.0, &pdq.0);
        if telling && quality >= 50 && entry.pdq_quality.unwrap_or(100) >= 50 && distance <= 31 {
            return Some((Algorithm::Pdq, distance, false));
        }
    }
    equal(query.md5, entry.md5).then_some((Algorithm::Md5, 0, true))
}

proptest! {
    #[test]
    fn the_index_agrees_with_the_oracle(lists in lists(), query in query()) {
        let mut expected = Vec::new();
        for (list_no, list) in lists.iter().enumerate() {
            for (entry_no, entry) in list.entries().iter().enumerate() {
                expected.extend(naive(&query, entry).map(|found| (found, list_no, entry_no)));
            }
        }
        expected.sort();
        let known = KnownHashes::new(lists);
        let found: Vec<_> = known.look_up(&query).iter().map(|hit| {
            let list_no = known.lists().iter().position(|list| std::ptr::eq(list.head(), hit.list)).unwrap();
            ((hit.algorithm, hit.distance_bits, hit.weak), list_no, hit.entry_no as usize)
        }).collect();
        // Weakness is no part of the order.
        expected.sort_by_key(|((algorithm, distance, _), list_no, entry_no)| (*algorithm, *distance, *list_no, *entry_no));
        prop_assert_eq!(found, expected);
    }
}
