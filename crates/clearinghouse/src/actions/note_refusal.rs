//! Notes that an agency refused a referral.

use model::{Id, kind::Referral};
use service::{Acting, Action, Done, EntryDraft, Failure};

use super::load_referral;
use crate::Permission;
use crate::db;
use crate::referral_state::ReferralState;

/// Notes a refusal, in the agency's words.
pub(crate) struct NoteRefusal {
    pub(crate) referral_id: Id<Referral>,
    pub(crate) status: u16,
    pub(crate) words: String,
}

impl Action for NoteRefusal {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "note-refusal";

    fn permission(&self) -> Permission {
        Permission::RunJobs
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let referral = load_referral(acting, self.referral_id).await?;
        if referral.state != ReferralState::Made {
            return Err(Failure::conflict("the referral does not wait for delivery"));
        }
        let refusal = format!("{} {}", self.status, self.words);
        db::referrals::set_refused(acting.tx, self.referral_id, refusal.trim(), acting.now).await?;
        let entry = EntryDraft::on("referral", self.referral_id).with("status", self.status.to_string());
        Ok(Done::new((), entry))
    }
}
