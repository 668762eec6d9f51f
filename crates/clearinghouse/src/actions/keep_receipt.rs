//! Keeps the agency's receipt of a referral.

use model::{Id, kind::Referral};
use service::{Acting, Action, Done, EntryDraft, Failure};
use wire::feedback::Receipt;

use super::load_referral;
use crate::Permission;
use crate::db;
use crate::referral_state::ReferralState;

/// Keeps a receipt that fits the package.
pub(crate) struct KeepReceipt {
    pub(crate) referral_id: Id<Referral>,
    pub(crate) receipt: Receipt,
}

impl Action for KeepReceipt {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "keep-receipt";

    fn permission(&self) -> Permission {
        Permission::RunJobs
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let referral = load_referral(acting, self.referral_id).await?;
        if referral.state != ReferralState::Made {
            return Err(Failure::conflict("the referral does not wait for a receipt"));
        }
        let json = serde_json::to_string(&self.receipt).map_err(Failure::broken)?;
        db::referrals::set_delivered(acting.tx, self.referral_id, &json, acting.now).await?;
        let entry = EntryDraft::on("referral", self.referral_id)
            .with("receipt_id", &self.receipt.receipt_id)
            .with("package_sha256", &self.receipt.digest_sha256);
        Ok(Done::new((), entry))
    }
}
