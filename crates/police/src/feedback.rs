//! What the clearinghouse hears: a code per report whenever it changes.

use std::collections::BTreeSet;

use model::Id;
use model::kind::Report;
use service::{Acting, Failure};
use wire::feedback::OutcomeCode;

use crate::db::feedback::{self, NewFeedback};
use crate::jobs::DeliverFeedback;

/// Compares each report's standing with what was said last, and sends what changed to every referral that carried it.
pub(crate) async fn refresh(
    acting: &mut Acting<'_>,
    reports: impl IntoIterator<Item = Id<Report>> + Send,
) -> Result<(), Failure> {
    let reports: Vec<_> = reports.into_iter().collect();
    let mut touched = BTreeSet::new();
    for report_id in reports {
        let last = feedback::find_last(acting.tx, report_id).await?;
        let code = match feedback::load_standing(acting.tx, report_id).await?.neutral() {
            Some(code) => code,
            // a finding, or an identification, that was withdrawn must not stand at the platform
            None if last.is_some() => OutcomeCode::InInquiry,
            None => continue,
        };
        if last.as_ref().is_some_and(|(last, _)| last == code.as_str()) {
            continue;
        }
        let sequence = last.map_or(1, |(_, sequence)| sequence + 1);
        for referral_id in feedback::list_referral_ids(acting.tx, report_id).await? {
            let new = NewFeedback {
                feedback_id: acting.new_id(),
                referral_id: &referral_id,
                report_id,
                sequence,
                code: code.as_str(),
                decided_at: acting.now,
            };
            feedback::insert_feedback(acting.tx, new).await?;
            touched.insert(referral_id);
        }
    }
    for referral_id in touched {
        acting.enqueue(&DeliverFeedback { referral_id }).await?;
    }
    Ok(())
}
