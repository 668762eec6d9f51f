//! An analyst changes what became of a referral: has it delivered again, takes it or some of its reports back, corrects it, or draws a report
//! out of a batch. Each with a reason. Whoever ever got a report that is taken back or corrected is told so by a signed notice.

use std::collections::BTreeSet;

use model::{Id, kind::Referral as ReferralKind};
use serde::{Deserialize, Serialize};
use service::{Acting, Action, ColumnRef, Done, EntryDraft, Failure, Operation, Sealed};
use wire::document::Document as _;
use wire::note::NoteSigner;
use wire::referral_notice::{NoticeKind, NoticeReason, ReferralNotice};

use super::{load_referral, required};
use crate::Permission;
use crate::custody_mark::wire_mark;
use crate::db;
use crate::db::referral_changes::{ChangeRow, NoticeRow};
use crate::db::referrals::ReferralRow;
use crate::db::reports::ReportRow;
use crate::jobs::build_package::BuildPackageJob;
use crate::jobs::deliver_notice::DeliverNoticeJob;
use crate::jobs::deliver_referral::DeliverReferralJob;
use crate::kinds;
use crate::referral_state::ReferralState;

/// What becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Change {
    /// The agency lost the package: it is sent once more.
    DeliverAgain,
    /// The clearinghouse does not stand by these reports any more; without numbers, by none of the referral.
    Withdraw { numbers: Vec<i64>, code: NoticeReason },
    /// What was added to them was wrong: a new referral with the same reports takes this one's place.
    Correct { numbers: Vec<i64>, code: NoticeReason },
    /// One report of a batch becomes a referral of its own; the batch stands.
    DrawOut { number: i64 },
}

impl Change {
    fn kind(&self) -> &'static str {
        match self {
            Self::DeliverAgain => "delivered_again",
            Self::Withdraw { .. } => NoticeKind::Withdrawn.as_str(),
            Self::Correct { .. } => NoticeKind::Corrected.as_str(),
            Self::DrawOut { .. } => "drawn_out",
        }
    }

    fn code(&self) -> Option<NoticeReason> {
        match self {
            Self::Withdraw { code, .. } | Self::Correct { code, .. } => Some(*code),
            Self::DeliverAgain | Self::DrawOut { .. } => None,
        }
    }
}

/// Changes what became of a referral.
pub(crate) struct ChangeReferral<'a> {
    pub(crate) referral_id: Id<ReferralKind>,
    pub(crate) change: Change,
    pub(crate) reason: String,
    /// Signs what agencies are told.
    pub(crate) signer: &'a NoteSigner,
}

/// A change that was made.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub(crate) struct ReferralChanged {
    /// The referral.
    #[schema(value_type = String)]
    pub(crate) referral_id: Id<ReferralKind>,
    /// How many agencies' referrals are told of it.
    pub(crate) notices: usize,
    /// The referral that was made by it.
    #[schema(value_type = Option<String>)]
    pub(crate) new_referral_id: Option<Id<ReferralKind>>,
}

/// Where the reason of a change is sealed.
pub(crate) fn reason_column(row: &str) -> ColumnRef<'_> {
    ColumnRef { table: "referral_change", row, column: "reason" }
}

impl Action for ChangeReferral<'_> {
    type Permission = Permission;
    type Output = ReferralChanged;
    const NAME: &'static str = "change-referral";
    const OPERATION: Operation = Operation::Disclosure;

    fn permission(&self) -> Permission {
        Permission::MakeReferrals
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<ReferralChanged>, Failure> {
        let referral = load_referral(acting, self.referral_id).await?;
        let reason = required("reason", &self.reason)?;
        let change_id: Id<kinds::ReferralChange> = acting.new_id();
        let (reports, new_referral_id) = match &self.change {
            Change::DeliverAgain => (deliver_again(acting, &referral).await?, None),
            Change::Withdraw { numbers, .. } => (concerned(acting, &referral, numbers).await?, None),
            Change::Correct { numbers, .. } => {
                let reports = concerned(acting, &referral, numbers).await?;
                let new = refer_anew(acting, &referral, &reports, None).await?;
                (reports, Some(new))
            }
            Change::DrawOut { number } => {
                let reports = drawn(acting, &referral, *number).await?;
                let new = refer_anew(acting, &referral, &reports, Some(self.referral_id)).await?;
                (reports, Some(new))
            }
        };
        self.keep(acting, change_id, &reason, new_referral_id).await?;
        let notices = self.tell_all(acting, change_id, &reports, new_referral_id).await?;
        let numbers: Vec<String> = reports.iter().map(|report| report.report_number.to_string()).collect();
        let entry = EntryDraft::on("referral", self.referral_id)
            .disclosed_to(&referral.agency_code)
            .with("change", self.change.kind())
            .with("change_id", change_id.to_string())
            .with("reports", numbers.join(" "))
            .with("notices", notices.to_string());
        let output = ReferralChanged { referral_id: self.referral_id, notices, new_referral_id };
        Ok(Done::new(output, entry))
    }
}

impl ChangeReferral<'_> {
    async fn keep(
        &self,
        acting: &mut Acting<'_>,
        change_id: Id<kinds::ReferralChange>,
        reason: &str,
        new_referral_id: Option<Id<ReferralKind>>,
    ) -> Result<(), Failure> {
        let row = change_id.to_string();
        let change = ChangeRow {
            change_id,
            referral_id: self.referral_id,
            kind: self.change.kind().to_owned(),
            reason_code: self.change.code().map(|code| code.as_str().to_owned()),
            reason: Sealed::seal(acting.columns(), reason_column(&row), &reason.to_owned(), acting.rng())?,
            replaced_by: new_referral_id.map(|id| id.to_string()),
            made_by: acting.actor.role().to_owned(),
            made_at: acting.now,
        };
        Ok(db::referral_changes::insert(acting.tx, &change).await?)
    }

    /// Every referral that ever carried one of the reports gets a notice, whichever agency it went to: what may have left us is taken
    /// back. Gives how many there are.
    ///
    /// # Errors
    /// In conflict while a package with one of the reports is being written.
    async fn tell_all(
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
            // what it carries was read already, and would leave after the notice
            if referral.state == ReferralState::Requested {
                return Err(Failure::conflict("the package is being written; ask again in a moment"));
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
    let mut numbers = BTreeSet::new();
    for report in standing.iter().filter(|report| concerned.contains(&report.report_number)) {
        db::referrals::withdraw_report(acting.tx, referral.referral_id, report.report_id, acting.now).await?;
        numbers.insert(report.report_number);
    }
    db::referrals::mark_unreferred(acting.tx, referral.referral_id).await?;
    Ok(numbers)
}

/// The reports of a referral with these numbers; all that stand in it, without numbers.
async fn concerned(
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

/// The one report that is drawn out of a batch.
async fn drawn(
    acting: &mut Acting<'_>,
    referral: &ReferralRow,
    number: i64,
) -> Result<Vec<ReportRow>, Failure> {
    if referral.batch_day.is_none() {
        return Err(Failure::conflict("only a report of a batch is drawn out"));
    }
    let reports = concerned(acting, referral, &[number]).await?;
    for report in &reports {
        let carriers = db::referrals::list_standing_of_report(acting.tx, report.report_id).await?;
        let batch = referral.referral_id.to_string();
        if let Some(known) = carriers.iter().find(|known| known.drawn_from.as_deref() == Some(batch.as_str()))
        {
            let message = format!("report {number} was drawn out already: {}", known.referral_id);
            return Err(Failure::conflict(message));
        }
    }
    Ok(reports)
}

/// A new referral of the same reports to the same agency, whose package is written anew.
async fn refer_anew(
    acting: &mut Acting<'_>,
    referral: &ReferralRow,
    reports: &[ReportRow],
    drawn_from: Option<Id<ReferralKind>>,
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
        drawn_from: drawn_from.map(|id| id.to_string()),
        reports: 0,
        standing: 0,
    };
    db::referrals::insert(acting.tx, &new).await?;
    for report in reports {
        db::referrals::add_report(acting.tx, new.referral_id, report.report_id).await?;
    }
    acting.enqueue(&BuildPackageJob { referral_id: new.referral_id }).await?;
    Ok(new.referral_id)
}

/// Sends a package once more that the agency has acknowledged; gives the reports that stand in it.
async fn deliver_again(acting: &mut Acting<'_>, referral: &ReferralRow) -> Result<Vec<ReportRow>, Failure> {
    if referral.state != ReferralState::Delivered {
        return Err(Failure::conflict("only a referral that was delivered is delivered again"));
    }
    let reports = concerned(acting, referral, &[]).await?;
    db::referrals::set_to_send_again(acting.tx, referral.referral_id).await?;
    acting.enqueue_afresh(&DeliverReferralJob { referral_id: referral.referral_id }).await?;
    Ok(reports)
}
