//! How this role's vault is checked.

use service::keys::ItemRecord;
use service::scrub::{ItemFault, KeepsVault};
use service::{CaseKey, NavItem, Node, PageContext};
use vault::{SealedItem, VaultError};

use crate::evidence::vault_key;
use crate::permissions::Permission;
use crate::{Police, pages};

/// The record of an item as the vault takes it.
pub(crate) fn sealed_item(item: &ItemRecord) -> SealedItem {
    SealedItem {
        name: item.name.clone(),
        case_id: item.case_id.clone(),
        key_version: item.key_version,
        wrapped_key: item.wrapped_key.clone(),
        size_bytes: item.size_bytes,
        sha256: item.sha256.clone(),
        blake3: item.blake3.clone(),
    }
}

impl KeepsVault for Police {
    type Permission = Permission;
    const READ_VAULT: Permission = Permission::ReadVault;

    fn node(&self) -> &Node {
        &self.node
    }

    fn navigation(ctx: &PageContext) -> Vec<NavItem> {
        pages::navigation(ctx)
    }

    async fn check_item(&self, item: &ItemRecord, key: &CaseKey, rate: u64) -> Result<(), ItemFault> {
        let checked = self.vault.check_item(&sealed_item(item), &vault_key(key), rate).await;
        checked.map_err(|error| match error {
            VaultError::Interrupted => ItemFault::Interrupted,
            error => ItemFault::Damaged(error.to_string()),
        })
    }
}
