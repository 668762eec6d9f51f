//! Small files that claim or hide much: refused quickly, whatever they declare.

use std::time::{Duration, Instant};

use image::{DynamicImage, GrayImage, ImageFormat};
use media::{MediaDigests, PdqOutcome, digest};

use crate::hostile::{encode, reason};

/// Far more than any of them needs, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(5);

fn quickly(bytes: &[u8]) -> MediaDigests {
    let start = Instant::now();
    let digests = digest(bytes);
    assert!(start.elapsed() < PATIENCE, "{:?} for {} bytes", start.elapsed(), bytes.len());
    digests
}

fn chunk(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    let checked = [&kind, data].concat();
    [&length[..], &checked, &crc32(&checked).to_be_bytes()].concat()
}

/// The checksum of a PNG chunk (ISO 3309).
pub(crate) fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
    })
}

/// A grey PNG that declares a size, with chunks of any content before its end.
fn png(width: u32, height: u32, chunks: &[([u8; 4], &[u8])]) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 0, 0, 0, 0]].concat();
    let chunks = chunks.iter().map(|(kind, data)| chunk(*kind, data)).collect::<Vec<_>>().concat();
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(*b"IHDR", &header), chunks, chunk(*b"IEND", b"")].concat()
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
    let mut bmp = vec![0; 54];
    bmp[..2].copy_from_slice(b"BM");
    (bmp[10], bmp[14], bmp[26], bmp[28]) = (54, 40, 1, 24);
    bmp[18..22].copy_from_slice(&20_000_u32.to_le_bytes());
    bmp[22..26].copy_from_slice(&20_000_u32.to_le_bytes());
    let gif = b"GIF89a\x20\x4e\x20\x4e\0\0\0,\0\0\0\0\x20\x4e\x20\x4e\0\x02\x02\x44\x01\0;".to_vec();
    for (kind, bytes) in [("png", png(20_000, 20_000, &[(*b"IDAT", b"")])), ("bmp", bmp), ("gif", gif)] {
        quickly(&bytes);
        let expected = format!("{kind} declares 20000 x 20000 pixels; the limit is 100000000 pixels");
        assert_eq!(reason(&bytes), expected);
    }
}

#[test]
fn a_jpeg_that_declares_much_and_holds_nothing_is_not_hashed() {
    let mut bytes = b"\xff\xd8\xff\xc0\x00\x0b\x08\xff\xdc\xff\xdc\x01\x01\x11\x00".to_vec();
    bytes.extend_from_slice(b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\xff\xd9");
    quickly(&bytes);
    assert!(reason(&bytes).contains("limit"), "{}", reason(&bytes));
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
