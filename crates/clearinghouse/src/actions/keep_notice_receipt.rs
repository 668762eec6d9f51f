//! Keeps an agency's receipt of a notice.

use model::Id;
use service::{Acting, Action, Done, EntryDraft, Failure};
use wire::referral_notice::NoticeReceipt;

use super::keep_receipt::Way;
use crate::Permission;
use crate::db;

/// Keeps a receipt that fits the notice. The same receipt again changes nothing.
pub(crate) struct KeepNoticeReceipt {
    pub(crate) receipt: NoticeReceipt,
    /// The agency's own machine may speak of its own notices only.
    pub(crate) way: Way,
}

impl Action for KeepNoticeReceipt {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "keep-notice-receipt";

    fn permission(&self) -> Permission {
        self.way.permission()
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let absent = || Failure::refused("notice_id", "there is no such notice to this agency");
        let notice_id: Id<_> = self.receipt.notice_id.parse().map_err(|_| absent())?;
        let notice = db::referral_changes::find_notice(acting.tx, notice_id).await?;
        let is_own = |agency_code: &str| self.way != Way::Pull || agency_code == acting.actor.name();
        let notice = notice.filter(|notice| is_own(&notice.agency_code)).ok_or_else(absent)?;
        if notice.digest_sha256 != self.receipt.digest_sha256 {
            return Err(Failure::refused("digest_sha256", "is not that of the notice"));
        }
        let entry = EntryDraft::on("referral", notice.referral_id)
            .with("notice_id", &self.receipt.notice_id)
            .with("receipt_id", &self.receipt.receipt_id)
            .with("way", self.way.as_str());
        if notice.acknowledged_at.is_none() {
            let json = serde_json::to_string(&self.receipt).map_err(Failure::broken)?;
            db::referral_changes::acknowledge(acting.tx, notice_id, &json, acting.now).await?;
        }
        Ok(Done::new((), entry))
    }
}
