//! The reports that a change is about, and what is done with them.

use model::{Id, kind::Referral as ReferralKind};
use service::{Acting, Failure};

use crate::db;
use crate::db::referrals::{Drawn, ReferralRow};
use crate::db::reports::ReportRow;
use crate::jobs::build_package::BuildPackageJob;
use crate::jobs::deliver_referral::DeliverReferralJob;
use crate::referral_state::ReferralState;

/// The reports of a referral with these numbers; all that stand in it, without numbers.
pub(super) async fn concerned(
    acting: &mut Acting<'_>,
    referral: &ReferralRow,
    numbers: &[i64],
) -> Result<Vec<ReportRow>, Failure> {
    let mut standing = db::reports::list_standing(acting.tx, &referral.referral_id.to_string()).await?;
    if let Some(strange) =
        numbers.iter().find(|number| !standing.iter().any(|report| report.report_number == **number))
    {
        let message = format!("report {strange} does not stand in this referral");
        return Err(Failure::refused("reports", message));
    }
    if !numbers.is_empty() {
        standing.retain(|report| numbers.contains(&report.report_number));
    }
    if standing.is_empty() {
        return Err(Failure::conflict("every report of this referral was taken back already"));
    }
    Ok(standing)
}

/// The one report that is drawn out of a batch, for all of its rows or one of them.
pub(super) async fn drawn(
    acting: &mut Acting<'_>,
    referral: &ReferralRow,
    number: i64,
    row: Option<&str>,
) -> Result<Vec<ReportRow>, Failure> {
    if !referral.is_batch {
        return Err(Failure::conflict("only a report of a batch is drawn out"));
    }
    let reports = concerned(acting, referral, &[number]).await?;
    for report in &reports {
        let carriers = db::referrals::list_standing_of_report(acting.tx, report.report_id).await?;
        let batch = referral.referral_id.to_string();
        // whoever has the whole report has each of its rows
        let has_it = |known: &&ReferralRow| {
            let Drawn { from, row: own } = &known.drawn;
            from.as_deref() == Some(batch.as_str()) && (own.is_none() || own.as_deref() == row)
        };
        if let Some(known) = carriers.iter().find(has_it) {
            let message = format!("report {number} was drawn out already: {}", known.referral_id);
            return Err(Failure::conflict(message));
        }
    }
    Ok(reports)
}

/// A new referral of the same reports to the same agency, whose package is written anew: in the place of this one, or drawn out of it.
pub(super) async fn refer_anew(
    acting: &mut Acting<'_>,
    referral: &ReferralRow,
    reports: &[ReportRow],
    drawn: Drawn,
) -> Result<Id<ReferralKind>, Failure> {
    let new = ReferralRow {
        referral_id: acting.new_id(),
        agency_code: referral.agency_code.clone(),
        agency_country: referral.agency_country.clone(),
        state: ReferralState::Requested,
        made_by: acting.actor.role().to_owned(),
        made_at: acting.now,
        package_item: None,
        receipt: None,
        refusal: None,
        closed_at: None,
        batch_day: None,
        is_batch: referral.is_batch && drawn.from.is_none(),
        drawn,
        reports: 0,
        standing: 0,
    };
    db::referrals::insert(acting.tx, &new).await?;
    let ids: Vec<_> = reports.iter().map(|report| report.report_id).collect();
    db::referrals::add_reports(acting.tx, new.referral_id, &ids).await?;
    acting.enqueue(&BuildPackageJob { referral_id: new.referral_id }).await?;
    Ok(new.referral_id)
}

/// Sends a package once more that the agency has acknowledged; gives the reports that stand in it.
pub(super) async fn deliver_again(
    acting: &mut Acting<'_>,
    referral: &ReferralRow,
) -> Result<Vec<ReportRow>, Failure> {
    if referral.state != ReferralState::Delivered {
        return Err(Failure::conflict("only a referral that was delivered is delivered again"));
    }
    let reports = concerned(acting, referral, &[]).await?;
    db::referrals::set_to_send_again(acting.tx, referral.referral_id).await?;
    acting.enqueue_afresh(&DeliverReferralJob { referral_id: referral.referral_id }).await?;
    Ok(reports)
}
