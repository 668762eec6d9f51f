//! Take a subject out of an operation.

use model::Id;
use model::kind::{Operation, Subject};
use service::{Acting, Action, Done, EntryDraft, Failure};

use super::required;
use crate::db::{Reader, operations, subjects};
use crate::permissions::Permission;

/// Undoes that a subject was put into an operation; the custody log keeps both.
pub(crate) struct RemoveSubject {
    pub(crate) operation_id: Id<Operation>,
    pub(crate) subject_id: Id<Subject>,
    pub(crate) reason: String,
}

impl Action for RemoveSubject {
    type Permission = Permission;
    type Output = Id<Subject>;
    const NAME: &'static str = "remove-subject";

    fn permission(&self) -> Permission {
        Permission::LeadOperations
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<Subject>>, Failure> {
        let reader = Reader::of(acting.actor);
        let is_there = operations::find_operation(acting.tx, &reader, self.operation_id).await?.is_some()
            && subjects::exists(acting.tx, &reader, self.subject_id).await?;
        if !is_there || !operations::remove_subject(acting.tx, self.operation_id, self.subject_id).await? {
            return Err(Failure::absent("subject in this operation"));
        }
        required("reason", &self.reason)?;
        let entry = EntryDraft::on("operation", self.operation_id)
            .with("removed_subject", self.subject_id.to_string());
        Ok(Done::new(self.subject_id, entry))
    }
}
