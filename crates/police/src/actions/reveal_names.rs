//! Show the names of an operation's persons together: two persons decide, the requester sees the list once.

use model::Id;
use model::kind::Operation;
use serde::{Deserialize, Serialize};
use service::oversight::four_eyes::Approvable;
use service::{Acting, Action, Actor, Done, EntryDraft, Failure, Tx};

use super::required;
use crate::db::Reader;
use crate::db::names::{self, NameListRow};
use crate::db::reader::may_read_object;
use crate::db::{authored, operations};
use crate::ids::NameList;
use crate::permissions::Permission;
use crate::seals;

/// Fixes whose names are shown. Nothing is opened here: the output and the custody entry hold ids only.
#[derive(Serialize, Deserialize)]
pub(crate) struct RevealNames {
    pub(crate) operation_id: Id<Operation>,
    pub(crate) reason: String,
    pub(crate) legal_basis: String,
}

/// The list that the requester may be shown once.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct NamesRevealed {
    pub(crate) name_list_id: Id<NameList>,
    /// How many persons are in it.
    pub(crate) persons: usize,
}

impl Action for RevealNames {
    type Permission = Permission;
    type Output = NamesRevealed;
    const NAME: &'static str = "reveal-names";
    const OPERATION: service::Operation = service::Operation::Consultation;
    const FOUR_EYES: bool = true;

    fn permission(&self) -> Permission {
        Permission::RevealNames
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<NamesRevealed>, Failure> {
        operations::find_operation(acting.tx, &Reader::of(acting.actor), self.operation_id)
            .await?
            .ok_or_else(|| Failure::absent("operation"))?;
        let reason = required("reason", &self.reason)?;
        let legal_basis = required("legal_basis", &self.legal_basis)?;
        let mut person_ids: Vec<_> =
            authored::list_acts_of_operation(acting.tx, &Reader::of(acting.actor), self.operation_id)
                .await?
                .into_iter()
                .map(|act| act.person_id)
                .collect();
        person_ids.dedup();
        if person_ids.is_empty() {
            return Err(Failure::conflict("nobody is identified in this operation"));
        }
        let name_list_id = acting.new_id();
        let row = NameListRow {
            name_list_id,
            operation_id: self.operation_id,
            reason: seals::NAME_LIST_REASON.seal(acting, name_list_id, &reason)?,
            legal_basis: seals::NAME_LIST_LEGAL_BASIS.seal(acting, name_list_id, &legal_basis)?,
            requested_by: acting.actor.name().to_owned(),
            made_at: acting.now,
            shown_at: None,
        };
        names::insert_name_list(acting.tx, &row, &person_ids).await?;
        let ids: Vec<_> = person_ids.iter().map(ToString::to_string).collect();
        let entry = EntryDraft::on("operation", self.operation_id)
            .grounds("reason")
            .with("name_list_id", name_list_id.to_string())
            .with("persons", ids.join(" "));
        Ok(Done::new(NamesRevealed { name_list_id, persons: ids.len() }, entry))
    }
}

impl Approvable for RevealNames {
    fn object(&self) -> (&'static str, String) {
        ("operation", self.operation_id.to_string())
    }

    async fn may_see(&self, tx: &mut Tx, actor: &Actor) -> Result<bool, Failure> {
        Ok(may_read_object(tx, &Reader::of(actor), "operation", &self.operation_id.to_string()).await?)
    }

    fn follow_up(output: &NamesRevealed) -> Option<String> {
        Some(format!("/name-lists/{}/show", output.name_list_id))
    }
}

/// Records that the requester is shown an approved list. The names are opened after this is committed, for this one time.
pub(crate) struct ShowNames {
    pub(crate) name_list_id: Id<NameList>,
}

impl Action for ShowNames {
    type Permission = Permission;
    type Output = Id<NameList>;
    const NAME: &'static str = "show-names";
    const OPERATION: service::Operation = service::Operation::Consultation;

    fn permission(&self) -> Permission {
        Permission::RevealNames
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<NameList>>, Failure> {
        let list = names::find_name_list(acting.tx, &Reader::of(acting.actor), self.name_list_id).await?;
        let list = list
            .filter(|list| list.requested_by == acting.actor.name())
            .ok_or_else(|| Failure::absent("name_list"))?;
        if !names::set_shown(acting.tx, self.name_list_id, acting.now).await? {
            return Err(Failure::conflict("this list was shown before; ask anew if it is needed again"));
        }
        let entry = EntryDraft::on("operation", list.operation_id)
            .grounds("reason")
            .with("name_list_id", self.name_list_id.to_string());
        Ok(Done::new(self.name_list_id, entry))
    }
}
