//! Tells the application what the look-up of an upload said.

use model::Id;
use serde::{Deserialize, Serialize};
use service::{Actor, Failure, Job, JobError};

use crate::State;
use crate::actions::SettleVerdict;
use crate::db::verdict_messages;
use crate::delivery_state::MessageState;
use crate::ids::VerdictMessage;
use crate::verdict::VerdictBody;

const TELLER: Actor = Actor::Job { name: "tell-verdict" };

/// The message to be sent. Sent twice, it says the same under the same id.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct TellVerdict {
    pub(crate) verdict_message_id: Id<VerdictMessage>,
}

impl Job for TellVerdict {
    type State = State;
    const KIND: &'static str = "tell-verdict";

    async fn run(&self, state: &State, attempt: u32) -> Result<(), JobError> {
        let verdict_message_id = self.verdict_message_id;
        let mut tx = state.node.db().begin_read("find-verdict-message").await?;
        let row = verdict_messages::find(&mut tx, verdict_message_id).await?;
        drop(tx);
        let Some(row) = row.filter(|row| row.state == MessageState::Waiting) else { return Ok(()) };
        let body = serde_json::to_string(&VerdictBody::of(&row)).map_err(Failure::broken)?;
        let error = match &state.teller {
            None => Some("no `[platform.verdict_webhook]` is configured any more".to_owned()),
            Some(teller) => teller.tell(state.node.clock().now(), attempt, body).await?,
        };
        let settle = SettleVerdict { verdict_message_id, upload_id: row.upload_id, error };
        state.node.act(&TELLER, &settle).await?;
        Ok(())
    }
}
