//! Keys: the node key over the case keys, the case keys over the items, and their ends.
//!
//! | key | kept | under |
//! | --- | --- | --- |
//! | node key, in versions | `node.key`, sealed by a passphrase or clear in a demonstration | the [`KeyHolder`] |
//! | case key | table `case_key`, wrapped | the node key's version in the row |
//! | item key | the role's `evidence_item`, wrapped | the case key |
//! | column keys | derived, never stored | the node key's versions |
//! | log key, witness key | `log.key`, `witness.key`, sealed | the ring's look-up secret, which no rotation of the node key changes |
//!
//! Shredding a case overwrites its wrapped key: what was under it is noise from then on, on this disk and in every backup that comes
//! after. Backups from before are dealt with by [`Tombstones`].

mod case_keys;
mod holder;
mod key_file;
mod log_rotation;
mod note_key;
mod passphrase;
mod ring;
mod rotation;
mod survey;
mod tombstones;
mod witness_rotation;

pub use case_keys::{CaseKey, CaseKeys};
pub use holder::{FileHolder, KeyError, KeyHolder};
pub use key_file::KeyFile;
pub(crate) use key_file::write_whole;
pub use log_rotation::{LogStep, rotate_log};
pub(crate) use note_key::{LOG_KEY, WITNESS_KEY, list_witness_verifiers};
pub use note_key::{find_log_keys, find_witness_verifier};
pub(crate) use passphrase::find as find_passphrase;
pub use passphrase::{PASSPHRASE_VARIABLE, ask};
pub use ring::Ring;
pub(crate) use ring::role_secret;
pub use rotation::{BATCH, Step, open_beside, open_stopped, rotate};
pub use survey::{ColumnSurvey, ItemRecord, key_of, list_items, survey_columns};
pub(crate) use tombstones::FILE_NAME as ERASED_LOG;
pub use tombstones::Tombstones;
pub use witness_rotation::{WitnessStep, rotate_witness};

use std::sync::Arc;

use rustix::process::{Resource, Rlimit, setrlimit};
use zeroize::Zeroizing;

use crate::ColumnKeys;
use crate::custody_log::Publisher;
use crate::witness::Witnessing;

/// Forbids this process to leave a core file, which would hold keys.
///
/// # Errors
/// The system refuses.
pub fn forbid_core_dumps() -> std::io::Result<()> {
    Ok(setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?)
}

/// 32 secret bytes, erased when dropped.
pub type Secret = Zeroizing<[u8; 32]>;

/// What a node seals with.
pub struct NodeKeys {
    pub(crate) columns: ColumnKeys,
    pub(crate) holder: Arc<dyn KeyHolder>,
    pub(crate) tombstones: Option<Tombstones>,
    pub(crate) publisher: Option<Publisher>,
    /// What the role's own secrets come from.
    pub(crate) role_secrets: Secret,
    pub(crate) witnessing: Option<Witnessing>,
}

impl NodeKeys {
    /// The keys in a ring.
    pub fn of(ring: &Ring) -> Self {
        Self {
            columns: ring.columns(),
            holder: Arc::new(ring.holder()),
            tombstones: None,
            publisher: None,
            role_secrets: ring.role_secrets(),
            witnessing: None,
        }
    }

    /// Notes every shredded case in this file as well.
    #[must_use]
    pub fn with_tombstones(self, tombstones: Tombstones) -> Self {
        Self { tombstones: Some(tombstones), ..self }
    }

    /// Publishes checkpoints of the custody log by this.
    #[must_use]
    pub fn with_publisher(self, publisher: Publisher) -> Self {
        Self { publisher: Some(publisher), ..self }
    }
}
