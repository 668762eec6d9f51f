//! What only an operator can say of the logs that this node cosigns: after a restoration, up to where it had; and that one may begin again.

use std::path::Path;

use custody::Checkpoint;
use jiff::Timestamp;
use note::Note;

use super::Witnessing;
use crate::action::ByJob;
use crate::db::witness::{self as table, WitnessedRow};
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
    /// Nobody holds a later checkpoint of the log of this origin that this node has cosigned.
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

/// Takes what the operator of a restored node has found out, and lets the node cosign again from its next start on. For a node that does not
/// run.
///
/// # Errors
/// Refused when a log is passed over, or a checkpoint is not one that this node has cosigned after what it keeps: nothing is changed then.
pub async fn confirm(node: &Node, data_dir: &Path, said: &[Confirmation]) -> Result<(), Failure> {
    let witnessing = node.witnessing().ok_or_else(|| Failure::conflict("this node has no witness key"))?;
    let mut tx = node.db().begin_read("list-witnessed").await?;
    let rows = table::list_witnessed(&mut tx).await?;
    drop(tx);
    let found: Vec<WitnessedRow> =
        said.iter().map(|said| confirmed(witnessing, &rows, said)).collect::<Result<_, _>>()?;
    if let Some(row) = rows.iter().find(|row| found.iter().all(|found| found.origin != row.origin)) {
        return Err(Failure::refused("confirm", format!("nothing is said of the log {}", row.origin)));
    }
    for new in &found {
        let old = rows.iter().find(|row| row.origin == new.origin);
        node.act(&ACTOR, &ConfirmWitnessed { old, new }).await?;
    }
    let path = data_dir.join(UNCONFIRMED);
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Failure::broken(error)),
        _ => Ok(()),
    }
}

fn confirmed(
    witnessing: &Witnessing,
    rows: &[WitnessedRow],
    said: &Confirmation,
) -> Result<WitnessedRow, Failure> {
    let find = |origin: &str| rows.iter().find(|row| row.origin == origin);
    let bytes = match said {
        Confirmation::AsKept(origin) => {
            let none = || Failure::refused("as-kept", format!("nothing is kept of the log {origin}"));
            return find(origin).cloned().ok_or_else(none);
        }
        Confirmation::Checkpoint(bytes) => bytes,
    };
    let refused = |why: String| Failure::refused("checkpoint", why);
    let note = Note::parse(bytes).map_err(|error| refused(error.to_string()))?;
    let checkpoint = Checkpoint::parse_text(&note.text).map_err(|error| refused(error.to_string()))?;
    let origin = &checkpoint.origin;
    let keys = witnessing.arrangement.logs.get(origin);
    let keys = keys.ok_or_else(|| refused(format!("the configuration names no log {origin}")))?;
    note.verify(keys).map_err(|error| refused(format!("{origin}: {error}")))?;
    let own = note.lines.iter().find_map(|line| witnessing.verifier().check(&note.text, line).ok().flatten());
    let own = own.ok_or_else(|| refused(format!("{origin}: this node has not cosigned it")))?;
    let new = WitnessedRow {
        size: i64::try_from(checkpoint.size).map_err(Failure::broken)?,
        root_hash: checkpoint.root.to_string(),
        note: note.to_string(),
        cosigned_at: Timestamp::from_second(own.at_seconds).map_err(Failure::broken)?,
        origin: checkpoint.origin,
    };
    match find(&new.origin) {
        Some(kept) if kept.size > new.size => {
            Err(refused(format!("{}: more entries are kept; confirm it as kept", new.origin)))
        }
        Some(kept) if kept.size == new.size && kept.root_hash != new.root_hash => {
            Err(refused(format!("{}: what is kept has another root: two histories", new.origin)))
        }
        _ => Ok(new),
    }
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
    old: Option<&'a WitnessedRow>,
    new: &'a WitnessedRow,
}

impl Action for ConfirmWitnessed<'_> {
    type Permission = ByJob;
    type Output = ();
    const NAME: &'static str = "confirm-witnessed";

    fn permission(&self) -> ByJob {
        ByJob
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        if self.old != Some(self.new) && !table::swap_witnessed(acting.tx, self.old, self.new).await? {
            return Err(Failure::conflict("the log was cosigned meanwhile; stop the node first"));
        }
        Ok(Done::new((), entry(self.new)))
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
