//! Whether two ways take the same time, as far as chance lets one tell (Goodwill and others, *A testing methodology for side-channel
//! resistance validation*, 2011).

use std::fmt;

/// Beyond this absolute value of Welch's t the difference is told from chance (the same paper).
pub const MOST: f64 = 4.5;

/// Two samples of durations, in milliseconds, without the slowest tenth of each: those are the machine's, not ours, and hide small
/// differences.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Compared {
    /// Mean of each.
    pub means_ms: [f64; 2],
    /// How many there were of each.
    pub samples: [usize; 2],
    /// Welch's t.
    pub t: f64,
}

impl Compared {
    /// Compares two samples, in milliseconds.
    pub fn of(samples_ms: [Vec<f64>; 2]) -> Self {
        let samples = samples_ms.each_ref().map(Vec::len);
        let [one, other] = samples_ms.map(|sample| moments(&cropped(sample)));
        let t = (one.0 - other.0) / (one.1 + other.1).sqrt();
        Self { means_ms: [one.0, other.0], samples, t }
    }

    /// Whether chance explains the difference.
    pub fn is_alike(&self) -> bool {
        self.t.abs() < MOST
    }
}

impl fmt::Display for Compared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { means_ms: [one, other], samples, t } = self;
        write!(f, "{one:.3} ms and {other:.3} ms over {} and {}, Welch's t {t:.2}", samples[0], samples[1])
    }
}

/// Mean, and variance of the mean.
fn moments(samples: &[f64]) -> (f64, f64) {
    let count = samples.iter().map(|_| 1.0).sum::<f64>();
    let mean = samples.iter().sum::<f64>() / count;
    let variance = samples.iter().map(|sample| (sample - mean).powi(2)).sum::<f64>() / (count - 1.0);
    (mean, variance / count)
}

fn cropped(mut samples: Vec<f64>) -> Vec<f64> {
    samples.sort_by(f64::total_cmp);
    samples.truncate(samples.len() * 9 / 10);
    samples
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_found_where_there_is_one() {
        let around = |mean: f64| (0..100).map(|number| mean + f64::from(number % 10)).collect::<Vec<_>>();
        assert!(Compared::of([around(100.0), around(100.0)]).is_alike());
        assert!(Compared::of([around(100.0), around(103.0)]).t < -MOST);
        assert_eq!(cropped(around(0.0)).len(), 90);
    }
}
