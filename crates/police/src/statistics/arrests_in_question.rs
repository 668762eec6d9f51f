//! Arrests of an operation that the facts no longer bear out: counted as recorded, and said.

use std::collections::BTreeSet;

use model::Id;
use model::kind::Operation;
use service::{ColumnKeys, Failure, Tx};

use crate::db::{Reader, authored};
use crate::views::{self, AssignmentView};

/// The recorded arrests in the operation that would be refused today, judged over every act of the person.
pub(crate) async fn list_arrests_in_question(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    operation_id: Id<Operation>,
) -> Result<Vec<AssignmentView>, Failure> {
    let acts = authored::list_acts_of_operation(tx, reader, operation_id).await?;
    let persons: BTreeSet<_> = acts.into_iter().map(|act| act.person_id).collect();
    let mut arrests = views::list_with_arrest(tx, reader, keys, &persons).await?;
    arrests.retain(|row| row.arrest_in_question.is_some());
    Ok(arrests)
}
