//! Figure: minors among the arrested.

use super::{PersonFacts, count};

/// Arrested persons who were certainly under the age of the adult code (CP art. 19) at one act at least.
pub(super) fn arrested_minors(persons: &[PersonFacts]) -> i64 {
    let counts = |person: &&PersonFacts| person.arrested_in.is_some() && person.judged.is_minor();
    count(persons.iter().filter(counts).count())
}
