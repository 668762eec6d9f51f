//! Figure: arrests by province.

use std::collections::BTreeMap;

use super::PersonFacts;

/// Arrested persons by the province of the arresting unit, by INE code; provinces without any are left out.
pub(super) fn by_province(persons: &[PersonFacts]) -> BTreeMap<String, i64> {
    let mut arrests = BTreeMap::new();
    for province in persons.iter().filter_map(|person| person.arrested_in) {
        *arrests.entry(province.code().to_owned()).or_insert(0) += 1;
    }
    arrests
}
