//! Add a line to an identification: a fact, an assessment, or a member of the household who was considered.

use model::Id;
use service::{Acting, Action, Done, EntryDraft, Failure};

use super::required;
use crate::db::identified::{self as table, LineRow};
use crate::identified::{self, HOUSEHOLD_ROLES, LineKind, LineSaid};
use crate::ids::{Identification, IdentificationLine};
use crate::permissions::Permission;
use crate::seals;

/// Adds the line. Facts and assessments stand apart, each with where it is known from; a line is withdrawn like any decision.
pub(crate) struct AddIdentificationLine {
    pub(crate) identification_id: Id<Identification>,
    /// A code of [`LineKind`].
    pub(crate) kind: String,
    /// One of [`HOUSEHOLD_ROLES`], of a member of the household; else empty.
    pub(crate) role: String,
    pub(crate) statement: String,
    pub(crate) source: String,
}

impl Action for AddIdentificationLine {
    type Permission = Permission;
    type Output = Id<IdentificationLine>;
    const NAME: &'static str = "add-identification-line";

    fn permission(&self) -> Permission {
        Permission::IdentifyPersons
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<IdentificationLine>>, Failure> {
        let identification = identified::load(acting, self.identification_id).await?;
        let kind =
            LineKind::find(&self.kind).ok_or_else(|| Failure::refused("kind", "choose one of these"))?;
        let said = LineSaid {
            role: self.role(kind)?,
            statement: required("statement", &self.statement)?,
            source: required("source", &self.source)?,
        };
        let line_id: Id<IdentificationLine> = acting.new_id();
        let row = LineRow {
            line_id,
            identification_id: self.identification_id,
            kind,
            said: seals::LINE_SAID.seal(acting, line_id, &said)?,
            recorded_at: acting.now,
            recorded_by: acting.actor.name().to_owned(),
            standing: true,
            withdrawn_reason: None,
        };
        table::insert_line(acting.tx, &row).await?;
        let entry = EntryDraft::on("person", identification.person_id)
            .with("identification_id", self.identification_id.to_string())
            .with("line_id", line_id.to_string())
            .with("kind", kind.code());
        Ok(Done::new(line_id, entry))
    }
}

impl AddIdentificationLine {
    fn role(&self, kind: LineKind) -> Result<Option<String>, Failure> {
        match (kind, self.role.as_str()) {
            (LineKind::Household, role) if HOUSEHOLD_ROLES.contains(&role) => Ok(Some(role.to_owned())),
            (LineKind::Household, _) => Err(Failure::refused("role", "choose one of these")),
            (_, "") => Ok(None),
            (_, _) => Err(Failure::refused("role", "is for members of the household alone; leave it empty")),
        }
    }
}
