//! Name a reader of a stranded operation: two persons decide, and neither is shown what is in it.

use jiff::Timestamp;
use model::Id;
use model::kind::Operation;
use serde::{Deserialize, Serialize};
use service::oversight::four_eyes::{Approvable, Circumstance};
use service::oversight::staff_digest;
use service::{Acting, Action, Actor, Done, EntryDraft, Failure, Tx};

use super::required;
use crate::db::Reader;
use crate::db::closures;
use crate::ids::Closure;
use crate::permissions::Permission;
use crate::stranded::{list_granting, may_let_in};

/// Lets somebody into a closed operation that nobody can let others into; any other operation is absent here.
#[derive(Serialize, Deserialize)]
pub(crate) struct AppointReader {
    pub(crate) operation_id: Id<Operation>,
    /// Sign-in name, of somebody who may lead operations.
    pub(crate) reader: String,
    /// Why; kept sealed with the request.
    pub(crate) reason: String,
}

impl Action for AppointReader {
    type Permission = Permission;
    type Output = Id<Closure>;
    const NAME: &'static str = "appoint-reader";
    const FOUR_EYES: bool = true;

    fn permission(&self) -> Permission {
        Permission::AppointReaders
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<Closure>>, Failure> {
        let absent = || Failure::absent("operation");
        let closure = closures::find_closure(acting.tx, &Reader::node(), self.operation_id).await?;
        let closure_id = closure.ok_or_else(absent)?.closure_id;
        let staff = acting.staff();
        if !list_granting(acting.tx, staff, &Reader::node(), self.operation_id).await?.is_empty() {
            return Err(absent());
        }
        required("reason", &self.reason)?;
        if !staff.find(acting.tx, &self.reader).await?.is_some_and(|person| may_let_in(&person)) {
            let said =
                format!("`{}` is no one who has an account in use and may lead operations", self.reader);
            return Err(Failure::refused("reader", said));
        }
        let (now, by) = (acting.now, acting.actor.name());
        closures::add_reader(acting.tx, self.operation_id, &self.reader, now, by).await?;
        closures::remove_request(acting.tx, self.operation_id, &self.reader).await?;
        let entry = EntryDraft::on("operation", self.operation_id)
            .with("closure_id", closure_id.to_string())
            .with("appointed_reader", staff_digest(acting.columns(), &self.reader));
        Ok(Done::new(closure_id, entry))
    }
}

impl Approvable for AppointReader {
    fn object(&self) -> (&'static str, String) {
        ("operation", self.operation_id.to_string())
    }

    fn favours(&self, person: &Actor) -> bool {
        person.name() == self.reader
    }

    async fn circumstances(&self, tx: &mut Tx, _now: Timestamp) -> Result<Vec<Circumstance>, Failure> {
        let closed = closures::list_closed(tx).await?;
        let closed = closed.into_iter().find(|row| row.operation_id == self.operation_id);
        let told = |row: closures::ClosedRow| {
            vec![Circumstance::text("led_by", row.led_by), Circumstance::at("closed_at", row.closed_at)]
        };
        Ok(closed.map_or_else(Vec::new, told))
    }
}
