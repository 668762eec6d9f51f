//! Figure: persons located and arrested.

use super::{PersonFacts, count};

/// Identified persons with the standing outcome *located and arrested*.
pub(super) fn arrested(persons: &[PersonFacts]) -> i64 {
    count(persons.iter().filter(|person| person.arrested_in.is_some()).count())
}
