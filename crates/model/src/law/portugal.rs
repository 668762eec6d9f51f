//! Portugal. Nobody has compared these rows with the official text, and nothing is decided from them.

use jiff::civil::date;

use super::{AgeKind, Review, Threshold};

/// Under sixteen nobody answers under penal law, and from then on the one code counts; who is between twelve and sixteen may get measures of
/// education by a law of its own (Lei 166/99), which is no penal path.
pub(super) const THRESHOLDS: &[Threshold] = &[
    Threshold {
        age: AgeKind::CriminalResponsibility,
        years: 16,
        valid_from: date(1983, 1, 1),
        source: "Código Penal (Decreto-Lei 400/82)",
        article: "19",
        review: Review::Unverified,
    },
    Threshold {
        age: AgeKind::AdultCode,
        years: 16,
        valid_from: date(1983, 1, 1),
        source: "Código Penal (Decreto-Lei 400/82)",
        article: "19",
        review: Review::Unverified,
    },
];
