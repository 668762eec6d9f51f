//! A package is taken out: by the staff, for a way other than ours, or by the machine of the agency that it is for.

use model::{Id, kind::Referral};
use service::{Acting, Action, Done, EntryDraft, Failure, Operation};

use super::load_referral;
use crate::Permission;
use crate::db;

/// Records that a package was taken out; the output names its item.
pub(crate) struct FetchPackage {
    pub(crate) referral_id: Id<Referral>,
    /// By the agency's own machine; another's referral looks like none to it.
    pub(crate) by_agency: bool,
}

impl Action for FetchPackage {
    type Permission = Permission;
    type Output = String;
    const NAME: &'static str = "fetch-package";
    const OPERATION: Operation = Operation::Disclosure;

    fn permission(&self) -> Permission {
        if self.by_agency { Permission::FetchOwnReferrals } else { Permission::MakeReferrals }
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<String>, Failure> {
        let referral = load_referral(acting, self.referral_id).await?;
        if self.by_agency && referral.agency_code != acting.actor.name() {
            return Err(Failure::absent("referral"));
        }
        if referral.standing == 0 {
            return Err(Failure::conflict("every report of this referral was taken back already"));
        }
        let recipient = referral.agency_code;
        let Some(name) = referral.package_item else {
            return Err(Failure::conflict("the package is being written; ask again in a moment"));
        };
        let item = db::evidence::load(acting.tx, &name).await?;
        if item.wrapped_key.is_empty() {
            return Err(Failure::conflict("the package went with a report in it that was erased"));
        }
        let entry = EntryDraft::on("referral", self.referral_id)
            .with("package_sha256", item.sha256)
            .disclosed_to(&recipient);
        Ok(Done::new(name, entry))
    }
}
