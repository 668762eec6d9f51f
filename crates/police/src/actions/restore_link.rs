//! Make a withdrawn link stand again.

use model::Id;
use model::kind::Link;
use service::{Acting, Action, Done, EntryDraft, Failure, Operation};

use super::required;
use crate::db::Reader;
use crate::db::links;
use crate::linking;
use crate::permissions::Permission;

/// Undoes the undoing of a link.
pub(crate) struct RestoreLink {
    pub(crate) link_id: Id<Link>,
    pub(crate) reason: String,
}

impl Action for RestoreLink {
    type Permission = Permission;
    type Output = Id<Link>;
    const NAME: &'static str = "restore-link";
    const OPERATION: Operation = Operation::Combination;

    fn permission(&self) -> Permission {
        Permission::DecideLinks
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<Link>>, Failure> {
        let link = links::find_link(acting.tx, &Reader::of(acting.actor), self.link_id)
            .await?
            .ok_or_else(|| Failure::absent("link"))?;
        required("reason", &self.reason)?;
        if !links::restore_link(acting.tx, self.link_id).await? {
            return Err(Failure::conflict("the link stands already"));
        }
        linking::regroup(acting, &[link.account_a, link.account_b]).await?;
        let entry = EntryDraft::on("link", self.link_id);
        Ok(Done::new(self.link_id, entry))
    }
}
