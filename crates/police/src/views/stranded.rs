//! Closed operations without a reader, as those see them who may name one.

use jiff::Timestamp;
use model::Id;
use model::kind::Operation;
use serde::Serialize;
use service::accounts::Directory;
use service::{Failure, Tx};
use utoipa::ToSchema;

use crate::stranded;

/// A closed operation that nobody can let others into; nothing of what is in it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct StrandedView {
    #[schema(value_type = String)]
    pub(crate) operation_id: Id<Operation>,
    #[schema(value_type = String)]
    pub(crate) closed_at: Timestamp,
    /// Who leads it, by sign-in name.
    pub(crate) led_by: String,
}

/// Longest closed first.
pub(crate) async fn list_stranded(tx: &mut Tx, staff: Directory<'_>) -> Result<Vec<StrandedView>, Failure> {
    let rows = stranded::list_stranded(tx, staff).await?.into_iter();
    let view = |row: crate::db::closures::ClosedRow| StrandedView {
        operation_id: row.operation_id,
        closed_at: row.closed_at,
        led_by: row.led_by,
    };
    Ok(rows.map(view).collect())
}
