//! Small files that claim or hide much: refused quickly, whatever they declare.

use std::time::{Duration, Instant};

use image::{DynamicImage, GrayImage, ImageFormat};
use media::{MediaDigests, PdqOutcome, digest};

use crate::hostile::{encode, reason};
use crate::raw::{bmp, flat_webp, gif, jpeg, png};

/// Far more than any of them needs, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(5);

fn quickly(bytes: &[u8]) -> MediaDigests {
    let start = Instant::now();
    let digests = digest(bytes);
    assert!(start.elapsed() < PATIENCE, "{:?} for {} bytes", start.elapsed(), bytes.len());
    digests
}

/// Sixteen megabytes of zeros as a zlib stream of a few kilobytes, taken from the data chunks of a picture.
fn compressed_zeros() -> Vec<u8> {
    let bytes = encode(&DynamicImage::from(GrayImage::new(4096, 4096)), ImageFormat::Png);
    let (mut data, mut rest) = (Vec::new(), &bytes[8..]);
    while let [a, b, c, d, kind @ ..] = rest {
        let length = u32::from_be_bytes([*a, *b, *c, *d]) as usize;
        if kind.starts_with(b"IDAT") {
            data.extend_from_slice(&kind[4..4 + length]);
        }
        rest = &kind[4 + length + 4..];
    }
    assert!(data.len() < 200_000, "{}", data.len());
    data
}

#[test]
fn a_declared_size_beyond_the_limit_is_refused_before_decoding() {
    for (kind, bytes) in [
        ("png", png(20_000, 20_000, &[(*b"IDAT", b"")])),
        ("bmp", bmp(20_000, 20_000, 0, b"")),
        ("gif", gif(20_000, 20_000)),
        ("jpeg", jpeg(20_000, 20_000, 0xc0)),
    ] {
        quickly(&bytes);
        let expected = format!("{kind} declares 20000 x 20000 pixels; the limit is 100000000 pixels");
        assert_eq!(reason(&bytes), expected);
    }
}

#[test]
fn data_beyond_the_declared_size_is_not_inflated_into_memory() {
    let zeros = compressed_zeros();
    let digests = quickly(&png(100, 100, &[(*b"IDAT", &zeros)]));
    assert!(matches!(digests.pdq, PdqOutcome::Hashed(pdq) if pdq.quality == 0), "{digests:?}");
}

#[test]
fn compressed_side_chunks_do_not_slow_a_picture_down() {
    let zeros = compressed_zeros();
    let side = [b"name\0\0".as_slice(), &zeros].concat();
    let plain = encode(&DynamicImage::from(GrayImage::new(64, 64)), ImageFormat::Png);
    assert!(matches!(quickly(&plain).pdq, PdqOutcome::Hashed(_)));
    let sides = [(*b"iCCP", side.as_slice()), (*b"zTXt", &side), (*b"zTXt", &side), (*b"IDAT", &zeros)];
    quickly(&png(64, 64, &sides));
}

#[test]
fn a_declared_size_just_below_the_limit_without_data_is_not_hashed() {
    for bytes in [png(9_999, 9_999, &[(*b"IDAT", b"")]), png(1, 99_999_999, &[]), png(99_999_999, 1, &[])] {
        quickly(&bytes);
        reason(&bytes);
    }
}

#[test]
fn an_area_that_the_file_does_not_fill_is_refused_before_decoding() {
    for (bytes, kind, needed) in [
        (flat_webp(9_999, 9_999), "webp", 299_940_003_u64),
        (bmp(9_999, 9_999, 1, b"\0\x01"), "bmp", 299_940_003),
        (jpeg(9_999, 9_999, 0xc0), "jpeg", 399_920_004),
        (jpeg(9_999, 9_999, 0xc2), "jpeg", 399_920_004),
        (gif(9_999, 9_999), "gif", 699_860_007),
    ] {
        quickly(&bytes);
        let length = bytes.len();
        let expected = format!(
            "{kind} of {length} bytes needs {needed} bytes when decoded; beyond 67108864 bytes the limit is 256 times the file"
        );
        assert_eq!(reason(&bytes), expected);
    }
    let digests = quickly(&flat_webp(3_000, 3_000));
    assert!(matches!(digests.pdq, PdqOutcome::Hashed(pdq) if pdq.quality == 0), "{digests:?}");
}
