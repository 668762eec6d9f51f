//! The application's store is asked to preserve what belongs to a report, or to release it; it says when that is done.

use model::Id;
use serde::{Deserialize, Serialize};
use service::{Acting, Action, Done, EntryDraft, Failure, Operation};
use utoipa::ToSchema;

use crate::db::{report_holds, reports};
use crate::ids::Report;
use crate::jobs::TellHold;
use crate::narrow::{hold_proof, may_act};
use crate::permissions::{Permission, Role};
use crate::preservation::{HoldItem, Wanted};

/// The sender orders a hold for a report that is being filed.
pub(crate) struct OrderHold {
    pub(crate) report_id: Id<Report>,
}

/// A human has the newest order sent again.
pub(crate) struct OrderAgain {
    pub(crate) report_id: Id<Report>,
}

/// The sender says what became of an order.
pub(crate) struct SettleHold {
    pub(crate) report_id: Id<Report>,
    pub(crate) order_no: i64,
    /// Why it failed; no personal data.
    pub(crate) error: Option<String>,
}

/// The store says that what is wanted is done.
pub(crate) struct ConfirmHold {
    pub(crate) report_id: Id<Report>,
    pub(crate) wanted: Wanted,
    /// What was gone before it could be held; nothing of a release.
    pub(crate) missing: Vec<HoldItem>,
    /// What went out with the order, as who confirms shows it.
    pub(crate) proof: Option<String>,
}

/// A human has seen that something was gone before the store could hold it.
pub(crate) struct SeeMissing {
    pub(crate) report_id: Id<Report>,
}

/// What the store said is kept.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct HoldConfirmed {
    /// The report.
    #[schema(value_type = String)]
    pub(crate) report_id: Id<Report>,
    /// `hold` or `release`.
    #[schema(value_type = String)]
    pub(crate) action: Wanted,
}

/// Orders something, and has it sent.
pub(crate) async fn order(
    acting: &mut Acting<'_>,
    report_id: Id<Report>,
    wanted: Wanted,
) -> Result<i64, Failure> {
    let order_no = report_holds::order(acting.tx, report_id, wanted, acting.now).await?;
    acting.enqueue(&TellHold { report_id, order_no }).await?;
    Ok(order_no)
}

fn entry(report_id: Id<Report>, order_no: i64) -> EntryDraft {
    EntryDraft::on("report", report_id).with("order", order_no.to_string())
}

impl Action for OrderHold {
    type Permission = Permission;
    type Output = i64;
    const NAME: &'static str = "order-hold";
    const OPERATION: Operation = Operation::Disclosure;

    fn permission(&self) -> Permission {
        Permission::FileReport
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<i64>, Failure> {
        let order_no = order(acting, self.report_id, Wanted::Hold).await?;
        let entry = entry(self.report_id, order_no).disclosed_to("application").with("wanted", "hold");
        Ok(Done::new(order_no, entry))
    }
}

impl Action for OrderAgain {
    type Permission = Permission;
    type Output = i64;
    const NAME: &'static str = "order-hold-again";
    const OPERATION: Operation = Operation::Disclosure;

    fn permission(&self) -> Permission {
        Permission::RetryDelivery
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<i64>, Failure> {
        let report = reports::find_report(acting.tx, self.report_id).await?;
        report.ok_or_else(|| Failure::absent("report"))?;
        let before = report_holds::find(acting.tx, self.report_id).await?;
        let open = before.filter(report_holds::HoldRow::can_be_ordered_again);
        let Some(open) = open else {
            return Err(Failure::conflict("no order to the store is open that could be sent again"));
        };
        let order_no = order(acting, self.report_id, open.wanted).await?;
        let entry =
            entry(self.report_id, order_no).disclosed_to("application").with("wanted", open.wanted.name());
        Ok(Done::new(order_no, entry))
    }
}

impl Action for SettleHold {
    type Permission = Permission;
    type Output = bool;
    const NAME: &'static str = "settle-hold";
    const OPERATION: Operation = Operation::Disclosure;

    fn permission(&self) -> Permission {
        Permission::Deliver
    }

    /// The output tells whether the order still waited for that: one that was replaced meanwhile stays as it is.
    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<bool>, Failure> {
        let (order, error) = ((self.report_id, self.order_no), self.error.as_deref());
        let is_settled = report_holds::settle(acting.tx, order, error, acting.now).await?;
        let state = match (is_settled, error) {
            (false, _) => "replaced",
            (true, Some(_)) => "failed",
            (true, None) => "asked",
        };
        let entry = entry(self.report_id, self.order_no).disclosed_to("application").with("state", state);
        Ok(Done::new(is_settled, entry))
    }
}

impl Action for ConfirmHold {
    type Permission = Permission;
    type Output = HoldConfirmed;
    const NAME: &'static str = "confirm-hold";

    fn permission(&self) -> Permission {
        Permission::ConfirmHolds
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<HoldConfirmed>, Failure> {
        let (report_id, action) = (self.report_id, self.wanted);
        let report = reports::find_report(acting.tx, report_id).await?;
        report.ok_or_else(|| Failure::absent("report"))?;
        if !self.is_sent_to(acting).await? {
            return Err(Failure::absent("report"));
        }
        if action == Wanted::Release && !self.missing.is_empty() {
            return Err(Failure::refused(
                "missing",
                "names what could not be held; leave it out of a release",
            ));
        }
        if !report_holds::confirm(acting.tx, report_id, (action, &self.missing), acting.now).await? {
            return Err(Failure::conflict(
                "no such order is open: another is wanted now, or it is done already",
            ));
        }
        let mut entry =
            EntryDraft::on("report", report_id).with("wanted", action.name()).with("state", "done");
        if !self.missing.is_empty() {
            let names: Vec<_> = self.missing.iter().map(|item| item.name()).collect();
            entry = entry.with("missing", names.join(","));
        }
        Ok(Done::new(HoldConfirmed { report_id, action }, entry))
    }
}

impl ConfirmHold {
    /// Whether the newest order was sent to who confirms: a store shows what went out with it, the application need not.
    async fn is_sent_to(&self, acting: &mut Acting<'_>) -> Result<bool, Failure> {
        let order_no = report_holds::find(acting.tx, self.report_id).await?.map_or(0, |order| order.order_no);
        let expected = hold_proof(acting.columns(), self.report_id, order_no);
        Ok(may_act(acting.actor, Role::ObjectStore, self.proof.as_deref(), &expected))
    }
}

impl Action for SeeMissing {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "see-missing";

    fn permission(&self) -> Permission {
        Permission::RetryDelivery
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let report = reports::find_report(acting.tx, self.report_id).await?;
        report.ok_or_else(|| Failure::absent("report"))?;
        let by = acting.actor.name().to_owned();
        if !report_holds::see_missing(acting.tx, self.report_id, &by, acting.now).await? {
            return Err(Failure::conflict("nothing was gone of this report that nobody has seen yet"));
        }
        Ok(Done::new((), EntryDraft::on("report", self.report_id).with("state", "seen")))
    }
}
