//! Places the call of one person on the rota, and says when the next is called.

use jiff::Timestamp;
use service::{Acting, Action, Done, EntryDraft, Failure};

use crate::Permission;
use crate::db;
use crate::db::rota_calls::CallId;
use crate::jobs::call_rota::CallRotaJob;
use crate::jobs::send_call::SendCallJob;

/// Places a call.
pub(crate) struct PlaceCall {
    pub(crate) call: CallId,
    /// Whom it reaches.
    pub(crate) name: String,
    /// When the next is called, unless the alarm is closed by then.
    pub(crate) next_at: Timestamp,
}

impl Action for PlaceCall {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "place-call";

    fn permission(&self) -> Permission {
        Permission::RunJobs
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let CallId { alarm_id, sounding, position } = self.call;
        let row = db::band_alarms::find(acting.tx, alarm_id).await?;
        let row = row.ok_or_else(|| Failure::absent("alarm"))?;
        if row.soundings != sounding || row.calls != position {
            return Err(Failure::conflict("this call was placed, or the alarm has sounded anew"));
        }
        let now = acting.now;
        db::rota_calls::insert(acting.tx, self.call, &self.name, now).await?;
        db::band_alarms::count_call(acting.tx, alarm_id).await?;
        acting.enqueue(&SendCallJob { call: self.call }).await?;
        let next = CallRotaJob { call: CallId { position: position + 1, ..self.call } };
        acting.enqueue_at(&next, self.next_at).await?;
        let entry = EntryDraft::on("alarm", alarm_id)
            .with("sounding", sounding.to_string())
            .with("position", position.to_string())
            .without_personal_data();
        Ok(Done::new((), entry))
    }
}
