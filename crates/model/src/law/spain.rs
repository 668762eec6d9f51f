//! Spain. The age is that at the time of the act (LO 5/2000 art. 5.3).

use jiff::civil::date;

use super::{AgeKind, Review, Threshold};

/// LO 5/2000 came into force one year after its publication of 13 January 2000; CP art. 19 waited for it (CP final provision 7).
pub(super) const THRESHOLDS: &[Threshold] = &[
    Threshold {
        age: AgeKind::CriminalResponsibility,
        years: 14,
        valid_from: date(2001, 1, 13),
        source: "Ley Orgánica 5/2000, reguladora de la responsabilidad penal de los menores",
        // 5.3 is where it says that the age at the act counts
        article: "1.1, 3, 5.3",
        review: Review::Unverified,
    },
    Threshold {
        age: AgeKind::AdultCode,
        years: 18,
        valid_from: date(2001, 1, 13),
        source: "Ley Orgánica 10/1995, del Código Penal",
        article: "19",
        review: Review::Unverified,
    },
];
