//! What only an operator can say of the logs that this node cosigns: after a restoration, up to where it had; and that one may begin again.

use std::collections::BTreeMap;
use std::path::Path;

use custody::Checkpoint;
use jiff::Timestamp;
use note::{CosignerVerifier, Note};

use super::Witnessing;
use crate::action::ByJob;
use crate::db::witness::{self as table, WitnessedRow};
use crate::keys::list_witness_verifiers;
use crate::{Acting, Action, Actor, Done, EntryDraft, Failure, Node};

/// In the data folder: the node was restored, and nobody has said yet up to where it had cosigned. It cosigns nothing.
pub(crate) const UNCONFIRMED: &str = "witness.unconfirmed";
const ACTOR: Actor = Actor::Job { name: "witness-operator" };

/// What this node has cosigned last of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The checkpoint.
    pub checkpoint: Checkpoint,
    /// When, by its clock.
    pub cosigned_at: Timestamp,
}

/// What an operator says of one log after a restoration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Confirmation {
    /// Nobody holds a later checkpoint of the log of this origin that this node has cosigned; where none is kept, none at all.
    AsKept(String),
    /// The newest checkpoint that anybody holds with a cosignature of this node.
    Checkpoint(Vec<u8>),
}

/// What this node has cosigned last, by origin.
///
/// # Errors
/// Of the database; a row was altered.
pub async fn list_kept(node: &Node) -> Result<Vec<Kept>, Failure> {
    let mut tx = node.db().begin_read("list-witnessed").await?;
    table::list_witnessed(&mut tx).await?.iter().map(kept).collect()
}

fn kept(row: &WitnessedRow) -> Result<Kept, Failure> {
    let root = row.root_hash.parse().map_err(Failure::broken)?;
    let checkpoint = Checkpoint { origin: row.origin.clone(), size: row.size.unsigned_abs(), root };
    Ok(Kept { checkpoint, cosigned_at: row.cosigned_at })
}

/// What is cosigned last of each log, by origin; none of a log of which nobody knows a cosignature.
type Newest = BTreeMap<String, Option<WitnessedRow>>;

/// Takes what the operator of a restored node has found out, and lets the node cosign again from its next start on. For a node that does not
/// run.
///
/// # Errors
/// Refused when a log is passed over that is kept or that the configuration names (one first cosigned after the backup is not among the kept), or
/// a checkpoint is not one that this node has cosigned, or contradicts another: nothing is changed then.
pub async fn confirm(node: &Node, data_dir: &Path, said: &[Confirmation]) -> Result<(), Failure> {
    let witnessing = node.witnessing().ok_or_else(|| Failure::conflict("this node has no witness key"))?;
    let mut tx = node.db().begin_read("list-witnessed").await?;
    let rows = table::list_witnessed(&mut tx).await?;
    drop(tx);
    let own_keys = list_witness_verifiers(data_dir).map_err(Failure::broken)?;
    let found = newest((witnessing, own_keys.as_slice()), &rows, said)?;
    let mut wanted = rows.iter().map(|row| &row.origin).chain(witnessing.arrangement.logs.keys());
    if let Some(origin) = wanted.find(|origin| !found.contains_key(*origin)) {
        return Err(Failure::refused("confirm", format!("nothing is said of the log {origin}")));
    }
    // each log has an entry of its own; cut off between two, the whole is said again
    for (origin, new) in &found {
        let old = rows.iter().find(|row| row.origin == *origin);
        node.act(&ACTOR, &ConfirmWitnessed { origin, old, new: new.as_ref() }).await?;
    }
    let path = data_dir.join(UNCONFIRMED);
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Failure::broken(error)),
        _ => Ok(()),
    }
}

/// This node as a witness, and every key by which it has cosigned.
type Own<'a> = (&'a Witnessing, &'a [CosignerVerifier]);

/// Of each log that is spoken of, the newest of what is kept and what is said.
fn newest(own: Own<'_>, rows: &[WitnessedRow], said: &[Confirmation]) -> Result<Newest, Failure> {
    let mut found = Newest::new();
    for said in said {
        let (origin, row) = confirmed(own, said)?;
        let kept = rows.iter().find(|row| row.origin == origin);
        if kept.is_none() && !own.0.arrangement.logs.contains_key(&origin) {
            let said = format!("nothing is kept of the log {origin}, and the configuration does not name it");
            return Err(Failure::refused("as-kept", said));
        }
        let before = found.remove(&origin).unwrap_or_else(|| kept.cloned());
        found.insert(origin, newer(before, row)?);
    }
    Ok(found)
}

/// The larger of two checkpoints of a log, at the later time: this node's clock has been there.
fn newer(one: Option<WitnessedRow>, other: Option<WitnessedRow>) -> Result<Option<WitnessedRow>, Failure> {
    let (one, other) = match (one, other) {
        (Some(one), Some(other)) => (one, other),
        (one, other) => return Ok(one.or(other)),
    };
    if one.size == other.size && one.root_hash != other.root_hash {
        let said = format!("{}: two roots at {} entries: two histories", one.origin, one.size);
        return Err(Failure::refused("checkpoint", said));
    }
    let cosigned_at = one.cosigned_at.max(other.cosigned_at);
    let larger = if one.size < other.size { other } else { one };
    Ok(Some(WitnessedRow { cosigned_at, ..larger }))
}

/// The log that is spoken of, and the checkpoint that is shown of it.
fn confirmed(
    (witnessing, own_keys): Own<'_>,
    said: &Confirmation,
) -> Result<(String, Option<WitnessedRow>), Failure> {
    let bytes = match said {
        Confirmation::AsKept(origin) => return Ok((origin.clone(), None)),
        Confirmation::Checkpoint(bytes) => bytes,
    };
    let refused = |why: String| Failure::refused("checkpoint", why);
    let note = Note::parse(bytes).map_err(|error| refused(error.to_string()))?;
    let checkpoint = Checkpoint::parse_text(&note.text).map_err(|error| refused(error.to_string()))?;
    let origin = checkpoint.origin;
    let keys = witnessing.arrangement.logs.get(&origin);
    let keys = keys.ok_or_else(|| refused(format!("the configuration names no log {origin}")))?;
    note.verify(keys).map_err(|error| refused(format!("{origin}: {error}")))?;
    let by_us = |line| own_keys.iter().find_map(|key| key.check(&note.text, line).ok().flatten());
    let own = note.lines.iter().find_map(by_us);
    let own = own.ok_or_else(|| refused(format!("{origin}: this node has not cosigned it")))?;
    let row = WitnessedRow {
        size: i64::try_from(checkpoint.size).map_err(Failure::broken)?,
        root_hash: checkpoint.root.to_string(),
        note: note.to_string(),
        cosigned_at: Timestamp::from_second(own.at_seconds).map_err(Failure::broken)?,
        origin: origin.clone(),
    };
    Ok((origin, Some(row)))
}

/// Lets a log begin again that this node has cosigned: its history is lost, and its operator has explained that. For a node that does not run.
///
/// # Errors
/// Absent when this node has cosigned nothing of it.
pub async fn forget(node: &Node, origin: &str) -> Result<Kept, Failure> {
    let mut tx = node.db().begin_read("find-witnessed").await?;
    let row = table::find_witnessed(&mut tx, origin).await?.ok_or_else(|| Failure::absent("log"))?;
    drop(tx);
    node.act(&ACTOR, &ForgetWitnessed { row: &row }).await?;
    kept(&row)
}

fn entry(row: &WitnessedRow) -> EntryDraft {
    let entry = EntryDraft::on("log", &row.origin).without_personal_data();
    entry.with("size", row.size.to_string()).with("root", &row.root_hash)
}

struct ConfirmWitnessed<'a> {
    origin: &'a str,
    old: Option<&'a WitnessedRow>,
    new: Option<&'a WitnessedRow>,
}

impl Action for ConfirmWitnessed<'_> {
    type Permission = ByJob;
    type Output = ();
    const NAME: &'static str = "confirm-witnessed";

    fn permission(&self) -> ByJob {
        ByJob
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let Some(new) = self.new else {
            let entry = EntryDraft::on("log", self.origin).without_personal_data();
            return Ok(Done::new((), entry.with("size", "0")));
        };
        if self.old != Some(new) && !table::swap_witnessed(acting.tx, self.old, new).await? {
            return Err(Failure::conflict("the log was cosigned meanwhile; stop the node first"));
        }
        Ok(Done::new((), entry(new)))
    }
}

struct ForgetWitnessed<'a> {
    row: &'a WitnessedRow,
}

impl Action for ForgetWitnessed<'_> {
    type Permission = ByJob;
    type Output = ();
    const NAME: &'static str = "forget-witnessed";

    fn permission(&self) -> ByJob {
        ByJob
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        if !table::remove_witnessed(acting.tx, self.row).await? {
            return Err(Failure::conflict("the log was cosigned meanwhile; stop the node first"));
        }
        Ok(Done::new((), entry(self.row)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(size: i64, root: &str, at_seconds: i64) -> WitnessedRow {
        WitnessedRow {
            origin: "log.example/a".to_owned(),
            size,
            root_hash: root.to_owned(),
            note: String::new(),
            cosigned_at: Timestamp::from_second(at_seconds).unwrap(),
        }
    }

    #[test]
    fn the_larger_counts_at_the_later_time() {
        let (small, large) = (row(3, "a", 20), row(5, "b", 10));
        for (one, other) in [(&small, &large), (&large, &small)] {
            let found = newer(Some(one.clone()), Some(other.clone())).unwrap();
            assert_eq!(found, Some(row(5, "b", 20)));
        }
        assert_eq!(newer(None, Some(small.clone())).unwrap(), Some(small));
        let failure = newer(Some(large), Some(row(5, "c", 10))).unwrap_err();
        assert!(failure.to_string().contains("two histories"), "{failure}");
    }
}
