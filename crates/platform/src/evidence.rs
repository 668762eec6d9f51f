//! Items in and out of the vault, under the key of their upload.

use service::{CaseKey, Failure, Node};
use vault::{Opening, SealedItem, Vault};

/// A case's key as the vault takes it.
pub(crate) fn vault_key(key: &CaseKey) -> vault::CaseKey {
    vault::CaseKey::new(&key.case_id, key.key_version, key.secret())
}

/// Opens an item for reading.
///
/// # Errors
/// Gone (410) when its case was erased; broken when it is damaged or missing.
pub(crate) async fn open(node: &Node, vault: &Vault, item: &SealedItem) -> Result<Opening, Failure> {
    let mut tx = node.db().begin_read("open-case-key").await?;
    let key = node.cases().open(&mut tx, &item.case_id).await?;
    drop(tx);
    vault.open_item(item, &vault_key(&key)).await.map_err(Failure::broken)
}
