//! Notes how a try to send a call ended. A call that failed for good is followed by the next at once.

use service::{Acting, Action, Done, EntryDraft, Failure, alarm};

use crate::Permission;
use crate::db;
use crate::db::rota_calls::{CallId, CallState};
use crate::jobs::call_rota::CallRotaJob;

/// Notes how a try to send a call ended.
pub(crate) struct SettleCall {
    pub(crate) call: CallId,
    /// Counted from one.
    pub(crate) attempt: u32,
    pub(crate) state: CallState,
    /// Why it failed; names no address.
    pub(crate) failure: Option<String>,
    /// Whether the next is called at once.
    pub(crate) calls_next: bool,
}

impl Action for SettleCall {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "settle-call";

    fn permission(&self) -> Permission {
        Permission::RunJobs
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let call = db::rota_calls::find(acting.tx, self.call).await?;
        let call = call.ok_or_else(|| Failure::absent("call"))?;
        if call.state != CallState::Placed {
            return Err(Failure::conflict("this call is settled"));
        }
        let (now, tries) = (acting.now, i64::from(self.attempt));
        let failure = self.failure.as_deref();
        db::rota_calls::settle(acting.tx, self.call, (self.state, tries), failure, now).await?;
        let alarm = db::band_alarms::find(acting.tx, self.call.alarm_id).await?;
        // whoever raised an alarm may have said whom they called, and that stays
        if self.state == CallState::Sent && alarm.is_some_and(|alarm| !alarm.is_by_hand()) {
            alarm::note_called(acting, self.call.alarm_id, &call.name, now).await?;
        }
        if self.calls_next {
            let next = CallId { position: self.call.position + 1, ..self.call };
            acting.enqueue(&CallRotaJob { call: next }).await?;
        }
        let entry = EntryDraft::on("alarm", self.call.alarm_id)
            .with("sounding", self.call.sounding.to_string())
            .with("position", self.call.position.to_string())
            .with("try", self.attempt.to_string())
            .with("state", self.state.as_str())
            .without_personal_data();
        Ok(Done::new((), entry))
    }
}
