//! A named officer decides on which path acts are handled at which the age is open. It opens no arrest.

use std::collections::BTreeSet;

use model::Id;
use model::kind::{Act, Person};
use service::{Acting, Action, Done, EntryDraft, Failure};

use super::required;
use crate::db::Reader;
use crate::db::paths::{self as table, DecisionRow};
use crate::db::persons;
use crate::ids::PathDecision;
use crate::judged::judge_person;
use crate::permissions::Permission;
use crate::{paths, seals};

/// Decides on acts of a person.
pub(crate) struct DecidePath {
    pub(crate) person_id: Id<Person>,
    /// `protection`, `juvenile` or `adult`, as typed.
    pub(crate) path: String,
    pub(crate) reason: String,
    pub(crate) act_ids: Vec<Id<Act>>,
}

impl Action for DecidePath {
    type Permission = Permission;
    type Output = Id<PathDecision>;
    const NAME: &'static str = "decide-path";

    fn permission(&self) -> Permission {
        Permission::IdentifyPersons
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<PathDecision>>, Failure> {
        let person = persons::find_person(acting.tx, &Reader::of(acting.actor), self.person_id).await?;
        let person = person.filter(|person| person.standing).ok_or_else(|| Failure::absent("person"))?;
        let path = paths::find(&self.path).ok_or_else(|| Failure::refused("path", "choose one of these"))?;
        let reason = required("reason", &self.reason)?;
        let chosen: BTreeSet<_> = self.act_ids.iter().copied().collect();
        if chosen.is_empty() {
            return Err(Failure::refused("act_ids", "tick one at least"));
        }
        let judged = judge_person(acting.tx, acting.columns(), &person).await?;
        for act_id in &chosen {
            let act = judged.acts.iter().find(|act| act.act.act_id == *act_id);
            let act = act.ok_or_else(|| Failure::refused("act_ids", "is no act of this person"))?;
            let choices = paths::choices(act.age);
            if choices.is_empty() {
                return Err(Failure::refused("act_ids", "the age at one of these acts is certain"));
            }
            if !choices.contains(&path) {
                let message =
                    "this path is not open to a decision at one of these acts; find out the birth date";
                return Err(Failure::refused("path", message));
            }
        }
        let decision_id = acting.new_id();
        let row = DecisionRow {
            decision_id,
            path: path.as_str().to_owned(),
            reason: seals::PATH_REASON.seal(acting, decision_id, &reason)?,
            decided_at: acting.now,
            decided_by: acting.actor.name().to_owned(),
            standing: true,
            withdrawn_reason: None,
        };
        let acts: Vec<_> = chosen.into_iter().collect();
        table::insert_decision(acting.tx, self.person_id, &row, &acts).await?;
        let act_ids: Vec<_> = acts.iter().map(ToString::to_string).collect();
        let entry = EntryDraft::on("person", self.person_id)
            .with("decision_id", decision_id.to_string())
            .with("path", path.as_str())
            .with("acts", act_ids.join(" "));
        Ok(Done::new(decision_id, entry))
    }
}
