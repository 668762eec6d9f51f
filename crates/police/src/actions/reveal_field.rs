//! Show a masked field of a person to somebody who has a reason.

use model::Id;
use model::kind::Person;
use service::{Acting, Action, Done, EntryDraft, Failure, Operation};

use super::required;
use crate::db::Reader;
use crate::db::reveals::{self, RevealRow};
use crate::db::{assignments, persons};
use crate::ids::Reveal;
use crate::permissions::Permission;
use crate::reveals::{MaskedField, is_drawn};
use crate::seals;

/// Records that the actor is shown a field. The field itself is opened only for the recorded reveal, after its transaction is committed: no
/// record and custody entry, no reveal. The output is an id, so no receipt ever holds what was shown.
pub(crate) struct RevealField {
    pub(crate) person_id: Id<Person>,
    pub(crate) field: MaskedField,
    pub(crate) reason: String,
    pub(crate) legal_basis: String,
    /// How many fields one actor may be shown a day.
    pub(crate) budget: u32,
    /// How many of a hundred are drawn for review.
    pub(crate) review_percent: u32,
}

impl Action for RevealField {
    type Permission = Permission;
    type Output = Id<Reveal>;
    const NAME: &'static str = "reveal-field";
    const OPERATION: Operation = Operation::Consultation;

    fn permission(&self) -> Permission {
        Permission::RevealFields
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<Reveal>>, Failure> {
        self.require_readable(acting).await?;
        let reason = required("reason", &self.reason)?;
        let legal_basis = required("legal_basis", &self.legal_basis)?;
        let ordinal = self.next_ordinal(acting).await?;
        let reveal_id = acting.new_id();
        let row = RevealRow {
            reveal_id,
            person_id: self.person_id,
            field: self.field,
            reason: seals::REVEAL_REASON.seal(acting, reveal_id, &reason)?,
            legal_basis: seals::REVEAL_LEGAL_BASIS.seal(acting, reveal_id, &legal_basis)?,
            revealed_at: acting.now,
            revealed_by: acting.actor.name().to_owned(),
            review: None,
        };
        reveals::insert_reveal(acting.tx, &row, acting.today(), ordinal).await?;
        // the actor is not told
        if is_drawn(acting.random(), self.review_percent) {
            reveals::draw(acting.tx, reveal_id, acting.now).await?;
        }
        let entry = EntryDraft::on("person", self.person_id)
            .grounds("reason")
            .with("reveal_id", reveal_id.to_string())
            .with("field", self.field.as_str());
        Ok(Done::new(reveal_id, entry))
    }
}

impl RevealField {
    /// The person stands, belongs to the actor's unit if the actor has one, and has the field. Another unit's looks absent.
    async fn require_readable(&self, acting: &mut Acting<'_>) -> Result<(), Failure> {
        let absent = || Failure::absent("person");
        let person = persons::find_person(acting.tx, &Reader::of(acting.actor), self.person_id)
            .await?
            .ok_or_else(absent)?;
        let assignment =
            assignments::find_assignment_of_person(acting.tx, &Reader::of(acting.actor), self.person_id)
                .await?;
        let unit = assignment.as_ref().map_or("", |assignment| assignment.unit.code());
        acting.require_unit(unit, "person")?;
        if !person.standing {
            return Err(Failure::conflict("the person is withdrawn; nobody has a reason to be shown more"));
        }
        if self.field == MaskedField::Birth && person.birth.is_none() {
            return Err(Failure::refused("field", "no birth date is recorded for this person"));
        }
        Ok(())
    }

    /// The place of this reveal in the actor's day; a conflict when the budget is spent.
    async fn next_ordinal(&self, acting: &mut Acting<'_>) -> Result<i64, Failure> {
        let day = acting.today();
        let spent = reveals::count_on(acting.tx, acting.actor.name(), day).await?;
        if spent >= i64::from(self.budget) {
            return Err(Failure::conflict(format!(
                "the budget of {} reveals a day (`reveals_per_day`) is spent; it starts anew at midnight",
                self.budget
            )));
        }
        Ok(spent + 1)
    }
}
