//! A moderator says what became of a duty to tell somebody beside the clearinghouse: told, with their receipt; not owed, or open again, with the
//! reason.

use jiff::civil::Date;
use model::Id;
use service::{Acting, Action, ColumnRef, Done, EntryDraft, Failure, Operation, Sealed};

use super::leave_to_hand::{self, ByHand};
use crate::db::recipients::{self, RecipientRow};
use crate::db::{history, reports};
use crate::ids::Report;
use crate::permissions::Permission;
use crate::recipients::ItemState;
use crate::report_state::ReportState;

/// One entry. Undone by another.
pub(crate) struct NoteRecipient {
    pub(crate) report_id: Id<Report>,
    /// The duty's id, of one that is known.
    pub(crate) duty: String,
    /// Whether the report itself is what this duty asks: noted by hand only where it was filed without reaching anybody.
    pub(crate) asks_report: bool,
    pub(crate) state: ItemState,
    /// The day on which they were told, where they were.
    pub(crate) told_on: Option<Date>,
    /// Their receipt, or the reason.
    pub(crate) words: String,
    /// How the node carries reports by hand; none where a program sends them.
    pub(crate) by_hand: Option<ByHand>,
}

impl Action for NoteRecipient {
    type Permission = Permission;
    type Output = i64;
    const NAME: &'static str = "note-recipient";

    fn permission(&self) -> Permission {
        Permission::Decide
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<i64>, Failure> {
        let report = reports::find_report(acting.tx, self.report_id).await?;
        let report = report.ok_or_else(|| Failure::absent("report"))?;
        if report.state == ReportState::Withdrawn {
            return Err(Failure::conflict("the report is withdrawn; nobody is told of it"));
        }
        let carried = self.by_hand.as_ref().filter(|_| report.is_on_its_way());
        // one that a program sends would be told twice
        let is_sent = report.is_on_its_way() || report.is_filed_in_earnest();
        if self.asks_report && is_sent && carried.is_none() {
            return Err(Failure::conflict(
                "the filing of the report is what this duty asks; nothing else is noted",
            ));
        }
        // what is sealed after an erasure would never be erased again
        let origin = history::find_origin(acting.tx, report.upload_id).await?;
        if origin.is_none_or(|origin| origin.erased_at.is_some()) {
            return Err(Failure::conflict("what the report says is erased; nothing more is noted of it"));
        }
        let before = recipients::list_of(acting.tx, self.report_id).await?;
        let newest = before.iter().find(|row| row.duty == self.duty);
        if self.state == ItemState::Open && newest.is_none_or(|row| row.state == ItemState::Open) {
            return Err(Failure::conflict("this is open; there is nothing to take back"));
        }
        let entry_no = newest.map_or(1, |row| row.entry_no + 1);
        let row = self.row(acting, entry_no)?;
        recipients::insert(acting.tx, self.report_id, &row).await?;
        let mut entry = self.entry(entry_no);
        if let Some(by_hand) = carried.filter(|_| self.state == ItemState::Told) {
            leave_to_hand::file(acting, &report, by_hand).await?;
            entry = entry.with("filed", "by_hand");
        }
        Ok(Done::new(entry_no, entry))
    }
}

impl NoteRecipient {
    fn row(&self, acting: &Acting<'_>, entry_no: i64) -> Result<RecipientRow, Failure> {
        let key = recipients::row_key(self.report_id, &self.duty, entry_no);
        let at = ColumnRef { table: recipients::TABLE, row: &key, column: recipients::WORDS };
        Ok(RecipientRow {
            duty: self.duty.clone(),
            entry_no,
            state: self.state,
            told_on: self.told_on,
            words: Sealed::seal(acting.columns(), at, &self.words, acting.rng())?,
            noted_by: acting.actor.name().to_owned(),
            noted_at: acting.now,
        })
    }

    fn entry(&self, entry_no: i64) -> EntryDraft {
        let entry = EntryDraft::on("report", self.report_id)
            .with("duty", &self.duty)
            .with("entry", entry_no.to_string())
            .with("state", self.state.name());
        match self.told_on {
            Some(day) => entry
                .operation(Operation::Disclosure)
                .disclosed_to(&self.duty)
                .with("told_on", day.to_string()),
            None => entry,
        }
    }
}
