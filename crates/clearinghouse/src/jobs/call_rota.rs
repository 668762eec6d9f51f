//! Calls the next on the rota, as long as an alarm is not closed. That somebody took it does not end it: taken is not handled.

use jiff::SignedDuration;
use model::Id;
use serde::{Deserialize, Serialize};
use service::alarm::{self, Alarm, Standing};
use service::{Job, JobError};

use crate::State;
use crate::actions::place_call::PlaceCall;
use crate::db;
use crate::db::rota_calls::CallId;
use crate::rota;

/// Places a call, if its time has come and nobody has closed the alarm.
#[derive(Serialize, Deserialize)]
pub(crate) struct CallRotaJob {
    pub(crate) call: CallId,
}

impl CallRotaJob {
    /// The first call after an alarm has sounded.
    pub(crate) fn first(alarm_id: Id<Alarm>, sounding: i64) -> Self {
        Self { call: CallId { alarm_id, sounding, position: 0 } }
    }
}

impl Job for CallRotaJob {
    type State = State;
    const KIND: &'static str = "call-rota";

    async fn run(&self, state: &State, _attempt: u32) -> Result<(), JobError> {
        let CallId { alarm_id, sounding, position } = self.call;
        let mut tx = state.node().db().begin_read("load-alarm").await?;
        let row = db::band_alarms::find(&mut tx, alarm_id).await?;
        let standing = alarm::standing(&mut tx, alarm_id).await?;
        drop(tx);
        let is_due = row.is_some_and(|row| row.soundings == sounding && row.calls == position);
        if !is_due || !matches!(standing, Some(Standing::Waiting | Standing::Taken)) {
            return Ok(());
        }
        let now = state.node().clock().now();
        let Some((member, _)) = rota::choose(state.rota(), now, position) else {
            tracing::error!(alarm = %alarm_id, "a Band A alarm sounds and the rota is empty: nobody is called");
            return Ok(());
        };
        let minutes = SignedDuration::from_mins(i64::from(state.settings().call_next_after_minutes));
        let next_at = now.checked_add(minutes).unwrap_or(now);
        let action = PlaceCall { call: self.call, name: member.name.clone(), next_at };
        super::settle(state.node().act(&super::actor(Self::KIND), &action).await)
    }
}
