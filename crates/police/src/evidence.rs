//! Keys of the items in the vault.

use service::CaseKey;

/// A case's key as the vault takes it.
pub(crate) fn vault_key(key: &CaseKey) -> vault::CaseKey {
    vault::CaseKey::new(&key.case_id, key.key_version, key.secret())
}
