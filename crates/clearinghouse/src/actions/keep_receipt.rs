//! Keeps the agency's receipt of a referral, however it came.

use model::{Id, kind::Referral};
use service::{Acting, Action, Done, EntryDraft, Failure};
use wire::feedback::Receipt;

use super::load_referral;
use crate::Permission;
use crate::db;
use crate::db::referral_changes::NewReceipt;
use crate::db::referrals::ReferralRow;
use crate::referral_state::ReferralState;

/// How a receipt came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// In the answer to what we sent.
    Push,
    /// From the agency's machine, which fetched the package.
    Pull,
    /// Typed in by the staff, for a package that was carried.
    Typed,
}

impl Way {
    /// What whoever brings it in this way must be allowed.
    pub(super) fn permission(self) -> Permission {
        match self {
            Self::Push => Permission::RunJobs,
            Self::Pull => Permission::FetchOwnReferrals,
            Self::Typed => Permission::MakeReferrals,
        }
    }

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Push => "push",
            Self::Pull => "pull",
            Self::Typed => "typed",
        }
    }
}

/// Keeps a receipt that fits the package.
pub(crate) struct KeepReceipt {
    pub(crate) referral_id: Id<Referral>,
    pub(crate) receipt: Receipt,
    pub(crate) way: Way,
}

impl Action for KeepReceipt {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "keep-receipt";

    fn permission(&self) -> Permission {
        self.way.permission()
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let referral = load_referral(acting, self.referral_id).await?;
        if self.way == Way::Pull && referral.agency_code != acting.actor.name() {
            return Err(Failure::absent("referral"));
        }
        let json = serde_json::to_string(&self.receipt).map_err(Failure::broken)?;
        let entry = EntryDraft::on("referral", self.referral_id)
            .with("receipt_id", &self.receipt.receipt_id)
            .with("way", self.way.as_str())
            .with("package_sha256", &self.receipt.digest_sha256);
        // whoever missed our answer tells the same again
        if self.way == Way::Pull && referral.receipt.as_deref() == Some(json.as_str()) {
            return Ok(Done::new((), entry.with("repeated", "true")));
        }
        if referral.state != ReferralState::Made {
            return Err(Failure::conflict("the referral does not wait for a receipt"));
        }
        self.check_package(acting, &referral).await?;
        let taken_by = acting.actor.describe();
        let new =
            NewReceipt { way: self.way.as_str(), receipt: &json, taken_at: acting.now, taken_by: &taken_by };
        db::referral_changes::insert_receipt(acting.tx, self.referral_id, &new).await?;
        db::referrals::set_delivered(acting.tx, self.referral_id, &json, acting.now).await?;
        Ok(Done::new((), entry))
    }
}

impl KeepReceipt {
    /// A receipt for another package says that ours did not arrive.
    async fn check_package(&self, acting: &mut Acting<'_>, referral: &ReferralRow) -> Result<(), Failure> {
        if self.receipt.referral_id != self.referral_id.to_string() {
            return Err(Failure::refused("referral_id", "the receipt is for another referral"));
        }
        let Some(name) = &referral.package_item else {
            return Err(Failure::conflict("the package is being written; ask again in a moment"));
        };
        if db::evidence::load(acting.tx, name).await?.sha256 != self.receipt.digest_sha256 {
            let message = "is not that of the package; compare it with the one that is shown here";
            return Err(Failure::refused("package_sha256", message));
        }
        Ok(())
    }
}
