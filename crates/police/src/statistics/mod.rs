//! Published figures, one file each. A figure is computed from the database when it is asked for; nothing is counted along the way.

mod arrested;
mod arrested_minors;
mod arrests_in_question;
mod by_province;
mod dashboard;
mod equations;
mod identified;
mod media_clusters;
mod minors;
mod overlap;
mod press_note;
mod press_table;
mod referrals;
mod reports;
mod small_cells;
mod suppression;
mod tally;
mod under_14;
mod undetermined;

pub(crate) use arrests_in_question::list_arrests_in_question;
pub(crate) use dashboard::{CLASSES, Dashboard, UnitFigures, load_dashboard};
pub(crate) use overlap::{Counted, connected};
pub(crate) use press_note::{
    Before, PressNote, press_note, published_figures, shown_digest, withdrawal_text,
};
pub(crate) use press_table::PublishedFigures;
pub(crate) use small_cells::{SmallCell, small_cells};
pub(crate) use tally::{Tally, load_tally};

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use model::Id;
use model::Province;
use model::kind::{Operation, Person};
use service::{ColumnKeys, Failure, Tx};

use crate::db::{Reader, assignments, authored, persons};
use crate::judged::{Judged, judge};
use crate::outcomes::OutcomeCode;
use crate::tasking::AssignmentState;

/// What the figures about persons are computed from: an identified person over the acts in the operation.
pub(crate) struct PersonFacts {
    person_id: Id<Person>,
    judged: Judged,
    /// The province of the unit that located and arrested the person.
    arrested_in: Option<Province>,
    /// The unit that the person is handed to, and what came of it, if anything yet.
    assigned: Option<AssignedFacts>,
}

/// An assignment as the figures count it.
#[derive(Clone, Copy)]
struct AssignedFacts {
    unit: Province,
    outcome: Option<OutcomeCode>,
    state: AssignmentState,
    assigned_at: Timestamp,
}

/// Every person identified in an operation. Figures count what they do not show, so nobody's closed operation is left out.
async fn load_persons(
    tx: &mut Tx,
    keys: &ColumnKeys,
    operation_id: Id<Operation>,
) -> Result<Vec<PersonFacts>, Failure> {
    let mut acts: BTreeMap<Id<Person>, Vec<_>> = BTreeMap::new();
    for act in authored::list_acts_of_operation(tx, &Reader::node(), operation_id).await? {
        acts.entry(act.person_id).or_default().push(act);
    }
    let rows = persons::list_persons_of_operation(tx, operation_id).await?;
    let person_ids: Vec<_> = rows.iter().map(|row| row.person_id).collect();
    let assigned: BTreeMap<_, _> = assignments::list_of_persons(tx, &Reader::node(), &person_ids)
        .await?
        .into_iter()
        .map(|row| {
            let facts = AssignedFacts {
                unit: row.unit,
                outcome: row.outcome.map(|outcome| outcome.code),
                state: row.state,
                assigned_at: row.assigned_at,
            };
            (row.person_id, facts)
        })
        .collect();
    let mut facts = Vec::new();
    for row in rows {
        let Some(acts) = acts.remove(&row.person_id) else { continue };
        let judged = judge(keys, &row, acts)?;
        let assigned = assigned.get(&row.person_id).copied();
        let arrested = assigned.filter(|facts| facts.outcome == Some(OutcomeCode::LocatedAndArrested));
        let arrested_in = arrested.map(|facts| facts.unit);
        facts.push(PersonFacts { person_id: row.person_id, judged, arrested_in, assigned });
    }
    Ok(facts)
}

/// Whom the figures of a press note count.
pub(crate) async fn load_counted(
    tx: &mut Tx,
    keys: &ColumnKeys,
    operation_id: Id<Operation>,
) -> Result<Counted, Failure> {
    let persons = load_persons(tx, keys, operation_id).await?;
    Ok(persons.iter().map(|person| (person.person_id, counted_as(person))).collect())
}

/// The names of the figures that count this person.
fn counted_as(person: &PersonFacts) -> BTreeSet<String> {
    let alone = std::slice::from_ref(person);
    let figures = [
        ("identified", identified::identified(alone)),
        ("minors", minors::minors(alone)),
        ("under_14", under_14::under_14(alone)),
        ("undetermined", undetermined::undetermined(alone)),
        ("arrested", arrested::arrested(alone)),
        ("arrested_minors", arrested_minors::arrested_minors(alone)),
    ];
    let named = figures.into_iter().filter(|(_, figure)| *figure > 0).map(|(name, _)| name.to_owned());
    let provinces = by_province::by_province(alone).into_keys().map(|code| format!("by_province.{code}"));
    named.chain(provinces).collect()
}

/// A number of things as a figure.
fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
