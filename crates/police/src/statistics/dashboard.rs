//! The dashboard of an operation: how far it has come, in counts. Not for publication: see the press note.

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::kind::Operation;
use model::{Id, PersonClass};
use service::{ColumnKeys, Failure, Tx};

use super::tally::{Tally, tally_of};
use super::{AssignedFacts, PersonFacts, count, load_persons};
use crate::db::figures;
use crate::outcomes::OutcomeCode;
use crate::tasking::AssignmentState;

/// The words of the classes, in the order of their counts: the protective ones first.
pub(crate) const CLASSES: [&str; 4] = ["under_responsibility", "minor", "undetermined", "adult"];

/// How far an operation has come. Persons are those with a standing identification in it.
pub(crate) struct Dashboard {
    pub(crate) tally: Tally,
    /// Acts of its subjects, and its subjects that have one.
    pub(crate) acts: i64,
    pub(crate) subjects: i64,
    /// Persons handed to a unit.
    pub(crate) assigned: i64,
    /// Of these, those whom the unit accepted, or of whom something came already.
    pub(crate) accepted: i64,
    /// Persons of each of [`CLASSES`]: identified, assigned, arrested.
    pub(crate) by_class: [[i64; 4]; 3],
    /// What came of the assignments, by outcome.
    pub(crate) outcomes: [(OutcomeCode, i64); 5],
    /// Units with persons of the operation, by INE code.
    pub(crate) units: Vec<UnitFigures>,
}

/// The assignments of one unit.
pub(crate) struct UnitFigures {
    /// INE code and Castilian name of its province.
    pub(crate) code: &'static str,
    pub(crate) name: &'static str,
    /// Assignments of which nothing came yet, and those with an outcome.
    pub(crate) open: i64,
    pub(crate) closed: i64,
    /// Of the open ones, those that the unit accepted, and those that it returned.
    pub(crate) accepted: i64,
    pub(crate) returned: i64,
    /// Since when the oldest open one waits.
    pub(crate) waits_since: Option<Timestamp>,
}

impl UnitFigures {
    /// How many of a hundred have an outcome.
    pub(crate) fn percent(&self) -> i64 {
        self.closed * 100 / (self.open + self.closed).max(1)
    }
}

impl Dashboard {
    /// Persons of whom something came.
    pub(crate) fn with_outcome(&self) -> i64 {
        self.outcomes.iter().map(|(_, persons)| persons).sum()
    }
}

/// Computes the dashboard, with the tally.
pub(crate) async fn load_dashboard(
    tx: &mut Tx,
    keys: &ColumnKeys,
    operation_id: Id<Operation>,
) -> Result<Dashboard, Failure> {
    let persons = load_persons(tx, keys, operation_id).await?;
    let of = |outcome: OutcomeCode| {
        let has = |person: &&PersonFacts| person.assigned.is_some_and(|facts| facts.outcome == Some(outcome));
        (outcome, count(persons.iter().filter(has).count()))
    };
    let arrested = |person: &PersonFacts| person.arrested_in.is_some();
    let accepted =
        |facts: &AssignedFacts| facts.state == AssignmentState::Accepted || facts.outcome.is_some();
    Ok(Dashboard {
        tally: tally_of(tx, &persons, operation_id).await?,
        acts: figures::count_acts(tx, operation_id).await?,
        subjects: figures::count_subjects(tx, operation_id).await?,
        assigned: count(persons.iter().filter(|person| person.assigned.is_some()).count()),
        accepted: count(
            persons.iter().filter(|person| person.assigned.as_ref().is_some_and(accepted)).count(),
        ),
        by_class: [
            by_class(&persons, |_| true),
            by_class(&persons, |person| person.assigned.is_some()),
            by_class(&persons, arrested),
        ],
        outcomes: OutcomeCode::ALL.map(of),
        units: units(&persons),
    })
}

fn by_class(persons: &[PersonFacts], counts: impl Fn(&PersonFacts) -> bool) -> [i64; 4] {
    let mut numbers = [0; 4];
    for person in persons.iter().filter(|person| counts(person)) {
        let place = match person.judged.class() {
            PersonClass::UnderResponsibility => 0,
            PersonClass::Minor => 1,
            PersonClass::Undetermined(_) => 2,
            PersonClass::Adult => 3,
        };
        numbers[place] += 1;
    }
    numbers
}

fn units(persons: &[PersonFacts]) -> Vec<UnitFigures> {
    let mut units = BTreeMap::new();
    for facts in persons.iter().filter_map(|person| person.assigned) {
        let figures = units.entry(facts.unit.code()).or_insert_with(|| UnitFigures {
            code: facts.unit.code(),
            name: facts.unit.name(),
            open: 0,
            closed: 0,
            accepted: 0,
            returned: 0,
            waits_since: None,
        });
        if facts.outcome.is_some() {
            figures.closed += 1;
            continue;
        }
        figures.open += 1;
        figures.accepted += i64::from(facts.state == AssignmentState::Accepted);
        figures.returned += i64::from(facts.state == AssignmentState::Returned);
        let oldest = figures.waits_since.map_or(facts.assigned_at, |at| at.min(facts.assigned_at));
        figures.waits_since = Some(oldest);
    }
    units.into_values().collect()
}
