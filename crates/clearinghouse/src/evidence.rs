//! Small documents in and out of the vault, and what a failed action leaves behind.

use service::{CaseKey, Failure};
use tokio::io::AsyncReadExt as _;
use vault::{Opening, SealedItem, Sealing};

use crate::State;
use crate::db;

const BUFFER_BYTES: usize = 64 << 10;

/// A case's key as the vault takes it.
pub(crate) fn vault_key(key: &CaseKey) -> vault::CaseKey {
    vault::CaseKey::new(&key.case_id, key.key_version, key.secret())
}

/// Starts an item of a case.
pub(crate) async fn put(state: &State, case: &CaseKey) -> Result<Sealing, Failure> {
    state.vault().put(state.node().rng(), &vault_key(case)).await.map_err(Failure::broken)
}

/// Opens an item for reading.
///
/// # Errors
/// Gone (410) when its case was erased; broken when it is damaged or missing.
pub(crate) async fn open(state: &State, item: &SealedItem) -> Result<Opening, Failure> {
    let mut tx = state.node().db().begin_read("open-case-key").await?;
    let key = state.node().cases().open(&mut tx, &item.case_id).await?;
    drop(tx);
    state.vault().open_item(item, &vault_key(&key)).await.map_err(Failure::broken)
}

/// The key of the report with this number.
pub(crate) async fn case_of_report(state: &State, report_number: i64) -> Result<CaseKey, Failure> {
    let mut tx = state.node().db().begin_read("open-case-key").await?;
    let report = db::reports::find_by_number(&mut tx, report_number).await?;
    let report = report.ok_or_else(|| Failure::absent("report"))?;
    state.node().cases().open(&mut tx, &report.report_id.to_string()).await
}

/// Seals the content of `item` once more, under another case; the caller removes the first.
pub(crate) async fn copy(
    state: &State,
    item: &SealedItem,
    from: &CaseKey,
    to: &CaseKey,
) -> Result<SealedItem, Failure> {
    let opening = state.vault().open_item(item, &vault_key(from)).await.map_err(Failure::broken)?;
    let (mut opening, mut sealing) = (opening, put(state, to).await?);
    let mut buffer = vec![0; BUFFER_BYTES];
    loop {
        let length = opening.read(&mut buffer).await.map_err(Failure::broken)?;
        if length == 0 {
            return sealing.finish().await.map_err(Failure::broken);
        }
        sealing.write(&buffer[..length]).await.map_err(Failure::broken)?;
    }
}

/// Seals a document that is in memory; on the disk when this returns.
pub(crate) async fn put_document(state: &State, case: &CaseKey, bytes: &[u8]) -> Result<SealedItem, Failure> {
    let mut sealing = put(state, case).await?;
    sealing.write(bytes).await.map_err(Failure::broken)?;
    sealing.finish().await.map_err(Failure::broken)
}

/// Opens a document into memory; its size is bounded by what the API takes.
pub(crate) async fn read_document(state: &State, item: &SealedItem) -> Result<Vec<u8>, Failure> {
    let mut opening = open(state, item).await?;
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
