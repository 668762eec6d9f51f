//! The 16 x 16 lowest non-constant frequencies of the reduced picture.

use std::f64::consts::PI;

use super::{Reduced, SIDE};

/// Frequencies kept per axis.
pub(super) const FREQUENCIES: usize = 16;

/// Coefficients, vertical frequency first.
pub(super) type Coefficients = [[f64; FREQUENCIES]; FREQUENCIES];

/// Discrete cosine transform (type II) at frequencies 1 to 16 of each axis: frequency 0 is left out.
pub(super) fn transform(reduced: &Reduced) -> Coefficients {
    let basis: [[f64; SIDE]; FREQUENCIES] =
        std::array::from_fn(|frequency| std::array::from_fn(|at| cosine(frequency + 1, at)));
    let half: [[f64; SIDE]; FREQUENCIES] = std::array::from_fn(|frequency| {
        std::array::from_fn(|x| {
            basis[frequency].iter().zip(reduced).map(|(cosine, row)| cosine * f64::from(row[x])).sum()
        })
    });
    half.map(|row| basis.map(|cosines| cosines.iter().zip(&row).map(|(cosine, value)| cosine * value).sum()))
}

#[expect(clippy::cast_precision_loss, reason = "both factors are below 130")]
fn cosine(frequency: usize, at: usize) -> f64 {
    let side = SIDE as f64;
    (2.0 / side).sqrt() * (PI / 2.0 / side * (frequency * (2 * at + 1)) as f64).cos()
}
