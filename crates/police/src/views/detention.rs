//! The custody after a recorded arrest as readers see it.

use jiff::Timestamp;
use model::{Id, PersonClass};
use serde::Serialize;
use service::{ColumnKeys, Failure, Sealed, Tx};
use utoipa::ToSchema;

use crate::db::assignments::StandingOutcome;
use crate::db::decisions::Decided;
use crate::db::detention::{self as table, RecordRow};
use crate::db::persons::PersonRow;
use crate::ids::{DetentionDuty, DetentionEnd};
use crate::{names, seals};

/// From when it runs, and what officers recorded of it.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct DetentionView {
    #[schema(value_type = String)]
    pub(crate) arrested_at: Timestamp,
    /// Duties that were ticked, standing or not, oldest first.
    pub(crate) duties: Vec<DoneDutyView>,
    /// Ends that were recorded, standing or not, oldest first: one stands at most, and none as long as custody goes on.
    pub(crate) ends: Vec<DetentionEndView>,
}

/// A duty that an officer ticked as done.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct DoneDutyView {
    #[schema(value_type = String)]
    pub(crate) duty_id: Id<DetentionDuty>,
    /// Its key, as in the duties of the path.
    pub(crate) duty: String,
    #[schema(value_type = String)]
    pub(crate) done_at: Timestamp,
    /// Names of minors cut to initials.
    pub(crate) note: Option<String>,
    #[serde(flatten)]
    pub(crate) record: RecordView,
}

/// How custody ended.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct DetentionEndView {
    #[schema(value_type = String)]
    pub(crate) end_id: Id<DetentionEnd>,
    /// `released`, `guardians`, `prosecutor` or `court`.
    pub(crate) how: &'static str,
    #[schema(value_type = String)]
    pub(crate) ended_at: Timestamp,
    #[serde(flatten)]
    pub(crate) record: RecordView,
}

/// Who recorded something, and who withdrew it.
#[derive(Clone, Serialize, ToSchema)]
#[schema(as = DetentionRecordView)]
pub(crate) struct RecordView {
    #[schema(value_type = String)]
    pub(crate) recorded_at: Timestamp,
    pub(crate) recorded_by: String,
    pub(crate) standing: bool,
    #[schema(value_type = Option<String>)]
    pub(crate) withdrawn_at: Option<Timestamp>,
    pub(crate) withdrawn_by: Option<String>,
    /// Names of minors cut to initials.
    pub(crate) withdrawn_reason: Option<String>,
}

model::unprintable!(DetentionView, DoneDutyView, DetentionEndView, RecordView);

impl DetentionView {
    /// The standing end; none as long as custody goes on.
    pub(crate) fn end(&self) -> Option<&DetentionEndView> {
        self.ends.iter().find(|end| end.record.standing)
    }

    /// That a duty was done, as it stands.
    pub(crate) fn done(&self, duty: &str) -> Option<&DoneDutyView> {
        self.duties.iter().find(|done| done.record.standing && done.duty == duty)
    }
}

impl RecordView {
    fn new(row: &RecordRow, withdrawn_reason: Option<String>) -> Self {
        Self {
            recorded_at: row.recorded_at,
            recorded_by: row.recorded_by.clone(),
            standing: row.standing,
            withdrawn_at: row.withdrawn_at,
            withdrawn_by: row.withdrawn_by.clone(),
            withdrawn_reason,
        }
    }
}

/// What was recorded of the custody after an arrest of a person of this class.
pub(super) async fn load_detention(
    tx: &mut Tx,
    keys: &ColumnKeys,
    (person, class): (&PersonRow, PersonClass),
    arrest: &StandingOutcome,
) -> Result<DetentionView, Failure> {
    let given = seals::GIVEN_NAME.open_kept(keys, person.person_id, &person.given_name)?;
    let family = seals::FAMILY_NAME.open_kept(keys, person.person_id, &person.family_name)?;
    let shown = |text: String| names::shown_text(class, &text, &given, &family);
    let reason = |decided, id: String, sealed: Option<&Sealed<String>>| -> Result<_, Failure> {
        let opened = sealed.map(|sealed| seals::withdrawn_reason(decided).open_kept(keys, id, sealed));
        Ok(opened.transpose()?.map(shown))
    };
    let mut duties = Vec::new();
    for row in table::list_duties(tx, arrest.outcome_id).await? {
        let note = row.note.as_ref().map(|note| seals::DETENTION_NOTE.open_kept(keys, row.duty_id, note));
        let withdrawn = row.record.withdrawn_reason.as_ref();
        let withdrawn = reason(Decided::DetentionDuty, row.duty_id.to_string(), withdrawn)?;
        duties.push(DoneDutyView {
            duty_id: row.duty_id,
            note: note.transpose()?.map(shown),
            record: RecordView::new(&row.record, withdrawn),
            duty: row.duty,
            done_at: row.done_at,
        });
    }
    let mut ends = Vec::new();
    for row in table::list_ends(tx, arrest.outcome_id).await? {
        let withdrawn = row.record.withdrawn_reason.as_ref();
        let withdrawn = reason(Decided::DetentionEnd, row.end_id.to_string(), withdrawn)?;
        let record = RecordView::new(&row.record, withdrawn);
        let (end_id, how) = (row.end_id, row.how.code());
        ends.push(DetentionEndView { end_id, how, ended_at: row.ended_at, record });
    }
    Ok(DetentionView { arrested_at: arrest.happened_at, duties, ends })
}
