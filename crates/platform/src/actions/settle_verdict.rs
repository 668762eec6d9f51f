//! What became of a message to the application.

use model::Id;
use service::{Acting, Action, Done, EntryDraft, Failure, Operation};

use crate::db::verdict_messages;
use crate::ids::{Upload, VerdictMessage};
use crate::permissions::Permission;

/// A message that the receiver has, or that failed for the last time.
pub(crate) struct SettleVerdict {
    pub(crate) verdict_message_id: Id<VerdictMessage>,
    pub(crate) upload_id: Id<Upload>,
    /// Why it failed; no personal data.
    pub(crate) error: Option<String>,
}

impl Action for SettleVerdict {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "settle-verdict";
    const OPERATION: Operation = Operation::Disclosure;

    fn permission(&self) -> Permission {
        Permission::Deliver
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let (id, error) = (self.verdict_message_id, self.error.as_deref());
        if !verdict_messages::settle(acting.tx, id, error, acting.now).await? {
            return Err(Failure::conflict("the message does not wait to be sent"));
        }
        let entry = EntryDraft::on("upload", self.upload_id)
            .disclosed_to("application")
            .with("message", id.to_string())
            .with("state", if error.is_some() { "failed" } else { "sent" });
        Ok(Done::new((), entry))
    }
}
