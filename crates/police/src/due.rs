//! Until when an operator must answer a disclosure request.

use jiff::civil::Date;
use jiff::{Span, Timestamp};
use model::Zone;

/// Ley 25/2007 art. 7.3 as amended by Ley 9/2014: seven calendar days from 08:00 of the day after the operator received the order, unless the
/// order sets another period. Not compared with the official text yet, and the pages say so.
const DAYS: i32 = 7;
const FROM_HOUR: i8 = 8;
/// The statute, for pages.
pub(crate) const SOURCE: &str = "Ley 25/2007, art. 7.3";
/// How many days before an operator may erase a record it counts as soon.
const SOON_DAYS: i32 = 30;

/// When the answer to a request is due that reached the operator on the day of its issue, by the clock of Madrid. The end of the calendar counts
/// as never.
pub(crate) fn due_at(issued_at: Timestamp) -> Timestamp {
    let day = Zone::EuropeMadrid.time_zone().to_datetime(issued_at).date();
    let due = day.checked_add(Span::new().days(DAYS + 1)).ok();
    let due =
        due.and_then(|day| Zone::EuropeMadrid.time_zone().to_timestamp(day.at(FROM_HOUR, 0, 0, 0)).ok());
    due.unwrap_or(Timestamp::MAX)
}

/// A request that was issued before this instant is past due now.
pub(crate) fn past_due_before(now: Timestamp) -> Timestamp {
    let there = Zone::EuropeMadrid.time_zone().to_datetime(now);
    let day = there.checked_sub(Span::new().hours(i32::from(FROM_HOUR))).map(|at| at.date()).ok();
    let first = day.and_then(|day| day.checked_sub(Span::new().days(DAYS)).ok());
    let first = first.and_then(|day| Zone::EuropeMadrid.time_zone().to_timestamp(day.at(0, 0, 0, 0)).ok());
    first.unwrap_or(Timestamp::MIN)
}

/// The last day that counts as soon.
pub(crate) fn soon_until(now: Timestamp) -> Date {
    let today = Zone::EuropeMadrid.time_zone().to_datetime(now).date();
    today.checked_add(Span::new().days(SOON_DAYS)).unwrap_or(Date::MAX)
}

/// So many days before an operator may erase a record, officers are warned: once at each.
const WARNED_DAYS: [i32; 3] = [7, 14, 30];

/// For each threshold, in days: after which day and up to which one a record may be erased that is warned of now. A record lies in one window
/// at most: whoever comes late is warned of the nearest threshold alone.
pub(crate) fn warning_windows(now: Timestamp) -> [(i64, (Date, Date)); 3] {
    let today = Zone::EuropeMadrid.time_zone().to_datetime(now).date();
    let day = |days: i32| today.checked_add(Span::new().days(days)).unwrap_or(Date::MAX);
    let mut after = today;
    WARNED_DAYS.map(|days| {
        let window = (after, day(days));
        after = window.1;
        (i64::from(days), window)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn seven_days_from_eight_on_the_morrow() {
        assert_eq!(due_at(at("2020-12-01T10:00:00Z")), at("2020-12-09T07:00:00Z"));
        // already the next day in Madrid
        assert_eq!(due_at(at("2020-12-01T23:30:00Z")), at("2020-12-10T07:00:00Z"));
        // summer time ends in between
        assert_eq!(due_at(at("2020-10-20T10:00:00Z")), at("2020-10-28T07:00:00Z"));
    }

    #[test]
    fn each_day_to_come_lies_in_the_nearest_window_alone() {
        let (now, today) = (at("2020-12-28T23:30:00Z"), jiff::civil::date(2020, 12, 29));
        let windows = warning_windows(now);
        for (left, expected) in
            [(0, None), (1, Some(7)), (7, Some(7)), (8, Some(14)), (30, Some(30)), (31, None)]
        {
            let day = today.checked_add(Span::new().days(left)).unwrap();
            let within = windows.iter().filter(|(_, (after, until))| *after < day && day <= *until);
            assert_eq!(within.map(|(days, _)| *days).collect::<Vec<_>>(), Vec::from_iter(expected), "{left}");
        }
    }

    #[test]
    fn what_is_past_due_was_issued_before_the_instant() {
        for issued in ["2020-12-01T10:00:00Z", "2020-12-01T22:59:59Z", "2020-12-01T23:00:00Z"] {
            let due = due_at(at(issued));
            assert!(at(issued) < past_due_before(due), "{issued}");
            let before = due.checked_sub(Span::new().seconds(1)).unwrap();
            assert!(at(issued) >= past_due_before(before), "{issued}");
        }
    }
}
