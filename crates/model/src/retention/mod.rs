//! How long a thing is kept: a pure function of category, facts, clock and holds under a schedule of dated rules.
//!
//! Nothing is erased by a verdict: it says what a named human may decide. A hold always wins, and a fact that is not certain keeps.

mod schedule;

use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde::{Deserialize, Serialize};

pub use schedule::{Period, Rule, SCHEDULE, find_rule};

use crate::Id;
use crate::kind::LegalHold;

/// What is kept, as far as the rules tell it apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// What a platform preserves of a filed report; the clock starts when the report is filed.
    PreservedContent,
    /// An upload of which no report was filed: nothing was found, it was dismissed, or its report was withdrawn; from the last that was found, said
    /// or decided of it.
    UnreportedUpload,
    /// A report at a clearinghouse; from the end of its filing.
    ClearinghouseReport,
    /// An import of which a clearinghouse keeps no report: no line made one, or it was undone; from when it ended.
    ImportWithoutReport,
    /// A report at the police; from its arrival.
    PoliceReport,
    /// A subject whom nobody identified; from its opening.
    UnidentifiedSubject,
    /// A person whose acts are no offence; from that outcome.
    ClearedPerson,
    /// A person with another outcome; from that outcome.
    PersonWithOutcome,
    /// What an operator disclosed of subscribers; from its recording.
    DisclosedSubscriber,
    /// Who was shown or changed what; from the entry.
    AccessEntry,
    /// A report by the public; from its arrival.
    Tip,
    /// What a user of a platform reported and no upload keeps; from its arrival.
    UserReport,
    /// An alarm about nothing that has a period of its own; from its closing.
    Alarm,
    /// A person's request about their own data; from its decision.
    RightsRequest,
    /// An account of the staff that was closed; from its closing.
    ClosedAccount,
    /// A session of the staff; from its end.
    EndedSession,
}

impl Category {
    /// Every category.
    pub const ALL: [Self; 16] = [
        Self::PreservedContent,
        Self::UnreportedUpload,
        Self::ClearinghouseReport,
        Self::ImportWithoutReport,
        Self::PoliceReport,
        Self::UnidentifiedSubject,
        Self::ClearedPerson,
        Self::PersonWithOutcome,
        Self::DisclosedSubscriber,
        Self::AccessEntry,
        Self::Tip,
        Self::UserReport,
        Self::Alarm,
        Self::RightsRequest,
        Self::ClosedAccount,
        Self::EndedSession,
    ];

    /// As the database, the API and the keys of the texts write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PreservedContent => "preserved_content",
            Self::UnreportedUpload => "unreported_upload",
            Self::ClearinghouseReport => "clearinghouse_report",
            Self::ImportWithoutReport => "import_without_report",
            Self::PoliceReport => "police_report",
            Self::UnidentifiedSubject => "unidentified_subject",
            Self::ClearedPerson => "cleared_person",
            Self::PersonWithOutcome => "person_with_outcome",
            Self::DisclosedSubscriber => "disclosed_subscriber",
            Self::AccessEntry => "access_entry",
            Self::Tip => "tip",
            Self::UserReport => "user_report",
            Self::Alarm => "alarm",
            Self::RightsRequest => "rights_request",
            Self::ClosedAccount => "closed_account",
            Self::EndedSession => "ended_session",
        }
    }

    /// The category that is written so.
    pub fn find(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.as_str() == text)
    }
}

/// Whether the clock of a period has started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// At this instant.
    At(Timestamp),
    /// What starts it has not happened: no outcome yet, not filed yet.
    NotYet,
    /// Not known: the period never ends by itself.
    Unknown,
}

/// What is known of one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// When its period began.
    pub start: Start,
    /// Since when it is kept here; the review counts from there.
    pub recorded_at: Timestamp,
    /// Until when a human decided to keep it, whatever the period says.
    pub kept_until: Option<Timestamp>,
}

/// A decision that something must not be erased. Who placed it and why stands in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hold {
    /// Its identifier.
    pub hold_id: Id<LegalHold>,
    /// From when it counts. It holds before that too: what is erased by then could not be held any more.
    pub from: Timestamp,
    /// Its last instant is before this; without it, it holds until it is lifted.
    pub until: Option<Timestamp>,
    /// When it was lifted.
    pub lifted_at: Option<Timestamp>,
}

impl Hold {
    /// Whether it holds at `now`. An end that does not lie after the beginning is a mistake, and a mistake holds.
    pub fn is_in_force(&self, now: Timestamp) -> bool {
        let has_ended = self.until.is_some_and(|until| until > self.from && until <= now);
        let is_lifted = self.lifted_at.is_some_and(|lifted_at| lifted_at <= now);
        !has_ended && !is_lifted
    }
}

/// What may be done with a thing at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It stays; `until` is the next instant at which something becomes due, none if nothing ever does by itself.
    Keep {
        /// When to look again.
        until: Option<Timestamp>,
    },
    /// A human must say why it is still needed.
    ReviewDue {
        /// Since when.
        since: Timestamp,
    },
    /// A hold forbids erasure, whatever the period says.
    Held {
        /// The hold that lasts longest; of open ones the newest.
        by: Id<LegalHold>,
    },
    /// The period is over; a human may erase it.
    Erasable {
        /// Since when.
        since: Timestamp,
    },
}

impl Verdict {
    /// As the API and the keys of the texts write it.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Keep { .. } => "keep",
            Self::ReviewDue { .. } => "review_due",
            Self::Held { .. } => "held",
            Self::Erasable { .. } => "erasable",
        }
    }
}

/// What may be done with a thing of `category` at `now`, under the rules of `schedule`.
///
/// With the clock alone moving on, a verdict goes from keep over review to erasable and never back; a clock set back only keeps longer.
pub fn judge(
    schedule: &[Rule],
    category: Category,
    facts: &Facts,
    holds: &[Hold],
    now: Timestamp,
) -> Verdict {
    if let Some(hold) = longest(holds, now) {
        return Verdict::Held { by: hold.hold_id };
    }
    let day = match facts.start {
        Start::At(start) => start,
        Start::NotYet | Start::Unknown => facts.recorded_at,
    };
    let rule = find_rule(schedule, category, day.to_zoned_datetime(TimeZone::UTC).date());
    let ends_at = match (rule, facts.start) {
        (Some(rule), Start::At(start)) => Some(after(start, rule.period)),
        _ => None,
    };
    let review_at = rule.and_then(|rule| rule.review_every).map(|every| after(facts.recorded_at, every));
    // A decision to keep stands in the place of the next review, and puts off the end.
    let (ends_at, review_at) = match facts.kept_until {
        Some(kept) => (ends_at.map(|end| end.max(kept)), Some(kept)),
        None => (ends_at, review_at),
    };
    match (ends_at, review_at) {
        (Some(since), _) if since <= now => Verdict::Erasable { since },
        (_, Some(since)) if since <= now => Verdict::ReviewDue { since },
        (end, review) => Verdict::Keep { until: [end, review].into_iter().flatten().min() },
    }
}

/// The hold in force that ends last.
fn longest(holds: &[Hold], now: Timestamp) -> Option<&Hold> {
    let in_force = holds.iter().filter(|hold| hold.is_in_force(now));
    in_force.max_by_key(|hold| (hold.until.is_none(), hold.until, hold.hold_id))
}

/// A calendar period later, counted in UTC; beyond the calendar is never.
fn after(start: Timestamp, period: Period) -> Timestamp {
    let span = Span::new().try_years(period.years).and_then(|span| span.try_days(period.days));
    span.and_then(|span| start.to_zoned_datetime(TimeZone::UTC).checked_add(span))
        .map_or(Timestamp::MAX, |end| end.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ManualClock, SeededRng};

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn judged(category: Category, start: &str, now: &str) -> Verdict {
        let facts = Facts { start: Start::At(at(start)), recorded_at: at(start), kept_until: None };
        judge(SCHEDULE, category, &facts, &[], at(now))
    }

    #[test]
    fn preserved_content_is_kept_a_year_and_before_may_2024_ninety_days() {
        let check = |start, now, expected: &str| {
            assert_eq!(judged(Category::PreservedContent, start, now).as_str(), expected, "{start} {now}");
        };
        check("2024-05-07T00:00:00Z", "2025-05-06T23:59:59Z", "keep");
        check("2024-05-07T00:00:00Z", "2025-05-07T00:00:00Z", "erasable");
        check("2024-05-06T12:00:00Z", "2024-08-04T11:59:59Z", "keep");
        check("2024-05-06T12:00:00Z", "2024-08-04T12:00:00Z", "erasable");
        // a leap day ends on the last day of February
        check("2028-02-29T00:00:00Z", "2029-02-28T00:00:00Z", "erasable");
    }

    #[test]
    fn a_review_comes_before_the_end_and_a_decision_to_keep_puts_both_off() {
        let start = at("2020-01-01T00:00:00Z");
        let mut facts = Facts { start: Start::At(start), recorded_at: start, kept_until: None };
        let judged = |facts: &Facts, now| judge(SCHEDULE, Category::PoliceReport, facts, &[], at(now));
        let review = at("2023-01-01T00:00:00Z");
        assert_eq!(judged(&facts, "2022-12-31T00:00:00Z"), Verdict::Keep { until: Some(review) });
        assert_eq!(judged(&facts, "2023-01-01T00:00:00Z"), Verdict::ReviewDue { since: review });
        let end = at("2040-01-01T00:00:00Z");
        assert_eq!(judged(&facts, "2040-01-01T00:00:00Z"), Verdict::Erasable { since: end });
        let kept = at("2041-06-01T00:00:00Z");
        facts.kept_until = Some(kept);
        assert_eq!(judged(&facts, "2041-05-31T00:00:00Z"), Verdict::Keep { until: Some(kept) });
        assert_eq!(judged(&facts, "2041-06-01T00:00:00Z"), Verdict::Erasable { since: kept });
        for start in [Start::NotYet, Start::Unknown] {
            let facts = Facts { start, ..facts };
            assert_eq!(judged(&facts, "2099-01-01T00:00:00Z"), Verdict::ReviewDue { since: kept });
        }
    }

    #[test]
    fn a_hold_wins_until_it_ends_or_is_lifted_and_a_mistake_holds() {
        let (clock, rng) = (ManualClock::new(at("2026-01-01T00:00:00Z")), SeededRng::new(1));
        let from = at("2026-01-01T00:00:00Z");
        let open = Hold { hold_id: Id::new(&clock, &rng), from, until: None, lifted_at: None };
        let check =
            |hold: Hold, now, expected| assert_eq!(hold.is_in_force(at(now)), expected, "{hold:?} {now}");
        check(open, "2025-01-01T00:00:00Z", true);
        check(open, "2999-01-01T00:00:00Z", true);
        let until = Hold { until: Some(at("2027-01-01T00:00:00Z")), ..open };
        check(until, "2026-12-31T23:59:59Z", true);
        check(until, "2027-01-01T00:00:00Z", false);
        check(Hold { lifted_at: Some(at("2026-06-01T00:00:00Z")), ..open }, "2026-05-31T00:00:00Z", true);
        check(Hold { lifted_at: Some(at("2026-06-01T00:00:00Z")), ..open }, "2026-06-01T00:00:00Z", false);
        check(Hold { until: Some(from), ..open }, "2999-01-01T00:00:00Z", true);
        assert_eq!(longest(&[until, open, until], at("2026-02-01T00:00:00Z")), Some(&open));
    }

    #[test]
    fn categories_read_back() {
        for category in Category::ALL {
            assert_eq!(Category::find(category.as_str()), Some(category));
            assert_eq!(serde_json::to_value(category).unwrap(), category.as_str());
        }
        assert_eq!(Category::find("case"), None);
    }
}
