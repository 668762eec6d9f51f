//! An application's store announces an object.

use model::Id;
use serde::{Deserialize, Serialize};
use service::{Acting, Action, ColumnRef, Done, EntryDraft, Failure, Operation, Sealed};
use utoipa::ToSchema;

use crate::db::object_events;
use crate::ids::ObjectEvent;
use crate::jobs::TakeObject;
use crate::objects::ObjectName;
use crate::permissions::Permission;

/// An object of a configured source, that is to be fetched. The same one again changes nothing.
pub(crate) struct AnnounceObject {
    pub(crate) object: ObjectName,
}

/// The object is to be fetched, or was announced before.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct ObjectAnnounced {
    /// Names the announcement from now on.
    #[schema(value_type = String, example = "obe_0190163d8694739b8e3b2c7d3a0f5e11")]
    pub(crate) object_event_id: Id<ObjectEvent>,
    /// Whether it was announced before, so that nothing is fetched again.
    pub(crate) known: bool,
}

impl Action for AnnounceObject {
    type Permission = Permission;
    type Output = ObjectAnnounced;
    const NAME: &'static str = "announce-object";
    const OPERATION: Operation = Operation::Collection;

    fn permission(&self) -> Permission {
        Permission::AnnounceObjects
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<ObjectAnnounced>, Failure> {
        let blind = acting.columns().blind("object", &self.object.blinded());
        let before = object_events::find_by_blind(acting.tx, &blind).await?;
        let known = before.is_some();
        let object_event_id = before.unwrap_or_else(|| acting.new_id());
        if !known {
            let row = object_event_id.to_string();
            let at = ColumnRef { table: object_events::TABLE, row: &row, column: object_events::OBJECT };
            let object = Sealed::seal(acting.columns(), at, &self.object, acting.rng())?;
            let by = (acting.actor.name(), acting.now);
            object_events::insert(acting.tx, object_event_id, (&blind, &object), by).await?;
            acting.enqueue(&TakeObject { object_event_id }).await?;
        }
        let entry = EntryDraft::on("object_event", object_event_id).with("known", known.to_string());
        Ok(Done::new(ObjectAnnounced { object_event_id, known }, entry))
    }
}
