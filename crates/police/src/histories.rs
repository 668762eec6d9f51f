//! Whose custody history who may read: what the object's own page asks for, and nothing less.

use model::kind::{Link, Operation, Person, Report, Subject};
use model::{Id, Kind};
use service::custody_log::Histories;
use service::{Actor, Failure, Permission as _, Scope, Tx};

use crate::Police;
use crate::api::unit_of;
use crate::db::assignments::AssignmentRow;
use crate::db::{
    Reader, assignments, disclosures, imports, links, operations, persons, preservation, reports, subjects,
};
use crate::ids::{AnswerImport, Assignment, DisclosureRequest, PreservationLetter, Veto};
use crate::permissions::Permission;

/// How the identifiers of a kind begin, and where the pages of its objects stand.
const PAGES: [(&str, &str); 8] = [
    ("rep_", "reports"),
    ("sub_", "subjects"),
    ("per_", "persons"),
    ("ope_", "operations"),
    ("dis_", "disclosure-requests"),
    ("aim_", "disclosure-answers"),
    ("asg_", "assignments"),
    ("pre_", "preservation-letters"),
];

impl Histories for Police {
    async fn may_read_history(tx: &mut Tx, actor: &Actor, object_id: &str) -> Result<bool, Failure> {
        let reader = Reader::of(actor);
        if let Some(id) = asked::<Report>(actor, Permission::ReadReports, object_id) {
            return Ok(reports::find_report(tx, &reader, id).await?.is_some());
        }
        if let Some(id) = asked::<Subject>(actor, Permission::ReadSubjects, object_id) {
            return Ok(subjects::exists(tx, &reader, id).await?);
        }
        if let Some(id) = asked::<Operation>(actor, Permission::ReadOperations, object_id) {
            return Ok(operations::find_operation(tx, &reader, id).await?.is_some());
        }
        if let Some(id) = asked::<DisclosureRequest>(actor, Permission::ReadDisclosures, object_id) {
            return Ok(disclosures::find_request(tx, &reader, id).await?.is_some());
        }
        if let Some(id) = asked::<PreservationLetter>(actor, Permission::ReadDisclosures, object_id) {
            return Ok(preservation::find_letter(tx, &reader, id).await?.is_some());
        }
        if let Some(id) = asked::<AnswerImport>(actor, Permission::RequestDisclosure, object_id) {
            return Ok(imports::find_import(tx, &reader, id).await?.is_some());
        }
        if let Some(id) = asked::<Link>(actor, Permission::ReadSubjects, object_id) {
            return Ok(links::find_link(tx, &reader, id).await?.is_some());
        }
        if let Some(id) = asked::<Veto>(actor, Permission::ReadSubjects, object_id) {
            return Ok(links::find_veto(tx, &reader, id).await?.is_some());
        }
        may_read_tasking(tx, actor, &reader, object_id).await
    }

    fn page_of(object_id: &str) -> Option<String> {
        let (_, folder) = PAGES.iter().find(|(kind, _)| object_id.starts_with(kind))?;
        Some(format!("/{folder}/{object_id}"))
    }
}

/// Persons and assignments: a provincial officer reads those of the own unit.
async fn may_read_tasking(
    tx: &mut Tx,
    actor: &Actor,
    reader: &Reader,
    object_id: &str,
) -> Result<bool, Failure> {
    if let Some(id) = asked::<Person>(actor, Permission::ReadPersons, object_id) {
        let unit = unit_of(actor, Permission::ReadPersons)?;
        if persons::find_person(tx, reader, id).await?.is_none() {
            return Ok(false);
        }
        let assignment = assignments::find_assignment_of_person(tx, reader, id).await?;
        return Ok(unit.is_none_or(|unit| assignment.is_some_and(|row| row.unit.code() == unit)));
    }
    if let Some(id) = asked::<Assignment>(actor, Permission::ReadAssignments, object_id) {
        let unit = unit_of(actor, Permission::ReadAssignments)?;
        let assignment = assignments::find_assignment(tx, reader, id).await?;
        // what was withdrawn is the unit's no longer
        let is_own = |row: AssignmentRow| unit.is_none_or(|unit| row.standing && row.unit.code() == unit);
        return Ok(assignment.is_some_and(is_own));
    }
    Ok(false)
}

/// The identifier, if it is of this kind and the actor may read the kind at all.
fn asked<K: Kind>(actor: &Actor, permission: Permission, object_id: &str) -> Option<Id<K>> {
    let id = object_id.parse().ok()?;
    (permission.allows(actor) != Scope::None).then_some(id)
}
