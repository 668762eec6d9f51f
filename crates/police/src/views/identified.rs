//! One identification as readers see it, with what bears it out and where it stands.

use jiff::Timestamp;
use model::kind::{Person, Subject};
use model::{Id, PersonClass};
use serde::Serialize;
use service::{ColumnKeys, Failure, Sealed, Tx};
use utoipa::ToSchema;

use crate::db::decisions::Decided;
use crate::db::identified::{self as table, DecisionRow, LineRow, UseRow};
use crate::db::persons::{self, PersonRow};
use crate::db::{Reader, assignments};
use crate::identified::IdentificationState;
use crate::ids::{Identification, IdentificationLine};
use crate::judged::judge_person;
use crate::{names, seals};

/// An identification with its grounds. Names of minors are cut to initials everywhere.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct IdentificationDetail {
    #[schema(value_type = String)]
    pub(crate) identification_id: Id<Identification>,
    #[schema(value_type = String)]
    pub(crate) person_id: Id<Person>,
    /// The name of a certain adult, else initials.
    pub(crate) name: String,
    #[schema(value_type = String)]
    pub(crate) subject_id: Id<Subject>,
    pub(crate) grounds: String,
    #[schema(value_type = String)]
    pub(crate) decided_at: Timestamp,
    pub(crate) decided_by: String,
    pub(crate) standing: bool,
    /// `proposed`, `confirmed`, `contested` or `cleared`.
    pub(crate) state: &'static str,
    /// Who used the account, newest finding first: the first counts.
    pub(crate) account_uses: Vec<AccountUseView>,
    pub(crate) lines: Vec<IdentificationLineView>,
    /// What was decided, newest first: the first counts.
    pub(crate) decisions: Vec<IdentificationDecisionView>,
}

model::unprintable!(IdentificationDetail);

/// Who used the account, by an officer's finding.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct AccountUseView {
    pub(crate) account_user: String,
    /// `possible`, `probable` or `established`.
    pub(crate) confidence: &'static str,
    #[schema(value_type = String)]
    pub(crate) stated_at: Timestamp,
    pub(crate) stated_by: String,
}

model::unprintable!(AccountUseView);

/// One ground, or a member of the household who was considered.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct IdentificationLineView {
    #[schema(value_type = String)]
    pub(crate) line_id: Id<IdentificationLine>,
    /// `fact`, `assessment` or `household`.
    pub(crate) kind: &'static str,
    /// What somebody is in the household.
    pub(crate) role: Option<String>,
    pub(crate) statement: String,
    pub(crate) source: String,
    #[schema(value_type = String)]
    pub(crate) recorded_at: Timestamp,
    pub(crate) recorded_by: String,
    pub(crate) standing: bool,
    pub(crate) withdrawn_reason: Option<String>,
}

model::unprintable!(IdentificationLineView);

/// A decision on where an identification stands.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct IdentificationDecisionView {
    /// `confirmed`, `contested` or `cleared`.
    pub(crate) state: &'static str,
    pub(crate) reason: String,
    #[schema(value_type = String)]
    pub(crate) decided_at: Timestamp,
    pub(crate) decided_by: String,
}

model::unprintable!(IdentificationDecisionView);

/// An officer's decision.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct IdentificationView {
    #[schema(value_type = String)]
    pub(crate) identification_id: Id<Identification>,
    #[schema(value_type = String)]
    pub(crate) subject_id: Id<Subject>,
    /// Names of minors cut to initials.
    pub(crate) grounds: String,
    /// `installation`, `stated` or `unknown`.
    pub(crate) place: String,
    /// `proposed`, `confirmed`, `contested` or `cleared`.
    pub(crate) state: &'static str,
    #[schema(value_type = String)]
    pub(crate) decided_at: Timestamp,
    pub(crate) decided_by: String,
    pub(crate) standing: bool,
    pub(crate) withdrawn_reason: Option<String>,
}

model::unprintable!(IdentificationView);

/// Cuts the names of a person in texts, unless they are a certain adult.
pub(super) struct Cut {
    class: PersonClass,
    given: String,
    family: String,
}

impl Cut {
    pub(super) fn new(keys: &ColumnKeys, person: &PersonRow, class: PersonClass) -> Result<Self, Failure> {
        Ok(Self {
            class,
            given: seals::GIVEN_NAME.open_kept(keys, person.person_id, &person.given_name)?,
            family: seals::FAMILY_NAME.open_kept(keys, person.person_id, &person.family_name)?,
        })
    }

    pub(super) fn name(&self) -> String {
        names::shown_name(self.class, &self.given, &self.family)
    }

    pub(super) fn text(&self, text: &str) -> String {
        names::shown_text(self.class, text, &self.given, &self.family)
    }

    fn account_use(&self, keys: &ColumnKeys, row: &UseRow) -> Result<AccountUseView, Failure> {
        Ok(AccountUseView {
            account_user: self.text(&seals::ACCOUNT_USER.open_kept(keys, row.use_id, &row.account_user)?),
            confidence: row.confidence.code(),
            stated_at: row.stated_at,
            stated_by: row.stated_by.clone(),
        })
    }

    fn line(&self, keys: &ColumnKeys, row: &LineRow) -> Result<IdentificationLineView, Failure> {
        let said = seals::LINE_SAID.open_kept(keys, row.line_id, &row.said)?;
        let open = |sealed: &Sealed<String>| {
            seals::withdrawn_reason(Decided::IdentificationLine).open_kept(keys, row.line_id, sealed)
        };
        let reason = row.withdrawn_reason.as_ref().map(open).transpose()?;
        Ok(IdentificationLineView {
            line_id: row.line_id,
            kind: row.kind.code(),
            role: said.role,
            statement: self.text(&said.statement),
            source: self.text(&said.source),
            recorded_at: row.recorded_at,
            recorded_by: row.recorded_by.clone(),
            standing: row.standing,
            withdrawn_reason: reason.map(|reason| self.text(&reason)),
        })
    }

    fn decision(&self, keys: &ColumnKeys, row: &DecisionRow) -> Result<IdentificationDecisionView, Failure> {
        let reason = seals::IDENTIFICATION_REASON.open_kept(keys, row.decision_id, &row.reason)?;
        Ok(IdentificationDecisionView {
            state: row.state.code(),
            reason: self.text(&reason),
            decided_at: row.decided_at,
            decided_by: row.decided_by.clone(),
        })
    }
}

/// One identification; of a person of the asked unit, if one is asked.
pub(crate) async fn load_identification(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    identification_id: Id<Identification>,
    unit: Option<&str>,
) -> Result<IdentificationDetail, Failure> {
    let absent = || Failure::absent("identification");
    let row = persons::find_identification(tx, reader, identification_id).await?.ok_or_else(absent)?;
    let person = persons::find_person(tx, reader, row.person_id).await?.ok_or_else(absent)?;
    let assignment = assignments::find_assignment_of_person(tx, reader, row.person_id).await?;
    let is_foreign = |unit| assignment.as_ref().is_none_or(|assignment| assignment.unit.code() != unit);
    if unit.is_some_and(is_foreign) {
        return Err(absent());
    }
    let class = judge_person(tx, keys, &person).await?.class();
    let cut = Cut::new(keys, &person, class)?;
    let grounds = seals::IDENTIFICATION_GROUNDS.open_kept(keys, identification_id, &row.grounds)?;
    let uses = table::list_uses(tx, reader, identification_id).await?;
    let lines = table::list_lines(tx, reader, identification_id).await?;
    let decisions = table::list_decisions(tx, reader, identification_id).await?;
    Ok(IdentificationDetail {
        identification_id,
        person_id: row.person_id,
        name: cut.name(),
        subject_id: row.subject_id,
        grounds: cut.text(&grounds),
        decided_at: row.decided_at,
        decided_by: row.decided_by,
        standing: row.standing,
        state: state_of(&decisions).code(),
        account_uses: uses.iter().map(|row| cut.account_use(keys, row)).collect::<Result<_, _>>()?,
        lines: lines.iter().map(|row| cut.line(keys, row)).collect::<Result<_, _>>()?,
        decisions: decisions.iter().map(|row| cut.decision(keys, row)).collect::<Result<_, _>>()?,
    })
}

/// The identifications of a person, standing or not, oldest first.
pub(super) async fn list_identifications(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    person: &PersonRow,
    class: PersonClass,
) -> Result<Vec<IdentificationView>, Failure> {
    let cut = Cut::new(keys, person, class)?;
    let mut views = Vec::new();
    for row in persons::list_identifications(tx, reader, person.person_id).await? {
        let decisions = table::list_decisions(tx, reader, row.identification_id).await?;
        let grounds = seals::IDENTIFICATION_GROUNDS.open_kept(keys, row.identification_id, &row.grounds)?;
        let open = |sealed| {
            seals::withdrawn_reason(Decided::Identification).open_kept(keys, row.identification_id, sealed)
        };
        let reason = row.withdrawn_reason.as_ref().map(open).transpose()?;
        views.push(IdentificationView {
            identification_id: row.identification_id,
            subject_id: row.subject_id,
            grounds: cut.text(&grounds),
            place: match row.place_province {
                Some(province) => province.code().to_owned(),
                None => row.place,
            },
            state: state_of(&decisions).code(),
            decided_at: row.decided_at,
            decided_by: row.decided_by,
            standing: row.standing,
            withdrawn_reason: reason.map(|reason| cut.text(&reason)),
        });
    }
    Ok(views)
}

/// Where an identification stands by its decisions, newest first.
fn state_of(decisions: &[DecisionRow]) -> IdentificationState {
    decisions.first().map_or(IdentificationState::Proposed, |last| last.state)
}
