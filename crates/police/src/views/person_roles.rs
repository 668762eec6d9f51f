//! What somebody is besides the author of acts, with why and by whom.

use jiff::Timestamp;
use model::Id;
use model::kind::Person;
use service::{ColumnKeys, Failure, Sealed, Tx};

use super::identified::Cut;
use crate::db::decisions::Decided;
use crate::db::person_roles::{self as table, PersonRoleRow};
use crate::db::{Reader, persons};
use crate::ids::PersonRole;
use crate::judged::judge_person;
use crate::seals;

/// A role, standing or not. Names of minors are cut to initials.
pub(crate) struct PersonRoleView {
    pub(crate) role_id: Id<PersonRole>,
    /// `victim` or `witness`.
    pub(crate) role: &'static str,
    pub(crate) reason: String,
    pub(crate) recorded_at: Timestamp,
    pub(crate) recorded_by: String,
    pub(crate) standing: bool,
    pub(crate) withdrawn_reason: Option<String>,
}

/// The roles of a person who is there for the reader, oldest first.
pub(crate) async fn roles_of_person(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    person_id: Id<Person>,
) -> Result<Vec<PersonRoleView>, Failure> {
    let person = persons::find_person(tx, reader, person_id).await?;
    let person = person.ok_or_else(|| Failure::absent("person"))?;
    let class = judge_person(tx, keys, &person).await?.class();
    let cut = Cut::new(keys, &person, class)?;
    let rows = table::list_of_person(tx, reader, person_id).await?;
    rows.iter().map(|row| view(keys, &cut, row)).collect()
}

fn view(keys: &ColumnKeys, cut: &Cut, row: &PersonRoleRow) -> Result<PersonRoleView, Failure> {
    let open = |sealed: &Sealed<String>| {
        seals::withdrawn_reason(Decided::PersonRole).open_kept(keys, row.role_id, sealed)
    };
    let withdrawn = row.withdrawn_reason.as_ref().map(open).transpose()?;
    Ok(PersonRoleView {
        role_id: row.role_id,
        role: row.role.as_str(),
        reason: cut.text(&seals::ROLE_REASON.open_kept(keys, row.role_id, &row.reason)?),
        recorded_at: row.recorded_at,
        recorded_by: row.recorded_by.clone(),
        standing: row.standing,
        withdrawn_reason: withdrawn.map(|reason| cut.text(&reason)),
    })
}
