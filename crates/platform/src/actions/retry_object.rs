//! A human has a refused object fetched again.

use model::Id;
use service::{Acting, Action, Done, EntryDraft, Failure};

use crate::db::object_events;
use crate::ids::ObjectEvent;
use crate::jobs::TakeObject;
use crate::permissions::Permission;

/// The object that was refused.
pub(crate) struct RetryObject {
    pub(crate) object_event_id: Id<ObjectEvent>,
}

impl Action for RetryObject {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "retry-object";

    fn permission(&self) -> Permission {
        Permission::RetryDelivery
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let object_event_id = self.object_event_id;
        object_events::find(acting.tx, object_event_id)
            .await?
            .ok_or_else(|| Failure::absent("announced object"))?;
        if !object_events::wait_again(acting.tx, object_event_id).await? {
            return Err(Failure::conflict(
                "the object was not refused, or is too old; there is nothing to fetch again",
            ));
        }
        acting.enqueue_afresh(&TakeObject { object_event_id }).await?;
        Ok(Done::new((), EntryDraft::on("object_event", object_event_id).with("state", "waiting")))
    }
}
