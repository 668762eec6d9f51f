//! Assignments and the arrest list as readers see them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use model::kind::Person;
use model::{ArrestRefused, Id};
use serde::Serialize;
use service::{ColumnKeys, Failure, Tx};
use utoipa::ToSchema;

use super::persons::{acts_by_person, persons_by_id};
use super::{PersonView, ReliedView, load_relied};
use crate::db::assignments::{self, AssignmentRow, Which};
use crate::db::{Reader, Rows, relied};
use crate::ids::Assignment;
use crate::judged::{Judged, judge, refused_word};
use crate::outcomes::OutcomeCode;

/// A person handed to a unit.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct AssignmentView {
    #[schema(value_type = String)]
    pub(crate) assignment_id: Id<Assignment>,
    #[schema(value_type = String)]
    pub(crate) person_id: Id<Person>,
    /// The name of a certain adult, else initials.
    pub(crate) name: String,
    /// INE code of the unit's province.
    pub(crate) unit: &'static str,
    /// Castilian name of the province.
    pub(crate) unit_name: &'static str,
    /// `protection`, `juvenile`, `adult` or `undetermined`.
    pub(crate) path: &'static str,
    /// Where the identifications stand, the one that asks most of a reader: `confirmed`, `proposed`, `cleared` or `contested`; none without acts.
    pub(crate) identification_state: Option<&'static str>,
    /// A ground of an identification was lost, and nobody has settled it.
    pub(crate) ground_lost: bool,
    /// An act hangs on a link that is disputed, and nobody has decided on that.
    pub(crate) link_contested: bool,
    /// Whether the law allows an arrest.
    pub(crate) arrest_allowed: bool,
    /// Whether the person stands in the arrest list: entered, allowed by the law, and held back by no doubt.
    pub(crate) in_arrest_list: bool,
    pub(crate) outcome: Option<OutcomeView>,
    /// `handed`, `accepted` or `returned`; and since when, unless it is as it was first handed over.
    pub(crate) state: &'static str,
    #[schema(value_type = Option<String>)]
    pub(crate) state_at: Option<Timestamp>,
    /// Why the recorded arrest would not be lawful by the facts as they stand now. It stays recorded and counted; a human must look at it.
    pub(crate) arrest_in_question: Option<ArrestInQuestion>,
    /// Whether the person was entered in the arrest list before the facts forbade it, and nothing has come of the assignment yet.
    #[serde(skip)]
    pub(crate) is_entry_void: bool,
    /// Whether the law allows an arrest, nothing has come of the assignment yet, and a doubt that nobody has settled keeps the person out of the list.
    #[serde(skip)]
    pub(crate) is_arrest_held: bool,
    /// Whether the person was entered, and a doubt that nobody has settled keeps the entry out of the list.
    #[serde(skip)]
    pub(crate) is_entry_held: bool,
    #[schema(value_type = String)]
    pub(crate) assigned_at: Timestamp,
    pub(crate) assigned_by: String,
}

model::unprintable!(AssignmentView);

/// A person handed to a unit, with what the unit has to know since (Directive (EU) 2016/680, art. 7(3)).
#[derive(Serialize, ToSchema)]
pub(crate) struct ListedAssignment {
    #[serde(flatten)]
    pub(crate) assignment: AssignmentView,
    /// While nothing has come of it: by subject, the links on which the handing over relied, then and now, where they stand otherwise or the subject
    /// has grown. Empty where nothing has changed.
    pub(crate) changed: Vec<ReliedView>,
}

model::unprintable!(ListedAssignment);

/// What came of an assignment.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct OutcomeView {
    pub(crate) code: &'static str,
    #[schema(value_type = String)]
    pub(crate) at: Timestamp,
}

/// A recorded arrest that the facts no longer bear out.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct ArrestInQuestion {
    pub(crate) reason: String,
    /// `under_responsibility`, `undetermined`, `no_law` or `no_act`.
    pub(crate) reason_code: &'static str,
}

model::unprintable!(ArrestInQuestion);

impl AssignmentView {
    pub(crate) fn new(row: &AssignmentRow, person: &PersonView, judged: &Judged) -> Self {
        let refused = judged.may_be_arrested().err();
        let (arrest_allowed, is_held) = (refused.is_none(), judged.is_held());
        let is_arrest_held = arrest_allowed && is_held && row.outcome.is_none();
        let is_arrested =
            row.outcome.as_ref().is_some_and(|outcome| outcome.code == OutcomeCode::LocatedAndArrested);
        let in_question = |refused: ArrestRefused| ArrestInQuestion {
            reason: refused.to_string(),
            reason_code: refused_word(refused),
        };
        Self {
            assignment_id: row.assignment_id,
            person_id: row.person_id,
            name: person.name.clone(),
            unit: row.unit.code(),
            unit_name: row.unit.name(),
            path: person.path,
            identification_state: person.identification_state,
            ground_lost: person.ground_lost,
            link_contested: person.link_contested,
            arrest_allowed,
            // an entry made before the facts changed counts for nothing while the law forbids the arrest, or a doubt holds it
            in_arrest_list: arrest_allowed && !is_held && row.arrest_entry_id.is_some(),
            outcome: row
                .outcome
                .as_ref()
                .map(|outcome| OutcomeView { code: outcome.code.code(), at: outcome.happened_at }),
            state: row.state.code(),
            state_at: row.state_at,
            arrest_in_question: refused.filter(|_| is_arrested).map(in_question),
            is_entry_void: !arrest_allowed && row.arrest_entry_id.is_some() && row.outcome.is_none(),
            is_arrest_held,
            is_entry_held: is_arrest_held && row.arrest_entry_id.is_some(),
            assigned_at: row.assigned_at,
            assigned_by: row.assigned_by.clone(),
        }
    }

    /// Whether an arrest was recorded or entered that the facts do not bear out now.
    pub(crate) fn is_in_question(&self) -> bool {
        self.is_entry_void || self.arrest_in_question.is_some()
    }
}

/// Assignments with an arrest that the facts do not bear out now: recorded as done, or entered in the arrest list. A human must look at each.
pub(crate) async fn count_arrests_in_question(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    unit: Option<&str>,
) -> Result<i64, Failure> {
    let rows = assignments::list_with_arrest(tx, reader, unit).await?;
    let ids: Vec<_> = rows.iter().map(|row| row.person_id).collect();
    let mut acts = acts_by_person(tx, reader, &ids).await?;
    let mut count = 0;
    for (person_id, person) in persons_by_id(tx, reader, &ids).await? {
        let judged = judge(keys, &person, acts.remove(&person_id).unwrap_or_default())?;
        count += i64::from(judged.may_be_arrested().is_err());
    }
    Ok(count)
}

/// One page of the standing assignments of a unit, or of all, and how many the whole list holds: only who is shown is judged.
pub(crate) async fn page_assignments(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    some: (Option<&str>, Which),
    rows: &Rows,
) -> Result<(Vec<AssignmentView>, i64), Failure> {
    let total = assignments::count(tx, reader, some).await?;
    let found = assignments::list_page(tx, reader, some, rows).await?;
    Ok((view_all(tx, reader, keys, found).await?, total))
}

/// Standing assignments of a unit, or of all, with an arrest that the facts do not bear out now. Only judging tells; few have an arrest.
pub(crate) async fn list_in_question(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    unit: Option<&str>,
) -> Result<Vec<AssignmentView>, Failure> {
    let rows = assignments::list_with_arrest(tx, reader, unit).await?;
    let mut views = view_all(tx, reader, keys, rows).await?;
    views.retain(AssignmentView::is_in_question);
    Ok(views)
}

/// Open assignments of a unit, or of all, whose links stand otherwise than when the person was handed over. What was kept of each is opened; of a
/// unit few are open.
pub(crate) async fn list_changed(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    unit: Option<&str>,
) -> Result<Vec<AssignmentView>, Failure> {
    let mut rows = assignments::list_assignments(tx, reader, unit).await?;
    rows.retain(|row| row.outcome.is_none());
    let mut views = view_all(tx, reader, keys, rows).await?;
    let changed = load_changed(tx, keys, &views).await?;
    views.retain(|view| changed.contains_key(&view.assignment_id));
    Ok(views)
}

/// Of these assignments the open ones whose links have changed since, or whose subject has grown, with what has changed.
pub(crate) async fn load_changed(
    tx: &mut Tx,
    keys: &ColumnKeys,
    views: &[AssignmentView],
) -> Result<BTreeMap<Id<Assignment>, Vec<ReliedView>>, Failure> {
    let mut changed = BTreeMap::new();
    for view in views.iter().filter(|view| view.outcome.is_none()) {
        let kept = relied::list_of_decision(tx, &view.assignment_id.to_string()).await?;
        let mut relied = load_relied(tx, keys, kept).await?;
        relied.retain(|decision| decision.changed);
        if !relied.is_empty() {
            changed.insert(view.assignment_id, relied);
        }
    }
    Ok(changed)
}

/// These assignments, each with what has changed since it was handed over.
pub(crate) async fn with_changes(
    tx: &mut Tx,
    keys: &ColumnKeys,
    views: Vec<AssignmentView>,
) -> Result<Vec<ListedAssignment>, Failure> {
    let mut changed = load_changed(tx, keys, &views).await?;
    let listed = views.into_iter().map(|assignment| {
        let changed = changed.remove(&assignment.assignment_id).unwrap_or_default();
        ListedAssignment { assignment, changed }
    });
    Ok(listed.collect())
}

/// Assignments that their units returned: of one, or of all.
pub(crate) async fn list_returned(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    unit: Option<&str>,
) -> Result<Vec<AssignmentView>, Failure> {
    let rows = assignments::list_returned(tx, reader, unit).await?;
    view_all(tx, reader, keys, rows).await
}

/// Assignments of a unit, or of all, whose persons are in custody: of arrests that were recorded before an end could be, those since then. None without
/// an instant.
pub(crate) async fn list_in_custody(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    unit: Option<&str>,
    since: Option<Timestamp>,
) -> Result<Vec<AssignmentView>, Failure> {
    let Some(since) = since else { return Ok(Vec::new()) };
    let rows = assignments::list_in_custody(tx, reader, unit, since).await?;
    view_all(tx, reader, keys, rows).await
}

/// Of these persons the standing assignments on which an arrest stands.
pub(crate) async fn list_with_arrest(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    person_ids: &BTreeSet<Id<Person>>,
) -> Result<Vec<AssignmentView>, Failure> {
    let mut rows = assignments::list_with_arrest(tx, reader, None).await?;
    rows.retain(|row| person_ids.contains(&row.person_id));
    view_all(tx, reader, keys, rows).await
}

async fn view_all(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    rows: Vec<AssignmentRow>,
) -> Result<Vec<AssignmentView>, Failure> {
    let judged = view_judged(tx, reader, keys, rows).await?;
    Ok(judged.into_iter().map(|(view, _)| view).collect())
}

/// Each with its person as judged.
pub(super) async fn view_judged(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    rows: Vec<AssignmentRow>,
) -> Result<Vec<(AssignmentView, Judged)>, Failure> {
    let ids: Vec<_> = rows.iter().map(|row| row.person_id).collect();
    let mut acts = acts_by_person(tx, reader, &ids).await?;
    let persons = persons_by_id(tx, reader, &ids).await?;
    let mut views = Vec::new();
    for row in rows {
        let Some(person) = persons.get(&row.person_id).filter(|person| person.standing) else { continue };
        let judged = judge(keys, person, acts.remove(&row.person_id).unwrap_or_default())?;
        let view = PersonView::new(keys, person, &judged)?;
        views.push((AssignmentView::new(&row, &view, &judged), judged));
    }
    Ok(views)
}
