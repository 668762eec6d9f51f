//! Note of a person's clock of limitation that something stopped it, or that somebody says it runs from a later day. A prosecutor decides what it
//! is worth; the lists only count days.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use model::Id;
use model::kind::{Act, Person};
use service::{Acting, Action, Done, EntryDraft, Failure};

use super::required;
use crate::db::Reader;
use crate::db::limitation::{self as table, NoteKind, NoteRow};
use crate::db::{authored, persons};
use crate::ids::LimitationNote;
use crate::permissions::Permission;
use crate::{limitation, seals};

/// Keeps a note on acts of a person.
pub(crate) struct NoteLimitation {
    pub(crate) person_id: Id<Person>,
    /// `stopped` or `later_start`, as typed.
    pub(crate) kind: String,
    /// The day, as typed.
    pub(crate) noted_on: String,
    pub(crate) grounds: String,
    pub(crate) act_ids: Vec<Id<Act>>,
    /// Of the node's country.
    pub(crate) clock: TimeZone,
}

impl Action for NoteLimitation {
    type Permission = Permission;
    type Output = Id<LimitationNote>;
    const NAME: &'static str = "note-limitation";

    fn permission(&self) -> Permission {
        Permission::IdentifyPersons
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<LimitationNote>>, Failure> {
        let reader = Reader::of(acting.actor);
        let person = persons::find_person(acting.tx, &reader, self.person_id).await?;
        person.filter(|person| person.standing).ok_or_else(|| Failure::absent("person"))?;
        let kind = NoteKind::find(&self.kind).ok_or_else(|| {
            Failure::refused("kind", "say whether something stopped it or it runs from later")
        })?;
        let noted_on: Date = self
            .noted_on
            .trim()
            .parse()
            .map_err(|_| Failure::refused("noted_on", "give a day, as 2020-12-20"))?;
        let today = self.clock.to_datetime(acting.now).date();
        // a later start may be a birthday to come; what stopped a clock has happened
        if kind == NoteKind::Stopped && noted_on > today {
            return Err(Failure::refused("noted_on", "lies in the future"));
        }
        let grounds = required("grounds", &self.grounds)?;
        let acts = self.choose_acts(acting, noted_on).await?;
        let note_id = acting.new_id();
        let row = NoteRow {
            note_id,
            kind,
            noted_on,
            grounds: seals::LIMITATION_GROUNDS.seal(acting, note_id, &grounds)?,
            recorded_at: acting.now,
            recorded_by: acting.actor.name().to_owned(),
            standing: true,
            withdrawn_reason: None,
        };
        table::insert_note(acting.tx, self.person_id, &row, &acts).await?;
        limitation::refresh(acting.tx, acting.columns(), acts.iter().copied()).await?;
        let act_ids: Vec<_> = acts.iter().map(ToString::to_string).collect();
        let entry = EntryDraft::on("person", self.person_id)
            .with("note_id", note_id.to_string())
            .with("kind", kind.as_str())
            .with("acts", act_ids.join(" "));
        Ok(Done::new(note_id, entry))
    }
}

impl NoteLimitation {
    /// The acts that were named: each once, the person's own, and none after the day that is noted: no clock is stopped before it runs.
    async fn choose_acts(&self, acting: &mut Acting<'_>, noted_on: Date) -> Result<Vec<Id<Act>>, Failure> {
        let acts =
            authored::list_acts_of_person(acting.tx, &Reader::of(acting.actor), self.person_id).await?;
        let known: BTreeSet<_> = acts.iter().map(|act| act.act_id).collect();
        let chosen: BTreeSet<_> = self.act_ids.iter().copied().collect();
        if chosen.is_empty() {
            return Err(Failure::refused("act_ids", "tick one at least"));
        }
        if !chosen.is_subset(&known) {
            return Err(Failure::refused("act_ids", "is no act of this person"));
        }
        let is_later = |at: Timestamp| self.clock.to_datetime(at).date() > noted_on;
        if acts.iter().any(|act| chosen.contains(&act.act_id) && is_later(act.happened_at)) {
            return Err(Failure::refused("noted_on", "lies before one of these acts"));
        }
        Ok(chosen.into_iter().collect())
    }
}
