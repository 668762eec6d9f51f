//! Record that everybody outside who has a person's data was told that the person's subject has grown (Directive (EU) 2016/680, art. 7(3)).

use std::collections::BTreeSet;

use jiff::Timestamp;
use model::Id;
use model::kind::Person;
use service::{Acting, Action, Done, EntryDraft, Failure, Operation};

use super::required;
use crate::db::{Reader, changed_recipients, persons};
use crate::ids;
use crate::permissions::Permission;
use crate::recipients::{self, RecipientStep};

/// Most recipients of one person told at once.
const MOST: i64 = 1000;

/// Records one step at each of them.
pub(crate) struct TellRecipients {
    pub(crate) person_id: Id<Person>,
    /// Number of the letter; it names nobody.
    pub(crate) reference: String,
    /// When they were listed, which is until when the letter knows of growth: what came later is untold still. Now, where none is given.
    pub(crate) listed_at: Option<Timestamp>,
}

impl Action for TellRecipients {
    type Permission = Permission;
    type Output = Vec<Id<ids::RecipientStep>>;
    const NAME: &'static str = "tell-recipients";
    const OPERATION: Operation = Operation::Disclosure;

    fn permission(&self) -> Permission {
        Permission::AssignPersons
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Self::Output>, Failure> {
        let reader = Reader::of(acting.actor);
        let person = persons::find_person(acting.tx, &reader, self.person_id).await?;
        person.ok_or_else(|| Failure::absent("person"))?;
        let reference = required("reference", &self.reference)?;
        let until = self.listed_at.map_or(acting.now, |listed_at| listed_at.min(acting.now));
        let untold =
            changed_recipients::list(acting.tx, &reader, Some(self.person_id), until, (MOST, 0)).await?;
        if untold.is_empty() {
            return Err(Failure::conflict("nobody outside has to hear of a change"));
        }
        let (mut steps, mut ids, mut kinds) = (Vec::new(), Vec::new(), BTreeSet::new());
        for row in untold {
            let id = row.recipient.recipient_id;
            steps.push(recipients::record_at(acting, id, (RecipientStep::Changed, until), &reference).await?);
            ids.push(id.to_string());
            kinds.insert(row.recipient.kind.code());
        }
        let entry = EntryDraft::on("person", self.person_id)
            .with("recipients", ids.join(" "))
            .disclosed_to(&kinds.into_iter().collect::<Vec<_>>().join(" "));
        Ok(Done::new(steps, entry))
    }
}
