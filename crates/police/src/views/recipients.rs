//! Who has a person's data, and what still waits for whom once the person is cleared.

use jiff::Timestamp;
use model::kind::Person;
use model::{Id, Province};
use serde::Serialize;
use service::{ColumnKeys, Failure, Sealed, Tx};
use utoipa::ToSchema;

use super::PersonView;
use crate::db::decisions::Decided;
use crate::db::recipients::{self as table, RecipientRow, StepRow, WaitingRow};
use crate::db::{Reader, changed_recipients, persons};
use crate::ids::{self, PersonRecipient};
use crate::judged::judge_person;
use crate::recipients::{RecipientKind, RecipientStep};
use crate::seals;

/// Who has a person's data.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct RecipientView {
    #[schema(value_type = String)]
    pub(crate) recipient_id: Id<PersonRecipient>,
    #[schema(value_type = String)]
    pub(crate) person_id: Id<Person>,
    /// The name of a certain adult, else initials; none of an erased person.
    pub(crate) person: Option<String>,
    /// `unit`, `prosecutor`, `court`, `protection_body`, `agency` or `export`.
    pub(crate) kind: &'static str,
    /// Castilian name of a unit's province; else the authority, or what was exported.
    pub(crate) name: String,
    #[schema(value_type = String)]
    pub(crate) recorded_at: Timestamp,
    pub(crate) recorded_by: String,
    /// False where it was recorded by mistake.
    pub(crate) standing: bool,
    /// Why it was withdrawn, also where it stands again.
    pub(crate) withdrawn_reason: Option<String>,
    pub(crate) steps: Vec<RecipientStepView>,
}

model::unprintable!(RecipientView);

/// A step of a recipient.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct RecipientStepView {
    #[schema(value_type = String)]
    pub(crate) step_id: Id<ids::RecipientStep>,
    /// `told`, `acknowledged`, `erased` or `changed`.
    pub(crate) step: &'static str,
    /// Number of a letter or receipt; empty where this node did it.
    pub(crate) reference: String,
    #[schema(value_type = String)]
    pub(crate) done_at: Timestamp,
    pub(crate) done_by: String,
    pub(crate) standing: bool,
    pub(crate) withdrawn_reason: Option<String>,
}

model::unprintable!(RecipientStepView);

/// A recipient that has not come to the end.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct WaitingRecipient {
    #[schema(value_type = String)]
    pub(crate) recipient_id: Id<PersonRecipient>,
    #[schema(value_type = String)]
    pub(crate) person_id: Id<Person>,
    /// The name of a certain adult, else initials; none of an erased person.
    pub(crate) person: Option<String>,
    pub(crate) kind: &'static str,
    pub(crate) name: String,
    /// The step that is missing: `told`, `acknowledged` or `erased`, or `changed` where it must hear that the person's subject has grown.
    pub(crate) waits_for: &'static str,
    #[schema(value_type = String)]
    pub(crate) recorded_at: Timestamp,
}

model::unprintable!(WaitingRecipient);

impl RecipientView {
    /// Whether a step stands.
    pub(crate) fn has_done(&self, step: RecipientStep) -> bool {
        self.steps.iter().any(|done| done.standing && done.step == step.code())
    }
}

fn shown_name(row: &RecipientRow) -> String {
    let unit = (row.kind == RecipientKind::Unit).then(|| Province::find_code(&row.name)).flatten();
    unit.map_or_else(|| row.name.clone(), |province| province.name().to_owned())
}

/// The name of a person who is not erased, as pages may show it.
async fn shown_person(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    person_id: Id<Person>,
) -> Result<Option<String>, Failure> {
    let Some(row) = persons::find_person(tx, reader, person_id).await? else { return Ok(None) };
    let judged = judge_person(tx, keys, &row).await?;
    Ok(Some(PersonView::new(keys, &row, &judged)?.name))
}

fn step_view(keys: &ColumnKeys, row: &StepRow) -> Result<RecipientStepView, Failure> {
    let open = |sealed: &Sealed<String>| {
        seals::withdrawn_reason(Decided::RecipientStep).open_kept(keys, row.step_id, sealed)
    };
    Ok(RecipientStepView {
        step_id: row.step_id,
        step: row.step.code(),
        reference: row.reference.clone(),
        done_at: row.done_at,
        done_by: row.done_by.clone(),
        standing: row.standing,
        withdrawn_reason: row.withdrawn_reason.as_ref().map(open).transpose()?,
    })
}

async fn view(
    tx: &mut Tx,
    keys: &ColumnKeys,
    row: &RecipientRow,
    person: Option<String>,
) -> Result<RecipientView, Failure> {
    let steps = table::list_steps(tx, row.recipient_id).await?;
    let open = |sealed: &Sealed<String>| {
        seals::withdrawn_reason(Decided::Recipient).open_kept(keys, row.recipient_id, sealed)
    };
    Ok(RecipientView {
        recipient_id: row.recipient_id,
        person_id: row.person_id,
        person,
        kind: row.kind.code(),
        name: shown_name(row),
        recorded_at: row.recorded_at,
        recorded_by: row.recorded_by.clone(),
        standing: row.standing,
        withdrawn_reason: row.withdrawn_reason.as_ref().map(open).transpose()?,
        steps: steps.iter().map(|row| step_view(keys, row)).collect::<Result<_, _>>()?,
    })
}

/// One recipient; the asked unit itself, if one is asked.
pub(crate) async fn load_recipient(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    recipient_id: Id<PersonRecipient>,
    unit: Option<&str>,
) -> Result<RecipientView, Failure> {
    let absent = || Failure::absent("recipient");
    let row = table::find_recipient(tx, reader, recipient_id).await?.ok_or_else(absent)?;
    if unit.is_some_and(|unit| row.kind != RecipientKind::Unit || row.name != unit) {
        return Err(absent());
    }
    let person = shown_person(tx, reader, keys, row.person_id).await?;
    view(tx, keys, &row, person).await
}

/// Who has the data of a person who is there for the reader.
pub(crate) async fn recipients_of_person(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    person_id: Id<Person>,
) -> Result<Vec<RecipientView>, Failure> {
    let person = shown_person(tx, reader, keys, person_id).await?;
    let mut views = Vec::new();
    for row in table::list_of_person(tx, reader, person_id).await? {
        views.push(view(tx, keys, &row, person.clone()).await?);
    }
    Ok(views)
}

/// A part of what still waits for whom, of one unit or all, the longest waiting first, and how much there is: who is not in it is not opened.
pub(crate) async fn page_waiting_recipients(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    unit: Option<&str>,
    part: (i64, i64),
) -> Result<(Vec<WaitingRecipient>, i64), Failure> {
    let total = table::count_waiting(tx, reader, unit).await?;
    let rows = table::list_waiting(tx, reader, unit, part).await?;
    Ok((view_waiting(tx, reader, keys, rows).await?, total))
}

/// A part of who outside must hear that the subject of a person whose data it has has grown, of one person or of all, and how many there are.
pub(crate) async fn page_changed_recipients(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    person_id: Option<Id<Person>>,
    part: (i64, i64),
) -> Result<(Vec<WaitingRecipient>, i64), Failure> {
    let total = changed_recipients::count(tx, reader, person_id).await?;
    let rows = changed_recipients::list(tx, reader, person_id, Timestamp::MAX, part).await?;
    Ok((view_waiting(tx, reader, keys, rows).await?, total))
}

async fn view_waiting(
    tx: &mut Tx,
    reader: &Reader,
    keys: &ColumnKeys,
    rows: Vec<WaitingRow>,
) -> Result<Vec<WaitingRecipient>, Failure> {
    let mut views = Vec::new();
    for row in rows {
        let person_id = row.recipient.person_id;
        let person = if row.is_erased { None } else { shown_person(tx, reader, keys, person_id).await? };
        views.push(WaitingRecipient {
            recipient_id: row.recipient.recipient_id,
            person_id,
            person,
            kind: row.recipient.kind.code(),
            name: shown_name(&row.recipient),
            waits_for: row.waits_for.code(),
            recorded_at: row.recipient.recorded_at,
        });
    }
    Ok(views)
}
