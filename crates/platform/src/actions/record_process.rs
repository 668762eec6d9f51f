//! An order of a court or of the police is recorded, and holds what is kept; later it is said what was answered.

use jiff::civil::Date;
use model::Id;
use serde::{Deserialize, Serialize};
use service::rights::{ObjectRef, place_hold};
use service::{Acting, Action, ColumnRef, Done, EntryDraft, Failure, Operation, Sealed};
use utoipa::ToSchema;

use super::follow;
use crate::State;
use crate::db::processes::{self, ProcessRow, SettledProcess};
use crate::db::{history, report_files, report_holds, reports};
use crate::ids::{LegalProcess, Report};
use crate::permissions::Permission;
use crate::preservation::Wanted;
use crate::processes::{NewProcess, ProcessState};
use crate::report_state::ReportState;

/// An order to be recorded. It holds every upload of the report, and has the application's store hold what is its own once more, where one is asked.
pub(crate) struct RecordProcess {
    pub(crate) report_id: Id<Report>,
    pub(crate) process: NewProcess,
}

/// What was recorded.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct ProcessRecorded {
    /// Names the order from now on.
    #[schema(value_type = String)]
    pub(crate) process_id: Id<LegalProcess>,
    /// The hold on the report's first upload that came with it; those on the others stand at each.
    pub(crate) hold_id: String,
}

/// Says what became of an order.
pub(crate) struct SettleProcess {
    pub(crate) process_id: Id<LegalProcess>,
    /// Any but open.
    pub(crate) state: ProcessState,
    pub(crate) on: Date,
    /// The receipt, or the reason.
    pub(crate) answer: String,
}

impl Action for RecordProcess {
    type Permission = Permission;
    type Output = ProcessRecorded;
    const NAME: &'static str = "record-legal-process";
    const OPERATION: Operation = Operation::Collection;

    fn permission(&self) -> Permission {
        Permission::PlaceHolds
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<ProcessRecorded>, Failure> {
        let report = reports::find_report(acting.tx, self.report_id).await?;
        let report = report.ok_or_else(|| Failure::absent("report"))?;
        let process = &self.process;
        let upload = ObjectRef::new("upload", report.upload_id);
        let grounds = (process.words.authority.as_str(), process.words.reference.as_str());
        let hold = place_hold::<State>(acting, &upload, grounds, process.hold_until).await?;
        // the order is about all of the report
        let mut holds = vec![hold.hold_id.to_string()];
        for file in report_files::list_all(acting.tx, self.report_id).await? {
            let other = ObjectRef::new("upload", file.upload_id);
            if file.upload_id == report.upload_id || follow::is_erased(acting, file.upload_id).await? {
                continue;
            }
            holds.push(
                place_hold::<State>(acting, &other, grounds, process.hold_until).await?.hold_id.to_string(),
            );
        }
        let process_id: Id<LegalProcess> = acting.new_id();
        let key = process_id.to_string();
        let at = ColumnRef { table: processes::TABLE, row: &key, column: processes::WORDS };
        let row = ProcessRow {
            process_id,
            report_id: self.report_id,
            kind: process.kind,
            words: Sealed::seal(acting.columns(), at, &process.words, acting.rng())?,
            received_on: process.received_on,
            due_on: process.due_on,
            hold_until: process.hold_until,
            hold_id: hold.hold_id.to_string(),
            state: ProcessState::Open,
            recorded_by: acting.actor.name().to_owned(),
            recorded_at: acting.now,
            settled_on: None,
            settled_by: None,
            settled_at: None,
            answer: None,
        };
        processes::insert(acting.tx, &row).await?;
        let ordered = report_holds::find(acting.tx, self.report_id).await?;
        if report.state != ReportState::Withdrawn && ordered.is_some() {
            super::order(acting, self.report_id, Wanted::Hold).await?;
        }
        let mut entry = EntryDraft::on("report", self.report_id)
            .with("process_id", key)
            .with("kind", process.kind.name())
            .with("hold_id", holds.join(" "));
        if let Some(due_on) = process.due_on {
            entry = entry.with("due_on", due_on.to_string());
        }
        Ok(Done::new(ProcessRecorded { process_id, hold_id: row.hold_id }, entry))
    }
}

impl Action for SettleProcess {
    type Permission = Permission;
    type Output = Id<LegalProcess>;
    const NAME: &'static str = "settle-legal-process";

    fn permission(&self) -> Permission {
        Permission::PlaceHolds
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<LegalProcess>>, Failure> {
        let row = processes::find(acting.tx, self.process_id).await?;
        let row = row.ok_or_else(|| Failure::absent("order"))?;
        if self.state == ProcessState::Open {
            return Err(Failure::refused("decision", "must be one of answered, declined, lapsed"));
        }
        if self.on < row.received_on {
            return Err(Failure::refused("on", "lies before the day of receipt"));
        }
        require_kept(acting, row.report_id).await?;
        let key = self.process_id.to_string();
        let at = ColumnRef { table: processes::TABLE, row: &key, column: processes::ANSWER };
        let settled = SettledProcess {
            state: self.state,
            on: self.on,
            by: acting.actor.name().to_owned(),
            at: acting.now,
            answer: Sealed::seal(acting.columns(), at, &self.answer, acting.rng())?,
        };
        if !processes::settle(acting.tx, self.process_id, &settled).await? {
            return Err(Failure::conflict("this order is settled already"));
        }
        let entry = EntryDraft::on("report", row.report_id)
            .with("process_id", key)
            .with("state", self.state.name())
            .with("on", self.on.to_string());
        Ok(Done::new(self.process_id, entry))
    }
}

/// Refuses where what a report says is erased.
pub(super) async fn require_kept(acting: &mut Acting<'_>, report_id: Id<Report>) -> Result<(), Failure> {
    let report = reports::find_report(acting.tx, report_id).await?;
    let report = report.ok_or_else(|| Failure::absent("report"))?;
    let origin = history::find_origin(acting.tx, report.upload_id).await?;
    if origin.is_none_or(|origin| origin.erased_at.is_some()) {
        return Err(Failure::conflict("what the report says is erased; nothing more is noted of it"));
    }
    Ok(())
}
