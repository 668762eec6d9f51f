//! An announced object does not become an upload.

use model::Id;
use service::{Acting, Action, ColumnRef, Done, EntryDraft, Failure, Sealed};

use crate::db::object_events;
use crate::ids::ObjectEvent;
use crate::permissions::Permission;

/// The object, and why it was not taken, with what to do.
pub(crate) struct RefuseObject {
    pub(crate) object_event_id: Id<ObjectEvent>,
    pub(crate) words: String,
}

impl Action for RefuseObject {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "refuse-object";

    fn permission(&self) -> Permission {
        Permission::Deliver
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let id = self.object_event_id;
        let row = id.to_string();
        let at = ColumnRef { table: object_events::TABLE, row: &row, column: object_events::WORDS };
        let words = Sealed::seal(acting.columns(), at, &self.words, acting.rng())?;
        if !object_events::settle_refused(acting.tx, id, &words, acting.now).await? {
            return Err(Failure::conflict("the object does not wait to be fetched"));
        }
        Ok(Done::new((), EntryDraft::on("object_event", id).with("state", "refused")))
    }
}
