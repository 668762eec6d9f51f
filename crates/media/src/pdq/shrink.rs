//! Any picture to 64 x 64 luma.
//!
//! The reference runs a box filter twice along rows and columns and then picks 64 x 64 pixels. All of that is linear
//! and separable, so each of the 64 outputs of an axis is one fixed row of weights (a tent, cut off and renormalised
//! at the edges). Rows come first, on red, green and blue as they lie in memory; luma is linear too and is taken from the
//! 64 reduced rows. No full-size plane is ever held. Up to 128 pixels the window is one pixel wide, so a 64 x 64 picture
//! passes unfiltered.

use multiversion::multiversion;

use super::{Reduced, SIDE};
use crate::Picture;

/// Rows that are added up at once, so that the sums are read and written less often.
const ROWS_AT_ONCE: usize = 4;

/// Samples of a row that are added up before the next ones: their sums stay in the first-level cache.
const BLOCK: usize = 3 * 1024;

/// The pixels of one axis that make one output, and their weights (sum 1).
struct Taps {
    start: usize,
    weights: Vec<f32>,
}

/// Reduces a picture; both sides must be at least one pixel.
pub(super) fn shrink(picture: &Picture) -> Reduced {
    let (width, samples) = (picture.width(), picture.samples());
    let column_taps = taps(width);
    let mut sums = vec![0.0_f32; 3 * width];
    let mut luma = vec![0.0_f32; width];
    let mut reduced = [[0.0; SIDE]; SIDE];
    for (taps, reduced) in taps(picture.height()).iter().zip(&mut reduced) {
        sums.fill(0.0);
        add_rows(&samples[3 * width * taps.start..], &taps.weights, &mut sums);
        reduce_row(&sums, &mut luma, &column_taps, reduced);
    }
    reduced
}

/// Adds the rows of samples, each times its weight, to `sums`.
#[multiversion(targets("x86_64+avx2", "aarch64+neon"))]
fn add_rows(samples: &[u8], weights: &[f32], sums: &mut [f32]) {
    let length = sums.len();
    for (block_no, sums) in sums.chunks_mut(BLOCK).enumerate() {
        let width = sums.len();
        let row = |row_no: usize| &samples[row_no * length + block_no * BLOCK..][..width];
        let (quads, rest) = weights.as_chunks::<ROWS_AT_ONCE>();
        for (quad_no, [a, b, c, d]) in quads.iter().enumerate() {
            let [first, second, third, fourth] =
                std::array::from_fn(|row_no| row(quad_no * ROWS_AT_ONCE + row_no));
            for ((((sum, p), q), r), s) in sums.iter_mut().zip(first).zip(second).zip(third).zip(fourth) {
                *sum += (a * f32::from(*p) + b * f32::from(*q)) + (c * f32::from(*r) + d * f32::from(*s));
            }
        }
        for (row_no, weight) in rest.iter().enumerate() {
            let row = row(quads.len() * ROWS_AT_ONCE + row_no);
            sums.iter_mut().zip(row).for_each(|(sum, sample)| *sum += weight * f32::from(*sample));
        }
    }
}

/// One row of sums to luma, and to 64 outputs.
#[multiversion(targets("x86_64+avx2", "aarch64+neon"))]
fn reduce_row(sums: &[f32], luma: &mut [f32], taps: &[Taps], reduced: &mut [f32; SIDE]) {
    for (value, [r, g, b]) in luma.iter_mut().zip(sums.as_chunks().0) {
        *value = 0.299 * r + 0.587 * g + 0.114 * b;
    }
    for (value, taps) in reduced.iter_mut().zip(taps) {
        *value = taps.weights.iter().zip(&luma[taps.start..]).map(|(weight, luma)| weight * luma).sum();
    }
}

/// The weights of all outputs along an axis of `length` pixels.
fn taps(length: usize) -> Vec<Taps> {
    // Pixel at the middle of each of the 64 parts, as the reference picks it.
    (0..SIDE).map(|part| tent(length, (2 * part + 1) * length / (2 * SIDE))).collect()
}

/// A box filter after a box filter, seen from pixel `at`.
fn tent(length: usize, at: usize) -> Taps {
    let outer = window(length, at);
    let start = window(length, outer.start).start;
    let end = window(length, outer.end - 1).end;
    let mut weights = vec![0.0_f64; end - start];
    for inner in outer.clone().map(|pixel| window(length, pixel)) {
        #[expect(clippy::cast_precision_loss, reason = "windows are far below 2^26 pixels")]
        let share = 1.0 / (outer.len() * inner.len()) as f64;
        weights[inner.start - start..inner.end - start].iter_mut().for_each(|weight| *weight += share);
    }
    #[expect(clippy::cast_possible_truncation, reason = "single precision is what the reference works in")]
    let weights = weights.into_iter().map(|weight| weight as f32).collect();
    Taps { start, weights }
}

/// The pixels that the reference's box filter averages for pixel `at`: a window of 1/128 of the axis, rounded up,
/// the longer half after `at`, cut off at the edges.
fn window(length: usize, at: usize) -> std::ops::Range<usize> {
    let full = length.div_ceil(2 * SIDE);
    let after = usize::midpoint(full, 2);
    (at + after).saturating_sub(full)..(at + after).min(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_output_is_an_average() {
        for length in [5, 64, 65, 128, 129, 257, 1600, 4032] {
            for taps in taps(length) {
                let sum: f32 = taps.weights.iter().sum();
                assert!((sum - 1.0).abs() < 1e-5, "length {length}: weights sum to {sum}");
                assert!(taps.start + taps.weights.len() <= length);
            }
        }
    }

    #[test]
    fn sixty_four_pixels_pass_unfiltered() {
        for (at, taps) in taps(64).iter().enumerate() {
            assert_eq!((taps.start, taps.weights.as_slice()), (at, [1.0].as_slice()));
        }
    }
}
