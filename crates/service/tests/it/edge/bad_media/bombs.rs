//! Small files that declare or unfold into much.

use super::Made;
use super::raw::{bmp, chunk, flat_webp, gif, jpeg, png, png_of, tiff, webp};

/// Just below the limit of pixels, at it, far above it, and the thinnest.
const AREAS: [(u16, u16); 5] =
    [(9_999, 9_999), (10_000, 10_000), (65_535, 65_535), (1, 65_535), (65_535, 1_500)];

/// Every file.
pub(super) fn all() -> Vec<Made> {
    [areas(), unfolding(), endless(), archives()].concat()
}

/// A format, an area and nothing to fill it.
fn areas() -> Vec<Made> {
    let zeros = zeros(40_000_000);
    let data: [([u8; 4], &[u8]); 1] = [(*b"IDAT", &zeros)];
    let mut made = Vec::new();
    for (width, height) in AREAS {
        let (wide, high) = (u32::from(width), u32::from(height));
        let (left_to_right, bottom_up) = (i32::from(width), i32::from(height));
        for (kind, bytes) in [
            ("png", png(wide, high, &[])),
            ("png with data", png(wide, high, &data)),
            ("png of 16 bits with alpha", png_of(wide, high, [16, 6], &data)),
            ("png of one bit", png_of(wide, high, [1, 0], &data)),
            ("gif", gif(width, height)),
            ("bmp", bmp(left_to_right, bottom_up, 0, b"")),
            ("bmp by runs", bmp(left_to_right, bottom_up, 1, b"\0\x01")),
            ("jpeg", jpeg(width, height, 0xc0)),
            ("progressive jpeg", jpeg(width, height, 0xc2)),
            ("webp", flat_webp(u64::from(width.min(16_384)), u64::from(height.min(16_384)))),
            ("tiff", strips(wide, high)),
        ] {
            made.push((format!("{kind} of {width} x {height}"), bytes));
        }
    }
    made
}

/// A grey TIFF each of whose strips is the same row of zeros by runs (PackBits).
fn strips(width: u32, height: u32) -> Vec<u8> {
    const LONG: u16 = 4;
    let row: Vec<u8> = (0..width.div_ceil(128)).flat_map(|_| [0x81, 0]).collect();
    let start = 8 + 2 + 9 * 12 + 4;
    let lists = start + u32::try_from(row.len()).unwrap();
    let length = u32::try_from(row.len()).unwrap();
    let entries = [
        (256, LONG, 1, width),
        (257, LONG, 1, height),
        (258, LONG, 1, 8),
        (259, LONG, 1, 32_773),
        (262, LONG, 1, 1),
        (273, LONG, height, if height == 1 { start } else { lists }),
        (277, LONG, 1, 1),
        (278, LONG, 1, 1),
        (279, LONG, height, if height == 1 { length } else { lists + 4 * height }),
    ];
    let list = |value: u32| (0..height).flat_map(move |_| value.to_le_bytes()).collect::<Vec<u8>>();
    tiff(&entries, 0, &[row, list(start), list(length)].concat())
}

/// A small picture with a colour profile that unfolds into 200 MB.
pub(super) fn profile() -> Made {
    let profile = [&b"name\0\0"[..], &zeros(200_000_000)].concat();
    let pixels = stored(&[0; 64 * 65]);
    ("png with a huge colour profile".into(), png(64, 64, &[(*b"iCCP", &profile), (*b"IDAT", &pixels)]))
}

/// A picture beside which something unfolds.
fn unfolding() -> Vec<Made> {
    let zeros = zeros(200_000_000);
    let named = [&b"name\0\0"[..], &zeros].concat();
    let international = [&b"name\0\x01\0\0\0"[..], &zeros].concat();
    let pixels = stored(&[0; 64 * 65]);
    let with = |kind: [u8; 4], data: &[u8]| png(64, 64, &[(kind, data), (*b"IDAT", &pixels)]);
    let many = png(64, 64, &[vec![(*b"tEXt", &b"a\0b"[..]); 50_000], vec![(*b"IDAT", &pixels[..])]].concat());
    let comment = [&b"\xff\xfe\xff\xff"[..], &b"{".repeat(65_533)].concat();
    let picture = jpeg(64, 64, 0xc0);
    let (tables, rest) = picture.split_at(picture.len() - 12);
    let (scan, end) = rest.split_at(10);
    vec![
        profile(),
        ("png with a huge text".into(), with(*b"zTXt", &named)),
        ("png with a huge international text".into(), with(*b"iTXt", &international)),
        ("png with more data than its area".into(), png(64, 64, &[(*b"IDAT", &zeros)])),
        ("png with fifty thousand texts".into(), many),
        (
            "png with a chunk that never ends".into(),
            [&png(64, 64, &[])[..33], &b"\x7f\xff\xff\xffIDAT"[..]].concat(),
        ),
        (
            "jpeg with two megabytes of comments".into(),
            [&picture[..2], &comment.repeat(32), &picture[2..]].concat(),
        ),
        ("jpeg with ten thousand scans".into(), [tables, &scan.repeat(10_000), end].concat()),
    ]
}

/// What leads back to itself, or goes on and on.
fn endless() -> Vec<Made> {
    let still = gif(1, 1);
    // without the mark of the end
    let frame = &still[13..still.len() - 1];
    let frames = [&still[..13], &frame.repeat(100_000)].concat();
    let size = [(256, 4, 1, 9), (257, 4, 1, 9)];
    let canvas = [&[0x02, 0, 0, 0][..], &[0xff; 6]].concat();
    let animated = webp(
        &[vec![(*b"VP8X", &canvas[..]), (*b"ANIM", &[0; 6][..])], vec![(*b"ANMF", &[0; 16][..]); 50_000]]
            .concat(),
    );
    vec![
        ("gif of a hundred thousand frames without an end".into(), frames),
        ("tiff whose folder leads to itself".into(), tiff(&size, 8, b"")),
        ("tiff whose folder says that it has all entries".into(), b"II*\0\x08\0\0\0\xff\xff".to_vec()),
        (
            "tiff with a list beyond all bounds".into(),
            tiff(&[(256, 4, u32::MAX, 9), (273, 4, u32::MAX, 0)], 0, b""),
        ),
        ("webp of a huge canvas and fifty thousand frames".into(), animated),
        ("jpeg whose segment has no length".into(), b"\xff\xd8\xff\xe0\0\0\xff\xda\xff\xd9".to_vec()),
        ("jpeg of fill bytes".into(), [&b"\xff\xd8"[..], &b"\xff".repeat(2_000_000)].concat()),
    ]
}

/// Archives in the place of media: nothing unpacks them.
fn archives() -> Vec<Made> {
    let zeros = zeros(200_000_000);
    let packed = &zeros[2..zeros.len() - 4];
    let entry = |name: &str, data: &[u8]| {
        let lengths = [u32::try_from(data.len()).unwrap(), 200_000_000].map(u32::to_le_bytes).concat();
        let name_length = u16::try_from(name.len()).unwrap().to_le_bytes();
        let head = b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0";
        [&head[..], &lengths, &name_length, &[0, 0], name.as_bytes(), data].concat()
    };
    let flat = entry("zeros", packed);
    let many: Vec<u8> = (0..20_000).flat_map(|number| entry(&format!("../{number}"), b"")).collect();
    let mut link = vec![0; 1024];
    link[..9].copy_from_slice(b"../shadow");
    link[156] = b'2';
    link[157..168].copy_from_slice(b"/etc/passwd");
    vec![
        ("gzip of zeros".into(), [&b"\x1f\x8b\x08\0\0\0\0\0\0\x03"[..], packed].concat()),
        ("zip of zeros".into(), flat.clone()),
        ("zip in a zip".into(), entry("inner.zip", &flat)),
        ("zip of twenty thousand paths that climb".into(), many),
        ("tar with a link".into(), link),
        ("xz".into(), [&b"\xfd7zXZ\0"[..], &b"\0".repeat(100_000)].concat()),
        ("7z".into(), [&b"7z\xbc\xaf\x27\x1c"[..], &b"\0".repeat(100_000)].concat()),
        ("zstd".into(), [&b"\x28\xb5\x2f\xfd"[..], &[0xff; 100]].concat()),
        (
            "chunk of a png around an archive".into(),
            [&chunk(*b"IDAT", &flat)[..], &b"PK\x05\x06"[..]].concat(),
        ),
    ]
}

/// A zlib stream that is what it says.
fn stored(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap();
    let (low, high) = bytes.iter().fold((1_u32, 0_u32), |(low, high), byte| {
        let low = (low + u32::from(*byte)) % 65_521;
        (low, (high + low) % 65_521)
    });
    let check = (high << 16 | low).to_be_bytes();
    [&[0x78, 0x01, 0x01][..], &length.to_le_bytes(), &(!length).to_le_bytes(), bytes, &check].concat()
}

/// A zlib stream of at least so many zeros, 158 of them in each byte (RFC 1951 section 3.2.6: a literal, then repeats of 258 bytes at
/// distance one in 13 bits each). Its checksum is wrong, which shows at its end.
fn zeros(count: usize) -> Vec<u8> {
    let mut bits = Bits::default();
    bits.push(0b011, 3);
    bits.push(0b0000_1100, 8);
    for _ in 0..count.div_ceil(258) {
        // 285 is 11000101, sent from the front; the distance is five zeros
        bits.push(0b1010_0011, 13);
    }
    bits.push(0, 7 + 7);
    [&[0x78, 0x01][..], &bits.bytes, &[0; 4]].concat()
}

/// Bits in the order of deflate: the lowest first.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    waiting: u32,
    count: u32,
}

impl Bits {
    fn push(&mut self, bits: u32, count: u32) {
        self.waiting |= bits << self.count;
        self.count += count;
        while self.count >= 8 {
            self.bytes.push(self.waiting.to_le_bytes()[0]);
            self.waiting >>= 8;
            self.count -= 8;
        }
    }
}
