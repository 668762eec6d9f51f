//! Let somebody read a closed operation, or no longer; and ask for it.

use model::Id;
use model::kind::{Link, Operation};
use service::oversight::staff_digest;
use service::{Acting, Action, Done, EntryDraft, Failure};

use super::close_operation::{require_closure, require_operation};
use super::required;
use crate::db::Reader;
use crate::db::closures::{self, AccessRequestRow};
use crate::permissions::Permission;
use crate::seals;
use crate::stranded::list_granting;

/// What a reader of a closed operation decides on somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    /// They read it from now on; if they asked for it, that is settled.
    Add,
    /// They read it no longer.
    Remove,
    /// They asked, and do not get it.
    Refuse,
}

/// Decides who reads a closed operation. Its readers do; one who may let others in always remains.
pub(crate) struct ChangeReaders {
    pub(crate) operation_id: Id<Operation>,
    pub(crate) change: Change,
    /// Sign-in name; to be added, of staff who may read operations.
    pub(crate) reader: String,
    /// Why; not kept, as it may say of whom.
    pub(crate) reason: String,
}

impl Action for ChangeReaders {
    type Permission = Permission;
    type Output = Id<Operation>;
    const NAME: &'static str = "change-readers";

    fn permission(&self) -> Permission {
        Permission::LeadOperations
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<Operation>>, Failure> {
        let closure = require_closure(acting, self.operation_id).await?;
        required("reason", &self.reason)?;
        let change = match self.change {
            Change::Add => self.add(acting).await?,
            Change::Remove => self.remove(acting).await?,
            Change::Refuse => self.refuse(acting).await?,
        };
        let entry = EntryDraft::on("operation", self.operation_id)
            .with("closure_id", closure.closure_id.to_string())
            .with(change, staff_digest(acting.columns(), &self.reader));
        Ok(Done::new(self.operation_id, entry))
    }
}

impl ChangeReaders {
    async fn add(&self, acting: &mut Acting<'_>) -> Result<&'static str, Failure> {
        let (now, by) = (acting.now, acting.actor.name());
        if !closures::add_reader(acting.tx, self.operation_id, &self.reader, now, by).await? {
            return Err(Failure::conflict("they may read the operation already"));
        }
        closures::remove_request(acting.tx, self.operation_id, &self.reader).await?;
        Ok("added_reader")
    }

    async fn remove(&self, acting: &mut Acting<'_>) -> Result<&'static str, Failure> {
        let reader = Reader::of(acting.actor);
        let readers = closures::list_readers(acting.tx, &reader, self.operation_id).await?;
        if !readers.contains(&self.reader) {
            return Err(Failure::refused("reader", "is no reader of this operation"));
        }
        let staff = acting.staff();
        let granting = list_granting(acting.tx, staff, &reader, self.operation_id).await?;
        if granting.iter().all(|name| *name == self.reader) {
            return Err(Failure::conflict(
                "the last reader who may let others in cannot be removed; add another first, or open the operation",
            ));
        }
        closures::remove_reader(acting.tx, self.operation_id, &self.reader).await?;
        Ok("removed_reader")
    }

    async fn refuse(&self, acting: &mut Acting<'_>) -> Result<&'static str, Failure> {
        if closures::remove_request(acting.tx, self.operation_id, &self.reader).await? {
            Ok("refused_reader")
        } else {
            Err(Failure::refused("reader", "has not asked to read this operation"))
        }
    }
}

/// Where somebody met a closed operation.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Border {
    /// Subjects of an operation that they may read are closed to them.
    Operation(Id<Operation>),
    /// A link leads there.
    Link(Id<Link>),
}

/// Asks the readers of the operations beyond a border to be let in. Which these are, the asker is not told.
pub(crate) struct AskAccess {
    pub(crate) border: Border,
    pub(crate) reason: String,
}

impl Action for AskAccess {
    type Permission = Permission;
    /// The id of what was named.
    type Output = String;
    const NAME: &'static str = "ask-access";

    fn permission(&self) -> Permission {
        match self.border {
            Border::Operation(_) => Permission::ReadOperations,
            Border::Link(_) => Permission::ReadSubjects,
        }
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<String>, Failure> {
        let (kind, id, beyond) = self.find_beyond(acting).await?;
        let reason = required("reason", &self.reason)?;
        for operation_id in &beyond {
            let access_request_id = acting.new_id();
            let row = AccessRequestRow {
                access_request_id,
                operation_id: *operation_id,
                asked_by: acting.actor.name().to_owned(),
                reason: seals::ACCESS_REQUEST_REASON.seal(acting, access_request_id, &reason)?,
                asked_at: acting.now,
            };
            closures::insert_request(acting.tx, &row).await?;
        }
        let asked: Vec<_> = beyond.iter().map(ToString::to_string).collect();
        let entry = EntryDraft::on(kind, &id).with("asked_for", asked.join(" "));
        Ok(Done::new(id, entry))
    }
}

impl AskAccess {
    /// Kind and id of what was named, and the operations beyond it.
    async fn find_beyond(
        &self,
        acting: &mut Acting<'_>,
    ) -> Result<(&'static str, String, Vec<Id<Operation>>), Failure> {
        let reader = Reader::of(acting.actor);
        match self.border {
            Border::Operation(id) => {
                require_operation(acting, id).await?;
                let beyond = closures::list_beyond_operation(acting.tx, &reader, id).await?;
                if beyond.is_empty() {
                    return Err(Failure::conflict("none of its subjects is closed to you"));
                }
                Ok(("operation", id.to_string(), beyond))
            }
            Border::Link(id) => {
                let beyond = closures::list_beyond_link(acting.tx, &reader, id).await?;
                if beyond.is_empty() {
                    return Err(Failure::absent("link"));
                }
                Ok(("link", id.to_string(), beyond))
            }
        }
    }
}
