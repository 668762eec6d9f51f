//! Figure: persons identified.

use super::{PersonFacts, count};

/// Persons with a standing identification for an act of the operation.
pub(super) fn identified(persons: &[PersonFacts]) -> i64 {
    count(persons.len())
}
