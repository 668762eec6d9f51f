//! A notice under article 18 is written down to be sent, sent again as it is, and settled by what the other side answers.

use jiff::civil::Date;
use model::Id;
use service::{Acting, Action, ColumnRef, Done, EntryDraft, Failure, Operation, Sealed};
use sha2::{Digest as _, Sha256};

use super::leave_to_hand::{self, ByHand};
use crate::db::notice_orders::{self, NoticeOrderRow, SettledNotice};
use crate::db::recipients::{self, RecipientRow};
use crate::db::reports::ReportRow;
use crate::db::{history, reports};
use crate::ids::Report;
use crate::jobs::SendNotice;
use crate::notices::{NoticeAnswer, NoticeState};
use crate::permissions::Permission;
use crate::recipients::ItemState;
use crate::report_state::ReportState;

/// What has a notice sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OrderedBy {
    /// The decision that confirmed the report, where the node tells at once.
    Decision,
    /// A moderator who looked at the notice.
    Moderator,
}

/// A notice is written down, and sent by a job.
pub(crate) struct OrderNotice {
    pub(crate) report_id: Id<Report>,
    /// The duty's id, of one that is told by a notice.
    pub(crate) duty: String,
    /// Byte for byte what is sent.
    pub(crate) notice: String,
    pub(crate) by: OrderedBy,
    /// How the node carries reports by hand; none where a program sends them.
    pub(crate) by_hand: Option<ByHand>,
}

/// A human has the newest notice sent again, as it is.
pub(crate) struct SendNoticeAgain {
    pub(crate) report_id: Id<Report>,
    pub(crate) duty: String,
}

/// The sender says what became of a notice.
pub(crate) struct SettleNotice {
    pub(crate) report_id: Id<Report>,
    pub(crate) duty: String,
    pub(crate) order_no: i64,
    pub(crate) state: NoticeState,
    pub(crate) answer: NoticeAnswer,
    /// Today, by the node's zone.
    pub(crate) today: Date,
    /// How the node carries reports by hand; none where a program sends them.
    pub(crate) by_hand: Option<ByHand>,
}

fn entry(report_id: Id<Report>, duty: &str, order_no: i64) -> EntryDraft {
    EntryDraft::on("report", report_id).disclosed_to(duty).with("notice", order_no.to_string())
}

/// Whether what a report says is erased: what is sealed after that would never be erased again.
async fn is_erased(acting: &mut Acting<'_>, report: &ReportRow) -> Result<bool, Failure> {
    let origin = history::find_origin(acting.tx, report.upload_id).await?;
    Ok(origin.is_none_or(|origin| origin.erased_at.is_some()))
}

impl Action for OrderNotice {
    type Permission = Permission;
    type Output = i64;
    const NAME: &'static str = "order-notice";
    const OPERATION: Operation = Operation::Disclosure;

    fn permission(&self) -> Permission {
        match self.by {
            OrderedBy::Decision => Permission::FileReport,
            OrderedBy::Moderator => Permission::Decide,
        }
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<i64>, Failure> {
        let report = reports::find_report(acting.tx, self.report_id).await?;
        let report = report.ok_or_else(|| Failure::absent("report"))?;
        self.require_sendable(acting, &report).await?;
        let newest = notice_orders::find_newest(acting.tx, self.report_id, &self.duty).await?;
        match newest.as_ref().map(|row| row.state) {
            Some(NoticeState::Sent) => {
                return Err(Failure::conflict("the notice was sent; none is sent twice"));
            }
            Some(state) if !state.may_be_followed() => {
                return Err(Failure::conflict("a notice waits already; have that one sent again"));
            }
            _ => {}
        }
        let order_no = newest.map_or(1, |row| row.order_no + 1);
        let key = notice_orders::row_key(self.report_id, &self.duty, order_no);
        let at = ColumnRef { table: notice_orders::TABLE, row: &key, column: notice_orders::NOTICE };
        let row = NoticeOrderRow {
            report_id: self.report_id,
            duty: self.duty.clone(),
            order_no,
            state: NoticeState::Waiting,
            notice: Sealed::seal(acting.columns(), at, &self.notice, acting.rng())?,
            ordered_by: acting.actor.name().to_owned(),
            ordered_at: acting.now,
            settled_at: None,
            http_status: None,
            report_number: None,
            words: None,
        };
        notice_orders::insert(acting.tx, &row).await?;
        let job = SendNotice { report_id: self.report_id, duty: self.duty.clone(), order_no };
        acting.enqueue(&job).await?;
        let sha256 = hex::encode(Sha256::digest(&self.notice));
        let entry = entry(self.report_id, &self.duty, order_no).with("notice_sha256", sha256);
        Ok(Done::new(order_no, entry))
    }
}

impl OrderNotice {
    async fn require_sendable(&self, acting: &mut Acting<'_>, report: &ReportRow) -> Result<(), Failure> {
        if report.state == ReportState::Withdrawn {
            return Err(Failure::conflict("the report is withdrawn; nobody is told of it"));
        }
        if is_erased(acting, report).await? {
            return Err(Failure::conflict("what the report says is erased; nothing more is sent of it"));
        }
        let is_held = report.held.is_some() || (report.destination.is_none() && self.by_hand.is_none());
        if is_held && self.by == OrderedBy::Moderator {
            return Err(Failure::conflict(
                "nothing of this report was sent yet; what holds it back holds its notices back too",
            ));
        }
        let told = recipients::list_of(acting.tx, self.report_id).await?;
        let newest = told.iter().find(|row| row.duty == self.duty);
        if newest.is_some_and(|row| row.state != ItemState::Open) {
            return Err(Failure::conflict("it is noted that this is told, or not owed; open it again first"));
        }
        Ok(())
    }
}

impl Action for SendNoticeAgain {
    type Permission = Permission;
    type Output = i64;
    const NAME: &'static str = "send-notice-again";
    const OPERATION: Operation = Operation::Disclosure;

    fn permission(&self) -> Permission {
        Permission::RetryDelivery
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<i64>, Failure> {
        let report = reports::find_report(acting.tx, self.report_id).await?;
        report.ok_or_else(|| Failure::absent("report"))?;
        let newest = notice_orders::find_newest(acting.tx, self.report_id, &self.duty).await?;
        let newest = newest.filter(|row| row.state.may_be_sent_again());
        let Some(NoticeOrderRow { order_no, .. }) = newest else {
            return Err(Failure::conflict("no notice waits that could be sent again"));
        };
        let place = (self.report_id, self.duty.as_str(), order_no);
        if !notice_orders::wait_again(acting.tx, place).await? {
            return Err(Failure::conflict("no notice waits that could be sent again"));
        }
        let job = SendNotice { report_id: self.report_id, duty: self.duty.clone(), order_no };
        acting.enqueue_afresh(&job).await?;
        Ok(Done::new(order_no, entry(self.report_id, &self.duty, order_no)))
    }
}

impl Action for SettleNotice {
    type Permission = Permission;
    type Output = bool;
    const NAME: &'static str = "settle-notice";
    const OPERATION: Operation = Operation::Disclosure;

    fn permission(&self) -> Permission {
        Permission::Deliver
    }

    /// The output tells whether the notice still waited for that.
    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<bool>, Failure> {
        let report = reports::find_report(acting.tx, self.report_id).await?;
        let report = report.ok_or_else(|| Failure::absent("report"))?;
        let words = if is_erased(acting, &report).await? { None } else { Some(self.words(acting)?) };
        let is_kept = words.is_some();
        let settled = SettledNotice {
            state: self.state,
            at: acting.now,
            http_status: self.answer.http_status.map(i64::from),
            report_number: self.answer.report_number,
            words,
        };
        let place = (self.report_id, self.duty.as_str(), self.order_no);
        let is_settled = notice_orders::settle(acting.tx, place, &settled).await?;
        if is_settled && self.state == NoticeState::Sent {
            self.close_duty(acting, is_kept).await?;
            self.file_carried(acting, &report).await?;
        }
        let state = if is_settled { self.state.name() } else { "overtaken" };
        let mut entry = entry(self.report_id, &self.duty, self.order_no).with("state", state);
        if let Some(number) = self.answer.report_number {
            entry = entry.with("report_number", number.to_string());
        }
        Ok(Done::new(is_settled, entry))
    }
}

impl SettleNotice {
    fn words(&self, acting: &Acting<'_>) -> Result<Sealed<String>, Failure> {
        let key = notice_orders::row_key(self.report_id, &self.duty, self.order_no);
        let at = ColumnRef { table: notice_orders::TABLE, row: &key, column: notice_orders::WORDS };
        Ok(Sealed::seal(acting.columns(), at, &self.answer.words, acting.rng())?)
    }

    /// The receipt files what is carried by hand, as one that a person types in does; where something stands against that, it waits for such a person.
    async fn file_carried(&self, acting: &mut Acting<'_>, report: &ReportRow) -> Result<(), Failure> {
        let Some(by_hand) = self.by_hand.as_ref().filter(|_| report.is_on_its_way()) else { return Ok(()) };
        match leave_to_hand::file(acting, report, by_hand).await {
            Ok(()) | Err(Failure::Conflict { .. }) => Ok(()),
            Err(failure) => Err(failure),
        }
    }

    /// The receipt closes the duty, as one that a person types in does.
    async fn close_duty(&self, acting: &mut Acting<'_>, is_kept: bool) -> Result<(), Failure> {
        let before = recipients::list_of(acting.tx, self.report_id).await?;
        let newest = before.iter().find(|row| row.duty == self.duty);
        let entry_no = newest.map_or(1, |row| row.entry_no + 1);
        let key = recipients::row_key(self.report_id, &self.duty, entry_no);
        let at = ColumnRef { table: recipients::TABLE, row: &key, column: recipients::WORDS };
        let words = if is_kept {
            Sealed::seal(acting.columns(), at, &self.answer.words, acting.rng())?
        } else {
            Sealed::from_column(String::new())
        };
        let row = RecipientRow {
            duty: self.duty.clone(),
            entry_no,
            state: ItemState::Told,
            told_on: Some(self.today),
            words,
            noted_by: acting.actor.name().to_owned(),
            noted_at: acting.now,
        };
        Ok(recipients::insert(acting.tx, self.report_id, &row).await?)
    }
}
