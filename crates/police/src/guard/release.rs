//! What stands behind a person who is handed to a provincial unit.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use model::{Id, Province};
use service::Failure;

use crate::ids::Account;

/// So many independent events make a reason needless.
const ENOUGH: usize = 2;
/// Two events of one address are two only when they lie so far apart: within a day it may have been lent to one line throughout.
const APART: SignedDuration = SignedDuration::from_hours(24);

/// An event about which operators named somebody: of a person's acts, or another of their accounts, such as a sign-in.
pub(crate) struct AnsweredEvent {
    pub(crate) is_act: bool,
    pub(crate) account_id: Id<Account>,
    /// The keyed digest of the address.
    pub(crate) address_blind: String,
    pub(crate) happened_at: Timestamp,
    /// How many different lines were named: only one is an answer.
    pub(crate) lines: i64,
    /// The keyed digest of the line, where it is one.
    pub(crate) line_blind: String,
}

impl AnsweredEvent {
    /// Whether it speaks independently of another. A session that goes on may change its address, and the clock that was off for the act was off
    /// for its sign-in too: of one account, an event that is no act needs a day between.
    fn is_apart(&self, other: &Self) -> bool {
        let may_be_one_session = self.account_id == other.account_id && !(self.is_act && other.is_act);
        self.happened_at.duration_since(other.happened_at).abs() >= APART
            || (self.address_blind != other.address_blind && !may_be_one_session)
    }
}

/// What is known when a person is handed over.
pub(crate) struct Release {
    /// Those of the acts first, each kind in order of time: what else is known of an account takes nothing from them.
    pub(crate) events: Vec<AnsweredEvent>,
    /// The keyed digests of all lines that were named over all of them: with two, they may be two households.
    pub(crate) lines: BTreeSet<String>,
    /// Where the disclosed lines of the acts end.
    pub(crate) installations: BTreeSet<String>,
}

impl Release {
    /// With what is known of further acts.
    pub(crate) fn with(mut self, other: Self) -> Self {
        self.events.extend(other.events);
        self.events.sort_by_key(|event| (!event.is_act, event.happened_at));
        self.lines.extend(other.lines);
        self.installations.extend(other.installations);
        self
    }

    /// How many events speak independently of one another for the same line: of the line for which most do.
    pub(crate) fn independent_events(&self) -> usize {
        self.independent().len()
    }

    /// How many of these are no acts.
    pub(crate) fn independent_sign_ins(&self) -> usize {
        self.independent().iter().filter(|event| !event.is_act).count()
    }

    fn independent(&self) -> Vec<&AnsweredEvent> {
        self.by_line().into_values().max_by_key(Vec::len).unwrap_or_default()
    }

    /// Where the events lead that name one line each: `same`, `different` or `none`. Different lines may be two households, and then the events
    /// contradict one another.
    pub(crate) fn leads(&self) -> &'static str {
        match self.by_line().len() {
            0 => "none",
            1 => "same",
            _ => "different",
        }
    }

    /// Of each line that is the only one of an event, the events that are independent of one another; none where no act leads there.
    fn by_line(&self) -> BTreeMap<&str, Vec<&AnsweredEvent>> {
        let mut counted: BTreeMap<&str, Vec<&AnsweredEvent>> = BTreeMap::new();
        for event in self.events.iter().filter(|event| event.lines == 1) {
            let of_line = counted.entry(&event.line_blind).or_default();
            let counts = event.is_act || !of_line.is_empty();
            if counts && of_line.iter().all(|other| event.is_apart(other)) {
                of_line.push(event);
            }
        }
        counted
    }

    /// Whether a disclosed line ends in the province of the unit. A billing address says nothing of it.
    pub(crate) fn is_installed_in(&self, unit: Province) -> bool {
        self.installations.contains(unit.code())
    }

    /// Refuses without a reason what rests on events that contradict one another, or on one alone, or goes to a province where no line ends.
    pub(crate) fn require(&self, unit: Province, reason: &str) -> Result<(), Failure> {
        if !reason.trim().is_empty() {
            return Ok(());
        }
        if self.leads() == "different" {
            return Err(Failure::refused(
                "release_reason",
                "its events lead to different lines, which may be different households: they contradict one another; say why this person is handed over all the same",
            ));
        }
        if self.independent_events() < ENOUGH {
            return Err(Failure::refused(
                "release_reason",
                "fewer than two independent events lead to the same line; say why this person is handed over all the same",
            ));
        }
        if !self.is_installed_in(unit) {
            return Err(Failure::refused(
                "release_reason",
                "no line of these acts ends in this province, and a billing address is no place of use; say why this unit",
            ));
        }
        Ok(())
    }

    /// Refuses without a reason acts that were added to what a unit has, `before`, where they brought a line that contradicts another, or one while
    /// none ends in the province of the unit.
    pub(crate) fn require_added(&self, before: &Self, unit: Province, reason: &str) -> Result<(), Failure> {
        let known = before.by_line();
        let is_new = self.by_line().keys().any(|line| !known.contains_key(line));
        let is_elsewhere = is_new && (self.leads() == "different" || !self.is_installed_in(unit));
        if is_elsewhere && reason.trim().is_empty() {
            return Err(Failure::refused(
                "release_reason",
                "these acts lead to another line than what the unit has, perhaps of another household, or to none that ends in its province; say why they are added all the same",
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(digit: char) -> Id<Account> {
        format!("acc_0190163d8694739b8e3b2c7d3a0f130{digit}").parse().unwrap()
    }

    fn release(events: &[(&str, &str, i64)]) -> Release {
        let event = |(address, at, lines): &(&str, &str, i64)| AnsweredEvent {
            is_act: true,
            account_id: account('1'),
            address_blind: (*address).to_owned(),
            happened_at: at.parse().unwrap(),
            lines: *lines,
            line_blind: "L-1".to_owned(),
        };
        let installations = BTreeSet::from(["48".to_owned()]);
        Release {
            events: events.iter().map(event).collect(),
            lines: BTreeSet::from(["L-1".to_owned()]),
            installations,
        }
    }

    #[test]
    fn two_households_are_a_contradiction_and_no_two_events() {
        let (day, later) = ("2020-10-01T16:00:00Z", "2020-10-03T16:00:00Z");
        let unit = Province::find_code("48").unwrap();
        let mut two = release(&[("a", day, 1), ("b", later, 1)]);
        assert_eq!((two.independent_events(), two.leads()), (2, "same"));
        two.events[1].line_blind = "L-2".to_owned();
        assert_eq!((two.independent_events(), two.leads()), (1, "different"));
        assert!(two.require(unit, "").is_err());
        assert!(two.require(unit, "the second is the line of her work").is_ok());
        // two for one line do not outweigh the one for another
        let mut three = release(&[("a", day, 1), ("b", later, 1), ("c", later, 1)]);
        three.events[2].line_blind = "L-2".to_owned();
        assert_eq!((three.independent_events(), three.leads()), (2, "different"));
        assert!(three.require(unit, "").is_err());
        // an event that names several lines says nothing for one, nor against it
        three.events[2].lines = 2;
        assert_eq!(three.leads(), "same");
        assert!(three.require(unit, "").is_ok());
        assert_eq!(release(&[]).leads(), "none");
    }

    #[test]
    fn acts_that_lead_elsewhere_are_added_with_a_reason_alone() {
        let (day, later) = ("2020-10-01T16:00:00Z", "2020-10-03T16:00:00Z");
        let unit = |code: &str| Province::find_code(code).unwrap();
        let (nothing, first) = (release(&[]), release(&[("a", day, 1)]));
        let mut both = release(&[("a", day, 1), ("b", later, 1)]);
        assert!(both.require_added(&first, unit("41"), "").is_ok(), "the line that the unit has");
        assert!(first.require_added(&nothing, unit("48"), "").is_ok(), "the first line, and it ends there");
        assert!(first.require_added(&nothing, unit("41"), "").is_err());
        both.events[1].line_blind = "L-2".to_owned();
        assert!(both.require_added(&first, unit("48"), " ").is_err());
        assert!(both.require_added(&first, unit("48"), "the line of her work").is_ok());
        assert!(both.require_added(&both, unit("48"), "").is_ok(), "it was said before");
        // what names several lines says nothing for one
        both.events[1].lines = 2;
        assert!(both.require_added(&first, unit("48"), "").is_ok());
    }

    #[test]
    fn events_are_independent_by_address_or_by_a_day() {
        let day = "2020-10-01T16:00:00Z";
        let check = |events: &[(&str, &str, i64)], count| {
            assert_eq!(release(events).independent_events(), count, "{events:?}");
        };
        check(&[], 0);
        check(&[("a", day, 1)], 1);
        check(&[("a", day, 1), ("a", "2020-10-02T15:59:59Z", 1)], 1);
        check(&[("a", day, 1), ("a", "2020-10-02T16:00:00Z", 1)], 2);
        check(&[("a", day, 1), ("b", day, 1)], 2);
        check(&[("a", day, 1), ("b", day, 2)], 1);
    }

    #[test]
    fn a_sign_in_counts_for_the_line_of_an_act_a_day_apart() {
        let (before, day) = ("2020-09-30T16:00:00Z", "2020-10-01T16:00:00Z");
        let check = |mut found: Release, of: char, count| {
            let last = found.events.last_mut().unwrap();
            (last.is_act, last.account_id) = (false, account(of));
            assert_eq!(found.independent_sign_ins(), usize::from(count == found.events.len()));
            assert_eq!(found.independent_events(), count);
        };
        check(release(&[("a", day, 1), ("a", before, 1)]), '1', 2);
        // within a day it may be the session of the act, whatever address that had meanwhile
        check(release(&[("a", day, 1), ("b", "2020-09-30T16:00:01Z", 1)]), '1', 1);
        check(release(&[("a", day, 1), ("b", "2020-09-30T16:00:01Z", 1)]), '2', 2);
        check(release(&[("a", day, 1), ("a", before, 2)]), '1', 1);
        // it takes nothing from acts between which it lies
        check(release(&[("a", day, 1), ("b", day, 1), ("c", day, 1)]), '1', 2);
        // alone it leads nobody anywhere
        check(release(&[("a", day, 1)]), '1', 0);
    }

    #[test]
    fn a_sign_in_at_another_line_contradicts_and_counts_for_nothing() {
        let mut found = release(&[("a", "2020-10-01T16:00:00Z", 1), ("b", "2020-09-20T16:00:00Z", 1)]);
        found.events[1].is_act = false;
        found.events[1].line_blind = "L-2".to_owned();
        assert_eq!((found.independent_events(), found.leads()), (1, "different"));
    }

    #[test]
    fn one_event_or_another_province_needs_a_reason() {
        let unit = |code: &str| Province::find_code(code).unwrap();
        let two = release(&[("a", "2020-10-01T16:00:00Z", 1), ("b", "2020-10-01T16:00:00Z", 1)]);
        assert!(two.require(unit("48"), "").is_ok());
        assert!(two.require(unit("41"), " ").is_err());
        assert!(two.require(unit("41"), "moved there since").is_ok());
        let one = release(&[("a", "2020-10-01T16:00:00Z", 1)]);
        assert!(one.require(unit("48"), "").is_err());
        assert!(one.require(unit("48"), "seen at the door").is_ok());
    }
}
