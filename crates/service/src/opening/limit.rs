//! Raise the limit of openings of one person for one day: by a second person only.

use std::marker::PhantomData;

use jiff::civil::Date;
use model::Id;
use serde::{Deserialize, Serialize};

use super::{Allowance, OpensFiles};
use crate::db::openings as table;
use crate::oversight::four_eyes::Approvable;
use crate::oversight::staff_digest;
use crate::rights::required;
use crate::scrub::KeepsVault;
use crate::{Acting, Action, Actor, Done, EntryDraft, Failure, Tx};

/// Most openings that one request may add.
const MOST: u32 = 100;

/// Raises the limit of who asks, for the day on which it is asked; another person of the staff approves.
#[derive(Serialize, Deserialize)]
#[serde(bound = "")]
pub struct RaiseOpenings<S> {
    /// By how many.
    pub openings: u32,
    /// The day, by the clock of the node's country.
    pub on: Date,
    /// Why the work cannot wait, or be done by another.
    pub reason: String,
    /// The unit of who asks, where they have one: with the central unit, it alone reads the reason and decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The role.
    #[serde(skip)]
    pub role: PhantomData<fn() -> S>,
}

impl<S: OpensFiles> Action for RaiseOpenings<S> {
    type Permission = <S as KeepsVault>::Permission;
    type Output = Id<Allowance>;
    const NAME: &'static str = "raise-openings";
    const FOUR_EYES: bool = true;

    fn permission(&self) -> Self::Permission {
        S::OPEN_FILES
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<Allowance>>, Failure> {
        if let Some(unit) = &self.unit {
            acting.require_unit(unit, "opening_limit")?;
        }
        required("reason", &self.reason)?;
        if !(1..=MOST).contains(&self.openings) {
            return Err(Failure::refused("openings", format!("give a number from 1 to {MOST}")));
        }
        if self.on != acting.today() {
            return Err(Failure::conflict(
                "the day is over, and with it the limit; ask anew if it is needed today",
            ));
        }
        let id: Id<Allowance> = acting.new_id();
        let (now, person) = (acting.now, acting.actor.name().to_owned());
        table::insert_allowance(acting.tx, &id.to_string(), (&person, self.on, self.openings), now).await?;
        let entry = EntryDraft::on("staff", staff_digest(acting.columns(), &person))
            .without_personal_data()
            .with("allowance_id", id.to_string())
            .with("on", self.on.to_string())
            .with("openings", self.openings.to_string());
        Ok(Done::new(id, entry))
    }
}

impl<S: OpensFiles> Approvable for RaiseOpenings<S> {
    fn object(&self) -> (&str, String) {
        ("opening_limit", self.on.to_string())
    }

    async fn may_see(&self, _tx: &mut Tx, actor: &Actor) -> Result<bool, Failure> {
        Ok(actor.unit().is_none_or(|unit| self.unit.as_deref() == Some(unit)))
    }
}
