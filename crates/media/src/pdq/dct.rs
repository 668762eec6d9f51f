//! The 16 x 16 lowest non-constant frequencies of the reduced picture.

use std::f64::consts::PI;
use std::sync::LazyLock;

use multiversion::multiversion;

use super::{Reduced, SIDE};

/// Frequencies kept per axis.
pub(super) const FREQUENCIES: usize = 16;

/// Coefficients, vertical frequency first.
pub(super) type Coefficients = [[f64; FREQUENCIES]; FREQUENCIES];

/// The cosine of each pixel (first) at each frequency.
static BASIS: LazyLock<[[f64; FREQUENCIES]; SIDE]> =
    LazyLock::new(|| std::array::from_fn(|at| std::array::from_fn(|frequency| cosine(frequency + 1, at))));

/// Discrete cosine transform (type II) at frequencies 1 to 16 of each axis: frequency 0 is left out.
pub(super) fn transform(reduced: &Reduced) -> Coefficients {
    apply(reduced, &BASIS)
}

#[multiversion(targets("x86_64+avx2", "aarch64+neon"))]
fn apply(reduced: &Reduced, basis: &[[f64; FREQUENCIES]; SIDE]) -> Coefficients {
    let mut half = [[0.0_f64; SIDE]; FREQUENCIES];
    for (row, cosines) in reduced.iter().zip(basis) {
        for (half, cosine) in half.iter_mut().zip(cosines) {
            half.iter_mut().zip(row).for_each(|(half, value)| *half += cosine * f64::from(*value));
        }
    }
    let mut coefficients = [[0.0; FREQUENCIES]; FREQUENCIES];
    for (coefficients, half) in coefficients.iter_mut().zip(&half) {
        for (value, cosines) in half.iter().zip(basis) {
            coefficients.iter_mut().zip(cosines).for_each(|(sum, cosine)| *sum += cosine * value);
        }
    }
    coefficients
}

#[expect(clippy::cast_precision_loss, reason = "both factors are below 130")]
fn cosine(frequency: usize, at: usize) -> f64 {
    let side = SIDE as f64;
    (2.0 / side).sqrt() * (PI / 2.0 / side * (frequency * (2 * at + 1)) as f64).cos()
}
