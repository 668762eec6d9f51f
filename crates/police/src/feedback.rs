//! What the clearinghouse hears: a code per report whenever it changes.

use model::Id;
use model::kind::Report;
use service::{Acting, Failure};

use crate::db::feedback;
use crate::jobs::DeliverFeedback;

/// Compares each report's standing with what was said last, and sends what changed to every referral that carried it.
pub(crate) async fn refresh(
    acting: &mut Acting<'_>,
    reports: impl IntoIterator<Item = Id<Report>> + Send,
) -> Result<(), Failure> {
    let reports: Vec<_> = reports.into_iter().collect();
    let mut touched = std::collections::BTreeSet::new();
    for report_id in reports {
        let Some(code) = feedback::load_standing(acting.tx, report_id).await?.neutral() else { continue };
        if feedback::find_last_code(acting.tx, report_id).await?.as_deref() == Some(code.as_str()) {
            continue;
        }
        for referral_id in feedback::list_referral_ids(acting.tx, report_id).await? {
            let feedback_id = acting.new_id();
            let now = acting.now;
            feedback::insert_feedback(acting.tx, feedback_id, &referral_id, report_id, code.as_str(), now)
                .await?;
            touched.insert(referral_id);
        }
    }
    for referral_id in touched {
        acting.enqueue(&DeliverFeedback { referral_id }).await?;
    }
    Ok(())
}
