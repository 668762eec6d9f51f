//! How an identification is borne out, and where it stands: proposed, confirmed by a second officer, contested, cleared.
//!
//! Nobody is handed to a unit, and nobody entered in an arrest list, while an identification of theirs is contested or cleared: a named
//! officer decides first.

use model::Id;
use serde::{Deserialize, Serialize};
use service::{Acting, Failure};
use utoipa::ToSchema;

use crate::db::Reader;
use crate::db::persons::{self, IdentificationRow};
use crate::ids::Identification;
use crate::judged::Judged;

/// Where an identification stands; the later one here, the more it asks of a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum IdentificationState {
    /// A second officer bears it out.
    Confirmed,
    /// One officer decided it.
    Proposed,
    /// It was found not to be this person.
    Cleared,
    /// Somebody says that it is not this person, and nobody has decided.
    Contested,
}

impl IdentificationState {
    /// Every state.
    pub(crate) const ALL: [Self; 4] = [Self::Confirmed, Self::Proposed, Self::Cleared, Self::Contested];

    /// As it is stored.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Proposed => "proposed",
            Self::Cleared => "cleared",
            Self::Contested => "contested",
        }
    }

    /// From its stored form.
    pub(crate) fn find(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Whether a decision leads from here there. What is cleared comes back by being contested only, so that somebody decides anew.
    pub(crate) fn may_become(self, next: Self) -> bool {
        match self {
            Self::Proposed => next != Self::Proposed,
            Self::Confirmed => matches!(next, Self::Contested | Self::Cleared),
            Self::Contested => matches!(next, Self::Confirmed | Self::Cleared),
            Self::Cleared => next == Self::Contested,
        }
    }
}

/// How sure it is who used the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Confidence {
    /// Others could have as well.
    Possible,
    /// More speaks for it than against it.
    Probable,
    /// Nothing known speaks against it.
    Established,
}

impl Confidence {
    /// Every step, the weakest first.
    pub(crate) const ALL: [Self; 3] = [Self::Possible, Self::Probable, Self::Established];

    /// As it is stored.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Possible => "possible",
            Self::Probable => "probable",
            Self::Established => "established",
        }
    }

    /// From its stored form.
    pub(crate) fn find(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|confidence| confidence.code() == code)
    }
}

/// What kind of line stands below an identification: Directive (EU) 2016/680, article 7, keeps facts and assessments apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LineKind {
    /// What a source shows.
    Fact,
    /// What somebody makes of it.
    Assessment,
    /// A member of the household who was considered, by their role.
    Household,
}

impl LineKind {
    /// Every kind.
    pub(crate) const ALL: [Self; 3] = [Self::Fact, Self::Assessment, Self::Household];

    /// As it is stored.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Fact => "fact",
            Self::Assessment => "assessment",
            Self::Household => "household",
        }
    }

    /// From its stored form.
    pub(crate) fn find(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// What somebody is in a household: who was considered is never named.
pub(crate) const HOUSEHOLD_ROLES: [&str; 8] =
    ["parent", "partner", "child", "sibling", "grandparent", "relative", "lodger", "guest"];

/// What a line says. It is kept sealed as a whole.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct LineSaid {
    pub(crate) statement: String,
    /// Where it is known from.
    pub(crate) source: String,
    /// One of [`HOUSEHOLD_ROLES`], of a member of the household.
    pub(crate) role: Option<String>,
}

model::unprintable!(LineSaid);

/// A standing identification that is there for the actor.
pub(crate) async fn load(
    acting: &mut Acting<'_>,
    identification_id: Id<Identification>,
) -> Result<IdentificationRow, Failure> {
    let row = persons::find_identification(acting.tx, &Reader::of(acting.actor), identification_id).await?;
    row.filter(|row| row.standing).ok_or_else(|| Failure::absent("identification"))
}

/// Refuses to hand on, or to list for an arrest, whose identification is contested or cleared, or has lost a ground.
pub(crate) fn require_releasable(judged: &Judged) -> Result<(), Failure> {
    for found in &judged.acts {
        let id = found.act.identification_id;
        match found.act.state {
            IdentificationState::Contested => {
                return Err(Failure::conflict(format!(
                    "the identification {id} is contested; a named officer decides on it first"
                )));
            }
            IdentificationState::Cleared => {
                return Err(Failure::conflict(format!(
                    "the identification {id} is cleared; withdraw it first, so that its acts are nobody's"
                )));
            }
            IdentificationState::Proposed | IdentificationState::Confirmed => {}
        }
        if let Some(loss_id) = found.act.lost_by {
            return Err(Failure::conflict(format!(
                "a ground of the identification {id} was lost ({loss_id}); a named officer decides first what becomes of it"
            )));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cleared_comes_back_by_being_contested_only() {
        let next = |state: IdentificationState| -> Vec<&'static str> {
            let all = IdentificationState::ALL.into_iter();
            all.filter(|next| state.may_become(*next)).map(IdentificationState::code).collect()
        };
        assert_eq!(next(IdentificationState::Proposed), ["confirmed", "cleared", "contested"]);
        assert_eq!(next(IdentificationState::Confirmed), ["cleared", "contested"]);
        assert_eq!(next(IdentificationState::Contested), ["confirmed", "cleared"]);
        assert_eq!(next(IdentificationState::Cleared), ["contested"]);
    }

    #[test]
    fn codes_are_read_back() {
        for state in IdentificationState::ALL {
            assert_eq!(IdentificationState::find(state.code()), Some(state));
        }
        for confidence in Confidence::ALL {
            assert_eq!(Confidence::find(confidence.code()), Some(confidence));
        }
        for kind in LineKind::ALL {
            assert_eq!(LineKind::find(kind.code()), Some(kind));
        }
        assert_eq!(IdentificationState::find("open"), None);
    }
}
