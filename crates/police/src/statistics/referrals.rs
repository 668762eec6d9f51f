//! Figure: packages behind the operation.

use model::Id;
use model::kind::Operation;
use service::{DbError, Tx};

use crate::db::figures;

/// Referrals that carried a report of the operation.
pub(super) async fn referrals(tx: &mut Tx, operation_id: Id<Operation>) -> Result<i64, DbError> {
    figures::count_referrals(tx, operation_id).await
}
