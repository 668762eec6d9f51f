//! Sends a referral again that was not delivered.

use model::{Id, kind::Referral};
use serde::{Deserialize, Serialize};
use service::{Acting, Action, Done, EntryDraft, Failure, Operation};

use super::load_referral;
use crate::Permission;
use crate::db;
use crate::jobs::deliver_referral::DeliverReferralJob;
use crate::referral_state::ReferralState;

/// Sends a package again. An agency that has it already answers with its first receipt.
pub(crate) struct SendAgain {
    pub(crate) referral_id: Id<Referral>,
}

/// A referral that is on its way again.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub(crate) struct SentAgain {
    /// Its id.
    #[schema(value_type = String)]
    pub(crate) referral_id: Id<Referral>,
    /// Always `made`.
    pub(crate) state: ReferralState,
}

impl Action for SendAgain {
    type Permission = Permission;
    type Output = SentAgain;
    const NAME: &'static str = "send-again";
    const OPERATION: Operation = Operation::Disclosure;

    fn permission(&self) -> Permission {
        Permission::WatchReferrals
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<SentAgain>, Failure> {
        let referral = load_referral(acting, self.referral_id).await?;
        if !matches!(referral.state, ReferralState::Made | ReferralState::Refused) {
            return Err(Failure::conflict(
                "only a referral that is made and not delivered can be sent again",
            ));
        }
        if referral.standing == 0 {
            return Err(Failure::conflict("every report of this referral was taken back already"));
        }
        if db::referrals::is_overtaken(acting.tx, &referral).await? {
            return Err(Failure::conflict(
                "a report of it was referred anew or belongs to another country now; refer the others anew",
            ));
        }
        db::referrals::set_to_send_again(acting.tx, self.referral_id).await?;
        acting.enqueue_afresh(&DeliverReferralJob { referral_id: self.referral_id }).await?;
        let sent = SentAgain { referral_id: self.referral_id, state: ReferralState::Made };
        Ok(Done::new(sent, EntryDraft::on("referral", self.referral_id).disclosed_to(&referral.agency_code)))
    }
}
