//! England and Wales. Nobody has compared these rows with the official text, and nothing is decided from them.

use jiff::civil::date;

use super::{AgeKind, Review, Threshold};

/// Children from ten on answer before a youth court, adults from eighteen on before the others. Which court hears a case may follow the age at
/// the first hearing instead of that at the act: one more reason to decide nothing from here.
pub(super) const THRESHOLDS: &[Threshold] = &[
    Threshold {
        age: AgeKind::CriminalResponsibility,
        years: 10,
        valid_from: date(1964, 2, 1),
        source: "Children and Young Persons Act 1933, as amended in 1963",
        article: "s. 50",
        review: Review::Unverified,
    },
    Threshold {
        age: AgeKind::AdultCode,
        years: 18,
        valid_from: date(1992, 10, 1),
        source: "Criminal Justice Act 1991",
        article: "s. 68",
        review: Review::Unverified,
    },
];
