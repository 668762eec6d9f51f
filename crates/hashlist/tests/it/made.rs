//! Made-up entries with few values, so that matches are common.

use hashlist::{Classification, Digest, List, ListEntry, Opaque, OpaqueKind, VideoFrame};
use proptest::prelude::*;

use crate::{TEXTURED, flipped, head};

pub(crate) fn digest<const N: usize>() -> impl Strategy<Value = Option<Digest<N>>> {
    prop::option::of((0..4_u8).prop_map(|value| Digest([value; N])))
}

/// Hashes around one picture, random ones, and degenerate ones.
pub(crate) fn pdq() -> impl Strategy<Value = Digest<32>> {
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

pub(crate) fn opaque() -> impl Strategy<Value = Vec<Opaque>> {
    let one = (prop::sample::select(OpaqueKind::ALL.to_vec()), "[ab]")
        .prop_map(|(kind, value)| Opaque { kind, value });
    prop::collection::vec(one, 0..3)
}

pub(crate) fn video() -> impl Strategy<Value = Vec<VideoFrame>> {
    let frame = (pdq(), 45..56_u8).prop_map(|(pdq, quality)| VideoFrame { pdq, quality });
    prop_oneof![2 => Just(Vec::new()), 1 => prop::collection::vec(frame, 1..6)]
}

prop_compose! {
    fn provenance()(
        classification in prop::option::of(prop::sample::select(Classification::ALL.to_vec())),
        members in prop::collection::vec("[a-c]", 0..3),
        source_id in prop::option::of("[a-z]{1,9}"), note in prop::option::of(".{0,9}"),
        withdrawn in prop::bool::weighted(0.2),
    ) -> ListEntry {
        ListEntry { classification, members, source_id, note, withdrawn, ..ListEntry::default() }
    }
}

prop_compose! {
    /// Not always with a digest.
    pub(crate) fn entry()(
        md5 in digest(), sha1 in digest(), sha256 in digest(),
        pdq in prop::option::of(pdq()), pdq_quality in prop::option::of(45..56_u8),
        opaque in opaque(), video in video(), provenance in provenance(),
    ) -> ListEntry {
        ListEntry { md5, sha1, sha256, pdq, pdq_quality, opaque, video, ..provenance }
    }
}

prop_compose! {
    pub(crate) fn any_list()(
        entries in prop::collection::vec(entry(), 0..12), members in prop::collection::vec("[a-c]", 0..2),
        classification in prop::option::of(prop::sample::select(Classification::ALL.to_vec())),
        active_permille in prop_oneof![2 => Just(1000), 1 => 0..=1000_u16],
    ) -> List {
        let entries = entries.into_iter().filter(|entry| {
            entry.md5.is_some() || entry.sha1.is_some() || entry.sha256.is_some() || entry.pdq.is_some()
                || !entry.opaque.is_empty() || !entry.video.is_empty()
        }).collect();
        List::new(hashlist::ListHead { members, classification, active_permille, ..head("any") }, entries).unwrap()
    }
}
