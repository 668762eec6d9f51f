//! The clock of evidence: until when an operator must keep what tells who used an address.

use jiff::Span;
use jiff::Timestamp;
use jiff::civil::Date;
use model::Zone;

/// Ley 25/2007 art. 5.1: twelve months from the communication. Taken from secondary sources; to be compared with the official text.
const MONTHS: i32 = 12;
/// The statute, for pages.
pub(crate) const SOURCE: &str = "Ley 25/2007, art. 5.1";

/// The first day on which the operator may erase the record of a connection, by the clock of Madrid. The end of the calendar counts as
/// never.
pub(crate) fn erasable_on(connected_at: Timestamp) -> Date {
    let day = Zone::EuropeMadrid.time_zone().to_datetime(connected_at).date();
    day.checked_add(Span::new().months(MONTHS)).unwrap_or(Date::MAX)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn twelve_months_on_the_clock_of_madrid() {
        let check = |at: &str, day| assert_eq!(erasable_on(at.parse().unwrap()), day, "{at}");
        check("2020-09-30T21:59:59Z", date(2021, 9, 30));
        check("2020-09-30T22:00:00Z", date(2021, 10, 1));
        check("2020-02-29T12:00:00Z", date(2021, 2, 28));
    }
}
