//! Persons as readers see them: minors, and everybody whose age is open, by initials only.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use model::kind::{Act, Link, Person};
use model::{CaseRole, Id, PersonClass};
use serde::Serialize;
use service::{ColumnKeys, Failure, Tx};
use utoipa::ToSchema;

use super::detention::load_detention;
use super::identified::{IdentificationView, list_identifications};
use super::limitation::list_limitation_notes;
use super::paths::{list_path_decisions, list_paths};
use super::{
    ActView, AgedActView, AssignmentView, DetentionView, LimitationNoteView, PathDecisionView, PathView,
};
use crate::db::authored::{self, AuthoredAct};
use crate::db::decisions::Decided;
use crate::db::persons::{self, PersonRow};
use crate::db::{Reader, Rows, assignments, contests, person_lists};
use crate::detention::arrest_of;
use crate::identified::IdentificationState;
use crate::judged::{Judged, doubt_word, judge, judge_person, path_word, refused_word};
use crate::limitation::Notes;
use crate::paths::PathDecisions;
use crate::{names, seals};

/// So many persons are asked for by one query.
const AT_ONCE: usize = 1000;

/// A person in a list.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct PersonView {
    #[schema(value_type = String)]
    pub(crate) person_id: Id<Person>,
    /// The name of a certain adult, else initials.
    pub(crate) name: String,
    /// `victim`, `witness`, `author`: each that they are, what protects them first.
    pub(crate) roles: Vec<&'static str>,
    /// `under_responsibility`, `minor`, `adult` or `undetermined`.
    pub(crate) class: &'static str,
    /// Why the class is undetermined, in words and as a code.
    pub(crate) doubt: Option<String>,
    pub(crate) doubt_code: Option<&'static str>,
    /// `protection`, `juvenile`, `adult` or `undetermined`.
    pub(crate) path: &'static str,
    /// Certainly a minor at one act at least.
    pub(crate) minor: bool,
    pub(crate) act_count: usize,
    /// Where the identifications stand, the one that asks most of a reader: `confirmed`, `proposed`, `cleared` or `contested`; none without acts.
    pub(crate) identification_state: Option<&'static str>,
    /// A ground of an identification was lost, and nobody has settled it.
    pub(crate) ground_lost: bool,
    /// An act hangs on a link that is disputed, and nobody has decided on that.
    pub(crate) link_contested: bool,
    pub(crate) standing: bool,
}

model::unprintable!(PersonView);

/// A person in the list of all.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ListedPerson {
    #[serde(flatten)]
    pub(crate) person: PersonView,
    pub(crate) assignment: Option<AssignmentView>,
    /// The first day on which an act may have lapsed, as far as a clock runs.
    #[schema(value_type = Option<String>)]
    pub(crate) limitation_until: Option<Date>,
}

/// A person with acts, arrest gate, identifications and assignment.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct PersonDetail {
    #[serde(flatten)]
    pub(crate) person: PersonView,
    /// INE code.
    pub(crate) residence_province: Option<&'static str>,
    #[schema(value_type = String)]
    pub(crate) recorded_at: Timestamp,
    pub(crate) withdrawn_reason: Option<String>,
    pub(crate) arrest: ArrestView,
    pub(crate) acts: Vec<AgedActView>,
    pub(crate) identifications: Vec<IdentificationView>,
    pub(crate) assignment: Option<AssignmentView>,
    /// Links under dispute on which acts of the person hang: until somebody decides, the person is handed to no unit and enters no arrest list.
    #[schema(value_type = Vec<String>)]
    pub(crate) contested_links: Vec<Id<Link>>,
    /// What officers noted of the clocks of limitation.
    pub(crate) limitation_notes: Vec<LimitationNoteView>,
    /// The custody after a recorded arrest.
    pub(crate) detention: Option<DetentionView>,
    /// What is due, by the paths of the acts.
    pub(crate) paths: Vec<PathView>,
    /// What officers decided on open ages.
    pub(crate) path_decisions: Vec<PathDecisionView>,
}

model::unprintable!(PersonDetail);

impl PersonDetail {
    /// The times of some of the acts, as their reports state them.
    pub(crate) fn times_of(&self, act_ids: &[Id<Act>]) -> String {
        let acts = self.acts.iter().filter(|act| act_ids.contains(&act.act_id));
        acts.map(|act| act.time_text.as_str()).collect::<Vec<_>>().join(", ")
    }
}

/// Whether the law allows an arrest.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct ArrestView {
    pub(crate) allowed: bool,
    /// Why not, in words and as a code (`under_responsibility`, `undetermined`, `no_law` or `no_act`).
    pub(crate) reason: Option<String>,
    pub(crate) reason_code: Option<&'static str>,
    /// Allowed, and held back by a doubt that nobody has settled.
    #[serde(skip)]
    pub(crate) is_held: bool,
}

model::unprintable!(ArrestView);

impl PersonView {
    pub(crate) fn new(keys: &ColumnKeys, row: &PersonRow, judged: &Judged) -> Result<Self, Failure> {
        let given = seals::GIVEN_NAME.open_kept(keys, row.person_id, &row.given_name)?;
        let family = seals::FAMILY_NAME.open_kept(keys, row.person_id, &row.family_name)?;
        let class = judged.class();
        let (class_word, doubt) = match class {
            PersonClass::UnderResponsibility => ("under_responsibility", None),
            PersonClass::Minor => ("minor", None),
            PersonClass::Adult => ("adult", None),
            PersonClass::Undetermined(doubt) => ("undetermined", Some(doubt)),
        };
        Ok(Self {
            person_id: row.person_id,
            name: names::shown_name(class, &given, &family),
            roles: roles(row, judged),
            class: class_word,
            doubt: doubt.map(|doubt| doubt.to_string()),
            doubt_code: doubt.map(doubt_word),
            path: path_word(judged.path()),
            minor: judged.is_minor(),
            act_count: judged.acts.len(),
            identification_state: judged.state().map(IdentificationState::code),
            ground_lost: judged.lost_by().is_some(),
            link_contested: judged.is_link_contested(),
            standing: row.standing,
        })
    }
}

/// What somebody is: an author by the acts that are theirs, the rest as it was recorded.
fn roles(row: &PersonRow, judged: &Judged) -> Vec<&'static str> {
    let author = (!judged.acts.is_empty()).then_some(CaseRole::Author);
    let all = CaseRole::in_order(row.other_roles.iter().copied().chain(author));
    all.into_iter().map(CaseRole::as_str).collect()
}

impl ArrestView {
    fn new(judged: &Judged) -> Self {
        let refused = judged.may_be_arrested().err();
        Self {
            allowed: refused.is_none(),
            reason: refused.map(|refused| refused.to_string()),
            reason_code: refused.map(refused_word),
            is_held: refused.is_none() && judged.is_held(),
        }
    }
}

/// Every standing person, newest first; of one unit, or all.
pub(crate) async fn list_persons(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    unit: Option<&str>,
) -> Result<Vec<ListedPerson>, Failure> {
    let mut acts: BTreeMap<Id<Person>, Vec<_>> = BTreeMap::new();
    for act in authored::list_all_authored_acts(tx, reader).await? {
        acts.entry(act.person_id).or_default().push(act);
    }
    let assigned = assignments::list_assignments(tx, reader, unit).await?;
    let assigned: BTreeMap<_, _> = assigned.into_iter().map(|row| (row.person_id, row)).collect();
    let mut views = Vec::new();
    let rows = persons::list_persons(tx, reader).await?;
    let ids: Vec<_> = rows.iter().map(|row| row.person_id).collect();
    let lapses = first_lapses(tx, &ids).await?;
    for row in rows {
        let assignment = assigned.get(&row.person_id);
        if row.erased.is_some() || (unit.is_some() && assignment.is_none()) {
            continue;
        }
        let acts = acts.remove(&row.person_id).unwrap_or_default();
        let judged = judge(keys, &row, acts)?;
        let person = PersonView::new(keys, &row, &judged)?;
        let assignment = assignment.map(|row| AssignmentView::new(row, &person, &judged));
        let limitation_until = lapses.get(&row.person_id).copied();
        views.push(ListedPerson { person, assignment, limitation_until });
    }
    Ok(views)
}

/// One page of the standing persons, and how many the whole list holds; of one unit, or all; handed to no unit, or all.
pub(crate) async fn page_persons(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    unit: Option<&str>,
    unassigned: bool,
    rows: &Rows,
) -> Result<(Vec<ListedPerson>, i64), Failure> {
    let total = person_lists::count(tx, reader, unit, unassigned).await?;
    let found = person_lists::list_page(tx, reader, unit, unassigned, rows).await?;
    let ids: Vec<_> = found.iter().map(|row| row.person_id).collect();
    let mut acts = acts_by_person(tx, reader, &ids).await?;
    let lapses = first_lapses(tx, &ids).await?;
    let mut assigned = BTreeMap::new();
    for ids in ids.chunks(AT_ONCE) {
        for row in assignments::list_of_persons(tx, reader, ids).await? {
            assigned.insert(row.person_id, row);
        }
    }
    let mut views = Vec::new();
    for row in found {
        let judged = judge(keys, &row, acts.remove(&row.person_id).unwrap_or_default())?;
        let person = PersonView::new(keys, &row, &judged)?;
        let assignment = assigned.get(&row.person_id);
        let assignment = assignment.map(|row| AssignmentView::new(row, &person, &judged));
        let limitation_until = lapses.get(&row.person_id).copied();
        views.push(ListedPerson { person, assignment, limitation_until });
    }
    Ok((views, total))
}

/// The first day on which an act of each of these persons may have lapsed; without those of whom no clock runs.
async fn first_lapses(tx: &mut Tx, ids: &[Id<Person>]) -> Result<BTreeMap<Id<Person>, Date>, Failure> {
    let mut lapses = BTreeMap::new();
    for ids in ids.chunks(AT_ONCE) {
        let found = person_lists::list_first_lapses(tx, ids).await?;
        lapses.extend(found.into_iter().filter_map(|(person_id, day)| Some((person_id, day?))));
    }
    Ok(lapses)
}

/// The acts of these persons, by person.
pub(super) async fn acts_by_person(
    tx: &mut Tx,
    reader: &Reader,
    ids: &[Id<Person>],
) -> Result<BTreeMap<Id<Person>, Vec<AuthoredAct>>, Failure> {
    let mut acts: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for ids in ids.chunks(AT_ONCE) {
        for act in authored::list_acts_of_persons(tx, reader, ids).await? {
            acts.entry(act.person_id).or_default().push(act);
        }
    }
    Ok(acts)
}

/// Those of these persons whom the reader may read and who are not erased, standing or not.
pub(super) async fn persons_by_id(
    tx: &mut Tx,
    reader: &Reader,
    ids: &[Id<Person>],
) -> Result<BTreeMap<Id<Person>, PersonRow>, Failure> {
    let mut persons = BTreeMap::new();
    for ids in ids.chunks(AT_ONCE) {
        for row in person_lists::list_by_ids(tx, reader, ids).await? {
            persons.insert(row.person_id, row);
        }
    }
    Ok(persons)
}

/// The persons whose acts are among these, each once.
pub(crate) async fn list_authors(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    acts: &[ActView],
) -> Result<Vec<PersonView>, Failure> {
    let ids: BTreeSet<_> = acts.iter().filter_map(|act| act.person_id).collect();
    let mut views = Vec::new();
    for person_id in ids {
        let Some(row) = persons::find_person(tx, reader, person_id).await? else { continue };
        let judged = judge_person(tx, keys, &row).await?;
        views.push(PersonView::new(keys, &row, &judged)?);
    }
    Ok(views)
}

/// One person; of the asked unit, if one is asked.
pub(crate) async fn load_person(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    person_id: Id<Person>,
    unit: Option<&str>,
) -> Result<PersonDetail, Failure> {
    let row = persons::find_person(tx, reader, person_id).await?.ok_or_else(|| Failure::absent("person"))?;
    let assignment = assignments::find_assignment_of_person(tx, reader, person_id).await?;
    let is_foreign = |unit| assignment.as_ref().is_none_or(|assignment| assignment.unit.code() != unit);
    if unit.is_some_and(is_foreign) {
        return Err(Failure::absent("person"));
    }
    let judged = judge_person(tx, keys, &row).await?;
    let person = PersonView::new(keys, &row, &judged)?;
    let notes = Notes::load(tx, person_id).await?;
    let decisions = PathDecisions::load(tx, person_id).await?;
    let detention = match assignment.as_ref().and_then(arrest_of) {
        Some(arrest) => Some(load_detention(tx, keys, (&row, judged.class()), arrest).await?),
        None => None,
    };
    Ok(PersonDetail {
        residence_province: row.residence_province.map(model::Province::code),
        recorded_at: row.recorded_at,
        withdrawn_reason: shown_reason(keys, &row, judged.class())?,
        arrest: ArrestView::new(&judged),
        acts: judged.acts.iter().map(|act| AgedActView::new(act, &notes, &decisions)).collect(),
        identifications: list_identifications(tx, reader, keys, &row, judged.class()).await?,
        limitation_notes: list_limitation_notes(tx, keys, &row, judged.class()).await?,
        paths: list_paths(&judged, &decisions, detention.as_ref()),
        detention,
        path_decisions: list_path_decisions(tx, keys, &row, judged.class()).await?,
        assignment: assignment.map(|row| AssignmentView::new(&row, &person, &judged)),
        contested_links: contests::list_contested_of_person(tx, person_id).await?,
        person,
    })
}

/// Why the person was withdrawn, with the name cut as elsewhere.
fn shown_reason(keys: &ColumnKeys, row: &PersonRow, class: PersonClass) -> Result<Option<String>, Failure> {
    let Some(sealed) = &row.withdrawn_reason else { return Ok(None) };
    let reason = seals::withdrawn_reason(Decided::Person).open_kept(keys, row.person_id, sealed)?;
    let given = seals::GIVEN_NAME.open_kept(keys, row.person_id, &row.given_name)?;
    let family = seals::FAMILY_NAME.open_kept(keys, row.person_id, &row.family_name)?;
    Ok(Some(names::shown_text(class, &reason, &given, &family)))
}
