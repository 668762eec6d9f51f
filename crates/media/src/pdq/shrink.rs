//! Any picture to 64 x 64 luma.
//!
//! The reference runs a box filter twice along rows and columns and then picks 64 x 64 pixels. All of that is linear
//! and separable, so each of the 64 outputs of an axis is one fixed row of weights (a tent, cut off and renormalised
//! at the edges). One pass over the picture adds each luma row into the few reduced rows that need it; no full-size
//! luma plane is ever held. Up to 128 pixels the window is one pixel wide, so a 64 x 64 picture passes unfiltered.

use super::{Reduced, SIDE};
use crate::Picture;

/// The pixels of one axis that make one output, and their weights (sum 1).
struct Taps {
    start: usize,
    weights: Vec<f32>,
}

impl Taps {
    /// Weight of pixel `at`, if it takes part.
    fn weight(&self, at: usize) -> Option<f32> {
        at.checked_sub(self.start).and_then(|offset| self.weights.get(offset)).copied()
    }
}

/// Reduces a picture; both sides must be at least one pixel.
pub(super) fn shrink(picture: &Picture) -> Reduced {
    let width = picture.width();
    let row_taps = taps(picture.height());
    let mut sums = vec![0.0_f32; SIDE * width];
    let mut luma = vec![0.0_f32; width];
    for (y, row) in picture.rows().enumerate() {
        for (value, &[r, g, b]) in luma.iter_mut().zip(row) {
            *value = 0.299 * f32::from(r) + 0.587 * f32::from(g) + 0.114 * f32::from(b);
        }
        for (taps, sum) in row_taps.iter().zip(sums.chunks_exact_mut(width)) {
            if let Some(weight) = taps.weight(y) {
                sum.iter_mut().zip(&luma).for_each(|(sum, luma)| *sum += weight * luma);
            }
        }
    }
    let column_taps = taps(width);
    let mut reduced = [[0.0; SIDE]; SIDE];
    for (row, sum) in reduced.iter_mut().zip(sums.chunks_exact(width)) {
        for (value, taps) in row.iter_mut().zip(&column_taps) {
            *value = taps.weights.iter().zip(&sum[taps.start..]).map(|(weight, sum)| weight * sum).sum();
        }
    }
    reduced
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
