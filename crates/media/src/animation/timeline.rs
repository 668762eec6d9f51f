//! When each frame of an animation begins, read from the container alone: nothing is decompressed.
//!
//! A file that breaks off or lies has the frames that were found before; decoders say the rest. Delays are taken as they are written; what
//! viewers make of a delay of nothing differs.

use crate::Kind;

/// Most frames that are listed; what comes after them is not looked at.
const MAX_LISTED: usize = 1 << 16;

/// Starts of the frames in milliseconds from the first; none where the format has no frames.
pub(super) fn starts_ms(kind: Kind, bytes: &[u8]) -> Vec<u64> {
    let delays: Box<dyn Iterator<Item = u64> + '_> = match kind {
        Kind::Gif => Box::new(GifFrames::of(bytes)),
        Kind::Webp => Box::new(webp_delays(bytes)),
        Kind::Png => Box::new(png_delays(bytes)),
        _ => return Vec::new(),
    };
    let mut next_ms = 0;
    let start_ms = |delay_ms: u64| {
        let start_ms = next_ms;
        next_ms += delay_ms;
        start_ms
    };
    delays.take(MAX_LISTED).map(start_ms).collect()
}

/// The blocks of a GIF (89a, appendix A).
struct GifFrames<'a> {
    rest: &'a [u8],
    delay_ms: u64,
}

impl<'a> GifFrames<'a> {
    fn of(bytes: &'a [u8]) -> Self {
        const HEADER_BYTES: usize = 13;
        let table = bytes.get(10).map_or(0, |flags| colour_table_bytes(*flags));
        Self { rest: bytes.get(HEADER_BYTES + table..).unwrap_or_default(), delay_ms: 0 }
    }

    /// Past data in blocks of up to 255 bytes, each after its length, to behind the empty one.
    fn skip_blocks(&mut self) -> Option<()> {
        loop {
            let (&length, rest) = self.rest.split_first()?;
            self.rest = rest.get(usize::from(length)..)?;
            if length == 0 {
                return Some(());
            }
        }
    }
}

impl Iterator for GifFrames<'_> {
    /// How long the frame is shown, in milliseconds.
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        loop {
            match *self.rest {
                // a graphic control extension: flags, the delay of the frame that follows in hundredths, the transparent colour
                [0x21, 0xf9, 4, _, low, high, ..] => {
                    self.delay_ms = 10 * u64::from(u16::from_le_bytes([low, high]));
                    self.rest = &self.rest[2..];
                    self.skip_blocks()?;
                }
                [0x21, _, ..] => {
                    self.rest = &self.rest[2..];
                    self.skip_blocks()?;
                }
                // an image: four places and sizes, flags; its own colours, the size of its codes, its data
                [0x2c, _, _, _, _, _, _, _, _, flags, ..] => {
                    self.rest = self.rest.get(10 + colour_table_bytes(flags) + 1..)?;
                    self.skip_blocks()?;
                    return Some(std::mem::take(&mut self.delay_ms));
                }
                _ => return None,
            }
        }
    }
}

/// Bytes of the colour table that these flags announce.
fn colour_table_bytes(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

/// The animation chunks of a WebP (RFC 9649 section 2.7.1.1).
fn webp_delays(bytes: &[u8]) -> impl Iterator<Item = u64> + '_ {
    let mut rest = bytes.get(12..).unwrap_or_default();
    let chunks = std::iter::from_fn(move || {
        let [a, b, c, d, s0, s1, s2, s3, data @ ..] = rest else { return None };
        let length = u32::from_le_bytes([*s0, *s1, *s2, *s3]) as usize;
        let padded = length.saturating_add(length % 2);
        rest = data.get(padded..).unwrap_or_default();
        Some(([*a, *b, *c, *d], &data[..length.min(data.len())]))
    });
    chunks.filter(|(kind, _)| kind == b"ANMF").map_while(|(_, data)| match *data {
        [_, _, _, _, _, _, _, _, _, _, _, _, low, middle, high, ..] => {
            Some(u64::from(u32::from_le_bytes([low, middle, high, 0])))
        }
        _ => None,
    })
}

/// The frame controls of an animated PNG (PNG 3rd edition, 11.3.6.2); none without the chunk that announces an animation.
fn png_delays(bytes: &[u8]) -> impl Iterator<Item = u64> + '_ {
    let mut rest = bytes.get(8..).unwrap_or_default();
    let chunks = std::iter::from_fn(move || {
        let [s0, s1, s2, s3, a, b, c, d, data @ ..] = rest else { return None };
        let length = u32::from_be_bytes([*s0, *s1, *s2, *s3]) as usize;
        // behind the data stands a checksum
        rest = data.get(length.saturating_add(4)..).unwrap_or_default();
        Some(([*a, *b, *c, *d], &data[..length.min(data.len())]))
    });
    let mut announced = 0_usize;
    let frames = chunks.filter_map(move |(kind, data)| match (&kind, data) {
        (b"acTL", [s0, s1, s2, s3, ..]) => {
            announced = u32::from_be_bytes([*s0, *s1, *s2, *s3]) as usize;
            None
        }
        (b"fcTL", &[.., n0, n1, d0, d1, _, _]) if data.len() == 26 => {
            let (part, whole) = (u16::from_be_bytes([n0, n1]), u16::from_be_bytes([d0, d1]));
            let delay_ms = 1000 * u64::from(part) / if whole == 0 { 100 } else { u64::from(whole) };
            Some((announced, delay_ms))
        }
        _ => None,
    });
    frames
        .enumerate()
        .map_while(|(frame_no, (announced, delay_ms))| (frame_no < announced).then_some(delay_ms))
}
