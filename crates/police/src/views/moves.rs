//! The steps of assignments between units, as readers see them.

use jiff::Timestamp;
use model::Id;
use serde::Serialize;
use service::{ColumnKeys, Failure, Tx};
use utoipa::ToSchema;

use super::persons::{acts_by_person, persons_by_id};
use crate::db::moves::{self, MoveRow};
use crate::db::{Reader, Rows};
use crate::ids::{Assignment, Move};
use crate::judged::judge;
use crate::{names, seals};

/// One step of an assignment. The unit that gave it away reads it too, without the person.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct MoveView {
    #[schema(value_type = String)]
    pub(crate) move_id: Id<Move>,
    #[schema(value_type = String)]
    pub(crate) assignment_id: Id<Assignment>,
    /// `accepted`, `returned` or `transferred`.
    pub(crate) step: &'static str,
    /// INE code and Castilian name of the unit that had the assignment.
    pub(crate) from_unit: &'static str,
    pub(crate) from_unit_name: &'static str,
    /// The same of the unit that has it then.
    pub(crate) to_unit: &'static str,
    pub(crate) to_unit_name: &'static str,
    /// Names of minors cut to initials.
    pub(crate) reason: Option<String>,
    #[schema(value_type = String)]
    pub(crate) made_at: Timestamp,
    pub(crate) made_by: String,
}

model::unprintable!(MoveView);

/// Every step of one assignment, oldest first.
pub(crate) async fn list_moves_of(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    assignment_id: Id<Assignment>,
) -> Result<Vec<MoveView>, Failure> {
    let rows = moves::list_of_assignment(tx, reader, assignment_id).await?;
    view_all(tx, reader, keys, rows).await
}

/// One page of the steps that a unit took part in, or of all, and how many there are.
pub(crate) async fn page_moves(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    unit: Option<&str>,
    rows: &Rows,
) -> Result<(Vec<MoveView>, i64), Failure> {
    let total = moves::count(tx, reader, unit).await?;
    let found = moves::list_page(tx, reader, unit, rows).await?;
    Ok((view_all(tx, reader, keys, found).await?, total))
}

async fn view_all(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    rows: Vec<MoveRow>,
) -> Result<Vec<MoveView>, Failure> {
    let ids: Vec<_> = rows.iter().map(|row| row.person_id).collect();
    let mut acts = acts_by_person(tx, reader, &ids).await?;
    let persons = persons_by_id(tx, reader, &ids).await?;
    let mut named = std::collections::BTreeMap::new();
    for (person_id, person) in &persons {
        let class = judge(keys, person, acts.remove(person_id).unwrap_or_default())?.class();
        let given = seals::GIVEN_NAME.open_kept(keys, person_id, &person.given_name)?;
        let family = seals::FAMILY_NAME.open_kept(keys, person_id, &person.family_name)?;
        named.insert(*person_id, (class, given, family));
    }
    let mut views = Vec::new();
    for row in rows {
        let reason = match &row.reason {
            Some(sealed) => Some(seals::MOVE_REASON.open_kept(keys, row.move_id, sealed)?),
            None => None,
        };
        // of whom nothing can be read, no reason either
        let shown = named.get(&row.person_id).zip(reason);
        views.push(MoveView {
            move_id: row.move_id,
            assignment_id: row.assignment_id,
            step: row.step.code(),
            from_unit: row.from_unit.code(),
            from_unit_name: row.from_unit.name(),
            to_unit: row.to_unit.code(),
            to_unit_name: row.to_unit.name(),
            reason: shown
                .map(|((class, given, family), reason)| names::shown_text(*class, &reason, given, family)),
            made_at: row.made_at,
            made_by: row.made_by,
        });
    }
    Ok(views)
}
