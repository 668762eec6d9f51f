//! Figure: distinct pictures and recordings.

use model::Id;
use model::kind::Operation;
use service::{DbError, Tx};

use crate::db::figures;

/// Clusters of the files shared in the operation's acts: equal files, or near-duplicates by PDQ.
pub(super) async fn media_clusters(tx: &mut Tx, operation_id: Id<Operation>) -> Result<i64, DbError> {
    figures::count_clusters(tx, operation_id).await
}
