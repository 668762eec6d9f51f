//! The clearinghouse tells what came of filed reports. That one is no offence opens the task to restore the account.

use service::{Acting, Action, Done, EntryDraft, Failure, Operation};
use wire::feedback::OutcomeCode;

use crate::db::outcomes::{self, OutcomeRow};
use crate::db::{reports, restorations};
use crate::destination::Clearinghouse;
use crate::permissions::Permission;

/// One page of outcomes, in the order of the clearinghouse.
pub(crate) struct ReceiveOutcomes {
    /// Who tells them: numbers and sequences of another mean nothing there.
    pub(crate) from: Clearinghouse,
    pub(crate) outcomes: Vec<ToldOutcome>,
    /// Where the next page begins.
    pub(crate) next: i64,
}

/// One outcome as told.
pub(crate) struct ToldOutcome {
    pub(crate) sequence: i64,
    pub(crate) report_number: i64,
    pub(crate) code: String,
    pub(crate) decided_at: jiff::Timestamp,
}

impl Action for ReceiveOutcomes {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "receive-outcomes";
    const OPERATION: Operation = Operation::Collection;

    fn permission(&self) -> Permission {
        Permission::ReceiveOutcomes
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let mut stored = 0;
        for told in &self.outcomes {
            let found = reports::find_report_by_number(acting.tx, told.report_number, &self.from).await?;
            // A report of an earlier database of ours is no reason to stop.
            let Some(report_id) = found else {
                tracing::warn!(report_number = told.report_number, "outcome of a report that is not ours");
                continue;
            };
            let row = OutcomeRow {
                sequence: told.sequence,
                code: told.code.clone(),
                decided_at: told.decided_at,
                received_at: acting.now,
            };
            let is_new = outcomes::insert_outcome(acting.tx, report_id, &row).await?;
            if told.code == OutcomeCode::NotAnOffence.as_str() {
                let restoration_id = acting.new_id();
                restorations::insert(acting.tx, restoration_id, report_id, told.sequence, acting.now).await?;
            }
            stored += u32::from(is_new);
        }
        outcomes::advance_cursor(acting.tx, &self.from, self.next).await?;
        let entry = EntryDraft::on("outcomes", self.next).with("stored", stored.to_string());
        Ok(Done::new((), entry))
    }
}
