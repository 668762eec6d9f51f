//! Put subjects into an operation.

use std::collections::BTreeSet;

use model::Id;
use model::kind::{Operation, Subject};
use service::{Acting, Action, Done, EntryDraft, Failure};

use super::Choice;
use crate::db::Reader;
use crate::db::{operations, subjects};
use crate::feedback;
use crate::permissions::Permission;

/// Puts subjects into an operation; their reports are in inquiry from then on.
pub(crate) struct AddSubjects {
    pub(crate) operation_id: Id<Operation>,
    pub(crate) subjects: Choice<Id<Subject>>,
}

impl Action for AddSubjects {
    type Permission = Permission;
    /// How many were named.
    type Output = usize;
    const NAME: &'static str = "add-subjects";
    const OPERATION: service::Operation = service::Operation::Combination;

    fn permission(&self) -> Permission {
        Permission::LeadOperations
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<usize>, Failure> {
        let operation =
            operations::find_operation(acting.tx, &Reader::of(acting.actor), self.operation_id).await?;
        operation.ok_or_else(|| Failure::absent("operation"))?;
        let chosen = match &self.subjects {
            Choice::All(_) => subjects::list_subjects(acting.tx, &Reader::of(acting.actor))
                .await?
                .iter()
                .map(|subject| subject.subject_id)
                .collect(),
            Choice::These(ids) => ids.clone(),
        };
        if chosen.is_empty() {
            return Err(Failure::refused("subject_ids", "name one subject at least"));
        }
        let mut reports = BTreeSet::new();
        for (index, subject_id) in chosen.iter().enumerate() {
            if !subjects::exists(acting.tx, &Reader::of(acting.actor), *subject_id).await? {
                return Err(Failure::refused(&format!("subject_ids[{index}]"), "there is no such subject"));
            }
            operations::add_subject(acting.tx, self.operation_id, *subject_id).await?;
            reports.extend(operations::list_report_ids_of_subject(acting.tx, *subject_id).await?);
        }
        feedback::refresh(acting, reports).await?;
        let entry = EntryDraft::on("operation", self.operation_id)
            .with("subjects", chosen.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "));
        Ok(Done::new(chosen.len(), entry))
    }
}
