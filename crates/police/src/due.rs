//! Until when an operator must answer a disclosure request.

use jiff::civil::Date;
use jiff::{SignedDuration, Span, Timestamp};
use model::Zone;

use crate::asking::{LegalBasis, OrderKind};
use crate::country::or_unstated;

/// Ley 25/2007 art. 7.3 as amended by Ley 9/2014: seven calendar days from 08:00 of the day after the operator received the order, unless the
/// order sets another period. Not compared with the official text yet, and the pages say so.
const DAYS: i32 = 7;
/// Whose law that is.
pub(crate) const COUNTRY: &str = "ES";
const FROM_HOUR: i8 = 8;
/// The statute, for pages.
pub(crate) const SOURCE: &str = "Ley 25/2007, art. 7.3";
/// Regulation (EU) 2023/1543: how long a provider has for a European Production Order from its receipt, and in an emergency. Taken from
/// secondary sources, and the pages say so.
const PRODUCTION: SignedDuration = SignedDuration::from_hours(10 * 24);
const EMERGENCY: SignedDuration = SignedDuration::from_hours(8);
/// How many days before an operator may erase a record it counts as soon.
const SOON_DAYS: i32 = 30;

/// By which term an operator must answer a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Term {
    /// That of Spain's law, and at a node there of a request whose basis only words say.
    National,
    /// That of another country's law, which nobody has entered here: the order sets it.
    Unstated,
    /// That of a European Production Order.
    Production,
    /// That of such an order in an emergency.
    Emergency,
    /// None: a European Preservation Order is followed at once.
    None,
}

impl Term {
    /// By the code of the legal basis; where only words say it, by the country that the node names.
    pub(crate) fn new(basis: &str, is_emergency: bool, country: &str) -> Self {
        let basis = LegalBasis::find(basis);
        match basis.map_or(OrderKind::National, |basis| basis.kind) {
            OrderKind::National if basis.map_or(or_unstated(country), |basis| basis.country) == COUNTRY => {
                Self::National
            }
            OrderKind::National => Self::Unstated,
            OrderKind::Production if is_emergency => Self::Emergency,
            OrderKind::Production => Self::Production,
            OrderKind::Preservation => Self::None,
        }
    }

    /// How long it runs from when the request was sent; none where it does not.
    pub(crate) fn after_sending(self) -> Option<SignedDuration> {
        match self {
            Self::Production => Some(PRODUCTION),
            Self::Emergency => Some(EMERGENCY),
            Self::National | Self::Unstated | Self::None => None,
        }
    }

    /// When the answer is due; none as long as nothing runs.
    pub(crate) fn due_at(self, issued_at: Timestamp, sent_at: Option<Timestamp>) -> Option<Timestamp> {
        match (self, self.after_sending()) {
            (Self::National, _) => Some(due_at(issued_at)),
            (_, Some(length)) => Some(sent_at?.checked_add(length).unwrap_or(Timestamp::MAX)),
            (_, None) => None,
        }
    }

    /// The text that says it on pages.
    pub(crate) fn note(self) -> &'static str {
        match self {
            Self::National => "due-note",
            Self::Unstated => "due-note-unstated",
            Self::Production => "due-note-production",
            Self::Emergency => "due-note-emergency",
            Self::None => "due-note-preservation",
        }
    }
}

/// What an unanswered request that is past due now has behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PastDue {
    /// Under national law: issued before it.
    pub(crate) issued_before: Timestamp,
    /// A European Production Order: sent no later.
    pub(crate) sent_until: Timestamp,
    /// Such an order in an emergency: sent no later.
    pub(crate) emergency_sent_until: Timestamp,
}

impl PastDue {
    /// At an instant.
    pub(crate) fn at(now: Timestamp) -> Self {
        let ago = |length: SignedDuration| now.checked_sub(length).unwrap_or(Timestamp::MIN);
        Self {
            issued_before: past_due_before(now),
            sent_until: ago(PRODUCTION),
            emergency_sent_until: ago(EMERGENCY),
        }
    }
}

/// When the answer to a request is due that reached the operator on the day of its issue, by the clock of Madrid. The end of the calendar counts
/// as never.
fn due_at(issued_at: Timestamp) -> Timestamp {
    let day = Zone::EuropeMadrid.time_zone().to_datetime(issued_at).date();
    let due = day.checked_add(Span::new().days(DAYS + 1)).ok();
    let due =
        due.and_then(|day| Zone::EuropeMadrid.time_zone().to_timestamp(day.at(FROM_HOUR, 0, 0, 0)).ok());
    due.unwrap_or(Timestamp::MAX)
}

/// A request that was issued before this instant is past due now.
fn past_due_before(now: Timestamp) -> Timestamp {
    let there = Zone::EuropeMadrid.time_zone().to_datetime(now);
    let day = there.checked_sub(Span::new().hours(i32::from(FROM_HOUR))).map(|at| at.date()).ok();
    let first = day.and_then(|day| day.checked_sub(Span::new().days(DAYS)).ok());
    let first = first.and_then(|day| Zone::EuropeMadrid.time_zone().to_timestamp(day.at(0, 0, 0, 0)).ok());
    first.unwrap_or(Timestamp::MIN)
}

/// The last day that counts as soon.
pub(crate) fn soon_until(today: Date) -> Date {
    today.checked_add(Span::new().days(SOON_DAYS)).unwrap_or(Date::MAX)
}

/// So many days before an operator may erase a record, officers are warned: once at each.
const WARNED_DAYS: [i32; 3] = [7, 14, 30];

/// For each threshold, in days: after which day and up to which one a record may be erased that is warned of today. A record lies in one window
/// at most: whoever comes late is warned of the nearest threshold alone.
pub(crate) fn warning_windows(today: Date) -> [(i64, (Date, Date)); 3] {
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
    fn a_european_order_runs_from_when_it_is_sent_and_one_to_preserve_never() {
        let (issued, sent) = (at("2026-09-01T09:00:00Z"), at("2026-09-02T09:00:00Z"));
        let due = |basis, is_emergency, sent| Term::new(basis, is_emergency, "").due_at(issued, sent);
        assert_eq!(due("eu_epoc", false, None), None);
        assert_eq!(due("eu_epoc", false, Some(sent)), Some(at("2026-09-12T09:00:00Z")));
        assert_eq!(due("eu_epoc", true, Some(sent)), Some(at("2026-09-02T17:00:00Z")));
        assert_eq!(due("eu_epoc_pr", false, Some(sent)), None);
        for national in ["es_588_ter_k", ""] {
            assert_eq!(due(national, false, Some(sent)), Some(due_at(issued)), "{national}");
        }
        for (is_emergency, behind) in [
            (false, PastDue::at(at("2026-09-12T09:00:00Z")).sent_until),
            (true, PastDue::at(at("2026-09-02T17:00:00Z")).emergency_sent_until),
        ] {
            assert_eq!(behind, sent, "{is_emergency}: past due from the instant on");
        }
    }

    #[test]
    fn another_country_s_law_has_no_period_here() {
        let term = |basis, country| Term::new(basis, false, country);
        for country in ["ES", "PT", "FR"] {
            assert_eq!(term("es_588_ter_k", country), Term::National);
            assert_eq!(term("pt_ciber_14", country), Term::Unstated);
            assert_eq!(term("eu_epoc", country), Term::Production);
        }
        assert_eq!(
            (term("", "ES"), term("", ""), term("", "PT")),
            (Term::National, Term::National, Term::Unstated)
        );
        assert_eq!(Term::Unstated.due_at(at("2026-09-01T09:00:00Z"), Some(at("2026-09-01T09:00:00Z"))), None);
    }

    #[test]
    fn each_day_to_come_lies_in_the_nearest_window_alone() {
        let today = jiff::civil::date(2020, 12, 29);
        let windows = warning_windows(today);
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
