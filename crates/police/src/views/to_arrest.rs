//! Who is to be arrested, and for which acts.

use jiff::Timestamp;
use model::kind::{Act, Report};
use model::law::{AgeKind, Threshold};
use model::{AgeAtAct, Id};
use serde::Serialize;
use service::{ColumnKeys, Failure, Tx};
use utoipa::ToSchema;

use super::aged_acts::AgeYears;
use super::assignments::{AssignmentView, ListedAssignment, view_judged, with_changes};
use crate::db::{Reader, assignments};
use crate::judged::{JudgedAct, path_word};

/// An act for which a person stands in the arrest list: one at which they certainly had the age of criminal responsibility.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ArrestActView {
    #[schema(value_type = String)]
    pub(crate) act_id: Id<Act>,
    #[schema(value_type = String)]
    pub(crate) report_id: Id<Report>,
    pub(crate) report_number: i64,
    /// The time as stated.
    pub(crate) time_text: String,
    #[schema(value_type = String)]
    pub(crate) at: Timestamp,
    /// INE code of the place, which says what clock counts.
    pub(crate) place: Option<&'static str>,
    /// The age in completed years.
    pub(crate) age_years: Option<AgeYears>,
    /// `juvenile`, `adult` or `undetermined` (certainly of the age, perhaps an adult).
    pub(crate) path: &'static str,
    /// Statute and articles by which the person answers for it at that age, as of the day of the act, in the language of the law. The class of the
    /// offence is for a person to say.
    pub(crate) law: String,
}

/// An assignment whose person stands in the arrest list.
pub(crate) struct ToArrest {
    pub(crate) assignment: AssignmentView,
    /// Those that carry the person in, by time. What was done below the age, or perhaps below it, is not among them.
    pub(crate) acts: Vec<ArrestActView>,
}

/// The same, with what has changed since it was handed over.
#[derive(Serialize, ToSchema)]
pub(crate) struct ListedToArrest {
    #[serde(flatten)]
    pub(crate) listed: ListedAssignment,
    /// Those that carry the person in, by time. What was done below the age of criminal responsibility, or perhaps below it, is not among them.
    pub(crate) acts: Vec<ArrestActView>,
}

model::unprintable!(ToArrest, ListedToArrest);

impl ArrestActView {
    fn new(judged: &JudgedAct) -> Self {
        Self {
            act_id: judged.act.act_id,
            report_id: judged.act.report_id,
            report_number: judged.act.report_number,
            time_text: judged.act.stated_text.clone(),
            at: judged.act.happened_at,
            place: judged.place_code(),
            age_years: AgeYears::of(judged),
            path: path_word(judged.age.path()),
            law: threshold(judged).map(Threshold::cited).unwrap_or_default(),
        }
    }
}

/// The age that the person had reached, as the law set it on the day of the act.
fn threshold(judged: &JudgedAct) -> Option<&'static Threshold> {
    let age = if judged.age.adult_code == AgeAtAct::CertainlyOver {
        AgeKind::AdultCode
    } else {
        AgeKind::CriminalResponsibility
    };
    let law = judged.act.law?;
    let clock = law.clocks_of(judged.place).into_iter().next()?;
    law.find_threshold(age, clock.to_datetime(judged.act.happened_at).date())
}

/// Open assignments of a unit, or of all, whose persons stand in the arrest list, by unit. Only judging tells; few were entered.
pub(crate) async fn list_to_arrest(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    unit: Option<&str>,
) -> Result<Vec<ToArrest>, Failure> {
    let mut rows = assignments::list_with_arrest(tx, reader, unit).await?;
    rows.retain(|row| row.outcome.is_none());
    let mut found = view_judged(tx, reader, keys, rows).await?;
    found.retain(|(view, _)| view.in_arrest_list);
    let to_arrest = found.into_iter().map(|(assignment, judged)| {
        let mut acts: Vec<_> = judged.carrying().map(ArrestActView::new).collect();
        acts.sort_by_key(|act| (act.at, act.act_id));
        ToArrest { assignment, acts }
    });
    Ok(to_arrest.collect())
}

/// These, each with what has changed since it was handed over.
pub(crate) async fn arrests_with_changes(
    tx: &mut Tx,
    keys: &ColumnKeys,
    found: Vec<ToArrest>,
) -> Result<Vec<ListedToArrest>, Failure> {
    let (assignments, acts): (Vec<_>, Vec<_>) =
        found.into_iter().map(|one| (one.assignment, one.acts)).unzip();
    let listed = with_changes(tx, keys, assignments).await?;
    Ok(listed.into_iter().zip(acts).map(|(listed, acts)| ListedToArrest { listed, acts }).collect())
}
