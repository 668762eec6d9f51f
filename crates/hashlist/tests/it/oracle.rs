//! The look-up finds exactly what a naive reading of the rules finds.

use hashlist::{
    Algorithm, Classification, Digest, KnownHashes, ListEntry, ListHead, PictureHash, Query, VideoFrame,
    VideoThresholds,
};
use proptest::prelude::*;

use crate::made::{any_list, digest, opaque, pdq, video};
use crate::{distance, ones, opened};

prop_compose! {
    fn picture()(pdq in pdq(), quality in 45..56_u8, form in 0..8_u8, frame in 0..3_u32) -> PictureHash {
        PictureHash { pdq, quality, form, frame }
    }
}

prop_compose! {
    fn query()(
        md5 in digest(), sha1 in digest(), sha256 in digest(), opaque in opaque(), video in video(),
        pictures in prop::collection::vec(picture(), 0..4), radius_bits in prop_oneof![Just(31_u32), 0..70_u32],
        query_percent in 0..=100_u8, compared_percent in 0..=100_u8,
    ) -> Query {
        let video_thresholds = VideoThresholds { query_percent, compared_percent };
        Query { md5, sha1, sha256, pictures, video, opaque, radius_bits, video_thresholds }
    }
}

fn equal<const N: usize>(a: Option<Digest<N>>, b: Option<Digest<N>>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if a == b)
}

fn is_telling(pdq: &Digest<32>, quality: u8) -> bool {
    quality >= 50 && (96..=160).contains(&ones(&pdq.0))
}

/// Algorithm, distance, form, weak, shares of the videos.
type Expected = (Algorithm, u32, u8, bool, Option<(u8, u8)>);

fn naive(query: &Query, entry: &ListEntry) -> Option<Expected> {
    if equal(query.sha256, entry.sha256) {
        return Some((Algorithm::Sha256, 0, 0, false, None));
    }
    if equal(query.sha1, entry.sha1) {
        let weak = query.sha256.is_some() && entry.sha256.is_some();
        return Some((Algorithm::Sha1, 0, 0, weak, None));
    }
    let radius = query.radius_bits.min(63);
    let known = entry.pdq.filter(|pdq| is_telling(pdq, entry.pdq_quality.unwrap_or(100)));
    let asked = query.pictures.iter().filter(|picture| is_telling(&picture.pdq, picture.quality));
    let pairs = asked.filter_map(|picture| Some((distance(&picture.pdq, &known?), picture.form)));
    if let Some((distance, form)) = pairs.filter(|(distance, _)| *distance <= radius).min() {
        return Some((Algorithm::Pdq, distance, form, false, None));
    }
    if let Some((distance, shares)) = naive_video(query, &entry.video) {
        return Some((Algorithm::Vpdq, distance, 0, false, Some(shares)));
    }
    if query.opaque.iter().any(|opaque| entry.opaque.contains(opaque)) {
        return Some((Algorithm::Opaque, 0, 0, false, None));
    }
    equal(query.md5, entry.md5).then_some((Algorithm::Md5, 0, 0, true, None))
}

fn naive_video(query: &Query, known: &[VideoFrame]) -> Option<(u32, (u8, u8))> {
    let distinct = |frames: &[VideoFrame]| {
        let mut distinct: Vec<Digest<32>> = Vec::new();
        for frame in frames.iter().filter(|frame| is_telling(&frame.pdq, frame.quality)) {
            if !distinct.contains(&frame.pdq) {
                distinct.push(frame.pdq);
            }
        }
        distinct
    };
    let (asked, known) = (distinct(&query.video), distinct(known));
    let radius = query.radius_bits.min(63);
    let share = |of: &[Digest<32>], among: &[Digest<32>]| {
        let near = of.iter().filter(|a| among.iter().any(|b| distance(a, b) <= radius)).count();
        u8::try_from(near * 100 / of.len()).unwrap()
    };
    let nearest = asked.iter().flat_map(|a| known.iter().map(|b| distance(a, b))).min()?;
    let shares = (share(&asked, &known), share(&known, &asked));
    let thresholds = query.video_thresholds;
    let is_enough = shares.0 >= thresholds.query_percent && shares.1 >= thresholds.compared_percent;
    (nearest <= radius && is_enough).then_some((nearest, shares))
}

fn is_shadow(head: &ListHead, entry: &ListEntry) -> bool {
    let class = entry.classification.or(head.classification);
    let nobody = entry.members.is_empty() && head.members.is_empty();
    nobody || class.is_none_or(|class| class == Classification::Unknown)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]
    #[test]
    fn the_look_up_agrees_with_the_oracle(
        lists in prop::collection::vec(any_list(), 0..4), queries in prop::collection::vec(query(), 1..4),
    ) {
        let known = KnownHashes::new(lists.iter().map(opened).collect());
        let together = known.look_up_many(&queries);
        prop_assert_eq!(together.len(), queries.len());
        for (query, together) in queries.iter().zip(together) {
            let mut expected = Vec::new();
            for (list_no, (list, index)) in lists.iter().zip(known.lists()).enumerate() {
                for (entry_no, entry) in (0..).zip(list.entries()) {
                    if !entry.withdrawn && index.is_active(entry_no) {
                        let shadow = is_shadow(list.head(), entry);
                        expected.extend(naive(query, entry).map(|found| (found, list_no, entry_no, shadow)));
                    }
                }
            }
            expected.sort_by_key(|((algorithm, distance, ..), list_no, entry_no, _)| (*algorithm, *distance, *list_no, *entry_no));
            let of_hits = |hits: Vec<hashlist::Hit>| hits.into_iter().map(|hit| {
                let list_no = known.lists().iter().position(|list| std::sync::Arc::ptr_eq(list, &hit.list)).unwrap();
                let shares = hit.video.map(|video| (video.query_percent, video.compared_percent));
                ((hit.algorithm, hit.distance_bits, hit.form, hit.weak, shares), list_no, hit.entry_no, hit.shadow)
            }).collect::<Vec<_>>();
            prop_assert_eq!(of_hits(together), expected.clone());
            prop_assert_eq!(of_hits(known.look_up(query)), expected);
        }
    }
}
