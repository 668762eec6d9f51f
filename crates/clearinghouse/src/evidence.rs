//! Small documents in and out of the vault, and what a failed action leaves behind.

use service::Failure;
use tokio::io::AsyncReadExt as _;
use vault::SealedItem;

use crate::State;

/// Seals a document that is in memory; on the disk when this returns.
pub(crate) async fn put_document(state: &State, bytes: &[u8]) -> Result<SealedItem, Failure> {
    let mut sealing = state.vault().put(state.node().rng()).await.map_err(Failure::broken)?;
    sealing.write(bytes).await.map_err(Failure::broken)?;
    sealing.finish().await.map_err(Failure::broken)
}

/// Opens a document into memory; its size is bounded by what the API takes.
pub(crate) async fn read_document(state: &State, item: &SealedItem) -> Result<Vec<u8>, Failure> {
    let mut opening = state.vault().open_item(item).await.map_err(Failure::broken)?;
    let mut bytes = Vec::new();
    opening.read_to_end(&mut bytes).await.map_err(Failure::broken)?;
    Ok(bytes)
}

/// Removes an item whose action was refused: no row speaks of it. After a fault of ours the item stays, since a commit whose answer was
/// lost may still stand.
pub(crate) async fn take_back<T>(
    state: &State,
    item: &SealedItem,
    outcome: Result<T, Failure>,
) -> Result<T, Failure> {
    if let Err(Failure::Refused(_) | Failure::Conflict { .. }) = &outcome
        && let Err(error) = state.vault().remove(item).await
    {
        // Without its key, which was never stored, the file is noise; a later start sweeps it away.
        tracing::warn!(%error, "a sealed file that nothing refers to stays behind");
    }
    outcome
}
