//! A person marks a sentence that a sender's program writes into its reports by itself, or takes that back. Reports that come from then on are
//! looked at accordingly; the others stay where they are.

use service::{Acting, Action, Done, EntryDraft, Failure, Sealed};

use super::required;
use crate::Permission;
use crate::db;
use crate::db::standing_texts::{self as table, StandingRow};
use crate::kinds::StandingText;
use crate::standing_texts::{column, markable};

/// Marks a sentence of a sender, which stands in a report that a person has read.
pub(crate) struct MarkStandingText {
    pub(crate) reporting_party: String,
    /// As typed.
    pub(crate) sentence: String,
    /// The report in which it was read.
    pub(crate) report_number: i64,
    /// Whether it stands there.
    pub(crate) is_said: bool,
    pub(crate) reason: String,
}

impl Action for MarkStandingText {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "mark-standing-text";

    fn permission(&self) -> Permission {
        Permission::RankReports
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let sentence = markable(&self.sentence)?;
        let report = db::reports::find_by_number(acting.tx, self.report_number).await?;
        let report = report.filter(|report| report.reporting_party == self.reporting_party);
        let Some(report) = report.filter(|report| report.standing.read.is_some()) else {
            return Err(Failure::refused(
                "report_number",
                "must be a report of this sender that is marked as read",
            ));
        };
        if !self.is_said {
            return Err(Failure::refused("sentence", "does not stand so in this report"));
        }
        let reason = required("reason", &self.reason)?;
        for row in table::list(acting.tx, &self.reporting_party).await? {
            let id = row.standing_text_id.to_string();
            if row.sentence.open(acting.columns(), column(&id, "sentence"))? == sentence {
                return Err(Failure::conflict("this sentence is marked so already"));
            }
        }
        let standing_text_id = acting.new_id::<StandingText>();
        let id = standing_text_id.to_string();
        let row = StandingRow {
            standing_text_id,
            reporting_party: self.reporting_party.clone(),
            report_id: report.report_id,
            sentence: Sealed::seal(acting.columns(), column(&id, "sentence"), &sentence, acting.rng())?,
            reason: Sealed::seal(acting.columns(), column(&id, "reason"), &reason, acting.rng())?,
            marked_by: acting.actor.name().to_owned(),
            marked_at: acting.now,
            undone_at: None,
        };
        table::insert(acting.tx, &row).await?;
        Ok(Done::new((), EntryDraft::on("report", report.report_id).with("standing_text_id", &id)))
    }
}

/// Takes a mark back.
pub(crate) struct UndoStandingText {
    pub(crate) reporting_party: String,
    pub(crate) standing_text_id: String,
    pub(crate) reason: String,
}

impl Action for UndoStandingText {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "undo-standing-text";

    fn permission(&self) -> Permission {
        Permission::RankReports
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let reason = required("reason", &self.reason)?;
        let row = table::find(acting.tx, &self.standing_text_id).await?;
        let row = row.filter(|row| row.reporting_party == self.reporting_party);
        let row = row.ok_or_else(|| Failure::absent("standing text"))?;
        if row.undone_at.is_some() {
            return Err(Failure::conflict("this sentence is not marked any more"));
        }
        let id = row.standing_text_id.to_string();
        let reason = Sealed::seal(acting.columns(), column(&id, "undo_reason"), &reason, acting.rng())?;
        let (by, now) = (acting.actor.name().to_owned(), acting.now);
        table::undo(acting.tx, row.standing_text_id, (&by, now), &reason).await?;
        Ok(Done::new((), EntryDraft::on("report", row.report_id).with("standing_text_id", &id)))
    }
}
