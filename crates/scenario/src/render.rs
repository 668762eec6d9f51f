//! Draws the files: soft patterns in whole numbers, the same on every machine.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{ImageError, ImageFormat, Rgb, RgbImage};

use crate::dice::Dice;
use crate::media::{Format, MediaSpec, Pattern, PatternKind};

/// The side of the square on which a pattern is laid out before it is scaled to pixels.
const SIDE: i64 = 4096;

/// Enough that a picture is textured: PDQ quality 50 and more.
const SPOTS: usize = 110;

/// Greens and blues, so that no picture can be taken for one of a person.
const BASE: [i64; 3] = [70, 140, 160];

const JPEG_QUALITY: u8 = 85;

/// Makes the bytes of a file.
///
/// # Errors
/// When the format cannot hold a picture of this size, which a validated scenario excludes.
pub fn render(media: &MediaSpec) -> Result<Vec<u8>, ImageError> {
    let picture = draw(media.pattern, media.width_px, media.height_px);
    let mut bytes = Cursor::new(Vec::new());
    match media.format {
        Format::Png => picture.write_to(&mut bytes, ImageFormat::Png)?,
        Format::Jpeg => JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY).encode_image(&picture)?,
    }
    Ok(bytes.into_inner())
}

fn draw(pattern: Pattern, width_px: u32, height_px: u32) -> RgbImage {
    // families with the same seed share nothing
    let mut dice = Dice::new(u64::from(pattern.seed) << 8 | pattern.kind as u64);
    let mut canvas = Canvas::new(width_px, height_px, &mut dice);
    for _ in 0..SPOTS {
        let spot = Spot::new(&mut dice);
        canvas.add(pattern.kind, &spot);
    }
    canvas.into_picture()
}

/// A soft mark: strongest in the middle, nothing at its edge.
struct Spot {
    x: i64,
    y: i64,
    radius: i64,
    colour: [i64; 3],
}

impl Spot {
    fn new(dice: &mut Dice) -> Self {
        let light = dice.between(70, 150) * if dice.happens(50) { 1 } else { -1 };
        Self {
            x: dice.between(0, SIDE),
            y: dice.between(0, SIDE),
            radius: dice.between(SIDE / 24, SIDE / 7),
            colour: [-40, 0, 20].map(|tint| light + tint + dice.between(-20, 20)),
        }
    }

    /// 0 to 1024, at a point given relative to the middle.
    fn strength(&self, kind: PatternKind, dx: i64, dy: i64) -> i64 {
        let radius = self.radius;
        match kind {
            PatternKind::Blobs => {
                let inside = (radius * radius - dx * dx - dy * dy).max(0) * 32 / (radius * radius);
                inside * inside
            }
            PatternKind::Tiles => {
                let soft = |distance: i64| ((radius - distance.abs()).max(0) * 64 / radius).min(32);
                soft(dx) * soft(dy)
            }
        }
    }
}

struct Canvas {
    width: i64,
    height: i64,
    pixels: Vec<[i64; 3]>,
}

impl Canvas {
    /// A gradient from one side to the other.
    fn new(width_px: u32, height_px: u32, dice: &mut Dice) -> Self {
        let (width, height) = (i64::from(width_px), i64::from(height_px));
        let base = BASE.map(|level| level + dice.between(-25, 25));
        let (across, down) = (dice.between(-60, 60), dice.between(-60, 60));
        let shade = |x: i64, y: i64| across * (2 * x - width) / width + down * (2 * y - height) / height;
        let points = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        let pixels = points.map(|(x, y)| base.map(|level| level + shade(x, y))).collect();
        Self { width, height, pixels }
    }

    fn add(&mut self, kind: PatternKind, spot: &Spot) {
        let (width, height) = (self.width, self.height);
        let columns = covered(spot.x, spot.radius, width);
        for y in covered(spot.y, spot.radius, height) {
            for x in columns.clone() {
                let strength = spot.strength(kind, x * SIDE / width - spot.x, y * SIDE / height - spot.y);
                let Some(pixel) = usize::try_from(y * width + x).ok().and_then(|at| self.pixels.get_mut(at))
                else {
                    continue;
                };
                for (level, colour) in pixel.iter_mut().zip(spot.colour) {
                    *level += colour * strength / 1024;
                }
            }
        }
    }

    fn into_picture(self) -> RgbImage {
        let mut picture = RgbImage::new(
            u32::try_from(self.width).unwrap_or_default(),
            u32::try_from(self.height).unwrap_or_default(),
        );
        for (target, pixel) in picture.pixels_mut().zip(self.pixels) {
            *target = Rgb(pixel.map(|level| u8::try_from(level.clamp(0, 255)).unwrap_or_default()));
        }
        picture
    }
}

/// The pixels along one side that a mark can touch.
fn covered(middle: i64, radius: i64, pixels: i64) -> std::ops::Range<i64> {
    let first = (middle - radius) * pixels / SIDE;
    let last = (middle + radius) * pixels / SIDE + 1;
    first.clamp(0, pixels)..last.clamp(0, pixels)
}
