//! Tells the application's store what to preserve, or to release.

use model::Id;
use serde::{Deserialize, Serialize};
use service::{Actor, ColumnRef, Failure, Job, JobError};

use crate::State;
use crate::actions::SettleHold;
use crate::db::report_holds::{self, HoldRow};
use crate::db::{history, processes, reports, uploads};
use crate::hold_basis::basis;
use crate::ids::Report;
use crate::narrow::hold_proof;
use crate::preservation::{HoldBody, HoldState, ordered_until};
use crate::processes::ProcessState;
use crate::surfaces::day_of;

const TELLER: Actor = Actor::Job { name: "tell-hold" };

/// The order to be sent. Sent twice, it says the same under the same id.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct TellHold {
    pub(crate) report_id: Id<Report>,
    pub(crate) order_no: i64,
}

impl Job for TellHold {
    type State = State;
    const KIND: &'static str = "tell-hold";

    async fn run(&self, state: &State, attempt: u32) -> Result<(), JobError> {
        let Some(row) = self.find_order(state).await? else { return Ok(()) };
        let error = match (&state.holder, body(state, &row).await?) {
            (None, _) => Some("no `[platform.hold_webhook]` is configured any more".to_owned()),
            (_, None) => Some("what the report says is erased".to_owned()),
            (Some(holder), Some(body)) => holder.tell(state.node.clock().now(), attempt, body).await?,
        };
        let settle = SettleHold { report_id: self.report_id, order_no: self.order_no, error };
        state.node.act(&TELLER, &settle).await?;
        Ok(())
    }
}

impl TellHold {
    /// The order, as long as it stands and waits.
    async fn find_order(&self, state: &State) -> Result<Option<HoldRow>, Failure> {
        let mut tx = state.node.db().begin_read("find-hold").await?;
        let row = report_holds::find(&mut tx, self.report_id).await?;
        Ok(row.filter(|row| row.order_no == self.order_no && row.state == HoldState::Waiting))
    }
}

/// The message as JSON; none once what it would say is erased.
async fn body(state: &State, order: &HoldRow) -> Result<Option<String>, Failure> {
    let mut tx = state.node.db().begin_read("load-hold").await?;
    let report = reports::find_report(&mut tx, order.report_id).await?;
    let report = report.ok_or_else(|| Failure::absent("report"))?;
    let origin = history::find_origin(&mut tx, report.upload_id).await?;
    if origin.is_none_or(|origin| origin.erased_at.is_some()) {
        return Ok(None);
    }
    let upload = uploads::find_upload(&mut tx, report.upload_id).await?;
    let upload = upload.ok_or_else(|| Failure::absent("upload"))?;
    let key = upload.upload_id.to_string();
    let at = ColumnRef { table: uploads::TABLE, row: &key, column: uploads::STATEMENT };
    let statement = upload.statement.open(state.node.columns(), at)?;
    let ordered = (order.wanted, order.order_no, order.wanted_at);
    let today = day_of(&state.zone, order.wanted_at);
    let orders = processes::list_of(&mut tx, order.report_id).await?;
    let standing = orders.iter().filter(|row| row.state != ProcessState::Lapsed);
    let until = ordered_until(standing.map(|row| row.hold_until));
    let basis = basis(&state.config.platform, today);
    let proof = hold_proof(state.node.columns(), order.report_id, order.order_no);
    let body = HoldBody::of((order.report_id, report.upload_id), ordered, &statement, (basis, until, proof));
    serde_json::to_string(&body).map(Some).map_err(Failure::broken)
}
