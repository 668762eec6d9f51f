//! Links that somebody disputes hold up what rests on them.

use model::Id;
use model::kind::{Link, Person};
use service::{Acting, Failure};

use crate::db::contests::{self, ContestRow};
use crate::ids::Contest;
use crate::seals;

/// Keeps that somebody disputes a link that nobody disputes yet: the actor, or a person in a request about their own data.
pub(crate) async fn contest(
    acting: &mut Acting<'_>,
    link_id: Id<Link>,
    reason: &str,
    rights_request_id: Option<&str>,
) -> Result<Id<Contest>, Failure> {
    let contest_id = acting.new_id();
    let row = ContestRow {
        contest_id,
        link_id,
        reason: seals::CONTEST_REASON.seal(acting, contest_id, &reason.to_owned())?,
        made_at: acting.now,
        made_by: acting.actor.name().to_owned(),
        rights_request_id: rights_request_id.map(str::to_owned),
        decided: None,
    };
    contests::insert_contest(acting.tx, &row).await?;
    Ok(contest_id)
}

/// Refuses to hand on, also from unit to unit, or to have arrested, somebody whose acts hang on a link that is contested and not decided.
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

/// Refuses to withdraw a link beside an open dispute over it: whoever disputes it learns what is decided, and does not decide it.
///
/// # Errors
/// A conflict that says where to decide.
pub(crate) async fn require_undisputed(acting: &mut Acting<'_>, link_id: Id<Link>) -> Result<(), Failure> {
    match contests::find_open(acting.tx, link_id).await? {
        None => Ok(()),
        Some(_) => Err(Failure::conflict("the link is contested; it is withdrawn by deciding on that")),
    }
}
