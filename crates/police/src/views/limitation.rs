//! The clock of limitation as readers see it.

use jiff::Timestamp;
use jiff::civil::Date;
use model::kind::Act;
use model::law::{Limitation, Review};
use model::{Id, PersonClass};
use serde::Serialize;
use service::{ColumnKeys, Failure, Tx};
use utoipa::ToSchema;

use crate::db::decisions::Decided;
use crate::db::limitation as table;
use crate::db::persons::PersonRow;
use crate::ids::LimitationNote;
use crate::limitation::LimitationClock;
use crate::{names, seals};

/// When an act may have lapsed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct LimitationView {
    /// `runs`, `stopped`, `not_punishable` or `unknown`.
    pub(crate) state: &'static str,
    /// By the shortest period that can apply.
    #[schema(value_type = Option<String>)]
    pub(crate) earliest: Option<Date>,
    /// By the longest one of the path: the class of the offence is for a person to say.
    #[schema(value_type = Option<String>)]
    pub(crate) latest: Option<Date>,
    /// If it ran from the later day that somebody names.
    #[schema(value_type = Option<String>)]
    pub(crate) disputed_until: Option<Date>,
    /// On which day something is noted to have stopped it, in time or not.
    #[schema(value_type = Option<String>)]
    pub(crate) stopped_on: Option<Date>,
    /// What the earliest day follows from.
    pub(crate) law: Option<String>,
    /// Whether somebody compared that with the official text.
    pub(crate) is_verified: bool,
}

/// What an officer noted of the clock of acts.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct LimitationNoteView {
    #[schema(value_type = String)]
    pub(crate) note_id: Id<LimitationNote>,
    /// `stopped` or `later_start`.
    pub(crate) kind: &'static str,
    #[schema(value_type = String)]
    pub(crate) noted_on: Date,
    /// Names of minors cut to initials.
    pub(crate) grounds: String,
    #[schema(value_type = String)]
    pub(crate) recorded_at: Timestamp,
    pub(crate) recorded_by: String,
    pub(crate) standing: bool,
    pub(crate) withdrawn_reason: Option<String>,
    #[schema(value_type = Vec<String>)]
    pub(crate) act_ids: Vec<Id<Act>>,
}

model::unprintable!(LimitationNoteView);

impl LimitationView {
    pub(crate) fn new(clock: &LimitationClock) -> Self {
        let (state, latest, rule) = match clock.limitation {
            Limitation::NotPunishable => ("not_punishable", None, None),
            Limitation::Unknown => ("unknown", None, None),
            Limitation::Runs { latest, rule, .. } if clock.is_stopped() => {
                ("stopped", Some(latest), Some(rule))
            }
            Limitation::Runs { latest, rule, .. } => ("runs", Some(latest), Some(rule)),
        };
        Self {
            state,
            earliest: clock.limitation.earliest(),
            latest,
            disputed_until: clock.disputed_until,
            stopped_on: clock.stopped_on,
            law: rule.map(|rule| format!("{}, art. {}", rule.source, rule.article)),
            is_verified: rule.is_some_and(|rule| rule.review == Review::Verified),
        }
    }
}

/// Every note on a person's acts, standing or not, oldest first.
pub(crate) async fn list_limitation_notes(
    tx: &mut Tx,
    keys: &ColumnKeys,
    person: &PersonRow,
    class: PersonClass,
) -> Result<Vec<LimitationNoteView>, Failure> {
    let person_id = person.person_id;
    let given = seals::GIVEN_NAME.open_kept(keys, person_id, &person.given_name)?;
    let family = seals::FAMILY_NAME.open_kept(keys, person_id, &person.family_name)?;
    let of_notes = table::list_note_acts(tx, person_id).await?;
    let mut views = Vec::new();
    for row in table::list_notes(tx, person_id).await? {
        let open =
            |sealed| seals::withdrawn_reason(Decided::LimitationNote).open_kept(keys, row.note_id, sealed);
        let reason = row.withdrawn_reason.as_ref().map(open).transpose()?;
        let grounds = seals::LIMITATION_GROUNDS.open_kept(keys, row.note_id, &row.grounds)?;
        let acts = of_notes.iter().filter(|(note_id, _)| *note_id == row.note_id);
        views.push(LimitationNoteView {
            note_id: row.note_id,
            kind: row.kind.as_str(),
            noted_on: row.noted_on,
            grounds: names::shown_text(class, &grounds, &given, &family),
            recorded_at: row.recorded_at,
            withdrawn_reason: reason.map(|reason| names::shown_text(class, &reason, &given, &family)),
            recorded_by: row.recorded_by,
            standing: row.standing,
            act_ids: acts.map(|(_, act_id)| *act_id).collect(),
        });
    }
    Ok(views)
}
