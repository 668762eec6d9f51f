//! Who has a person's data, and what must follow there once the person is cleared: each is told, and each proves that it erased.

use jiff::Timestamp;
use model::Id;
use model::kind::Person;
use serde::{Deserialize, Serialize};
use service::{Acting, Failure};
use utoipa::ToSchema;

use crate::db::recipients::{self, RecipientRow, StepRow};
use crate::db::{Reader, prosecutor_files};
use crate::ids::PersonRecipient;

/// What a recipient is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RecipientKind {
    /// A provincial unit: it works on this node.
    Unit,
    Prosecutor,
    Court,
    ProtectionBody,
    Agency,
    /// A file that was exported, by what it was for.
    Export,
}

impl RecipientKind {
    /// Every kind that an officer records; units are known by their assignments.
    pub(crate) const OUTSIDE: [Self; 5] =
        [Self::Prosecutor, Self::Court, Self::ProtectionBody, Self::Agency, Self::Export];

    /// As it is stored.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Prosecutor => "prosecutor",
            Self::Court => "court",
            Self::ProtectionBody => "protection_body",
            Self::Agency => "agency",
            Self::Export => "export",
        }
    }

    /// From its stored form.
    pub(crate) fn find(code: &str) -> Option<Self> {
        if code == Self::Unit.code() { Some(Self::Unit) } else { Self::find_outside(code) }
    }

    /// As [`Self::find`], of what an officer records.
    pub(crate) fn find_outside(code: &str) -> Option<Self> {
        Self::OUTSIDE.into_iter().find(|kind| kind.code() == code)
    }
}

/// A step of a recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RecipientStep {
    /// It was told that the person is cleared.
    Told,
    /// A unit has taken note.
    Acknowledged,
    /// It has erased, and said so.
    Erased,
    /// It was told that the person's subject has grown: no step towards the erasure, and one that can be taken again.
    Changed,
}

impl RecipientStep {
    /// Every step towards the erasure, in their order.
    pub(crate) const ALL: [Self; 3] = [Self::Told, Self::Acknowledged, Self::Erased];

    /// As it is stored.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Told => "told",
            Self::Acknowledged => "acknowledged",
            Self::Erased => "erased",
            Self::Changed => "changed",
        }
    }

    /// From its stored form.
    pub(crate) fn find(code: &str) -> Option<Self> {
        if code == Self::Changed.code() { Some(Self::Changed) } else { Self::find_towards_erasure(code) }
    }

    /// As [`Self::find`], of what is recorded of one recipient.
    pub(crate) fn find_towards_erasure(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.code() == code)
    }
}

/// Records who got a person's data; one that was withdrawn stands again. Whoever got it before has it anew: that it was told, or erased what
/// it had, counts no longer.
pub(crate) async fn note(
    acting: &mut Acting<'_>,
    person_id: Id<Person>,
    kind: RecipientKind,
    name: &str,
) -> Result<Id<PersonRecipient>, Failure> {
    let recipient_id = find_or_add(acting, person_id, kind, name).await?;
    recipients::withdraw_steps(acting.tx, recipient_id, acting.now, acting.actor.name()).await?;
    Ok(recipient_id)
}

/// The recipient of this kind and name; recorded where it is not.
pub(crate) async fn find_or_add(
    acting: &mut Acting<'_>,
    person_id: Id<Person>,
    kind: RecipientKind,
    name: &str,
) -> Result<Id<PersonRecipient>, Failure> {
    let known = recipients::find_named(acting.tx, person_id, kind, name).await?;
    if let Some(row) = known {
        if !row.standing {
            recipients::stand_again(acting.tx, row.recipient_id).await?;
        }
        return Ok(row.recipient_id);
    }
    let recipient_id = acting.new_id();
    let row = RecipientRow {
        recipient_id,
        person_id,
        kind,
        name: name.to_owned(),
        recorded_at: acting.now,
        recorded_by: acting.actor.name().to_owned(),
        standing: true,
        withdrawn_reason: None,
    };
    recipients::insert_recipient(acting.tx, &row).await?;
    Ok(recipient_id)
}

/// Whether the person is cleared: asked before a decision that may clear, for [`tell_units`] after it.
pub(crate) async fn is_cleared(acting: &mut Acting<'_>, person_id: Id<Person>) -> Result<bool, Failure> {
    Ok(recipients::is_person_cleared(acting.tx, person_id).await?)
}

/// Tells every unit that ever had the person, if it is cleared now: from then on the clearance stands in the unit's list until it takes note.
/// Whoever was not cleared before begins anew: what recipients did upon an earlier clearance, which stood no longer, does not count.
pub(crate) async fn tell_units(
    acting: &mut Acting<'_>,
    person_id: Id<Person>,
    was_cleared: bool,
) -> Result<(), Failure> {
    if !is_cleared(acting, person_id).await? {
        return Ok(());
    }
    if !was_cleared {
        for row in recipients::list_of_person(acting.tx, &Reader::node(), person_id).await? {
            recipients::withdraw_steps(acting.tx, row.recipient_id, acting.now, acting.actor.name()).await?;
        }
    }
    step_units(acting, person_id, RecipientStep::Told).await
}

/// The person was erased on this node, and so at every unit, which sees this node's copy and has no other.
pub(crate) async fn record_erasure_at_units(
    acting: &mut Acting<'_>,
    person_id: Id<Person>,
) -> Result<(), Failure> {
    step_units(acting, person_id, RecipientStep::Told).await?;
    step_units(acting, person_id, RecipientStep::Erased).await
}

async fn step_units(
    acting: &mut Acting<'_>,
    person_id: Id<Person>,
    step: RecipientStep,
) -> Result<(), Failure> {
    for unit in recipients::list_units_of_person(acting.tx, person_id).await? {
        let recipient_id = find_or_add(acting, person_id, RecipientKind::Unit, &unit).await?;
        if !has_done(acting, recipient_id, step).await? {
            record(acting, recipient_id, step, "").await?;
        }
    }
    Ok(())
}

/// Whether a recipient has come to a step.
pub(crate) async fn has_done(
    acting: &mut Acting<'_>,
    recipient_id: Id<PersonRecipient>,
    step: RecipientStep,
) -> Result<bool, Failure> {
    let steps = recipients::list_steps(acting.tx, recipient_id).await?;
    Ok(steps.iter().any(|done| done.standing && done.step == step))
}

/// Refuses a recipient that cannot have been recorded by mistake: a unit, which is known by its assignment, an office that was issued a file, and
/// one that took a step.
///
/// # Errors
/// Absent where it is not there for the actor, or is withdrawn.
pub(crate) async fn require_untouched(
    acting: &mut Acting<'_>,
    recipient_id: Id<PersonRecipient>,
) -> Result<(), Failure> {
    let row = recipients::find_recipient(acting.tx, &Reader::of(acting.actor), recipient_id).await?;
    let row = row.filter(|row| row.standing).ok_or_else(|| Failure::absent("recipient"))?;
    if row.kind == RecipientKind::Unit {
        return Err(Failure::conflict("a unit is known by its assignment, which can be undone"));
    }
    if prosecutor_files::is_issued_to(acting.tx, row.person_id, &row.name).await? {
        return Err(Failure::conflict("a file on the person was issued to it, and it keeps that"));
    }
    let steps = recipients::list_steps(acting.tx, recipient_id).await?;
    if steps.iter().any(|step| step.standing) {
        let message = "it is recorded what this recipient was told; withdraw that first";
        return Err(Failure::conflict(message));
    }
    Ok(())
}

/// Records a step.
pub(crate) async fn record(
    acting: &mut Acting<'_>,
    recipient_id: Id<PersonRecipient>,
    step: RecipientStep,
    reference: &str,
) -> Result<Id<crate::ids::RecipientStep>, Failure> {
    let now = acting.now;
    record_at(acting, recipient_id, (step, now), reference).await
}

/// Records a step that tells what stood at an instant.
pub(crate) async fn record_at(
    acting: &mut Acting<'_>,
    recipient_id: Id<PersonRecipient>,
    (step, done_at): (RecipientStep, Timestamp),
    reference: &str,
) -> Result<Id<crate::ids::RecipientStep>, Failure> {
    let step_id = acting.new_id();
    let row = StepRow {
        step_id,
        recipient_id,
        step,
        reference: reference.to_owned(),
        done_at,
        done_by: acting.actor.name().to_owned(),
        standing: true,
        withdrawn_reason: None,
    };
    recipients::insert_step(acting.tx, &row).await?;
    Ok(step_id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_back() {
        for kind in RecipientKind::OUTSIDE.into_iter().chain([RecipientKind::Unit]) {
            assert_eq!(RecipientKind::find(kind.code()), Some(kind));
        }
        for step in RecipientStep::ALL.into_iter().chain([RecipientStep::Changed]) {
            assert_eq!(RecipientStep::find(step.code()), Some(step));
        }
    }

    #[test]
    fn an_officer_records_no_unit() {
        assert_eq!(RecipientKind::find_outside("unit"), None);
    }
}
