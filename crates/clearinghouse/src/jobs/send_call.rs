//! Sends a call to the address of one person on the rota. It carries a number, the band, names of triggers and a link: nothing of a person.

use model::triage::{Band, Trigger};
use serde::{Deserialize, Serialize};
use service::{Job, JobError, webhook};

use crate::State;
use crate::actions::settle_call::SettleCall;
use crate::band_a;
use crate::db;
use crate::db::rota_calls::{CallId, CallState};
use crate::rota;

/// After so many tries the next is called.
const TRIES: u32 = 3;

/// Sends a call.
#[derive(Serialize, Deserialize)]
pub(crate) struct SendCallJob {
    pub(crate) call: CallId,
}

/// What a call says.
#[derive(Serialize)]
struct Message<'a> {
    schema: &'static str,
    /// The same in every try, so that a receiver knows one that it has.
    call: String,
    alarm: String,
    /// Number of the newest report under the alarm; beside it how many there are.
    report: Option<i64>,
    reports: i64,
    band: &'static str,
    triggers: Vec<&'static str>,
    sounding: i64,
    position: i64,
    /// Whom the rota names: a relay tells by it whose telephone rings.
    name: &'a str,
    link: String,
}

impl Job for SendCallJob {
    type State = State;
    const KIND: &'static str = "send-call";

    async fn run(&self, state: &State, attempt: u32) -> Result<(), JobError> {
        let mut tx = state.node().db().begin_read("load-call").await?;
        let row = db::rota_calls::find(&mut tx, self.call).await?;
        let Some(row) = row.filter(|row| row.state == CallState::Placed) else { return Ok(()) };
        let alarm = db::band_alarms::find(&mut tx, self.call.alarm_id).await?;
        let Some(alarm) = alarm else { return Ok(()) };
        let (numbers, reports) = db::band_alarms::list_reports(&mut tx, alarm.alarm_id, 1).await?;
        let triggers = band_a::list_triggers(&mut tx, &alarm).await?;
        drop(tx);
        let now = state.node().clock().now();
        // what a person raised is read where it was written
        let page = if alarm.is_by_hand() { "alarms" } else { "band-a" };
        let link = format!("{}/{page}/{}", state.public_url(), alarm.alarm_id);
        let body = self.body(&row.name, (numbers.first().copied(), reports), &triggers, link);
        let body = body.map_err(|error| JobError::GiveUp(error.to_string()))?;
        let failure = match state.rota().iter().find(|member| member.name == row.name) {
            Some(member) => webhook::post(state.http(), &member.webhook, now, body).await.err(),
            None => {
                return self.settle(state, attempt, Some("is not on the rota any more".into()), true).await;
            }
        };
        let Some(failure) = failure.map(|failed| failed.to_string()) else {
            return self.settle(state, attempt, None, true).await;
        };
        let is_last = attempt >= TRIES;
        self.settle(state, attempt, Some(failure.clone()), is_last).await?;
        if is_last { Ok(()) } else { Err(JobError::Retry(failure)) }
    }
}

impl SendCallJob {
    fn body(
        &self,
        name: &str,
        (report, reports): (Option<i64>, i64),
        triggers: &[Trigger],
        link: String,
    ) -> Result<String, serde_json::Error> {
        let CallId { alarm_id, sounding, position } = self.call;
        serde_json::to_string(&Message {
            schema: "amparo-call/1",
            call: format!("{alarm_id}/{sounding}/{position}"),
            alarm: alarm_id.to_string(),
            report,
            reports,
            band: Band::A.as_str(),
            triggers: triggers.iter().map(|trigger| trigger.as_str()).collect(),
            sounding,
            position,
            name,
            link,
        })
    }

    /// Notes how a try ended. After the last of a call the next is called, but a round that failed whole waits for its time.
    async fn settle(
        &self,
        state: &State,
        attempt: u32,
        failure: Option<String>,
        is_last: bool,
    ) -> Result<(), JobError> {
        let settled = match (&failure, is_last) {
            (None, _) => CallState::Sent,
            (Some(_), true) => CallState::Failed,
            (Some(_), false) => CallState::Placed,
        };
        let now = state.node().clock().now();
        let chosen = rota::choose(state.rota(), now, self.call.position);
        let ends_round = chosen.is_none_or(|(_, is_last_of_round)| is_last_of_round);
        let calls_next = settled == CallState::Failed && !ends_round;
        let action = SettleCall { call: self.call, attempt, state: settled, failure, calls_next };
        super::settle(state.node().act(&super::actor(Self::KIND), &action).await)
    }
}
