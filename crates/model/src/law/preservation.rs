//! For how long a law lets the police have records preserved before anybody orders that they be handed over.

use jiff::civil::Date;

use super::{Jurisdiction, Review, spain};

/// An order to preserve records.
#[derive(Debug, PartialEq, Eq)]
pub struct PreservationOrder {
    /// How long it binds, in days.
    pub days: i32,
    /// How long at most, once it is extended.
    pub days_extended: i32,
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
        match self {
            Self::Spain => Some(&spain::PRESERVATION).filter(|order| order.valid_from <= on),
            Self::Portugal | Self::EnglandAndWales => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn an_order_binds_from_the_day_of_its_law() {
        let days = |day| Jurisdiction::Spain.find_preservation(day).map(|order| order.days);
        assert_eq!((days(date(2015, 12, 5)), days(date(2015, 12, 6))), (None, Some(90)));
        assert_eq!(Jurisdiction::Portugal.find_preservation(date(2026, 1, 1)), None);
    }
}
