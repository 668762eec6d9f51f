//! The name of an object that was never taken is no longer kept.

use model::Id;
use service::{Acting, Action, Done, EntryDraft, Failure, Operation};

use crate::db::object_events;
use crate::ids::ObjectEvent;
use crate::permissions::Permission;

/// An object that was refused long ago. That it was announced stays, and its keyed digest.
pub(crate) struct ForgetObject {
    pub(crate) object_event_id: Id<ObjectEvent>,
}

impl Action for ForgetObject {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "forget-object";
    const OPERATION: Operation = Operation::Erasure;

    fn permission(&self) -> Permission {
        Permission::Deliver
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        if !object_events::forget(acting.tx, self.object_event_id).await? {
            return Err(Failure::conflict("the object is not among the refused any more"));
        }
        Ok(Done::new((), EntryDraft::on("object_event", self.object_event_id).with("name", "forgotten")))
    }
}
