//! Figure: minors among the identified.

use super::{PersonFacts, count};

/// Persons certainly under the age of the adult code (CP art. 19) at one act at least.
pub(super) fn minors(persons: &[PersonFacts]) -> i64 {
    count(persons.iter().filter(|person| person.judged.is_minor()).count())
}
