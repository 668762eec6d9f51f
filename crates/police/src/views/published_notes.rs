//! What was published of an operation, as readers see it, and as later notes are checked against it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use model::Id;
use model::kind::Operation;
use serde::Serialize;
use service::{ColumnKeys, Failure, Tx};
use utoipa::ToSchema;

use crate::db::published_notes::{self, WithdrawalRow};
use crate::ids::PublishedNote;
use crate::seals;
use crate::statistics::{Before, Counted, PublishedFigures, connected, load_counted};

/// A note that was published.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct PublishedNoteView {
    #[schema(value_type = String)]
    pub(crate) note_id: Id<PublishedNote>,
    /// Where it was published.
    pub(crate) published_in: String,
    #[schema(value_type = String)]
    pub(crate) published_at: Timestamp,
    pub(crate) published_by: String,
    pub(crate) withdrawal: Option<NoteWithdrawalView>,
}

/// That it was withdrawn.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct NoteWithdrawalView {
    /// Why; not for publication. Empty once everybody who was identified in the operation is erased.
    pub(crate) reason: String,
    /// Where it was said that the note is withdrawn.
    pub(crate) withdrawn_in: String,
    #[schema(value_type = String)]
    pub(crate) withdrawn_at: Timestamp,
    pub(crate) withdrawn_by: String,
    /// The later note that says that it replaces it.
    #[schema(value_type = Option<String>)]
    pub(crate) replaced_by: Option<Id<PublishedNote>>,
}

model::unprintable!(PublishedNoteView, NoteWithdrawalView);

impl PublishedNoteView {
    /// Whether it was withdrawn, and no later note has said yet that it replaces it.
    pub(crate) fn awaits_replacement(&self) -> bool {
        self.withdrawal.as_ref().is_some_and(|withdrawal| withdrawal.replaced_by.is_none())
    }

    /// When it was published, by the clock of the node's country, as later notes name it.
    pub(crate) fn published_on(&self, clock: &TimeZone) -> Date {
        clock.to_datetime(self.published_at).date()
    }
}

/// What a note of an operation is checked against.
pub(crate) struct Published {
    /// Everything published of the operation, oldest first.
    pub(crate) notes: Vec<PublishedNoteView>,
    /// The figures of each of them.
    pub(crate) figures: Vec<PublishedFigures>,
    /// The figures of each other operation that shares persons with it, or did when it published them.
    pub(crate) elsewhere: Vec<Vec<PublishedFigures>>,
    /// Whom its figures count now.
    pub(crate) counted: Counted,
    /// The figures of all that hangs together with it by persons, also through others.
    pub(crate) connected: Vec<PublishedFigures>,
}

model::unprintable!(Published);

impl Published {
    /// When those were published that were withdrawn and that no note has replaced yet: the next one does.
    pub(crate) fn replaced_days(&self, clock: &TimeZone) -> Vec<Date> {
        let waiting = self.notes.iter().filter(|note| note.awaits_replacement());
        waiting.map(|note| note.published_on(clock)).collect()
    }

    /// What the next note is checked against.
    pub(crate) fn before<'a>(&'a self, threshold: i64, replaced: &'a [Date]) -> Before<'a> {
        Before {
            threshold,
            published: &self.figures,
            elsewhere: &self.elsewhere,
            counted: &self.counted,
            connected: &self.connected,
            replaced,
        }
    }
}

/// Everything published of an operation, and of others that share persons with it.
pub(crate) async fn load_published(
    tx: &mut Tx,
    keys: &ColumnKeys,
    operation_id: Id<Operation>,
) -> Result<Published, Failure> {
    let (mut views, mut figures) = (Vec::new(), Vec::new());
    for row in published_notes::list(tx, operation_id).await? {
        figures.push(seals::PUBLISHED_FIGURES.open(keys, row.note_id, &row.figures)?);
        views.push(PublishedNoteView {
            note_id: row.note_id,
            published_in: row.published_in,
            published_at: row.published_at,
            published_by: row.published_by,
            withdrawal: row.withdrawal.map(|found| open(keys, row.note_id, found)).transpose()?,
        });
    }
    let counted = load_counted(tx, keys, operation_id).await?;
    let others = load_others(tx, keys, operation_id).await?;
    let connected = connected(&counted, &figures, others.values().flatten());
    let overlapping = published_notes::list_overlapping(tx, operation_id).await?;
    let shares = |note: &PublishedFigures| note.persons.keys().any(|person| counted.contains_key(person));
    let is_near = |other: &Id<Operation>, notes: &[PublishedFigures]| {
        overlapping.contains(other) || notes.iter().any(shares)
    };
    let near = others.into_iter().filter(|(other, notes)| is_near(other, notes));
    let elsewhere = near.map(|(_, notes)| notes).collect();
    Ok(Published { notes: views, figures, elsewhere, counted, connected })
}

async fn load_others(
    tx: &mut Tx,
    keys: &ColumnKeys,
    operation_id: Id<Operation>,
) -> Result<BTreeMap<Id<Operation>, Vec<PublishedFigures>>, Failure> {
    let mut by_operation: BTreeMap<Id<Operation>, Vec<PublishedFigures>> = BTreeMap::new();
    for row in published_notes::list_elsewhere(tx, operation_id).await? {
        let figures = seals::PUBLISHED_FIGURES.open(keys, row.note_id, &row.figures)?;
        by_operation.entry(row.operation_id).or_default().push(figures);
    }
    Ok(by_operation)
}

fn open(
    keys: &ColumnKeys,
    note_id: Id<PublishedNote>,
    row: WithdrawalRow,
) -> Result<NoteWithdrawalView, Failure> {
    Ok(NoteWithdrawalView {
        reason: seals::NOTE_WITHDRAWN.open_kept(keys, note_id, &row.reason)?,
        withdrawn_in: row.withdrawn_in,
        withdrawn_at: row.withdrawn_at,
        withdrawn_by: row.withdrawn_by,
        replaced_by: row.replaced_by,
    })
}
