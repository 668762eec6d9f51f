//! Figure: reports behind the operation.

use model::Id;
use model::kind::Operation;
use service::{DbError, Tx};

use crate::db::figures;

/// Reports that hold an act of the operation's subjects.
pub(super) async fn reports(tx: &mut Tx, operation_id: Id<Operation>) -> Result<i64, DbError> {
    figures::count_reports(tx, operation_id).await
}
