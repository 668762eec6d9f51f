//! Giving a shift to the next person, taking it, and forgetting what was noted.

use jiff::Timestamp;
use model::Id;
use model::retention::Category;

use super::{Handover, Left, NOTE_KEPT};
use crate::action::ByJob;
use crate::db::handovers::{self as table, HandoverRow};
use crate::rights::DueBefore;
use crate::{
    Acting, Action, Actor, ColumnRef, Done, EntryDraft, Failure, Node, Operation, Permission, Scope, Sealed,
};

/// Most characters of a note.
const MOST_CHARS: usize = 4000;

/// What the software allows in matters of shifts: everybody on the staff hands over their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shift;

impl Permission for Shift {
    fn allows(self, actor: &Actor) -> Scope {
        if actor.is_staff() { Scope::All } else { Scope::None }
    }
}

/// Hands a shift to a person of the same role and unit.
pub(super) struct HandOver {
    pub(super) to: String,
    pub(super) since: Timestamp,
    pub(super) lines: Vec<Left>,
    pub(super) note: String,
}

impl Action for HandOver {
    type Permission = Shift;
    type Output = Id<Handover>;
    const NAME: &'static str = "hand-over";

    fn permission(&self) -> Shift {
        Shift
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<Handover>>, Failure> {
        let staff = acting.staff();
        let to = staff.find(acting.tx, self.to.trim()).await?;
        let to = to.filter(|to| may_take(acting.actor, to)).ok_or_else(|| {
            Failure::refused("to", "names nobody else of your role and unit who has an account in use")
        })?;
        if self.since > acting.now {
            return Err(Failure::refused("since", "lies in the future"));
        }
        let note = self.note.trim();
        if note.chars().count() > MOST_CHARS {
            return Err(Failure::refused("note", format!("must not be longer than {MOST_CHARS} characters")));
        }
        let handover_id: Id<Handover> = acting.new_id();
        let id = handover_id.to_string();
        let row = HandoverRow {
            given_by: acting.actor.name().to_owned(),
            given_to: to.name().to_owned(),
            since: self.since,
            given_at: acting.now,
            counts: counts(&self.lines)?,
            note: Sealed::seal(acting.columns(), note_at(&id), &note.to_owned(), acting.rng())?,
            handover_id: id,
            taken_at: None,
        };
        table::insert(acting.tx, &row).await?;
        let entry = EntryDraft::on("handover", handover_id).with("lines", self.lines.len().to_string());
        Ok(Done::new(handover_id, entry))
    }
}

/// Somebody else of the same role and unit: a note never leaves those who may read what it is about.
fn may_take(from: &Actor, to: &Actor) -> bool {
    to.name() != from.name() && to.role() == from.role() && to.unit() == from.unit()
}

/// The numbers of a sheet, by code.
fn counts(lines: &[Left]) -> Result<String, Failure> {
    let counts: std::collections::BTreeMap<_, _> = lines.iter().map(|line| (line.code, line.count)).collect();
    serde_json::to_string(&counts).map_err(Failure::broken)
}

/// Where a note is sealed.
pub(super) fn note_at(handover_id: &str) -> ColumnRef<'_> {
    ColumnRef { table: "handover", row: handover_id, column: "note" }
}

/// Takes a shift over.
pub(super) struct TakeOver {
    pub(super) handover_id: Id<Handover>,
}

impl Action for TakeOver {
    type Permission = Shift;
    type Output = Id<Handover>;
    const NAME: &'static str = "take-over";

    fn permission(&self) -> Shift {
        Shift
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<Handover>>, Failure> {
        let id = self.handover_id.to_string();
        let row = table::find(acting.tx, &id).await?;
        row.filter(|row| row.given_to == acting.actor.name()).ok_or_else(|| Failure::absent("handover"))?;
        if !table::take(acting.tx, &id, acting.now).await? {
            return Err(Failure::conflict("this shift was taken over already"));
        }
        Ok(Done::new(self.handover_id, EntryDraft::on("handover", self.handover_id)))
    }
}

/// Whether a note is older than notes become, or a hand-over older than entries of access.
///
/// # Errors
/// When the database fails.
pub(crate) async fn has_old_notes(node: &Node) -> Result<bool, Failure> {
    let now = node.clock().now();
    let by = now.checked_sub(NOTE_KEPT).map_err(Failure::broken)?;
    let mut tx = node.db().begin_read("list-old-notes").await?;
    Ok(table::has_notes(&mut tx, by).await? || table::has_any(&mut tx, ended(now)).await?)
}

/// The latest hand-over that is kept no longer: who handed over to whom is kept as long as entries of access.
fn ended(now: Timestamp) -> Timestamp {
    DueBefore::at(now).ended(Category::AccessEntry)
}

/// Overwrites the notes whose thirty days are over, all in one. Who handed over to whom, and the numbers, remain until their own period is over.
pub(crate) struct ForgetNotes;

impl Action for ForgetNotes {
    type Permission = ByJob;
    type Output = ();
    const NAME: &'static str = "forget-handover-notes";
    const OPERATION: Operation = Operation::Erasure;

    fn permission(&self) -> ByJob {
        ByJob
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let by = acting.now.checked_sub(NOTE_KEPT).map_err(Failure::broken)?;
        let notes = table::forget_notes(acting.tx, by).await?;
        let handovers = table::remove_old(acting.tx, ended(acting.now)).await?;
        let entry = EntryDraft::on("handover", "old")
            .with("notes", notes.to_string())
            .with("handovers", handovers.to_string());
        Ok(Done::new((), entry))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shift_goes_to_somebody_else_of_the_same_role_and_unit() {
        let staff = |name: &str, role: &str, unit: Option<&str>| Actor::Staff {
            name: name.to_owned(),
            role: role.to_owned(),
            unit: unit.map(str::to_owned),
        };
        let olga = staff("olga", "provincial_officer", Some("08"));
        for (to, may) in [
            (staff("oriol", "provincial_officer", Some("08")), true),
            (staff("olga", "provincial_officer", Some("08")), false),
            (staff("bego", "provincial_officer", Some("48")), false),
            (staff("ines", "inspector", None), false),
            (Actor::Machine { name: "opal".to_owned(), role: "provincial_officer".to_owned() }, false),
        ] {
            assert_eq!(may_take(&olga, &to), may, "{to:?}");
        }
    }

    #[test]
    fn numbers_are_kept_by_code() {
        let lines = [Left::new("reports", 3, "/reports"), Left::new("approvals", 0, "/approvals").urgent()];
        assert_eq!(counts(&lines).unwrap(), r#"{"approvals":0,"reports":3}"#);
    }
}
