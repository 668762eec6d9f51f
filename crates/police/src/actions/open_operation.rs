//! Open an operation.

use model::Id;
use model::kind::Operation;
use service::{Acting, Action, Done, EntryDraft, Failure};

use super::required;
use crate::db::operations;
use crate::permissions::Permission;

/// Opens an operation under a name that no other has.
pub(crate) struct OpenOperation {
    pub(crate) name: String,
}

impl Action for OpenOperation {
    type Permission = Permission;
    type Output = Id<Operation>;
    const NAME: &'static str = "open-operation";

    fn permission(&self) -> Permission {
        Permission::LeadOperations
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<Operation>>, Failure> {
        let name = required("name", &self.name)?;
        if operations::find_by_name(acting.tx, &name).await?.is_some() {
            return Err(Failure::refused("name", "another operation has this name"));
        }
        let operation_id = acting.new_id();
        operations::insert_operation(acting.tx, operation_id, &name, acting.now, acting.actor.name()).await?;
        Ok(Done::new(operation_id, EntryDraft::on("operation", operation_id)))
    }
}
