//! What became of the message to the application about a decided appeal.

use model::Id;
use service::{Acting, Action, Done, EntryDraft, Failure, Operation};

use crate::db::appeals;
use crate::ids::Appeal;
use crate::permissions::Permission;

/// A message that the receiver has, or that failed for the last time.
pub(crate) struct SettleAppeal {
    pub(crate) appeal_id: Id<Appeal>,
    /// Why it failed; no personal data.
    pub(crate) error: Option<String>,
}

impl Action for SettleAppeal {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "settle-appeal";
    const OPERATION: Operation = Operation::Disclosure;

    fn permission(&self) -> Permission {
        Permission::Deliver
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let error = self.error.as_deref();
        if !appeals::settle(acting.tx, self.appeal_id, error).await? {
            return Err(Failure::conflict("the message does not wait to be sent"));
        }
        let entry = EntryDraft::on("appeal", self.appeal_id)
            .disclosed_to("application")
            .with("message", if error.is_some() { "failed" } else { "sent" });
        Ok(Done::new((), entry))
    }
}
