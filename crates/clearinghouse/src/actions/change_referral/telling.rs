//! Telling agencies what is taken back or corrected.

use std::collections::BTreeSet;

use model::{Id, kind::Referral as ReferralKind, kind::Report};
use service::{Acting, Failure};
use wire::document::Document as _;
use wire::referral_notice::{NoticeKind, NoticeReason, ReferralNotice};

use super::ChangeReferral;
use crate::custody_mark::wire_mark;
use crate::db;
use crate::db::referral_changes::NoticeRow;
use crate::db::referrals::{Drawn, ReferralRow};
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
        (changed, reports): (&ReferralRow, &[ReportRow]),
        new_referral_id: Option<Id<ReferralKind>>,
    ) -> Result<usize, Failure> {
        let Some(code) = self.change.code() else { return Ok(0) };
        let kind = if new_referral_id.is_some() { NoticeKind::Corrected } else { NoticeKind::Withdrawn };
        let mut told = 0;
        for referral in carriers(acting, reports).await? {
            if Some(referral.referral_id) == new_referral_id {
                continue;
            }
            let numbers = if kind == NoticeKind::Corrected && keeps_rows(changed, &referral) {
                standing(acting, &referral, reports).await?.0
            } else {
                take_back(acting, &referral, reports).await?
            };
            let own = self.referral_id.to_string();
            let is_replaced = referral.referral_id == self.referral_id || referral.drawn.from == Some(own);
            let replaced_by = new_referral_id.filter(|_| is_replaced).map(|id| id.to_string());
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

/// Whether a referral keeps its reports when one row of theirs, which was drawn out of a batch, is corrected: the batch, and what else was drawn
/// out of it, hold rows that the correction does not. They are told all the same.
fn keeps_rows(changed: &ReferralRow, referral: &ReferralRow) -> bool {
    let Drawn { from: Some(batch), row: Some(row) } = &changed.drawn else { return false };
    let has_other = referral.drawn.row.as_ref() != Some(row);
    let is_of_batch = referral.drawn.from.as_ref() == Some(batch);
    (is_of_batch && has_other) || referral.referral_id.to_string() == *batch
}

/// Numbers and ids of those of these reports that the clearinghouse stands by in a referral.
async fn standing(
    acting: &mut Acting<'_>,
    referral: &ReferralRow,
    reports: &[ReportRow],
) -> Result<(BTreeSet<i64>, Vec<Id<Report>>), Failure> {
    let concerned: BTreeSet<i64> = reports.iter().map(|report| report.report_number).collect();
    let mut standing = db::reports::list_standing(acting.tx, &referral.referral_id.to_string()).await?;
    standing.retain(|report| concerned.contains(&report.report_number));
    Ok(standing.iter().map(|report| (report.report_number, report.report_id)).unzip())
}

/// The clearinghouse does not stand by these reports in this referral any more; gives the numbers of those that it stood by.
async fn take_back(
    acting: &mut Acting<'_>,
    referral: &ReferralRow,
    reports: &[ReportRow],
) -> Result<BTreeSet<i64>, Failure> {
    let (numbers, ids) = standing(acting, referral, reports).await?;
    db::referrals::withdraw_reports(acting.tx, referral.referral_id, &ids, acting.now).await?;
    Ok(numbers)
}
