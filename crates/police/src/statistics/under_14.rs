//! Figure: those without criminal responsibility.

use super::{PersonFacts, count};

/// Persons certainly under the age of criminal responsibility (LO 5/2000 arts. 1.1 and 3) at every act.
pub(super) fn under_14(persons: &[PersonFacts]) -> i64 {
    count(persons.iter().filter(|person| person.judged.is_under_responsibility()).count())
}
