//! For how long a law lets the police have records preserved before anybody orders that they be handed over.

use jiff::civil::Date;

use super::{Jurisdiction, Review, portugal, spain};

/// A length of time as a statute counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Term {
    /// So many days.
    Days(i32),
    /// So many months of the calendar.
    Months(i32),
}

/// An order to preserve records.
#[derive(Debug, PartialEq, Eq)]
pub struct PreservationOrder {
    /// How long it binds.
    pub term: Term,
    /// How long at most, once it is extended.
    pub extended: Term,
    /// First day in force.
    pub valid_from: Date,
    /// The statute.
    pub source: &'static str,
    /// The articles within it.
    pub article: &'static str,
    /// How far the row can be trusted.
    pub review: Review,
}

impl Jurisdiction {
    /// The order of a country on a day; none where its law says nothing here.
    pub fn find_preservation(self, on: Date) -> Option<&'static PreservationOrder> {
        let order = match self {
            Self::Spain => &spain::PRESERVATION,
            Self::Portugal => &portugal::PRESERVATION,
            Self::EnglandAndWales => return None,
        };
        Some(order).filter(|order| order.valid_from <= on)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn an_order_binds_from_the_day_of_its_law() {
        let term = |law: Jurisdiction, day| law.find_preservation(day).map(|order| order.term);
        let spain = |day| term(Jurisdiction::Spain, day);
        assert_eq!((spain(date(2015, 12, 5)), spain(date(2015, 12, 6))), (None, Some(Term::Days(90))));
        let portugal = |day| term(Jurisdiction::Portugal, day);
        assert_eq!(
            (portugal(date(2009, 10, 14)), portugal(date(2009, 10, 15))),
            (None, Some(Term::Months(3)))
        );
        assert_eq!(term(Jurisdiction::EnglandAndWales, date(2026, 1, 1)), None);
    }
}
