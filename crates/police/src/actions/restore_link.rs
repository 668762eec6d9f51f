//! Make a withdrawn link stand again.

use model::Id;
use model::kind::Link;
use service::{Acting, Action, Done, EntryDraft, Failure, Operation};

use super::required;
use crate::db::Reader;
use crate::db::decisions::Decided;
use crate::db::link_restorations::{self, RestorationRow};
use crate::db::links::{self, LinkRow};
use crate::permissions::Permission;
use crate::{linking, seals};

/// Undoes the undoing of a link. Who had withdrawn it and why stays beside who makes it stand again and why.
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
        let reason = required("reason", &self.reason)?;
        let row = restoration(acting, &link, &reason)?;
        if !links::restore_link(acting.tx, self.link_id).await? {
            return Err(Failure::conflict("the link stands already"));
        }
        link_restorations::insert(acting.tx, &row).await?;
        linking::regroup(acting, &[link.account_a, link.account_b]).await?;
        let entry = EntryDraft::on("link", self.link_id);
        Ok(Done::new(self.link_id, entry))
    }
}

/// What is kept of it. A link of which nobody can say any more what it rests on does not stand again.
fn restoration(acting: &Acting<'_>, link: &LinkRow, reason: &str) -> Result<RestorationRow, Failure> {
    if link.standing {
        return Err(Failure::conflict("the link stands already"));
    }
    let (Some((withdrawn_by, withdrawn_at)), false) = (&link.withdrawn, link.grounds.as_column().is_empty())
    else {
        return Err(Failure::conflict("what the link rested on was erased; it cannot stand again"));
    };
    let why = link.withdrawn_reason.as_ref();
    let why = why.map(|sealed| {
        seals::withdrawn_reason(Decided::Link).open_kept(acting.columns(), link.link_id, sealed)
    });
    let (why, restoration_id) = (why.transpose()?.unwrap_or_default(), acting.new_id());
    Ok(RestorationRow {
        restoration_id,
        link_id: link.link_id,
        withdrawn_by: withdrawn_by.clone(),
        withdrawn_at: *withdrawn_at,
        withdrawn_reason: seals::RESTORED_WITHDRAWAL.seal(acting, restoration_id, &why)?,
        restored_by: acting.actor.name().to_owned(),
        restored_at: acting.now,
        reason: seals::RESTORED_REASON.seal(acting, restoration_id, &reason.to_owned())?,
    })
}
