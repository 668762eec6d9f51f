//! Sends a referral again that was not delivered.

use model::{Id, kind::Referral};
use service::{Acting, Action, Done, EntryDraft, Failure};

use super::load_referral;
use crate::Permission;
use crate::db;
use crate::jobs::deliver_referral::DeliverReferralJob;
use crate::referral_state::ReferralState;

/// Sends a package again. An agency that has it already answers with its first receipt.
pub(crate) struct SendAgain {
    pub(crate) referral_id: Id<Referral>,
}

impl Action for SendAgain {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "send-again";

    fn permission(&self) -> Permission {
        Permission::WatchReferrals
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let referral = load_referral(acting, self.referral_id).await?;
        if !matches!(referral.state, ReferralState::Made | ReferralState::Refused) {
            return Err(Failure::conflict(
                "only a referral that is made and not delivered can be sent again",
            ));
        }
        if db::referrals::is_overtaken(acting.tx, &referral).await? {
            return Err(Failure::conflict(
                "a report of it was referred anew or belongs to another country now; refer the others anew",
            ));
        }
        db::referrals::set_to_send_again(acting.tx, self.referral_id).await?;
        acting.enqueue(&DeliverReferralJob { referral_id: self.referral_id }).await?;
        Ok(Done::new((), EntryDraft::on("referral", self.referral_id)))
    }
}
