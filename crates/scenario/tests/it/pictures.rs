//! Pictures are textured, the same every time, alike only when they are meant to be.

use media::{Picture, hash};
use scenario::{Format, MediaSpec, Pattern, PatternKind, Size, generate, reference, render};

fn spec(kind: PatternKind, seed: u32) -> MediaSpec {
    MediaSpec {
        key: format!("{kind:?}-{seed}"),
        pattern: Pattern { kind, seed },
        width_px: 192,
        height_px: 160,
        format: Format::Png,
        list: None,
        variant_of: None,
    }
}

fn pdq(media: &MediaSpec) -> media::Pdq {
    hash(&Picture::decode(&render(media).unwrap()).unwrap())
}

#[test]
fn different_keys_are_clearly_different() {
    let mut specs = reference().0.media;
    for seed in 0..8 {
        specs.extend([spec(PatternKind::Blobs, seed), spec(PatternKind::Tiles, seed * 7919)]);
    }
    let hashes: Vec<_> = specs.iter().map(|media| (&media.key, pdq(media))).collect();
    for (i, (key, one)) in hashes.iter().enumerate() {
        assert!(one.quality >= 50, "{key}: quality {}", one.quality);
        for (other_key, other) in &hashes[..i] {
            let distance = one.hash.distance(&other.hash);
            assert!(distance > 60, "{key} and {other_key}: {distance} bits");
        }
    }
}

#[test]
fn variants_are_near_duplicates() {
    for kind in [PatternKind::Blobs, PatternKind::Tiles] {
        for seed in 0..3 {
            let original = spec(kind, seed);
            let encoded = MediaSpec { format: Format::Jpeg, ..original.clone() };
            let rescaled = MediaSpec { width_px: 144, height_px: 120, ..original.clone() };
            for variant in [encoded, rescaled] {
                let distance = pdq(&original).hash.distance(&pdq(&variant).hash);
                assert!(distance <= 31, "{}: {distance} bits", original.key);
                assert_ne!(render(&original).unwrap(), render(&variant).unwrap());
            }
        }
    }
}

#[test]
fn bytes_are_the_same_every_time() {
    let media = spec(PatternKind::Tiles, 5);
    let bytes = render(&media).unwrap();
    assert_eq!(bytes, render(&media).unwrap());
    assert!(bytes.starts_with(b"\x89PNG"));
    assert!(render(&MediaSpec { format: Format::Jpeg, ..media }).unwrap().starts_with(b"\xff\xd8"));
}

#[test]
fn generated_files_are_alike_only_when_they_should_be() {
    for seed in 0..3 {
        let scenario = generate(seed, Size::try_from(5).unwrap()).0;
        let hashes: Vec<_> = scenario.media.iter().map(|media| (media, pdq(media))).collect();
        for (i, (media, one)) in hashes.iter().enumerate() {
            assert!(one.quality >= 50, "seed {seed}, {}: quality {}", media.key, one.quality);
            for (other_media, other) in &hashes[..i] {
                let same = scenario.cluster_root(media) == scenario.cluster_root(other_media);
                let distance = one.hash.distance(&other.hash);
                assert!(
                    if same { distance <= 31 } else { distance > 60 },
                    "seed {seed}, {} and {}: {distance} bits",
                    media.key,
                    other_media.key
                );
            }
        }
    }
}
