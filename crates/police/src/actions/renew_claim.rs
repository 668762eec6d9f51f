//! Let a claim hold longer.

use model::Id;
use service::{Acting, Action, Done, EntryDraft, Failure, Scope};

use crate::claims::{ClaimState, until};
use crate::db::Reader;
use crate::db::claims;
use crate::ids::Claim;
use crate::permissions::Permission;

/// Renews a standing claim of the own unit, also an expired one, for as many days as a new one holds. A provincial unit renews while it has
/// whom it claims.
pub(crate) struct RenewClaim {
    pub(crate) claim_id: Id<Claim>,
    pub(crate) days: u32,
}

impl Action for RenewClaim {
    type Permission = Permission;
    type Output = Id<Claim>;
    const NAME: &'static str = "renew-claim";

    fn permission(&self) -> Permission {
        Permission::ClaimSubjects
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<Claim>>, Failure> {
        let row = claims::find(acting.tx, &Reader::of(acting.actor), None, self.claim_id).await?;
        let row = row.ok_or_else(|| Failure::absent("claim"))?;
        acting.require_unit(&row.unit, "claim")?;
        if ClaimState::of(&row, acting.now) == ClaimState::Overruled {
            return Err(Failure::conflict("the central unit decided that another unit goes on alone"));
        }
        if acting.scope != Scope::All && !claims::is_held(acting.tx, &row.unit, &row).await? {
            return Err(Failure::conflict(
                "the unit does not have whom it claims any more; withdraw the claim",
            ));
        }
        let (now, by) = (acting.now, acting.actor.name());
        let until_at = until(now, self.days);
        if !claims::renew(acting.tx, self.claim_id, until_at, now, by).await? {
            return Err(Failure::conflict("the claim is withdrawn; place a new one"));
        }
        let entry = EntryDraft::on("claim", self.claim_id).with("until_at", until_at.to_string());
        Ok(Done::new(self.claim_id, entry))
    }
}
