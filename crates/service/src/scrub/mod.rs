//! The scrubber: reads every item of the vault from time to time, so that damage is found while a backup still has the whole one.
//!
//! A round takes the items whose last check is the longest ago, at a bounded rate, and notes each check in `evidence_item`; it goes on where
//! it stopped. It never removes or repairs anything. What it finds stands on the page `/vault`, in the log, in the custody log and in
//! the metrics `amparo_vault_items_checked_total`, `amparo_vault_items_damaged`, `amparo_vault_items_unchecked` and
//! `amparo_vault_oldest_check_age_seconds`.

mod page;
mod round;

use std::future::Future;

use axum::extract::FromRef;
use serde::Deserialize;

pub use round::spawn;

use crate::config::ConfigError;
use crate::http::Site;
use crate::keys::ItemRecord;
use crate::{CaseKey, NavItem, Node, PageContext, Permission, Routes};

/// How the vault is checked.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ScrubConfig {
    /// How many bytes of content it reads in a second at most.
    pub bytes_per_second: u64,
    /// How long after its last check an item is read again, in days.
    pub every_days: u32,
}

impl Default for ScrubConfig {
    fn default() -> Self {
        Self { bytes_per_second: 16 << 20, every_days: 30 }
    }
}

impl ScrubConfig {
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        let setting = |name: &str| ConfigError::setting(format!("node.scrub.{name}"), "must be at least 1");
        match (self.bytes_per_second, self.every_days) {
            (0, _) => Err(setting("bytes_per_second")),
            (_, 0) => Err(setting("every_days")),
            _ => Ok(()),
        }
    }
}

/// What came of reading an item that is not whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemFault {
    /// What is wrong with it, in words for an operator.
    Damaged(String),
    /// The reading was cut off: it says nothing of the item.
    Interrupted,
}

/// A role that keeps items in a vault. Implemented by the state that its handlers share.
pub trait KeepsVault: Clone + Send + Sync + 'static {
    /// The role's permissions.
    type Permission: Permission;
    /// To see the state of the vault.
    const READ_VAULT: Self::Permission;

    /// The node.
    fn node(&self) -> &Node;

    /// The main navigation of the role's pages.
    fn navigation(ctx: &PageContext) -> Vec<NavItem>;

    /// Reads an item from beginning to end, no faster than `bytes_per_second`, and compares its digests.
    fn check_item(
        &self,
        item: &ItemRecord,
        key: &CaseKey,
        bytes_per_second: u64,
    ) -> impl Future<Output = Result<(), ItemFault>> + Send;
}

/// Adds the routes of the vault's state to those of a role.
pub fn routes<S>(routes: Routes<S, S::Permission>) -> Routes<S, S::Permission>
where
    S: KeepsVault,
    Site: FromRef<S>,
{
    routes
        .get("/api/vault", S::READ_VAULT, "State of the vault: checks and damaged items", page::state::<S>)
        .gives::<page::VaultView>(200)
        .no_personal_data()
        .page("/vault", S::READ_VAULT, "Page: state of the vault", page::show::<S>)
        .no_personal_data()
}
