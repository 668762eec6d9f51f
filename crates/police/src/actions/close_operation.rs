//! Close an operation to named readers, and open it again.

use std::collections::BTreeSet;

use model::Id;
use model::kind::Operation;
use service::oversight::staff_digest;
use service::{Acting, Action, Done, EntryDraft, Failure};

use super::open_operation::require_name;
use super::required;
use crate::db::Reader;
use crate::db::closures::{self, ClosureRow};
use crate::db::operations::{self, OperationRow};
use crate::ids::Closure;
use crate::permissions::Permission;
use crate::seals;

/// Closes an operation: what is in it exists for its leader and the named readers alone. Only its leader closes it.
pub(crate) struct CloseOperation {
    pub(crate) operation_id: Id<Operation>,
    /// Sign-in names of staff who may read operations, beside the leader.
    pub(crate) readers: BTreeSet<String>,
    pub(crate) reason: String,
}

impl Action for CloseOperation {
    type Permission = Permission;
    type Output = Id<Closure>;
    const NAME: &'static str = "close-operation";

    fn permission(&self) -> Permission {
        Permission::LeadOperations
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<Closure>>, Failure> {
        let operation = require_operation(acting, self.operation_id).await?;
        if operation.opened_by != acting.actor.name() {
            return Err(Failure::conflict(format!(
                "{} leads this operation and alone may close it",
                operation.opened_by
            )));
        }
        let reader = Reader::of(acting.actor);
        if closures::find_closure(acting.tx, &reader, self.operation_id).await?.is_some() {
            return Err(Failure::conflict("the operation is closed already; add or remove readers"));
        }
        let reason = required("reason", &self.reason)?;
        let closure_id = acting.new_id();
        let row = ClosureRow {
            closure_id,
            operation_id: self.operation_id,
            name: seals::CLOSURE_NAME.seal(acting, closure_id, &operation.name)?,
            reason: seals::CLOSURE_REASON.seal(acting, closure_id, &reason)?,
            closed_at: acting.now,
            closed_by: acting.actor.name().to_owned(),
        };
        closures::insert_closure(acting.tx, &row).await?;
        operations::set_name(acting.tx, self.operation_id, &self.operation_id.to_string()).await?;
        let mut readers = self.readers.clone();
        readers.insert(operation.opened_by);
        let (now, by) = (acting.now, acting.actor.name());
        for name in &readers {
            closures::add_reader(acting.tx, self.operation_id, name, now, by).await?;
        }
        let digests: Vec<_> = readers.iter().map(|name| staff_digest(acting.columns(), name)).collect();
        let entry = EntryDraft::on("operation", self.operation_id)
            .with("closure_id", closure_id.to_string())
            .with("readers", digests.join(" "));
        Ok(Done::new(closure_id, entry))
    }
}

/// Opens a closed operation to everybody whose permissions allow it.
pub(crate) struct ReopenOperation {
    pub(crate) operation_id: Id<Operation>,
    pub(crate) reason: String,
}

impl Action for ReopenOperation {
    type Permission = Permission;
    type Output = Id<Operation>;
    const NAME: &'static str = "reopen-operation";

    fn permission(&self) -> Permission {
        Permission::LeadOperations
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<Operation>>, Failure> {
        let closure = require_closure(acting, self.operation_id).await?;
        let reason = required("reason", &self.reason)?;
        let name = seals::CLOSURE_NAME.open(acting.columns(), closure.closure_id, &closure.name)?;
        require_name(&name)?;
        if operations::find_by_name(acting.tx, &Reader::node(), &name).await?.is_some() {
            return Err(Failure::conflict(
                "another operation has taken this name meanwhile; it cannot be opened under it",
            ));
        }
        let sealed = seals::OPENED_REASON.seal(acting, closure.closure_id, &reason)?;
        closures::end_closure(acting.tx, &closure, acting.now, acting.actor.name(), &sealed).await?;
        operations::set_name(acting.tx, self.operation_id, &name).await?;
        let entry =
            EntryDraft::on("operation", self.operation_id).with("closure_id", closure.closure_id.to_string());
        Ok(Done::new(self.operation_id, entry))
    }
}

/// The operation, if it is there for the actor.
pub(super) async fn require_operation(
    acting: &mut Acting<'_>,
    operation_id: Id<Operation>,
) -> Result<OperationRow, Failure> {
    let reader = Reader::of(acting.actor);
    let operation = operations::find_operation(acting.tx, &reader, operation_id).await?;
    operation.ok_or_else(|| Failure::absent("operation"))
}

/// Its closure; a conflict when it is open.
pub(super) async fn require_closure(
    acting: &mut Acting<'_>,
    operation_id: Id<Operation>,
) -> Result<ClosureRow, Failure> {
    require_operation(acting, operation_id).await?;
    let reader = Reader::of(acting.actor);
    let closure = closures::find_closure(acting.tx, &reader, operation_id).await?;
    closure.ok_or_else(|| Failure::conflict("the operation is not closed"))
}
