//! What came of an assignment, and what the clearinghouse may hear of it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wire::feedback::OutcomeCode as Neutral;

/// What came of an assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OutcomeCode {
    /// Found and arrested.
    LocatedAndArrested,
    /// Heard, without arrest.
    HeardWithoutArrest,
    /// Particulars went to the child-protection body (LO 5/2000 art. 3).
    ReferredToProtection,
    /// Not found.
    NotLocated,
    /// What was done is no offence.
    NoOffence,
}

impl OutcomeCode {
    /// Every code, the gravest first.
    pub(crate) const ALL: [Self; 5] = [
        Self::LocatedAndArrested,
        Self::HeardWithoutArrest,
        Self::ReferredToProtection,
        Self::NotLocated,
        Self::NoOffence,
    ];

    /// As it is stored.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::LocatedAndArrested => "located_and_arrested",
            Self::HeardWithoutArrest => "heard_without_arrest",
            Self::ReferredToProtection => "referred_to_protection",
            Self::NotLocated => "not_located",
            Self::NoOffence => "no_offence",
        }
    }

    /// From its stored form.
    pub(crate) fn find(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.code() == code)
    }

    /// The code that says nothing about a person: arrest, hearing and protection look alike from outside.
    fn neutral(self) -> Neutral {
        match self {
            Self::LocatedAndArrested | Self::HeardWithoutArrest | Self::ReferredToProtection => {
                Neutral::ClosedWithAction
            }
            Self::NotLocated => Neutral::ClosedWithoutAction,
            Self::NoOffence => Neutral::NotAnOffence,
        }
    }
}

/// Where the inquiry into one report stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ReportStanding {
    /// Taken up by an operation or asked about in a disclosure request.
    pub(crate) taken_up: bool,
    /// An officer found it to be no offence, where nobody was identified.
    pub(crate) no_offence: bool,
    /// Per identified person: what came of them, if anything yet.
    pub(crate) persons: Vec<Option<OutcomeCode>>,
}

impl ReportStanding {
    /// What the clearinghouse hears. A report closes when something came of every person of it; the gravest result names it.
    pub(crate) fn neutral(&self) -> Option<Neutral> {
        if self.persons.is_empty() {
            if self.no_offence {
                return Some(Neutral::NotAnOffence);
            }
            return self.taken_up.then_some(Neutral::InInquiry);
        }
        let closed: Option<Vec<Neutral>> =
            self.persons.iter().map(|outcome| outcome.map(OutcomeCode::neutral)).collect();
        let Some(closed) = closed else { return Some(Neutral::PersonIdentified) };
        [Neutral::ClosedWithAction, Neutral::ClosedWithoutAction, Neutral::NotAnOffence]
            .into_iter()
            .find(|code| closed.contains(code))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_closes_when_every_person_of_it_does() {
        let check = |taken_up, persons: &[Option<OutcomeCode>], expected| {
            let standing = ReportStanding { taken_up, no_offence: false, persons: persons.to_vec() };
            assert_eq!(standing.neutral(), expected, "{standing:?}");
        };
        let (arrested, protected, none) = (
            Some(OutcomeCode::LocatedAndArrested),
            Some(OutcomeCode::ReferredToProtection),
            Some(OutcomeCode::NoOffence),
        );
        check(false, &[], None);
        check(true, &[], Some(Neutral::InInquiry));
        check(true, &[None], Some(Neutral::PersonIdentified));
        check(true, &[arrested, None], Some(Neutral::PersonIdentified));
        check(true, &[none, protected], Some(Neutral::ClosedWithAction));
        check(true, &[none], Some(Neutral::NotAnOffence));
        check(true, &[none, Some(OutcomeCode::NotLocated)], Some(Neutral::ClosedWithoutAction));
    }

    #[test]
    fn what_an_officer_found_of_a_report_counts_while_nobody_is_identified() {
        let found = |persons: &[Option<OutcomeCode>]| {
            let standing = ReportStanding { taken_up: true, no_offence: true, persons: persons.to_vec() };
            standing.neutral()
        };
        assert_eq!(found(&[]), Some(Neutral::NotAnOffence));
        assert_eq!(found(&[None]), Some(Neutral::PersonIdentified));
        assert_eq!(found(&[Some(OutcomeCode::NotLocated)]), Some(Neutral::ClosedWithoutAction));
    }

    #[test]
    fn an_arrest_and_a_protection_look_alike_from_outside() {
        assert_eq!(OutcomeCode::LocatedAndArrested.neutral(), OutcomeCode::ReferredToProtection.neutral());
    }

    #[test]
    fn codes_are_read_back() {
        for code in OutcomeCode::ALL {
            assert_eq!(OutcomeCode::find(code.code()), Some(code));
            assert_eq!(serde_json::to_value(code).unwrap(), code.code());
        }
    }
}
