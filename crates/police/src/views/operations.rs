//! Operations as readers see them.

use jiff::Timestamp;
use model::Id;
use model::kind::{Operation, Subject};
use serde::Serialize;
use service::{Failure, Tx};
use utoipa::ToSchema;

use crate::db::operations::{self, OperationRow};

/// An operation.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct OperationView {
    #[schema(value_type = String)]
    pub(crate) operation_id: Id<Operation>,
    pub(crate) name: String,
    #[schema(value_type = String)]
    pub(crate) opened_at: Timestamp,
    /// How many subjects are in it.
    pub(crate) subject_count: i64,
    /// Which; only when one operation is asked for.
    #[schema(value_type = Option<Vec<String>>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) subject_ids: Option<Vec<Id<Subject>>>,
}

impl OperationView {
    fn new(row: OperationRow) -> Self {
        Self {
            operation_id: row.operation_id,
            name: row.name,
            opened_at: row.opened_at,
            subject_count: row.subjects,
            subject_ids: None,
        }
    }
}

/// Newest first.
pub(crate) async fn list_operations(tx: &mut Tx) -> Result<Vec<OperationView>, Failure> {
    let rows = operations::list_operations(tx).await?;
    Ok(rows.into_iter().map(OperationView::new).collect())
}

/// One operation with its subjects.
pub(crate) async fn load_operation(
    tx: &mut Tx,
    operation_id: Id<Operation>,
) -> Result<OperationView, Failure> {
    let row =
        operations::find_operation(tx, operation_id).await?.ok_or_else(|| Failure::absent("operation"))?;
    let subject_ids = Some(operations::list_subject_ids(tx, operation_id).await?);
    Ok(OperationView { subject_ids, ..OperationView::new(row) })
}
