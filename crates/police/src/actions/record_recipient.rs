//! Record who was given a person's data outside this node.

use model::Id;
use model::kind::Person;
use service::{Acting, Action, Done, EntryDraft, Failure, Operation};

use super::required;
use crate::db::Reader;
use crate::db::{persons, recipients as table};
use crate::ids::PersonRecipient;
use crate::permissions::Permission;
use crate::recipients::{self, RecipientKind};

/// Records an authority, or an exported file, that holds data of the person: once the person is cleared, it is told, and must say that it erased.
pub(crate) struct RecordRecipient {
    pub(crate) person_id: Id<Person>,
    /// A code of [`RecipientKind::OUTSIDE`].
    pub(crate) kind: String,
    pub(crate) name: String,
}

impl Action for RecordRecipient {
    type Permission = Permission;
    type Output = Id<PersonRecipient>;
    const NAME: &'static str = "record-recipient";
    const OPERATION: Operation = Operation::Disclosure;

    fn permission(&self) -> Permission {
        Permission::AssignPersons
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<PersonRecipient>>, Failure> {
        let person = persons::find_person(acting.tx, &Reader::of(acting.actor), self.person_id).await?;
        person.ok_or_else(|| Failure::absent("person"))?;
        let kind = RecipientKind::find_outside(&self.kind)
            .ok_or_else(|| Failure::refused("kind", "choose one of these"))?;
        let name = required("name", &self.name)?;
        let known = table::find_named(acting.tx, self.person_id, kind, &name).await?;
        if known.is_some_and(|known| known.standing) {
            return Err(Failure::conflict("this recipient is recorded already"));
        }
        let recipient_id = recipients::note(acting, self.person_id, kind, &name).await?;
        let entry = EntryDraft::on("person", self.person_id)
            .with("recipient_id", recipient_id.to_string())
            .disclosed_to(kind.code());
        Ok(Done::new(recipient_id, entry))
    }
}
