//! When a video counts as known.

use hashlist::{Algorithm, Hit, ListEntry, Query, VideoFrame, VideoMatch, VideoThresholds};

use crate::{TEXTURED, flipped, known};

/// Frames far from each other.
fn frame(number: u8) -> VideoFrame {
    let mut pdq = TEXTURED;
    pdq.0.rotate_left(usize::from(number % 8));
    for (at, byte) in (0..).zip(&mut pdq.0) {
        *byte = byte.rotate_left(u32::from(number) + at * u32::from(number) % 7);
    }
    VideoFrame { pdq, quality: 100 }
}

fn frames(numbers: std::ops::Range<u8>) -> Vec<VideoFrame> {
    numbers.map(frame).collect()
}

fn look_up(
    video: &[VideoFrame],
    asked: Vec<VideoFrame>,
    query_percent: u8,
    compared_percent: u8,
) -> Option<Hit> {
    let known = known(vec![ListEntry { video: video.to_vec(), ..ListEntry::default() }]);
    let video_thresholds = VideoThresholds { query_percent, compared_percent };
    known.look_up(&Query { video: asked, video_thresholds, ..Query::default() }).pop()
}

fn shares(hit: Option<Hit>) -> Option<(u8, u8)> {
    hit.and_then(|hit| hit.video)
        .map(|VideoMatch { query_percent, compared_percent }| (query_percent, compared_percent))
}

#[test]
fn made_frames_are_strangers_to_each_other() {
    for (a, b) in (0..5).flat_map(|a| (0..a).map(move |b| (frame(a), frame(b)))) {
        assert!(crate::distance(&a.pdq, &b.pdq) > 63);
        assert!(!hashlist::is_degenerate(&a.pdq));
    }
}

#[test]
fn both_shares_have_to_be_reached() {
    let video = frames(0..5);
    let four_of_five = |query, compared| shares(look_up(&video, frames(0..4), query, compared));
    assert_eq!(four_of_five(80, 0), Some((100, 80)));
    assert_eq!(four_of_five(100, 80), Some((100, 80)));
    assert_eq!(four_of_five(100, 81), None);
    // The other way round: the known video is a part of the one looked up.
    let part = frames(0..4);
    assert_eq!(shares(look_up(&part, frames(0..5), 80, 0)), Some((80, 100)));
    assert_eq!(shares(look_up(&part, frames(0..5), 81, 0)), None);
}

#[test]
fn nothing_in_common_is_no_match_even_at_thresholds_of_zero() {
    assert!(look_up(&frames(0..2), frames(2..4), 0, 0).is_none());
}

#[test]
fn repeated_frames_count_once() {
    let asked = vec![frame(0), frame(0), frame(0), frame(1)];
    assert_eq!(shares(look_up(&[frame(0), frame(0)], asked, 0, 0)), Some((50, 100)));
}

#[test]
fn frames_match_up_to_distance_31() {
    let moved = |bits| vec![VideoFrame { pdq: flipped(TEXTURED, bits), quality: 50 }];
    let video = [VideoFrame { pdq: TEXTURED, quality: 50 }];
    let hit = look_up(&video, moved(31), 80, 0).unwrap();
    assert_eq!((hit.algorithm, hit.distance_bits, hit.form, hit.quality), (Algorithm::Vpdq, 31, 0, None));
    assert!(look_up(&video, moved(32), 80, 0).is_none());
}

#[test]
fn a_video_of_poor_or_flat_frames_matches_nothing() {
    let poor = VideoFrame { quality: 49, ..frame(0) };
    let flat = VideoFrame { pdq: [0; 32].into(), quality: 100 };
    for video in [vec![poor], vec![flat], vec![poor, flat], vec![]] {
        assert!(look_up(&frames(0..2), video.clone(), 0, 0).is_none());
        if !video.is_empty() {
            assert!(look_up(&video, video.clone(), 0, 0).is_none());
        }
    }
    // A poor frame neither matches nor counts.
    assert_eq!(shares(look_up(&[poor, frame(1)], vec![poor, flat, frame(1)], 80, 80)), Some((100, 100)));
}
