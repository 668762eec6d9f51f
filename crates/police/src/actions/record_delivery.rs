//! Two steps of telling the clearinghouse: fix what a batch holds, and note that it was acknowledged.

use model::Id;
use service::{Acting, Action, Done, EntryDraft, Failure, Operation};

use crate::db::feedback;
use crate::ids::FeedbackBatch;
use crate::permissions::Permission;

/// Fixes the next batch of a referral: from then on each try sends the same bytes under the same key.
pub(crate) struct FixBatch<'a> {
    pub(crate) referral_id: &'a str,
}

impl Action for FixBatch<'_> {
    type Permission = Permission;
    type Output = Id<FeedbackBatch>;
    const NAME: &'static str = "fix-feedback-batch";
    const OPERATION: Operation = Operation::Disclosure;

    fn permission(&self) -> Permission {
        Permission::DeliverFeedback
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<FeedbackBatch>>, Failure> {
        let pending = feedback::list_pending(acting.tx, self.referral_id).await?;
        // one batch at a time: a later code must not overtake an earlier one
        let fixed = pending.iter().find_map(|row| row.batch_id);
        let batch_id = fixed.unwrap_or_else(|| acting.new_id());
        let mut codes = 0;
        for row in pending.iter().filter(|_| fixed.is_none()) {
            feedback::set_batch(acting.tx, row.feedback_id, batch_id).await?;
            codes += 1;
        }
        let entry = EntryDraft::on("referral", self.referral_id)
            .disclosed_to("clearinghouse")
            .with("batch_id", batch_id.to_string())
            .with("codes", format!("{codes}"));
        Ok(Done::new(batch_id, entry))
    }
}

/// Notes that the clearinghouse acknowledged a batch.
pub(crate) struct RecordDelivery {
    pub(crate) batch_id: Id<FeedbackBatch>,
    pub(crate) receipt_id: String,
}

impl Action for RecordDelivery {
    type Permission = Permission;
    type Output = Id<FeedbackBatch>;
    const NAME: &'static str = "record-feedback-delivery";
    const OPERATION: Operation = Operation::Disclosure;

    fn permission(&self) -> Permission {
        Permission::DeliverFeedback
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<FeedbackBatch>>, Failure> {
        feedback::set_delivered(acting.tx, self.batch_id, acting.now).await?;
        let entry = EntryDraft::on("feedback_batch", self.batch_id)
            .disclosed_to("clearinghouse")
            .with("receipt_id", &self.receipt_id);
        Ok(Done::new(self.batch_id, entry))
    }
}
