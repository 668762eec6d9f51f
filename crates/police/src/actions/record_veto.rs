//! Decide that two accounts are not one subject.

use model::Id;
use service::{Acting, Action, Done, EntryDraft, Failure};

use super::required;
use crate::db::Reader;
use crate::db::links::{self, VetoRow, ordered};
use crate::ids::{Account, Veto};
use crate::losses::{self, Cause};
use crate::permissions::Permission;
use crate::{linking, seals};

/// Records the veto: whatever links the two accounts now or later, they stay in different subjects.
pub(crate) struct RecordVeto {
    pub(crate) account_a: Id<Account>,
    pub(crate) account_b: Id<Account>,
    pub(crate) reason: String,
}

impl Action for RecordVeto {
    type Permission = Permission;
    type Output = Id<Veto>;
    const NAME: &'static str = "record-veto";

    fn permission(&self) -> Permission {
        Permission::DecideLinks
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<Veto>>, Failure> {
        let reason = required("reason", &self.reason)?;
        if self.account_a == self.account_b {
            return Err(Failure::refused("account_b", "must be another account than account_a"));
        }
        linking::require_account(acting, "account_a", self.account_a).await?;
        linking::require_account(acting, "account_b", self.account_b).await?;
        let (account_a, account_b) = ordered(self.account_a, self.account_b);
        let known = links::list_vetoes_of_account(acting.tx, &Reader::of(acting.actor), account_a).await?;
        let same =
            |veto: &&VetoRow| veto.standing && (veto.account_a, veto.account_b) == (account_a, account_b);
        if let Some(veto) = known.iter().find(same) {
            let message = format!("{} keeps these two accounts apart already", veto.veto_id);
            return Err(Failure::conflict(message));
        }
        let veto_id = acting.new_id();
        let row = VetoRow {
            veto_id,
            account_a,
            account_b,
            reason: seals::VETO_REASON.seal(acting, veto_id, &reason)?,
            made_at: acting.now,
            made_by: acting.actor.name().to_owned(),
            standing: true,
        };
        links::insert_veto(acting.tx, &row).await?;
        let pair = [account_a, account_b];
        let before = losses::subjects_of(acting, pair).await?;
        linking::regroup(acting, &pair).await?;
        losses::mark_split(acting, (Cause::Veto, &veto_id.to_string()), &reason, before, pair).await?;
        let entry = EntryDraft::on("veto", veto_id)
            .with("account_a", account_a.to_string())
            .with("account_b", account_b.to_string());
        Ok(Done::new(veto_id, entry))
    }
}
