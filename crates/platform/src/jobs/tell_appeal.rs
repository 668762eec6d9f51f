//! Tells the application what was decided on an appeal: to give back what was taken, or to leave it.

use model::Id;
use serde::{Deserialize, Serialize};
use service::{Actor, Failure, Job, JobError};

use crate::State;
use crate::actions::SettleAppeal;
use crate::appeal::AppealBody;
use crate::db::appeals;
use crate::delivery_state::MessageState;
use crate::ids::Appeal;

const TELLER: Actor = Actor::Job { name: "tell-appeal" };

/// The decision to be told. Sent twice, it says the same under the same id.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct TellAppeal {
    pub(crate) appeal_id: Id<Appeal>,
}

impl Job for TellAppeal {
    type State = State;
    const KIND: &'static str = "tell-appeal";

    async fn run(&self, state: &State, attempt: u32) -> Result<(), JobError> {
        let appeal_id = self.appeal_id;
        let mut tx = state.node.db().begin_read("find-appeal").await?;
        let row = appeals::find(&mut tx, appeal_id).await?;
        drop(tx);
        let row = row.filter(|row| row.told == Some(MessageState::Waiting));
        let Some(body) = row.as_ref().and_then(AppealBody::of) else { return Ok(()) };
        let body = serde_json::to_string(&body).map_err(Failure::broken)?;
        let error = match &state.appeals {
            None => Some("no `[platform.appeal_webhook]` is configured any more".to_owned()),
            Some(teller) => teller.tell(state.node.clock().now(), attempt, body).await?,
        };
        state.node.act(&TELLER, &SettleAppeal { appeal_id, error }).await?;
        Ok(())
    }
}
