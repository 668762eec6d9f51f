//! Record that somebody is a victim or a witness too.

use model::kind::Person;
use model::{CaseRole, Id};
use service::{Acting, Action, Done, EntryDraft, Failure};

use super::required;
use crate::db::Reader;
use crate::db::person_roles::{self, PersonRoleRow};
use crate::db::persons;
use crate::ids::PersonRole;
use crate::permissions::Permission;
use crate::seals;

/// Records the role. That somebody is an author follows from the acts that are theirs, and is recorded nowhere else.
pub(crate) struct RecordRole {
    pub(crate) person_id: Id<Person>,
    /// A code of [`CaseRole`], but not of the author.
    pub(crate) role: String,
    pub(crate) reason: String,
}

impl Action for RecordRole {
    type Permission = Permission;
    type Output = Id<PersonRole>;
    const NAME: &'static str = "record-role";

    fn permission(&self) -> Permission {
        Permission::IdentifyPersons
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<PersonRole>>, Failure> {
        let reader = Reader::of(acting.actor);
        let person = persons::find_person(acting.tx, &reader, self.person_id).await?;
        person.filter(|person| person.standing).ok_or_else(|| Failure::absent("person"))?;
        let role = CaseRole::find(&self.role).filter(|role| *role != CaseRole::Author);
        let role = role.ok_or_else(|| Failure::refused("role", "choose one of these"))?;
        let reason = required("reason", &self.reason)?;
        let known = person_roles::list_of_person(acting.tx, &reader, self.person_id).await?;
        if known.iter().any(|known| known.standing && known.role == role) {
            return Err(Failure::conflict("this role is recorded already"));
        }
        let role_id: Id<PersonRole> = acting.new_id();
        let row = PersonRoleRow {
            role_id,
            person_id: self.person_id,
            role,
            reason: seals::ROLE_REASON.seal(acting, role_id, &reason)?,
            recorded_at: acting.now,
            recorded_by: acting.actor.name().to_owned(),
            standing: true,
            withdrawn_reason: None,
        };
        person_roles::insert(acting.tx, &row).await?;
        person_roles::refresh(acting.tx, self.person_id).await?;
        let entry = EntryDraft::on("person", self.person_id)
            .with("role_id", role_id.to_string())
            .with("role", role.as_str());
        Ok(Done::new(role_id, entry))
    }
}
