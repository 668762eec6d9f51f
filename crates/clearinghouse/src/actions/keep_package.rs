//! Keeps the package of a referral, and has it delivered.

use std::collections::BTreeSet;

use model::{Id, kind::Referral};
use service::{Acting, Action, CaseKey, Done, EntryDraft, Failure};
use vault::SealedItem;

use super::load_referral;
use crate::Permission;
use crate::db;
use crate::jobs::deliver_referral::DeliverReferralJob;
use crate::referral_state::ReferralState;

/// Keeps a package that lies in the vault.
pub(crate) struct KeepPackage {
    pub(crate) referral_id: Id<Referral>,
    /// The numbers of the reports that are in it.
    pub(crate) numbers: BTreeSet<i64>,
    /// The referral's key, under which the package was sealed.
    pub(crate) case: CaseKey,
    pub(crate) package: SealedItem,
}

impl Action for KeepPackage {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "keep-package";

    fn permission(&self) -> Permission {
        Permission::RunJobs
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let referral = load_referral(acting, self.referral_id).await?;
        if referral.state != ReferralState::Requested {
            return Err(Failure::conflict("the referral has its package"));
        }
        let standing = db::reports::list_standing(acting.tx, &self.referral_id.to_string()).await?;
        if standing.iter().map(|report| report.report_number).collect::<BTreeSet<_>>() != self.numbers {
            // whoever took one back has had the package written anew
            return Err(Failure::conflict("a report was taken back while its package was written"));
        }
        acting.cases().keep(acting.tx, &self.case).await?;
        db::evidence::insert(acting.tx, &self.package, acting.now).await?;
        db::referrals::set_made(acting.tx, self.referral_id, &self.package.name).await?;
        acting.enqueue(&DeliverReferralJob { referral_id: self.referral_id }).await?;
        let entry = EntryDraft::on("referral", self.referral_id).with("package_sha256", &self.package.sha256);
        Ok(Done::new((), entry))
    }
}
