//! Files of each format, byte by byte, as no encoder makes them. The service's tests build on them too.

/// A PNG chunk with its checksum.
pub(crate) fn chunk(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    let checked = [&kind[..], data].concat();
    [&length[..], &checked, &crc32(&checked).to_be_bytes()].concat()
}

/// The checksum of a PNG chunk (ISO 3309).
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
    })
}

/// A grey PNG that declares a size, with chunks of any content before its end.
pub(crate) fn png(width: u32, height: u32, chunks: &[([u8; 4], &[u8])]) -> Vec<u8> {
    png_of(width, height, [8, 0], chunks)
}

/// The same of any bit depth and colour type.
pub(crate) fn png_of(
    width: u32,
    height: u32,
    [depth, colour]: [u8; 2],
    chunks: &[([u8; 4], &[u8])],
) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[depth, colour, 0, 0, 0]].concat();
    let chunks = chunks.iter().map(|(kind, data)| chunk(*kind, data)).collect::<Vec<_>>().concat();
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(*b"IHDR", &header), chunks, chunk(*b"IEND", b"")].concat()
}

/// A GIF of this screen and one frame as large, without data.
pub(crate) fn gif(width: u16, height: u16) -> Vec<u8> {
    let size = [width.to_le_bytes(), height.to_le_bytes()].concat();
    [&b"GIF89a"[..], &size, &[0; 3], b",\0\0\0\0", &size, b"\0\x02\x02\x44\x01\0;"].concat()
}

/// A bitmap of this size with a grey palette and any data: `compression` 0 none, 1 by runs (RLE8).
pub(crate) fn bmp(width: i32, height: i32, compression: u8, data: &[u8]) -> Vec<u8> {
    let start = 54 + 4 * 256_u32;
    let mut bytes = b"BM".to_vec();
    bytes.extend([start, 0, start, 40].map(u32::to_le_bytes).concat());
    bytes.extend([width, height].map(i32::to_le_bytes).concat());
    bytes.extend([1, 0, 8, 0, compression, 0, 0, 0]);
    bytes.extend([0; 20]);
    bytes.extend((0..=255_u8).flat_map(|grey| [grey, grey, grey, 0]));
    [bytes, data.to_vec()].concat()
}

/// A grey JPEG of this size whose first scan is empty; `frame` is its start-of-frame marker, 0xc0 for baseline.
pub(crate) fn jpeg(width: u16, height: u16, frame: u8) -> Vec<u8> {
    let size = [height.to_be_bytes(), width.to_be_bytes()].concat();
    let tables = [&b"\xff\xdb\0\x43\0"[..], &[1; 64], b"\xff\xc4\0\x14\0\x01", &[0; 15], b"\0"].concat();
    [
        &b"\xff\xd8"[..],
        &tables,
        &[0xff, frame, 0, 11, 8],
        &size,
        b"\x01\x01\x11\0\xff\xda\0\x08\x01\x01\0\0\x3f\0\xff\xd9",
    ]
    .concat()
}

/// A lossless WebP picture of one colour: its five prefix codes have one symbol each, so that no pixel takes a bit (RFC 9649 section 3).
pub(crate) fn flat_webp(width: u64, height: u64) -> Vec<u8> {
    // no alpha, version 0; no transform, no colour cache, one group of codes; each code simple, of one symbol of one bit, 0
    let bits = (width - 1) | (height - 1) << 14 | 0x1_1111 << 35;
    webp(&[(*b"VP8L", &[&[0x2f][..], &bits.to_le_bytes()].concat())])
}

/// A WebP container of chunks.
pub(crate) fn webp(chunks: &[([u8; 4], &[u8])]) -> Vec<u8> {
    let sized = |kind: [u8; 4], data: &[u8]| {
        let size = u32::try_from(data.len()).unwrap().to_le_bytes();
        [&kind[..], &size, data, &[0][..data.len() % 2]].concat()
    };
    let chunks = chunks.iter().map(|(kind, data)| sized(*kind, data)).collect::<Vec<_>>().concat();
    sized(*b"RIFF", &[&b"WEBP"[..], &chunks].concat())
}

/// A TIFF (little end first) whose only folder has these entries (tag, type, count, value) and leads to the one at `next`.
pub(crate) fn tiff(entries: &[(u16, u16, u32, u32)], next: u32, data: &[u8]) -> Vec<u8> {
    let mut bytes = b"II*\0\x08\0\0\0".to_vec();
    bytes.extend(u16::try_from(entries.len()).unwrap().to_le_bytes());
    for (tag, kind, count, value) in entries {
        bytes.extend([tag.to_le_bytes(), kind.to_le_bytes()].concat());
        bytes.extend([count.to_le_bytes(), value.to_le_bytes()].concat());
    }
    bytes.extend(next.to_le_bytes());
    [bytes, data.to_vec()].concat()
}
