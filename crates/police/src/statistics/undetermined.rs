//! Figure: persons whose age is open.

use model::PersonClass;

use super::{PersonFacts, count};

/// Persons for whom it is not decided whether they are minors, or whether they are responsible. Counted apart: one may be a certain
/// minor too.
pub(super) fn undetermined(persons: &[PersonFacts]) -> i64 {
    let open = |person: &&PersonFacts| matches!(person.judged.class(), PersonClass::Undetermined(_));
    count(persons.iter().filter(open).count())
}
