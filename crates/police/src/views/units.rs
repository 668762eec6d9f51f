//! One assignment as its unit sees it.

use jiff::Timestamp;
use model::{Id, Province};
use service::{ColumnKeys, Failure, Sealed, Tx};

use super::lines::list_lines_of_person;
use super::{
    AssignmentView, LineView, MoveView, PersonDetail, ReliedView, list_moves_of, load_person, load_relied,
};
use crate::db::persons::PersonRow;
use crate::db::{Reader, assignments, persons, relied, units};
use crate::ids::Assignment;
use crate::judged::judge_person;
use crate::seals::PersonalColumn;
use crate::{names, seals};

/// Everything about one assignment.
pub(crate) struct AssignmentDetail {
    pub(crate) assignment: AssignmentView,
    pub(crate) person: PersonDetail,
    pub(crate) unit: Province,
    /// The standing entry in the arrest list, even where the law forbids the arrest by now.
    pub(crate) entry: Option<EntryView>,
    /// The links on which the handing over relied, then and now.
    pub(crate) relied: Vec<ReliedView>,
    /// Who recorded the standing outcome.
    pub(crate) recorded: Option<RecordedView>,
    /// How it went between units, oldest step first.
    pub(crate) moves: Vec<MoveView>,
    /// The lines that operators named for the acts.
    pub(crate) lines: Vec<LineView>,
}

model::unprintable!(AssignmentDetail);

impl AssignmentDetail {
    /// Whether links on which the handing over relied stand otherwise by now: the unit has to know (Directive (EU) 2016/680, art. 7(3)).
    pub(crate) fn has_changed_links(&self) -> bool {
        self.relied.iter().any(|decision| decision.changed)
    }
}

/// An entry in the arrest list.
pub(crate) struct EntryView {
    /// Names of minors cut to initials.
    pub(crate) grounds: String,
    pub(crate) entered_at: Timestamp,
    pub(crate) entered_by: String,
}

model::unprintable!(EntryView);

/// Who recorded an outcome, and when.
pub(crate) struct RecordedView {
    pub(crate) recorded_at: Timestamp,
    pub(crate) recorded_by: String,
    /// Of an arrest; names of minors cut to initials.
    pub(crate) arrest_reasons: Option<String>,
    pub(crate) why_not_heard: Option<String>,
}

model::unprintable!(RecordedView);

/// A standing assignment; of the asked unit, if one is asked. What is of another unit, withdrawn or erased is absent.
pub(crate) async fn load_assignment(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    assignment_id: Id<Assignment>,
    unit: Option<&str>,
) -> Result<AssignmentDetail, Failure> {
    let absent = || Failure::absent("assignment");
    let row = assignments::find_assignment(tx, reader, assignment_id).await?;
    let is_shown = |code: &str| unit.is_none_or(|unit| unit == code);
    let row = row.filter(|row| row.standing && is_shown(row.unit.code())).ok_or_else(absent)?;
    let person = persons::find_person(tx, reader, row.person_id).await?;
    let person = person.filter(|person| person.standing && person.erased.is_none()).ok_or_else(absent)?;
    let entry = load_entry(tx, reader, keys, assignment_id, &person).await?;
    let recorded = load_recorded(tx, reader, keys, assignment_id, &person).await?;
    let relied = relied::list_of_decision(tx, &assignment_id.to_string()).await?;
    let relied = load_relied(tx, keys, relied).await?;
    let detail = load_person(tx, reader, keys, row.person_id, unit).await?;
    let class = judge_person(tx, keys, &person).await?.class();
    let lines = list_lines_of_person(tx, reader, keys, (&person, class), &detail.acts).await?;
    let assignment = detail.assignment.clone().filter(|standing| standing.assignment_id == assignment_id);
    Ok(AssignmentDetail {
        assignment: assignment.ok_or_else(absent)?,
        person: detail,
        unit: row.unit,
        entry,
        relied,
        recorded,
        moves: list_moves_of(tx, reader, keys, assignment_id).await?,
        lines,
    })
}

async fn load_entry(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    assignment_id: Id<Assignment>,
    person: &PersonRow,
) -> Result<Option<EntryView>, Failure> {
    let Some(row) = units::find_entry(tx, reader, assignment_id).await? else { return Ok(None) };
    let grounds = seals::ARREST_GROUNDS.open_kept(keys, row.arrest_entry_id, &row.grounds)?;
    let given = seals::GIVEN_NAME.open_kept(keys, person.person_id, &person.given_name)?;
    let family = seals::FAMILY_NAME.open_kept(keys, person.person_id, &person.family_name)?;
    let class = judge_person(tx, keys, person).await?.class();
    let grounds = names::shown_text(class, &grounds, &given, &family);
    Ok(Some(EntryView { grounds, entered_at: row.entered_at, entered_by: row.entered_by }))
}

async fn load_recorded(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    assignment_id: Id<Assignment>,
    person: &PersonRow,
) -> Result<Option<RecordedView>, Failure> {
    let Some(row) = units::find_recorded(tx, reader, assignment_id).await? else { return Ok(None) };
    let given = seals::GIVEN_NAME.open_kept(keys, person.person_id, &person.given_name)?;
    let family = seals::FAMILY_NAME.open_kept(keys, person.person_id, &person.family_name)?;
    let class = judge_person(tx, keys, person).await?.class();
    let open = |column: PersonalColumn, sealed: Option<&Sealed<String>>| -> Result<_, Failure> {
        let Some(sealed) = sealed else { return Ok(None) };
        let text = column.open_kept(keys, row.outcome_id, sealed)?;
        Ok(Some(names::shown_text(class, &text, &given, &family)))
    };
    Ok(Some(RecordedView {
        arrest_reasons: open(seals::ARREST_REASONS, row.arrest_reasons.as_ref())?,
        why_not_heard: open(seals::WHY_NOT_HEARD, row.why_not_heard.as_ref())?,
        recorded_at: row.recorded_at,
        recorded_by: row.recorded_by,
    }))
}
