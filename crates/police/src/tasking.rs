//! How an assignment goes between the central unit and the provincial ones.

use model::{Id, Province};
use service::{Acting, EntryDraft, Failure};

use crate::db::assignments::{self, AssignmentRow};
use crate::db::moves::{self, MoveRow};
use crate::db::{Reader, persons};
use crate::ids::{Assignment, Move};
use crate::seals;

/// Where an assignment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AssignmentState {
    /// The unit has it and has not said anything yet.
    Handed,
    /// The unit took it up.
    Accepted,
    /// The unit gave it back with a reason; the central unit decides what follows.
    Returned,
}

/// What moves an assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Accept,
    Return,
    Transfer,
}

impl AssignmentState {
    /// Every state.
    pub(crate) const ALL: [Self; 3] = [Self::Handed, Self::Accepted, Self::Returned];

    /// As it is stored.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Handed => "handed",
            Self::Accepted => "accepted",
            Self::Returned => "returned",
        }
    }

    /// From its stored form.
    pub(crate) fn find(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Where a step leads; none where it would change nothing.
    pub(crate) fn after(self, step: Step) -> Option<Self> {
        match (self, step) {
            (Self::Handed | Self::Returned, Step::Accept) => Some(Self::Accepted),
            (Self::Handed | Self::Accepted, Step::Return) => Some(Self::Returned),
            (_, Step::Transfer) => Some(Self::Handed),
            (Self::Accepted, Step::Accept) | (Self::Returned, Step::Return) => None,
        }
    }
}

impl Step {
    /// Every step.
    pub(crate) const ALL: [Self; 3] = [Self::Accept, Self::Return, Self::Transfer];

    /// As it is stored.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Accept => "accepted",
            Self::Return => "returned",
            Self::Transfer => "transferred",
        }
    }

    /// From its stored form.
    pub(crate) fn find(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.code() == code)
    }
}

/// A standing assignment, of the actor's own unit where the permission says so.
///
/// # Errors
/// Absent.
pub(crate) async fn load_assignment(
    acting: &mut Acting<'_>,
    id: Id<Assignment>,
) -> Result<AssignmentRow, Failure> {
    let row = assignments::find_assignment(acting.tx, &Reader::of(acting.actor), id).await?;
    let row = row.filter(|row| row.standing).ok_or_else(|| Failure::absent("assignment"))?;
    acting.require_unit(row.unit.code(), "assignment")?;
    Ok(row)
}

/// Refuses while the unit has given the assignment back.
pub(crate) fn require_held(row: &AssignmentRow) -> Result<(), Failure> {
    if row.state == AssignmentState::Returned {
        return Err(Failure::conflict("the unit returned the assignment; take it up again first"));
    }
    Ok(())
}

/// Takes a step with an assignment of which nothing has come, and keeps it in its history.
///
/// # Errors
/// A conflict when something has come of it, when it stands there already, or when it moved meanwhile.
pub(crate) async fn take_step(
    acting: &mut Acting<'_>,
    row: &AssignmentRow,
    step: Step,
    to_unit: Province,
    reason: Option<String>,
) -> Result<EntryDraft, Failure> {
    let person = persons::find_person(acting.tx, &Reader::of(acting.actor), row.person_id).await?;
    person.filter(|person| person.standing).ok_or_else(|| Failure::absent("assignment"))?;
    if row.outcome.is_some() || (step != Step::Accept && row.arrest_entry_id.is_some()) {
        let message = "the assignment has an outcome or an arrest list entry; undo these first";
        return Err(Failure::conflict(message));
    }
    let Some(state) = row.state.after(step) else {
        return Err(Failure::conflict(match step {
            Step::Accept => "the unit has accepted the assignment already",
            Step::Return | Step::Transfer => "the unit has returned the assignment already",
        }));
    };
    let now = acting.now;
    if !assignments::move_assignment(acting.tx, row, state, to_unit, now).await? {
        return Err(Failure::conflict("the assignment has moved meanwhile; look at it again"));
    }
    let move_id: Id<Move> = acting.new_id();
    let reason = match &reason {
        Some(reason) => Some(seals::MOVE_REASON.seal(acting, move_id, reason)?),
        None => None,
    };
    let kept = MoveRow {
        move_id,
        assignment_id: row.assignment_id,
        person_id: row.person_id,
        step,
        from_unit: row.unit,
        to_unit,
        reason,
        made_at: now,
        made_by: acting.actor.name().to_owned(),
    };
    moves::insert(acting.tx, &kept).await?;
    Ok(EntryDraft::on("assignment", row.assignment_id)
        .with("move_id", move_id.to_string())
        .with("step", step.code())
        .with("from_unit", row.unit.code())
        .with("to_unit", to_unit.code()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_assignment_is_accepted_returned_and_transferred() {
        use AssignmentState::{Accepted, Handed, Returned};
        for (state, [accept, give_back, transfer]) in [
            (Handed, [Some(Accepted), Some(Returned), Some(Handed)]),
            (Accepted, [None, Some(Returned), Some(Handed)]),
            (Returned, [Some(Accepted), None, Some(Handed)]),
        ] {
            assert_eq!(Step::ALL.map(|step| state.after(step)), [accept, give_back, transfer], "{state:?}");
        }
    }

    #[test]
    fn states_and_steps_are_read_back() {
        for state in AssignmentState::ALL {
            assert_eq!(AssignmentState::find(state.code()), Some(state));
        }
        for step in Step::ALL {
            assert_eq!(Step::find(step.code()), Some(step));
        }
    }
}
