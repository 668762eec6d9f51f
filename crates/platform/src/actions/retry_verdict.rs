//! A human has a message to the application sent again.

use model::Id;
use service::{Acting, Action, Done, EntryDraft, Failure, Operation};

use crate::db::verdict_messages;
use crate::ids::VerdictMessage;
use crate::jobs::TellVerdict;
use crate::permissions::Permission;

/// The message that failed.
pub(crate) struct RetryVerdict {
    pub(crate) verdict_message_id: Id<VerdictMessage>,
}

impl Action for RetryVerdict {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "retry-verdict";
    const OPERATION: Operation = Operation::Disclosure;

    fn permission(&self) -> Permission {
        Permission::RetryDelivery
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let verdict_message_id = self.verdict_message_id;
        let message = verdict_messages::find(acting.tx, verdict_message_id)
            .await?
            .ok_or_else(|| Failure::absent("verdict"))?;
        if !verdict_messages::wait_again(acting.tx, verdict_message_id).await? {
            return Err(Failure::conflict("the message has not failed; there is nothing to send again"));
        }
        acting.enqueue_afresh(&TellVerdict { verdict_message_id }).await?;
        let entry = EntryDraft::on("upload", message.upload_id)
            .disclosed_to("application")
            .with("message", verdict_message_id.to_string())
            .with("state", "waiting");
        Ok(Done::new((), entry))
    }
}
