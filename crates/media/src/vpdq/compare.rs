//! Whether two videos share frames.
//!
//! As the reference does it: frames of a quality below the threshold are left out, equal hashes of one side count once, and a frame matches
//! if the other side has one within the distance. Order and times are not looked at, so a video that was cut and put together again is found.
//!
//! Two shares come of it. The query's says how much of what somebody uploaded is known; the compared one's how much of the known video is in
//! it. The reference's own tools name their defaults both ways round; ours are those of `threatexchange`: 80 % of the query, and any part of
//! the known video, so that an excerpt is found. Unlike there a side without usable frames never matches anything.

use std::collections::HashSet;

use super::Frame;
use crate::PdqHash;

/// Most bits in which two frames differ that are taken for one.
pub const DEFAULT_DISTANCE_BITS: u32 = 31;
/// Least quality of a frame that is compared.
pub const DEFAULT_QUALITY: u8 = 50;
/// Least share of the query's frames, in percent.
pub const DEFAULT_QUERY_PERCENT: u8 = 80;
/// Least share of the compared video's frames, in percent.
pub const DEFAULT_COMPARED_PERCENT: u8 = 0;

/// How many distinct usable frames two videos have, and how many of these have a partner on the other side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    /// Distinct usable frames of the query.
    pub query_frames: usize,
    /// Those of them that the compared video has too.
    pub query_matched: usize,
    /// Distinct usable frames of the compared video.
    pub compared_frames: usize,
    /// Those of them that the query has too.
    pub compared_matched: usize,
}

impl Match {
    /// Share of the query's frames in percent, rounded down; 0 of none.
    pub fn query_percent(&self) -> u8 {
        percent(self.query_matched, self.query_frames)
    }

    /// Share of the compared video's frames in percent, rounded down; 0 of none.
    pub fn compared_percent(&self) -> u8 {
        percent(self.compared_matched, self.compared_frames)
    }

    /// Whether both shares are reached, and at least one frame matches whatever they are.
    pub fn reaches(&self, query_percent: u8, compared_percent: u8) -> bool {
        self.query_matched > 0
            && self.query_percent() >= query_percent
            && self.compared_percent() >= compared_percent
    }
}

fn percent(part: usize, whole: usize) -> u8 {
    // a part is at most its whole
    (part * 100).checked_div(whole).and_then(|percent| u8::try_from(percent).ok()).unwrap_or_default()
}

/// Compares a video with a known one: frames of at least `quality` that differ in at most `distance_bits`.
pub fn compare(query: &[Frame], compared: &[Frame], distance_bits: u32, quality: u8) -> Match {
    let (query, compared) = (distinct(query, quality), distinct(compared, quality));
    let mut is_matched = vec![false; compared.len()];
    let mut query_matched = 0;
    for hash in &query {
        let mut has_partner = false;
        for (known, is_matched) in compared.iter().zip(&mut is_matched) {
            if hash.distance(known) <= distance_bits {
                (has_partner, *is_matched) = (true, true);
            }
        }
        query_matched += usize::from(has_partner);
    }
    Match {
        query_frames: query.len(),
        query_matched,
        compared_frames: compared.len(),
        compared_matched: is_matched.into_iter().filter(|is_matched| *is_matched).count(),
    }
}

/// The hashes of usable frames, each once.
fn distinct(frames: &[Frame], quality: u8) -> Vec<PdqHash> {
    let mut seen = HashSet::new();
    let usable = frames.iter().filter(|frame| frame.quality >= quality).map(|frame| frame.hash);
    usable.filter(|hash| seen.insert(*hash)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn frame(first: u8, quality: u8) -> Frame {
        let mut bytes = [0; 32];
        bytes[0] = first;
        Frame { frame_no: 0, quality, hash: PdqHash::from_bytes(bytes), timestamp_ms: 0 }
    }

    #[test]
    fn shares_are_of_distinct_usable_frames() {
        // 0xff is eight bits away from 0
        let query = [frame(0, 100), frame(0, 60), frame(1, 100), frame(0xff, 49)];
        let compared = [frame(0, 50), frame(0xff, 100), frame(0xf7, 100), frame(0x7f, 100)];
        let found = compare(&query, &compared, 1, DEFAULT_QUALITY);
        assert_eq!(
            found,
            Match { query_frames: 2, query_matched: 2, compared_frames: 4, compared_matched: 1 }
        );
        assert_eq!((found.query_percent(), found.compared_percent()), (100, 25));
        assert!(found.reaches(DEFAULT_QUERY_PERCENT, DEFAULT_COMPARED_PERCENT));
        assert!(found.reaches(100, 25) && !found.reaches(0, 26) && !found.reaches(101, 0));
        let wide = compare(&query, &compared, 8, DEFAULT_QUALITY);
        assert_eq!((wide.query_percent(), wide.compared_percent()), (100, 100));
    }

    #[test]
    fn nothing_is_divided_by_no_frames_and_nothing_matches_none() {
        let some = [frame(0, 100)];
        for (query, compared) in [
            (&[][..], &[][..]),
            (&some, &[]),
            (&[], &some),
            (&[frame(0, 49)], &some),
            (&some, &[frame(0, 0)]),
        ] {
            let found = compare(query, compared, 256, DEFAULT_QUALITY);
            assert_eq!((found.query_percent(), found.compared_percent()), (0, 0));
            assert!(!found.reaches(0, 0));
        }
    }

    /// The description in words, written down once more without any thought of speed.
    fn described(query: &[Frame], compared: &[Frame], distance: u32, quality: u8) -> (f64, f64) {
        let usable = |frames: &[Frame]| {
            let mut texts: Vec<String> = frames
                .iter()
                .filter(|frame| frame.quality >= quality)
                .map(|frame| frame.hash.to_string())
                .collect();
            texts.sort();
            texts.dedup();
            texts
        };
        let bits =
            |text: &str| -> Vec<u32> { text.chars().map(|digit| digit.to_digit(16).unwrap()).collect() };
        let apart = |a: &str, b: &str| -> u32 {
            bits(a).iter().zip(bits(b)).map(|(a, b)| (a ^ b).count_ones()).sum()
        };
        let share = |of: &[String], among: &[String]| {
            if of.is_empty() {
                return 0.0;
            }
            let matched = of.iter().filter(|a| among.iter().any(|b| apart(a, b) <= distance)).count();
            #[expect(clippy::cast_precision_loss, reason = "a few frames")]
            let share = matched as f64 * 100.0 / of.len() as f64;
            share
        };
        let (query, compared) = (usable(query), usable(compared));
        (share(&query, &compared), share(&compared, &query))
    }

    fn frames() -> impl Strategy<Value = Vec<Frame>> {
        prop::collection::vec((0_u8..16, 40_u8..60).prop_map(|(first, quality)| frame(first, quality)), 0..12)
    }

    proptest! {
        #[test]
        fn the_shares_are_those_of_the_description(query in frames(), compared in frames(), distance in 0_u32..4) {
            let found = compare(&query, &compared, distance, DEFAULT_QUALITY);
            let (query_percent, compared_percent) = described(&query, &compared, distance, DEFAULT_QUALITY);
            prop_assert!((0.0..1.0).contains(&(query_percent - f64::from(found.query_percent()))));
            prop_assert!((0.0..1.0).contains(&(compared_percent - f64::from(found.compared_percent()))));
        }

        #[test]
        fn the_other_way_round_the_shares_change_places(query in frames(), compared in frames(), distance in 0_u32..4) {
            let (one, other) = (
                compare(&query, &compared, distance, DEFAULT_QUALITY),
                compare(&compared, &query, distance, DEFAULT_QUALITY),
            );
            prop_assert_eq!((one.query_frames, one.query_matched), (other.compared_frames, other.compared_matched));
            prop_assert_eq!((one.compared_frames, one.compared_matched), (other.query_frames, other.query_matched));
        }

        #[test]
        fn order_repetition_and_a_larger_distance_take_nothing_away(query in frames(), compared in frames(), distance in 0_u32..4) {
            let found = compare(&query, &compared, distance, DEFAULT_QUALITY);
            let mut shuffled: Vec<Frame> = query.iter().rev().chain(&query).copied().collect();
            shuffled.rotate_left(query.len() / 2);
            prop_assert_eq!(compare(&shuffled, &compared, distance, DEFAULT_QUALITY), found);
            let wider = compare(&query, &compared, distance + 1, DEFAULT_QUALITY);
            prop_assert!(wider.query_matched >= found.query_matched && wider.compared_matched >= found.compared_matched);
            let itself = compare(&query, &query, 0, DEFAULT_QUALITY);
            prop_assert_eq!(itself.query_matched, itself.query_frames);
        }
    }
}
