//! Telling agencies what is taken back or corrected.

use std::collections::BTreeSet;

use model::{Id, kind::Referral as ReferralKind};
use service::{Acting, Failure};
use wire::document::Document as _;
use wire::referral_notice::{NoticeKind, NoticeReason, ReferralNotice};

use super::ChangeReferral;
use crate::custody_mark::wire_mark;
use crate::db;
use crate::db::referral_changes::NoticeRow;
use crate::db::referrals::ReferralRow;
use crate::db::reports::ReportRow;
use crate::jobs::build_package::BuildPackageJob;
use crate::jobs::deliver_notice::DeliverNoticeJob;
use crate::kinds;
use crate::referral_state::ReferralState;

impl ChangeReferral<'_> {
    /// Every referral that ever carried one of the reports gets a notice, whichever agency it went to: what may have left us is taken
    /// back. Gives how many there are.
    /// Of a package that is being written nothing has left us: it is written anew without them, and nobody is told.
    pub(super) async fn tell_all(
        &self,
        acting: &mut Acting<'_>,
        change_id: Id<kinds::ReferralChange>,
        reports: &[ReportRow],
        new_referral_id: Option<Id<ReferralKind>>,
    ) -> Result<usize, Failure> {
        let Some(code) = self.change.code() else { return Ok(0) };
        let kind = if new_referral_id.is_some() { NoticeKind::Corrected } else { NoticeKind::Withdrawn };
        let mut told = 0;
        for referral in carriers(acting, reports).await? {
            if Some(referral.referral_id) == new_referral_id {
                continue;
            }
            let numbers = take_back(acting, &referral, reports).await?;
            let replaced_by =
                new_referral_id.filter(|_| referral.referral_id == self.referral_id).map(|id| id.to_string());
            if numbers.is_empty() {
                continue;
            }
            if referral.state == ReferralState::Requested {
                let build = BuildPackageJob { referral_id: referral.referral_id };
                acting.enqueue_afresh(&build).await?;
                continue;
            }
            let notice = Notice { change_id, kind, code, numbers, replaced_by };
            self.tell(acting, &referral, notice).await?;
            told += 1;
        }
        Ok(told)
    }

    async fn tell(
        &self,
        acting: &mut Acting<'_>,
        referral: &ReferralRow,
        notice: Notice,
    ) -> Result<(), Failure> {
        let notice_id: Id<kinds::ReferralNotice> = acting.new_id();
        let document = ReferralNotice {
            schema: ReferralNotice::SCHEMA.into(),
            notice_id: notice_id.to_string(),
            kind: notice.kind,
            referral_id: referral.referral_id.to_string(),
            to_agency: referral.agency_code.clone(),
            report_numbers: notice.numbers.into_iter().collect(),
            reason: notice.code,
            replaced_by: notice.replaced_by,
            made_at: acting.now,
            made_by: acting.actor.role().to_owned(),
            custody: acting.checkpoint_mark(acting.now).await?.map(wire_mark),
        };
        let signed = document.sign(self.signer).map_err(Failure::broken)?;
        let row = NoticeRow {
            notice_id,
            change_id: notice.change_id,
            referral_id: referral.referral_id,
            agency_code: referral.agency_code.clone(),
            digest_sha256: hex::encode(service::request_sha256(signed.as_bytes())),
            signed,
            acknowledged_at: None,
        };
        db::referral_changes::insert_notice(acting.tx, &row).await?;
        acting.enqueue(&DeliverNoticeJob { notice_id }).await
    }
}

/// What one agency is told.
struct Notice {
    change_id: Id<kinds::ReferralChange>,
    kind: NoticeKind,
    code: NoticeReason,
    numbers: BTreeSet<i64>,
    replaced_by: Option<String>,
}

/// The referrals that carry one of the reports, each once, oldest first.
async fn carriers(acting: &mut Acting<'_>, reports: &[ReportRow]) -> Result<Vec<ReferralRow>, Failure> {
    let mut found: Vec<ReferralRow> = Vec::new();
    let mut seen = BTreeSet::new();
    for report in reports {
        for referral in db::referrals::list_of_report(acting.tx, report.report_id).await? {
            if seen.insert(referral.referral_id.to_string()) {
                found.push(referral);
            }
        }
    }
    Ok(found)
}

/// The clearinghouse does not stand by these reports in this referral any more; gives the numbers of those that it stood by.
async fn take_back(
    acting: &mut Acting<'_>,
    referral: &ReferralRow,
    reports: &[ReportRow],
) -> Result<BTreeSet<i64>, Failure> {
    let concerned: BTreeSet<i64> = reports.iter().map(|report| report.report_number).collect();
    let standing = db::reports::list_standing(acting.tx, &referral.referral_id.to_string()).await?;
    let taken: Vec<&ReportRow> =
        standing.iter().filter(|report| concerned.contains(&report.report_number)).collect();
    let ids: Vec<_> = taken.iter().map(|report| report.report_id).collect();
    db::referrals::withdraw_reports(acting.tx, referral.referral_id, &ids, acting.now).await?;
    Ok(taken.iter().map(|report| report.report_number).collect())
}
