//! Links that somebody disputes hold up what rests on them.

use model::Id;
use model::kind::Person;
use service::{Acting, Failure};

use crate::db::contests;

/// Refuses to hand on, or to have arrested, somebody whose acts hang on a link that is contested and not decided.
///
/// # Errors
/// A conflict that names the first of these links.
pub(crate) async fn require_uncontested(
    acting: &mut Acting<'_>,
    person_id: Id<Person>,
) -> Result<(), Failure> {
    match contests::list_contested_of_person(acting.tx, person_id).await?.first() {
        None => Ok(()),
        Some(link_id) => Err(Failure::conflict(format!(
            "{link_id} is contested, and acts of the person hang on it; decide on it first"
        ))),
    }
}
