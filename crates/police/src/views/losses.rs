//! Lost grounds as readers see them: what fell away, what rested on it, what became of it, and who took note.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use model::kind::Person;
use model::{Id, Province};
use serde::Serialize;
use service::{ColumnKeys, Failure, Sealed, Tx};
use utoipa::ToSchema;

use super::identified::Cut;
use crate::db::decisions::Decided;
use crate::db::losses::{self as table, ListedLoss, LossDecisionRow, LossRow, LostObjectRow};
use crate::db::{Reader, persons};
use crate::ids::{GroundLoss, LostObject};
use crate::judged::judge_person;
use crate::losses::LostKind;
use crate::seals;

/// A ground that fell away, in a list.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct LossView {
    #[schema(value_type = String)]
    pub(crate) loss_id: Id<GroundLoss>,
    /// `notice`, `link`, `veto`, `file`, `allocation`, `import`, `erasure` or `answer`.
    pub(crate) cause: &'static str,
    /// Id of the notice, link, veto, import, erased object or request whose answer was withdrawn, SHA-256 of the file; the range of an allocation.
    pub(crate) what: String,
    /// In a notice's own code; else an officer's words.
    pub(crate) reason: String,
    #[schema(value_type = String)]
    pub(crate) lost_at: Timestamp,
    pub(crate) lost_by: String,
    pub(crate) standing: bool,
    pub(crate) withdrawn_reason: Option<String>,
    /// How many objects nobody has decided on.
    pub(crate) undecided: i64,
    /// How many units have not taken note.
    pub(crate) unheard: i64,
}

model::unprintable!(LossView);

/// A lost ground with all that rested on it.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct LossDetail {
    #[serde(flatten)]
    pub(crate) loss: LossView,
    pub(crate) objects: Vec<LostObjectView>,
    pub(crate) notes: Vec<LossNoteView>,
}

model::unprintable!(LossDetail);

/// What rested on a lost ground.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct LostObjectView {
    #[schema(value_type = String)]
    pub(crate) lost_object_id: Id<LostObject>,
    /// `act`, `identification`, `assignment`, `arrest_entry` or `recipient`.
    pub(crate) kind: &'static str,
    pub(crate) object_id: String,
    #[schema(value_type = String)]
    pub(crate) person_id: Id<Person>,
    /// The name of a certain adult, else initials; none of an erased person.
    pub(crate) person: Option<String>,
    /// Castilian name of the province whose unit had the person then.
    pub(crate) unit: Option<&'static str>,
    /// What was decided last: `stands` or `dropped`.
    pub(crate) fate: Option<&'static str>,
    /// What was decided, newest first: the first counts.
    pub(crate) decisions: Vec<LossDecisionView>,
}

model::unprintable!(LostObjectView);

/// What becomes of an object.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct LossDecisionView {
    /// `stands` or `dropped`.
    pub(crate) fate: &'static str,
    pub(crate) reason: String,
    #[schema(value_type = String)]
    pub(crate) decided_at: Timestamp,
    pub(crate) decided_by: String,
}

model::unprintable!(LossDecisionView);

/// A unit that took note.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct LossNoteView {
    /// Castilian name of the unit's province.
    pub(crate) unit: String,
    #[schema(value_type = String)]
    pub(crate) noted_at: Timestamp,
    pub(crate) noted_by: String,
}

model::unprintable!(LossNoteView);

impl LostObjectView {
    /// Where it is shown: acts, assignments and entries in the arrest list stand on the person's page, also once they are withdrawn.
    pub(crate) fn page(&self) -> String {
        match LostKind::find(self.kind) {
            Some(LostKind::Identification) => format!("/identifications/{}", self.object_id),
            Some(LostKind::Recipient) => format!("/recipients/{}", self.object_id),
            Some(LostKind::Act | LostKind::Assignment | LostKind::ArrestEntry) | None => {
                format!("/persons/{}", self.person_id)
            }
        }
    }
}

fn view(keys: &ColumnKeys, row: &LossRow, undecided: i64, unheard: i64) -> Result<LossView, Failure> {
    let said = seals::LOSS_SAID.open_kept(keys, row.loss_id, &row.said)?;
    let open = |sealed: &Sealed<String>| {
        seals::withdrawn_reason(Decided::GroundLoss).open_kept(keys, row.loss_id, sealed)
    };
    Ok(LossView {
        loss_id: row.loss_id,
        cause: row.cause.code(),
        what: if row.cause_id.is_empty() { said.what } else { row.cause_id.clone() },
        reason: said.reason,
        lost_at: row.lost_at,
        lost_by: row.lost_by.clone(),
        standing: row.standing,
        withdrawn_reason: row.withdrawn_reason.as_ref().map(open).transpose()?,
        undecided,
        unheard,
    })
}

/// A part of the losses with something that the reader may read, of one unit or all, and how many the whole list holds.
pub(crate) async fn page_losses(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    unit: Option<&str>,
    part: (i64, i64),
) -> Result<(Vec<LossView>, i64), Failure> {
    let total = table::count_losses(tx, reader, unit).await?;
    let rows = table::list_losses(tx, reader, unit, part).await?;
    let views = rows.iter().map(|row| view(keys, &row.loss, row.undecided, row.unheard));
    Ok((views.collect::<Result<_, _>>()?, total))
}

/// How many losses wait: for an officer's decision, or for the asked unit to take note.
pub(crate) async fn count_waiting_losses(
    tx: &mut Tx,
    reader: &Reader,
    unit: Option<&str>,
) -> Result<i64, Failure> {
    let rows = table::list_losses(tx, reader, unit, (i64::MAX, 0)).await?;
    let waits = |row: &&ListedLoss| {
        row.loss.standing && if unit.is_some() { row.unheard > 0 } else { row.undecided > 0 }
    };
    Ok(i64::try_from(rows.iter().filter(waits).count()).unwrap_or(i64::MAX))
}

/// One loss, with what the reader may read of it: of one unit, or all.
pub(crate) async fn load_loss(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    loss_id: Id<GroundLoss>,
    unit: Option<&str>,
) -> Result<LossDetail, Failure> {
    let absent = || Failure::absent("lost ground");
    let rows = table::list_objects(tx, reader, loss_id, unit).await?;
    let is_seen = !rows.is_empty() || (unit.is_none() && !table::has_objects(tx, loss_id).await?);
    let loss = table::find_loss(tx, loss_id).await?.filter(|_| is_seen).ok_or_else(absent)?;
    let notes = table::list_notes(tx, loss_id).await?;
    let mut cuts = BTreeMap::new();
    for person_id in rows.iter().map(|row| row.person_id).collect::<BTreeSet<_>>() {
        cuts.insert(person_id, find_cut(tx, reader, keys, person_id).await?);
    }
    let mut objects = Vec::new();
    for row in &rows {
        let decisions = table::list_decisions(tx, row.lost_object_id).await?;
        let cut = cuts.get(&row.person_id).and_then(Option::as_ref);
        objects.push(object_view(keys, row, cut, &decisions)?);
    }
    let undecided = rows.iter().filter(|row| row.fate.is_none()).count();
    let unheard: BTreeSet<_> =
        rows.iter().filter(|row| !row.is_noted).filter_map(|row| row.unit.as_ref()).collect();
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let shown = notes.iter().filter(|note| unit.is_none_or(|unit| note.unit == unit));
    let shown = shown.map(|note| LossNoteView {
        unit: province_name(&note.unit).map_or_else(|| note.unit.clone(), str::to_owned),
        noted_at: note.noted_at,
        noted_by: note.noted_by.clone(),
    });
    let loss = view(keys, &loss, number(undecided), number(unheard.len()))?;
    Ok(LossDetail { loss, objects, notes: shown.collect() })
}

fn province_name(code: &str) -> Option<&'static str> {
    Province::find_code(code).map(Province::name)
}

/// What cuts the names of a person who is not erased.
async fn find_cut(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    person_id: Id<Person>,
) -> Result<Option<Cut>, Failure> {
    let Some(person) = persons::find_person(tx, reader, person_id).await? else { return Ok(None) };
    let class = judge_person(tx, keys, &person).await?.class();
    Cut::new(keys, &person, class).map(Some)
}

fn object_view(
    keys: &ColumnKeys,
    row: &LostObjectRow,
    cut: Option<&Cut>,
    decisions: &[LossDecisionRow],
) -> Result<LostObjectView, Failure> {
    let decision = |row: &LossDecisionRow| -> Result<LossDecisionView, Failure> {
        let reason = seals::LOSS_DECISION_REASON.open_kept(keys, row.decision_id, &row.reason)?;
        Ok(LossDecisionView {
            fate: row.fate.code(),
            reason: cut.map_or_else(String::new, |cut| cut.text(&reason)),
            decided_at: row.decided_at,
            decided_by: row.decided_by.clone(),
        })
    };
    Ok(LostObjectView {
        lost_object_id: row.lost_object_id,
        kind: row.kind.code(),
        object_id: row.object_id.clone(),
        person_id: row.person_id,
        person: cut.map(Cut::name),
        unit: row.unit.as_deref().and_then(province_name),
        fate: row.fate.map(crate::losses::Fate::code),
        decisions: decisions.iter().map(decision).collect::<Result<_, _>>()?,
    })
}
