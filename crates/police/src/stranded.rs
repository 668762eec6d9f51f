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
        if staff.find(tx, &name).await?.is_some_and(|person| may_let_in(&person)) {
            granting.insert(name);
        }
    }
    Ok(granting)
}

/// The closed operations whose only readers who can let others in are `but` at most.
async fn list_held_by(
    tx: &mut Tx,
    staff: Directory<'_>,
    but: Option<&str>,
) -> Result<Vec<ClosedRow>, Failure> {
    let mut found = Vec::new();
    for row in closures::list_closed(tx).await? {
        let granting = list_granting(tx, staff, &Reader::node(), row.operation_id).await?;
        if granting.iter().map(String::as_str).eq(but) {
            found.push(row);
        }
    }
    Ok(found)
}

/// The stranded operations, longest closed first.
pub(crate) async fn list_stranded(tx: &mut Tx, staff: Directory<'_>) -> Result<Vec<ClosedRow>, Failure> {
    list_held_by(tx, staff, None).await
}

/// The operations that would be stranded without this person.
pub(crate) async fn list_stranded_without(
    tx: &mut Tx,
    staff: Directory<'_>,
    person: &Actor,
) -> Result<Vec<String>, Failure> {
    let held = list_held_by(tx, staff, Some(person.name())).await?;
    Ok(held.iter().map(|row| row.operation_id.to_string()).collect())
}
