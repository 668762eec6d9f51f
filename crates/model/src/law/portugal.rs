//! Portugal. Nobody has compared these rows with the official text, and nothing is decided from them.

use jiff::civil::date;

use super::{AgeKind, PreservationOrder, Review, Term, Threshold};

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

/// A judge or prosecutor orders it, the police with their leave or where waiting would lose the data. In force thirty days after its publication.
pub(super) const PRESERVATION: PreservationOrder = PreservationOrder {
    term: Term::Months(3),
    extended: Term::Months(12),
    valid_from: date(2009, 10, 15),
    source: "Lei 109/2009",
    article: "12",
    review: Review::Unverified,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_row_claims_to_be_read() {
        let mut reviews = THRESHOLDS.iter().map(|row| row.review).chain([PRESERVATION.review]);
        assert!(reviews.all(|it| it == Review::Unverified));
    }
}
