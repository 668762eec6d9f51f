//! The weights: those in use are kept with who applied them; a file that the configuration names is a proposal until somebody does.

use model::Id;
use model::triage::Weights;

use super::weight_file::Proposed;
use crate::db::applied_weights::{self as table, AppliedRow};
use crate::{Acting, EntryDraft, Failure, Tx};

/// How many of those before are asked for a version that would come twice.
const HISTORY: i64 = 1000;

model::kinds! {
    /// Weights that a person applied.
    AppliedWeights = "wgt";
}

/// The weights in use: those applied last, or those that come with the software.
///
/// # Errors
/// Of the database; and when what was applied cannot be read any more.
pub async fn in_use(tx: &mut Tx) -> Result<Weights, Failure> {
    match table::list(tx, 1).await?.pop() {
        Some(row) => Weights::parse_kept(&row.content).map_err(Failure::broken),
        None => Weights::built_in().map_err(Failure::broken),
    }
}

/// The weights of this version, if they are in use.
///
/// # Errors
/// A conflict where others are in use by now.
pub async fn require_in_use(tx: &mut Tx, version: &str) -> Result<Weights, Failure> {
    let weights = in_use(tx).await?;
    if weights.version() != version {
        return Err(Failure::conflict("other weights are in use by now"));
    }
    Ok(weights)
}

/// Takes proposed weights into use, for who saw what would move under this version; gives the entry. Reports are scored again by a job of
/// the role; old scores stay with their version.
///
/// # Errors
/// A conflict where the file has changed since, or its version was used before.
pub async fn apply(
    acting: &mut Acting<'_>,
    proposed: &Proposed,
    seen_version: &str,
) -> Result<EntryDraft, Failure> {
    let version = proposed.weights.version();
    if version != seen_version {
        return Err(Failure::conflict(
            "the file has changed since: look at what would move now, then decide",
        ));
    }
    let before = in_use(acting.tx).await?;
    let used = table::list(acting.tx, HISTORY).await?;
    let other = |row: &AppliedRow| row.weights_version == version && row.content != proposed.content;
    let is_ours = Weights::built_in().is_ok_and(|ours| ours.version() == version && ours != proposed.weights);
    if before.version() == version || is_ours || used.iter().any(other) {
        return Err(Failure::conflict(
            "these weights are in use, or another file had this version before: give each its own",
        ));
    }
    let row = AppliedRow {
        weights_version: version.to_owned(),
        content: proposed.content.clone(),
        signed_by: proposed.signed_by.clone(),
        applied_by: acting.actor.name().to_owned(),
        applied_at: acting.now,
    };
    let applied_id: Id<AppliedWeights> = acting.new_id();
    table::insert(acting.tx, &applied_id.to_string(), &row).await?;
    Ok(EntryDraft::on("weights", applied_id)
        .without_personal_data()
        .with("version", version)
        .with("before", before.version()))
}
