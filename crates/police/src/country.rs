//! Whose law counts at this node: that of the country that it names. A country whose law is not known here decides nothing.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use model::law::{AgeKind, CHILDHOOD, Jurisdiction};
use service::{Failure, Node};

use crate::Police;
use crate::db::node_law as table;

/// Whose law counts where the node does not name its country.
const UNSTATED: &str = "ES";

/// The country that a node names, or the one that counts where it names none.
pub(crate) fn or_unstated(country: &str) -> &str {
    if country.is_empty() { UNSTATED } else { country }
}

/// The law of the country that a node names; none where it has no file.
pub(crate) fn law_of(country: &str) -> Option<Jurisdiction> {
    Jurisdiction::find(or_unstated(country))
}

/// The same where anything is decided from it.
pub(crate) fn deciding_law(country: &str) -> Option<Jurisdiction> {
    law_of(country).filter(|law| law.decides())
}

/// The clock of the mainland of a country; none where no law of it is known here.
pub(crate) fn clock_of(country: &str) -> Option<TimeZone> {
    law_of(country).and_then(|law| law.clocks().into_iter().next())
}

/// The day of an instant by that clock, from which the terms of its law run. Where no law is known nothing runs, and the day is that of UTC.
pub(crate) fn day_of(country: &str, at: Timestamp) -> Date {
    clock_of(country).unwrap_or(TimeZone::UTC).to_datetime(at).date()
}

/// From how many completed years on nothing hints at a minor: where no law decides, from those of the convention that protects children.
pub(crate) fn grown_up_at(country: &str, day: Date) -> u8 {
    let by_law = deciding_law(country).and_then(|law| law.find_threshold(AgeKind::AdultCode, day));
    by_law.unwrap_or(&CHILDHOOD).years
}

impl Police {
    /// The clock by which this node counts days: its country's, or its own (`node.time_zone`) where the country's law is not known here.
    pub(crate) fn clock(&self) -> TimeZone {
        clock_of(&self.settings.opening.country).unwrap_or_else(|| self.site.zone().clone())
    }

    /// Since when somebody must have been arrested to be in custody still, by the longest term of the law that decides here; none where it sets none.
    pub(crate) fn custody_since(&self, now: Timestamp) -> Option<Timestamp> {
        let hours = deciding_law(&self.settings.opening.country)?.longest_custody_hours()?;
        now.checked_sub(SignedDuration::from_hours(hours)).ok()
    }

    /// The day of an instant by that clock.
    pub(crate) fn day_of(&self, at: Timestamp) -> Date {
        self.clock().to_datetime(at).date()
    }

    /// Today by that clock.
    pub(crate) fn today(&self) -> Date {
        self.day_of(self.node.clock().now())
    }
}

/// At start, before anything is judged: keeps the country, and where it is another than before, lets every day that follows from its law be
/// computed anew. It follows from the configuration, so it is no action, just as a migration is none.
pub(crate) async fn keep(node: &Node, country: &str) -> Result<(), Failure> {
    let country = or_unstated(country);
    let mut tx = node.db().begin_write("keep-country").await?;
    let before = table::find_country(&mut tx).await?;
    if before.as_deref() == Some(country) {
        return Ok(());
    }
    if or_unstated(before.as_deref().unwrap_or_default()) != country {
        tracing::warn!(country, "the node names another country: ages and days follow its law from now on");
        table::forget_days(&mut tx).await?;
    }
    table::set_country(&mut tx, country).await?;
    Ok(tx.commit().await?)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_begin_by_the_clock_of_the_country() {
        let late = "2026-07-01T22:30:00Z".parse().unwrap();
        let (first, second) = (date(2026, 7, 1), date(2026, 7, 2));
        for (country, day) in [("ES", second), ("", second), ("PT", first), ("FR", first)] {
            assert_eq!(day_of(country, late), day, "{country}");
        }
        assert!(clock_of("FR").is_none(), "the node's own zone stands in");
    }

    #[test]
    fn a_law_that_decides_nothing_makes_nobody_grown_up_sooner() {
        for country in ["ES", "PT", "FR"] {
            assert_eq!(grown_up_at(country, date(2026, 1, 1)), 18, "{country}");
        }
        // before Spain's present law the convention stands in
        assert_eq!(grown_up_at("ES", date(2000, 1, 1)), 18);
    }

    #[test]
    fn spain_s_law_alone_decides() {
        for (country, known, decides) in
            [("ES", true, true), ("", true, true), ("PT", true, false), ("FR", false, false)]
        {
            assert_eq!(
                (law_of(country).is_some(), deciding_law(country).is_some()),
                (known, decides),
                "{country}"
            );
        }
    }
}
