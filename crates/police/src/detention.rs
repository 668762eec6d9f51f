//! The custody that follows a recorded arrest: which duties it has, and how it ends.

use std::collections::BTreeSet;

use jiff::Timestamp;
use model::Id;
use model::kind::Person;
use model::law::{Duty, Handling};
use serde::{Deserialize, Serialize};
use service::{Acting, Failure};
use utoipa::ToSchema;

use crate::db::assignments::{AssignmentRow, StandingOutcome};
use crate::ids::Assignment;
use crate::judged::Judged;
use crate::outcomes::OutcomeCode;
use crate::paths::PathDecisions;
use crate::tasking::load_assignment;

/// How custody ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum EndKind {
    /// Set free.
    Released,
    /// Handed to who has parental authority.
    Guardians,
    /// Handed to the juvenile prosecutor.
    Prosecutor,
    /// Put before the court.
    Court,
}

impl EndKind {
    /// Every kind.
    pub(crate) const ALL: [Self; 4] = [Self::Released, Self::Guardians, Self::Prosecutor, Self::Court];

    /// As it is stored.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Released => "released",
            Self::Guardians => "guardians",
            Self::Prosecutor => "prosecutor",
            Self::Court => "court",
        }
    }

    /// From its stored form.
    pub(crate) fn find(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// The standing outcome of an assignment, where it is an arrest.
pub(crate) fn arrest_of(row: &AssignmentRow) -> Option<&StandingOutcome> {
    row.outcome.as_ref().filter(|outcome| outcome.code == OutcomeCode::LocatedAndArrested)
}

/// The duties that begin with an arrest, on the paths of a person's acts; none where no law decides.
pub(crate) fn duties(judged: &Judged, decisions: &PathDecisions) -> Vec<&'static Duty> {
    let paths: BTreeSet<Handling> =
        judged.acts.iter().map(|act| decisions.handling(act.act.act_id, act.age)).collect();
    let law = judged.acts.iter().find_map(|act| act.act.law);
    let of_paths = law.into_iter().flat_map(|law| paths.iter().flat_map(move |path| law.duties(*path)));
    of_paths.filter(|duty| duty.in_custody).collect()
}

/// Whose arrest is recorded of an assignment of the actor's unit, and the arrest.
///
/// # Errors
/// Absent; a conflict where none is recorded.
pub(crate) async fn load_arrest(
    acting: &mut Acting<'_>,
    id: Id<Assignment>,
) -> Result<(Id<Person>, StandingOutcome), Failure> {
    let row = load_assignment(acting, id).await?;
    let outcome = row.outcome.filter(|outcome| outcome.code == OutcomeCode::LocatedAndArrested);
    let outcome = outcome.ok_or_else(|| Failure::conflict("no arrest is recorded of the assignment"))?;
    Ok((row.person_id, outcome))
}

/// Refuses a time to come, and one before the arrest.
pub(crate) fn require_since(arrest: &StandingOutcome, at: Timestamp, now: Timestamp) -> Result<(), Failure> {
    if at > now {
        return Err(Failure::refused("at", "lies in the future"));
    }
    if at < arrest.happened_at {
        return Err(Failure::refused("at", "lies before the arrest"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_end_is_read_back() {
        for kind in EndKind::ALL {
            assert_eq!(EndKind::find(kind.code()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.code());
        }
        assert_eq!(EndKind::find("escaped"), None);
    }
}
