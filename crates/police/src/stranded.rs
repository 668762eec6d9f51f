//! Closed operations that nobody on the staff can let others into: every reader who could has lost the account or the role.

use std::collections::BTreeSet;

use model::Id;
use model::kind::Operation;
use service::accounts::Directory;
use service::{Actor, Failure, Permission as _, Scope, Tx};

use crate::db::Reader;
use crate::db::closures::{self, ClosedRow};
use crate::permissions::Permission;

/// Whether somebody who reads a closed operation can let others in.
pub(crate) fn may_let_in(person: &Actor) -> bool {
    Permission::LeadOperations.allows(person) != Scope::None
}

/// Those of its readers who can let others in now.
pub(crate) async fn list_granting(
    tx: &mut Tx,
    staff: Directory<'_>,
    reader: &Reader,
    operation_id: Id<Operation>,
) -> Result<BTreeSet<String>, Failure> {
    let mut granting = BTreeSet::new();
    for name in closures::list_readers(tx, reader, operation_id).await? {
        // a reader reads by the name of the account, letter for letter
        let reads = |person: &Actor| person.name() == name && may_let_in(person);
        if staff.find(tx, &name).await?.is_some_and(|person| reads(&person)) {
            granting.insert(name);
        }
    }
    Ok(granting)
}

/// The stranded operations, longest closed first.
pub(crate) async fn list_stranded(tx: &mut Tx, staff: Directory<'_>) -> Result<Vec<ClosedRow>, Failure> {
    let mut found = Vec::new();
    for row in closures::list_closed(tx).await? {
        if list_granting(tx, staff, &Reader::node(), row.operation_id).await?.is_empty() {
            found.push(row);
        }
    }
    Ok(found)
}

/// The operations that would be stranded without this person, whose account may wait to be set up.
pub(crate) async fn list_stranded_without(
    tx: &mut Tx,
    staff: Directory<'_>,
    person: &Actor,
) -> Result<Vec<String>, Failure> {
    let mut found = Vec::new();
    if !may_let_in(person) {
        return Ok(found);
    }
    for ClosedRow { operation_id, .. } in closures::list_closed(tx).await? {
        let readers = closures::list_readers(tx, &Reader::node(), operation_id).await?;
        let granting = list_granting(tx, staff, &Reader::node(), operation_id).await?;
        if readers.iter().any(|name| name == person.name())
            && granting.iter().all(|name| name == person.name())
        {
            found.push(operation_id.to_string());
        }
    }
    Ok(found)
}
