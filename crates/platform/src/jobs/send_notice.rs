//! Sends a notice under article 18, until there is a receipt or a human has to look.

use model::Id;
use serde::{Deserialize, Serialize};
use service::jobs::MAX_ATTEMPTS;
use service::{Actor, ColumnRef, Failure, Job, JobError};

use crate::State;
use crate::actions::SettleNotice;
use crate::db::notice_orders::{self, NoticeOrderRow};
use crate::db::{history, reports};
use crate::ids::Report;
use crate::notices::{NoticeAnswer, NoticeState, idempotency_key};
use crate::report_state::ReportState;
use crate::surfaces::day_of;

const SENDER: Actor = Actor::Job { name: "send-notice" };

/// The notice to be sent. Sent twice, it says the same under the same key.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct SendNotice {
    pub(crate) report_id: Id<Report>,
    pub(crate) duty: String,
    pub(crate) order_no: i64,
}

impl Job for SendNotice {
    type State = State;
    const KIND: &'static str = "send-notice";

    async fn run(&self, state: &State, attempt: u32) -> Result<(), JobError> {
        let Some((row, is_standing)) = self.find_waiting(state).await? else { return Ok(()) };
        let (outcome, answer) = match (&state.notices, is_standing) {
            (_, false) => {
                (NoticeState::Void, NoticeAnswer::none("the report was withdrawn or erased before"))
            }
            (None, _) => {
                let why = "no `[platform.notice_recipient]` is configured any more";
                (NoticeState::Repair, NoticeAnswer::none(why))
            }
            (Some(client), true) => {
                let notice = open(state, &row)?;
                let key = idempotency_key(self.report_id, &self.duty, self.order_no);
                let answer = client.send(&key, &notice).await;
                match answer.state(attempt >= MAX_ATTEMPTS) {
                    Some(outcome) => (outcome, answer),
                    None => {
                        return Err(JobError::Retry(format!("HTTP {:?}, no receipt", answer.http_status)));
                    }
                }
            }
        };
        let settle = SettleNotice {
            report_id: self.report_id,
            duty: self.duty.clone(),
            order_no: self.order_no,
            state: outcome,
            answer,
            today: day_of(&state.zone, state.node.clock().now()),
            by_hand: state.by_hand(),
        };
        state.node.act(&SENDER, &settle).await?;
        Ok(())
    }
}

impl SendNotice {
    /// The notice, as long as it waits, and whether its report still stands.
    async fn find_waiting(&self, state: &State) -> Result<Option<(NoticeOrderRow, bool)>, Failure> {
        let mut tx = state.node.db().begin_read("find-notice").await?;
        let newest = notice_orders::find_newest(&mut tx, self.report_id, &self.duty).await?;
        let waits = |row: &NoticeOrderRow| row.order_no == self.order_no && row.state == NoticeState::Waiting;
        let Some(row) = newest.filter(waits) else { return Ok(None) };
        let report = reports::find_report(&mut tx, self.report_id).await?;
        let report = report.ok_or_else(|| Failure::absent("report"))?;
        let origin = history::find_origin(&mut tx, report.upload_id).await?;
        let is_kept = origin.is_some_and(|origin| origin.erased_at.is_none());
        Ok(Some((row, is_kept && report.state != ReportState::Withdrawn)))
    }
}

/// What is sent, byte for byte.
fn open(state: &State, row: &NoticeOrderRow) -> Result<String, Failure> {
    let key = notice_orders::row_key(row.report_id, &row.duty, row.order_no);
    let at = ColumnRef { table: notice_orders::TABLE, row: &key, column: notice_orders::NOTICE };
    Ok(row.notice.open(state.node.columns(), at)?)
}
