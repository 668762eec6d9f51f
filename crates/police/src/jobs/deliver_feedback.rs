//! Tell the clearinghouse what came of the reports of one referral.

use std::time::Duration;

use model::Id;
use serde::{Deserialize, Serialize};
use service::{Actor, Job, JobError};
use wire::document::Document;
use wire::feedback::{BatchOutcome, FeedbackBatch, OutcomeCode, Receipt};

use crate::actions::{FixBatch, RecordDelivery};
use crate::db::feedback::{self, PendingRow};
use crate::db::referrals;
use crate::ids;
use crate::{FeedbackConfig, Police};

/// How long a clearinghouse may take to answer.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// Sends every code of a referral that was not acknowledged yet, in order. Several of these jobs at once do no harm: a batch is fixed
/// before it is sent, and sent under its own id as `Idempotency-Key`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DeliverFeedback {
    pub(crate) referral_id: String,
}

impl Job for DeliverFeedback {
    type State = Police;
    const KIND: &'static str = "deliver-feedback";

    async fn run(&self, police: &Police, _attempt: u32) -> Result<(), JobError> {
        let Some(target) = self.find_target(police).await? else { return Ok(()) };
        let actor = Actor::Job { name: Self::KIND };
        loop {
            let pending = self.list_pending(police).await?;
            if let Some(batch_id) = pending.iter().find_map(|row| row.batch_id) {
                let batch = self.batch(&pending, batch_id)?;
                let receipt = send(police, &target, &batch, batch_id).await?;
                police.node.act(&actor, &RecordDelivery { batch_id, receipt_id: receipt.receipt_id }).await?;
            } else if pending.is_empty() {
                return Ok(());
            } else {
                police.node.act(&actor, &FixBatch { referral_id: &self.referral_id }).await?;
            }
        }
    }
}

impl DeliverFeedback {
    /// Where the sender of this referral takes feedback, if it does.
    async fn find_target(&self, police: &Police) -> Result<Option<FeedbackConfig>, JobError> {
        let mut tx = police.node.db().begin_read("find-feedback-target").await?;
        let referral = referrals::find_referral(&mut tx, &self.referral_id).await?;
        let referral = referral.ok_or_else(|| JobError::GiveUp("there is no such referral".to_owned()))?;
        Ok(police.settings.feedback.get(&referral.sender).cloned())
    }

    async fn list_pending(&self, police: &Police) -> Result<Vec<PendingRow>, JobError> {
        let mut tx = police.node.db().begin_read("list-pending-feedback").await?;
        Ok(feedback::list_pending(&mut tx, &self.referral_id).await?)
    }

    fn batch(
        &self,
        pending: &[PendingRow],
        batch_id: Id<ids::FeedbackBatch>,
    ) -> Result<FeedbackBatch, JobError> {
        let mut outcomes = Vec::new();
        for row in pending.iter().filter(|row| row.batch_id == Some(batch_id)) {
            let code = OutcomeCode::parse(&row.code)
                .ok_or_else(|| JobError::GiveUp(format!("unknown feedback code `{}`", row.code)))?;
            let (report_number, decided_at) = (row.report_number, row.decided_at);
            outcomes.push(BatchOutcome { report_number, code, decided_at });
        }
        Ok(FeedbackBatch::new(&self.referral_id, outcomes))
    }
}

/// A refusal that repeating cannot change is for a human; everything else is tried again.
async fn send(
    police: &Police,
    target: &FeedbackConfig,
    batch: &FeedbackBatch,
    batch_id: Id<ids::FeedbackBatch>,
) -> Result<Receipt, JobError> {
    let body = batch.write().map_err(|error| JobError::GiveUp(error.to_string()))?;
    let request = police
        .http
        .post(&target.url)
        .basic_auth(&target.username, Some(target.password.reveal()))
        .header("Content-Type", "application/json")
        .header("Idempotency-Key", batch_id.to_string())
        .body(body);
    let unreachable = |error: reqwest::Error| {
        JobError::Retry(format!("the clearinghouse did not answer: {}", error.without_url()))
    };
    let response = request.send().await.map_err(unreachable)?;
    let status = response.status();
    let bytes = response.bytes().await.map_err(unreachable)?;
    if !status.is_success() {
        let text = format!("the clearinghouse answered {status}");
        let hopeless = status.is_client_error() && !matches!(status.as_u16(), 401 | 404 | 408 | 425 | 429);
        return Err(if hopeless { JobError::GiveUp(text) } else { JobError::Retry(text) });
    }
    Receipt::read(&bytes)
        .map_err(|error| JobError::Retry(format!("no receipt from the clearinghouse: {error}")))
}
