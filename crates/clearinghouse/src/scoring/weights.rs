//! The weights: those in use are kept with who applied them; a file that the configuration names is a proposal until somebody does.

use model::triage::Weights;
use service::{Failure, Tx};

use crate::db;

/// The weights in use.
pub(crate) async fn in_use(tx: &mut Tx) -> Result<Weights, Failure> {
    match db::weights::list(tx, 1).await?.pop() {
        Some(row) => Weights::parse(&row.content).map_err(Failure::broken),
        None => Weights::built_in().map_err(Failure::broken),
    }
}
