//! What nobody has acknowledged, told once a day to an address of the operator's, so that somebody hears of it who looks at no page.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use service::{DbError, Tx};

use crate::State;
use crate::db::{notice_orders, report_holds, unacknowledged};
use crate::duties::Channel;
use crate::filing::trouble::Trouble;
use crate::notices::NoticeState;
use crate::preservation::HoldState;
use crate::recipients::open_duties;

/// How long something may go on by itself before it is told.
const GOES_ON: SignedDuration = SignedDuration::from_hours(1);
/// Most entries of each list.
const MOST: i64 = 1000;

/// The body of a message: reports by our own ids, what they wait for, and since when. Nothing of anybody.
#[derive(Serialize)]
pub(crate) struct ReminderBody {
    message_id: String,
    /// Not acknowledged by the clearinghouse, with the kind of trouble.
    reports: Vec<Waits>,
    /// Not confirmed by the application's store.
    holds: Vec<Waits>,
    /// Without a receipt.
    notices: Vec<Waits>,
    /// What a person tells, by letter or in a web form, and nobody has noted.
    duties: Vec<Owed>,
}

#[derive(Serialize)]
struct Waits {
    report_id: String,
    state: &'static str,
    since: Timestamp,
}

#[derive(Serialize)]
struct Owed {
    report_id: String,
    /// The duty's id.
    duty: String,
    /// `letter` or `web_form`.
    channel: &'static str,
    since: Timestamp,
}

impl ReminderBody {
    /// What stands at an instant.
    pub(crate) async fn load(
        state: &State,
        tx: &mut Tx,
        (day, now): (Date, Timestamp),
    ) -> Result<Self, DbError> {
        let is_long = |since: Timestamp| now.duration_since(since) >= GOES_ON;
        let reports = unacknowledged::list(tx, MOST, state.by_hand().is_some()).await?;
        let reports =
            reports.into_iter().filter(|row| row.trouble != Trouble::Retry || is_long(row.opened_at));
        let reports = reports.map(|row| Waits {
            report_id: row.report_id.to_string(),
            state: row.trouble.name(),
            since: row.opened_at,
        });
        let holds = report_holds::list_open(tx, MOST).await?;
        let holds = holds.into_iter().filter(|row| row.state == HoldState::Failed || is_long(row.wanted_at));
        let holds = holds.map(|row| Waits {
            report_id: row.report_id.to_string(),
            state: row.state.name(),
            since: row.wanted_at,
        });
        let notices = notice_orders::list_open(tx, MOST).await?;
        let notices =
            notices.into_iter().filter(|row| row.state != NoticeState::Waiting || is_long(row.ordered_at));
        let notices = notices.map(|row| Waits {
            report_id: row.report_id.to_string(),
            state: row.state.name(),
            since: row.ordered_at,
        });
        let duties = open_duties(state, tx, MOST).await?;
        // what a program tells stands among the reports and notices
        let duties =
            duties.into_iter().filter(|(duty, row)| duty.channel != Channel::Api && is_long(row.since));
        let duties = duties.map(|(duty, row)| Owed {
            report_id: row.report_id,
            duty: duty.id.clone(),
            channel: duty.channel.name(),
            since: row.since,
        });
        Ok(Self {
            message_id: format!("unacknowledged/{day}"),
            reports: reports.collect(),
            holds: holds.collect(),
            notices: notices.collect(),
            duties: duties.collect(),
        })
    }

    /// Whether there is nothing to tell.
    pub(crate) fn is_empty(&self) -> bool {
        self.reports.is_empty() && self.holds.is_empty() && self.notices.is_empty() && self.duties.is_empty()
    }
}
