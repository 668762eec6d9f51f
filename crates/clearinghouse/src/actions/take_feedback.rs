//! An agency tells what came of reports that it was referred.

use model::{Id, kind::Referral as ReferralKind};
use service::{Acting, Action, Done, EntryDraft, Failure, Operation};
use wire::feedback::{FeedbackBatch, Receipt};

use crate::Permission;
use crate::custody_mark::wire_mark;
use crate::db;
use crate::db::outcomes::NewOutcome;
use crate::kinds;
use crate::referral_state::ReferralState;

/// Takes a batch of outcomes.
pub(crate) struct TakeFeedback {
    pub(crate) batch: FeedbackBatch,
    pub(crate) digest_sha256: String,
}

impl Action for TakeFeedback {
    type Permission = Permission;
    type Output = Receipt;
    const NAME: &'static str = "take-feedback";
    const OPERATION: Operation = Operation::Collection;

    fn permission(&self) -> Permission {
        Permission::SendFeedback
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Receipt>, Failure> {
        let referral_id = self.own_referral(acting).await?;
        let reports = db::reports::list_of_referral(acting.tx, &referral_id.to_string()).await?;
        let (mut new_outcomes, mut told_owners) = (0_usize, 0_usize);
        for (index, outcome) in self.batch.outcomes.iter().enumerate() {
            let Some(report) = reports.iter().find(|report| report.report_number == outcome.report_number)
            else {
                let field = format!("outcomes[{index}].report_number");
                return Err(Failure::refused(
                    &field,
                    format!("{} is not in this referral", outcome.report_number),
                ));
            };
            let (code, decided_at) = (outcome.code, outcome.decided_at);
            let new = NewOutcome { report_id: report.report_id, referral_id, code, decided_at };
            let now = acting.now;
            if db::outcomes::append(acting.tx, &report.reporting_party, &new, now).await? {
                new_outcomes += 1;
                told_owners +=
                    db::list_outcomes::append(acting.tx, report.report_id, code, decided_at).await?;
            }
        }
        let receipt_id = acting.new_id::<kinds::Receipt>().to_string();
        let receipt = Receipt::new(receipt_id, referral_id.to_string(), acting.now, &self.digest_sha256)
            .with_custody(acting.checkpoint_mark(acting.now).await?.map(wire_mark));
        let entry = EntryDraft::on("referral", referral_id)
            .with("receipt_id", &receipt.receipt_id)
            .with("feedback_sha256", &self.digest_sha256)
            .with("new_outcomes", new_outcomes.to_string())
            .with("told_list_owners", told_owners.to_string());
        Ok(Done::new(receipt, entry))
    }
}

impl TakeFeedback {
    /// The referral, if it went to the agency that speaks. Another's looks like none.
    async fn own_referral(&self, acting: &mut Acting<'_>) -> Result<Id<ReferralKind>, Failure> {
        let absent = || Failure::refused("referral_id", "there is no such referral to this agency");
        let referral_id = self.batch.referral_id.parse().map_err(|_| absent())?;
        let referral = db::referrals::find(acting.tx, referral_id).await?;
        let to_actor = referral.filter(|referral| {
            referral.agency_code == acting.actor.name() && referral.state != ReferralState::Requested
        });
        to_actor.map(|referral| referral.referral_id).ok_or_else(absent)
    }
}
