//! Keep what a clearinghouse says later of reports that it referred. It removes nothing: what rested on reports that were taken back is held
//! until an officer has decided on it.

use model::Id;
use service::{Acting, Action, Done, EntryDraft, Failure, Operation};
use wire::referral_notice::{NoticeKind, NoticeReceipt, ReferralNotice};

use crate::db::losses as table;
use crate::db::notices::{self, NoticeRow};
use crate::db::referrals;
use crate::ids::Receipt;
use crate::losses::{self, Cause, LossSaid};
use crate::permissions::Permission;

/// Keeps a notice whose signature was checked. The same notice again changes nothing and gives the first receipt.
pub(crate) struct ReceiveNotice {
    pub(crate) notice: ReferralNotice,
    /// Name of the trusted key that signed.
    pub(crate) signer: String,
    /// As it came.
    pub(crate) signed: String,
    pub(crate) digest_sha256: String,
}

impl Action for ReceiveNotice {
    type Permission = Permission;
    type Output = NoticeReceipt;
    const NAME: &'static str = "receive-notice";
    const OPERATION: Operation = Operation::Collection;

    fn permission(&self) -> Permission {
        Permission::ReceiveReferral
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<NoticeReceipt>, Failure> {
        let notice = &self.notice;
        let entry = EntryDraft::on("referral", &notice.referral_id)
            .with("notice_id", &notice.notice_id)
            .with("notice_sha256", &self.digest_sha256)
            .with("notice_kind", notice.kind.as_str())
            .with("signer", &self.signer);
        if let Some(known) = notices::find_notice(acting.tx, &notice.notice_id).await? {
            if known.digest_sha256 != self.digest_sha256 {
                return Err(Failure::conflict("another notice with this id was received before"));
            }
            return Ok(Done::new(receipt(&known), entry.with("repeated", "true")));
        }
        let referral = referrals::find_referral(acting.tx, &notice.referral_id).await?;
        if referral.is_some_and(|referral| referral.sender != self.signer) {
            return Err(Failure::refused("notice", "names a referral of another sender"));
        }
        let receipt_id: Id<Receipt> = acting.new_id();
        let row = NoticeRow {
            notice_id: notice.notice_id.clone(),
            receipt_id,
            sender: self.signer.clone(),
            referral_id: notice.referral_id.clone(),
            kind: notice.kind.as_str().to_owned(),
            reason_code: notice.reason.as_str().to_owned(),
            replaced_by: notice.replaced_by.clone(),
            made_at: notice.made_at,
            signed: self.signed.clone(),
            digest_sha256: self.digest_sha256.clone(),
            received_at: acting.now,
            received_by: acting.actor.name().to_owned(),
        };
        notices::insert_notice(acting.tx, &row, &notice.report_numbers).await?;
        if notice.kind == NoticeKind::Withdrawn {
            mark_lost(acting, notice).await?;
        }
        Ok(Done::new(receipt(&row), entry))
    }
}

/// Whatever rested on these reports is held back until an officer has decided on it.
async fn mark_lost(acting: &mut Acting<'_>, notice: &ReferralNotice) -> Result<(), Failure> {
    let resting = table::list_resting_on_notice(acting.tx, &notice.notice_id).await?;
    let said = LossSaid { what: String::new(), reason: notice.reason.as_str().to_owned() };
    losses::mark(acting, Cause::Notice, &notice.notice_id, &said, &resting).await
}

fn receipt(row: &NoticeRow) -> NoticeReceipt {
    NoticeReceipt::new(row.receipt_id.to_string(), &row.notice_id, row.received_at, &row.digest_sha256)
}
