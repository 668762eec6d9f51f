//! What is certain about a person over all of their acts.

use crate::age::{ADULT_YEARS, RESPONSIBLE_YEARS, Side, side};
use crate::conduct::Identification;
use crate::people::Upload;
use crate::scenario::Scenario;

/// The answers to the two questions of the tally; `None` where the known facts do not decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Class {
    /// Under 18 at one act at least.
    pub(crate) minor: Option<bool>,
    /// Under 14 at every act.
    pub(crate) under_14: Option<bool>,
}

impl Class {
    /// From what the officers learned of the birth and of the places of the acts.
    pub(crate) fn new(scenario: &Scenario, person: &Identification, acts: &[&Upload]) -> Self {
        let sides = |years| {
            let at = move |act: &&Upload| {
                side(person.birth, act.at.instant(), &scenario.zones(person, act), years)
            };
            acts.iter().map(at).collect::<Vec<_>>()
        };
        let under_14 = any(&sides(RESPONSIBLE_YEARS), Side::Over).map(|responsible| !responsible);
        Self { minor: any(&sides(ADULT_YEARS), Side::Under), under_14 }
    }

    /// An arrest needs one act at which the person was certainly 14 (LO 5/2000 arts. 1.1 and 3).
    pub(crate) fn may_be_arrested(self) -> bool {
        self.under_14 == Some(false)
    }

    /// One of the two questions is open.
    pub(crate) fn undetermined(self) -> bool {
        self.minor.is_none() || self.under_14.is_none()
    }
}

/// Whether one side is the wanted one: one is enough for yes, an open one forbids a no.
fn any(sides: &[Side], wanted: Side) -> Option<bool> {
    if sides.contains(&wanted) {
        Some(true)
    } else if sides.is_empty() || sides.contains(&Side::Open) {
        None
    } else {
        Some(false)
    }
}
