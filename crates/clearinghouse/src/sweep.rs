//! At start: removes the items that a crash between the vault and the database has left, which nothing can open.

use service::Failure;
use vault::ORPHAN_AGE;

use crate::State;
use crate::db;

/// Removes the items in the vault that no record speaks of.
pub(crate) async fn sweep_vault(state: &State) -> Result<(), Failure> {
    let mut tx = state.node().db().begin_read("list-evidence").await?;
    let known = db::evidence::list_names(&mut tx).await?;
    drop(tx);
    let sweep = state.vault().remove_unreferenced(move |name| known.contains(name), ORPHAN_AGE);
    sweep.await.map(drop).map_err(Failure::broken)
}
