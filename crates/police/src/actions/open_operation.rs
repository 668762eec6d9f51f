//! Open an operation.

use model::Id;
use model::kind::Operation;
use service::{Acting, Action, Done, EntryDraft, Failure};

use super::required;
use crate::db::Reader;
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
        require_name(&name)?;
        if operations::find_by_name(acting.tx, &Reader::of(acting.actor), &name).await?.is_some() {
            return Err(Failure::refused("name", "another operation has this name"));
        }
        let operation_id = acting.new_id();
        operations::insert_operation(acting.tx, operation_id, &name, acting.now, acting.actor.name()).await?;
        Ok(Done::new(operation_id, EntryDraft::on("operation", operation_id)))
    }
}

/// A closed operation bears its identifier in the place of its name: no other may have such a name.
pub(crate) fn require_name(name: &str) -> Result<(), Failure> {
    match name.parse::<Id<Operation>>() {
        Ok(_) => Err(Failure::refused("name", "is an identifier; give a word or two")),
        Err(_) => Ok(()),
    }
}
