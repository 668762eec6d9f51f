//! Rotation of the witness key, resumable at every step.
//!
//! 1. The new key is made and kept beside the one that cosigns.
//! 2. An entry in the node's own log names both.
//! 3. The new key takes the place of the old in one rename. The old secret is gone; its public half stays, so that what it cosigned is known again.
//!
//! What this node has cosigned of each log stays: the new key cosigns only what continues it. The node stands still meanwhile, since it would go on
//! cosigning with the old key.

use std::fmt;
use std::path::Path;

use note::CosignerVerifier;

use super::log_rotation::enter;
use super::{Ring, WITNESS_KEY};
use crate::{Node, StartError};

const ACTION: &str = "rotate-witness-key";

/// What a rotation of the witness key has just done. Each is on the disk when it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WitnessStep {
    /// The new key is there, and cosigns nothing yet.
    Made(CosignerVerifier),
    /// An earlier rotation to this key goes on.
    Resumed(CosignerVerifier),
    /// An entry names it.
    Entered,
    /// It cosigns from now on.
    Changed,
}

impl fmt::Display for WitnessStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Made(key) => write!(f, "new witness key made: {key}\n  fingerprint {}", key.fingerprint()),
            Self::Resumed(key) => write!(f, "going on with the rotation to {key}"),
            Self::Entered => f.write_str("an entry in the log names the new witness key"),
            Self::Changed => f.write_str("the new witness key cosigns from now on"),
        }
    }
}

/// Gives a node that does not run a new key of cosignatures; `said` hears each step.
///
/// # Errors
/// What cannot be read or written; the node has no witness key, or no log, yet.
pub async fn rotate_witness(
    node: &Node,
    ring: &Ring,
    data_dir: &Path,
    mut said: impl FnMut(WitnessStep),
) -> Result<(), StartError> {
    let (Some(witnessing), Some(publisher)) = (node.witnessing(), node.publisher()) else {
        let what = "this node has no witness key yet; it makes one at its first start";
        return Err(StartError::Other(what.to_owned()));
    };
    let from = witnessing.verifier();
    let (next, was_there) = WITNESS_KEY.prepare(data_dir, &ring.sealing(&WITNESS_KEY), node.rng())?;
    let to = CosignerVerifier::of(&next);
    let fingerprints = [from.fingerprint(), to.fingerprint()];
    said(if was_there { WitnessStep::Resumed(to) } else { WitnessStep::Made(to) });
    enter(node, ACTION, publisher, fingerprints).await.map_err(|failure| StartError::other(&failure))?;
    said(WitnessStep::Entered);
    WITNESS_KEY.change(data_dir, from.to_string())?;
    said(WitnessStep::Changed);
    Ok(())
}
