//! What became of an order was noted by mistake, or too early: the order is open again, and what was said of it stays beside it.

use model::Id;
use service::{Acting, Action, ColumnRef, Done, EntryDraft, Failure, Sealed};

use super::record_process::require_kept;
use crate::db::process_ends::{self, EndRow};
use crate::db::processes::{self, ProcessRow, SettledProcess};
use crate::ids::LegalProcess;
use crate::permissions::Permission;

/// Takes back what became of an order.
pub(crate) struct ReopenProcess {
    pub(crate) process_id: Id<LegalProcess>,
    pub(crate) reason: String,
}

impl Action for ReopenProcess {
    type Permission = Permission;
    type Output = Id<LegalProcess>;
    const NAME: &'static str = "reopen-legal-process";

    fn permission(&self) -> Permission {
        Permission::PlaceHolds
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<LegalProcess>>, Failure> {
        let row = processes::find(acting.tx, self.process_id).await?;
        let row = row.ok_or_else(|| Failure::absent("order"))?;
        require_kept(acting, row.report_id).await?;
        let report_id = row.report_id;
        let settled = settled(row).ok_or_else(is_open)?;
        let state = settled.state;
        self.keep(acting, settled).await?;
        if !processes::reopen(acting.tx, self.process_id).await? {
            return Err(is_open());
        }
        let entry = EntryDraft::on("report", report_id)
            .with("process_id", self.process_id.to_string())
            .with("undone", state.name());
        Ok(Done::new(self.process_id, entry))
    }
}

impl ReopenProcess {
    /// Keeps what was said, sealed anew for its new row.
    async fn keep(&self, acting: &mut Acting<'_>, settled: SettledProcess) -> Result<(), Failure> {
        let key = self.process_id.to_string();
        let at = ColumnRef { table: processes::TABLE, row: &key, column: processes::ANSWER };
        let answer = settled.answer.open_kept(acting.columns(), at)?;
        let end_no = process_ends::next_no(acting.tx, self.process_id).await?;
        let row = process_ends::row_of(self.process_id, end_no);
        let (keys, rng) = (acting.columns(), acting.rng());
        let end = EndRow {
            end_no,
            settled: SettledProcess {
                answer: Sealed::seal(keys, process_ends::answer_of(&row), &answer, rng)?,
                ..settled
            },
            undone_by: acting.actor.name().to_owned(),
            undone_at: acting.now,
            reason: Sealed::seal(keys, process_ends::reason_of(&row), &self.reason, rng)?,
        };
        Ok(process_ends::insert(acting.tx, self.process_id, &end).await?)
    }
}

/// What became of an order; none of one that is open. What was answered is gone where a file of the report was erased.
fn settled(row: ProcessRow) -> Option<SettledProcess> {
    Some(SettledProcess {
        state: row.state,
        on: row.settled_on?,
        by: row.settled_by?,
        at: row.settled_at?,
        answer: row.answer.unwrap_or_else(|| Sealed::from_column(String::new())),
    })
}

fn is_open() -> Failure {
    Failure::conflict("this order is open; nothing became of it yet")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::processes::{ProcessKind, ProcessState};

    fn order(state: ProcessState) -> ProcessRow {
        let day = Some(jiff::civil::date(2021, 1, 7)).filter(|_| state != ProcessState::Open);
        ProcessRow {
            process_id: "lpr_0176a893628079a08b0c0746228b6672".parse().unwrap(),
            report_id: "rep_0176a893628079a08b0c0746228b6672".parse().unwrap(),
            kind: ProcessKind::Production,
            words: Sealed::from_column(String::new()),
            received_on: "2020-12-28".parse().unwrap(),
            due_on: None,
            hold_until: None,
            hold_id: String::new(),
            state,
            recorded_by: "somebody".to_owned(),
            recorded_at: "2020-12-28T09:00:00Z".parse().unwrap(),
            settled_on: day,
            settled_by: day.map(|_| "somebody".to_owned()),
            settled_at: day.map(|_| "2021-01-07T09:00:00Z".parse().unwrap()),
            answer: None,
        }
    }

    #[test]
    fn an_order_whose_answer_was_erased_is_not_open() {
        assert!(settled(order(ProcessState::Open)).is_none());
        assert!(settled(order(ProcessState::Answered)).is_some());
    }
}
