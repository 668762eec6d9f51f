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
        if last.as_ref().is_some_and(|last| last.code == code.as_str()) {
            continue;
        }
        let sequence = last.map_or(1, |last| last.sequence + 1);
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

/// Tells a new referral where reports stand that an earlier one had brought; what changes later goes to all that carried them.
pub(crate) async fn tell_standing(
    acting: &mut Acting<'_>,
    referral_id: &str,
    known: &[Id<Report>],
) -> Result<(), Failure> {
    let mut is_told = false;
    for report_id in known {
        let Some(last) = feedback::find_last(acting.tx, *report_id).await? else { continue };
        let new = NewFeedback {
            feedback_id: acting.new_id(),
            referral_id,
            report_id: *report_id,
            sequence: last.sequence,
            code: &last.code,
            decided_at: last.decided_at,
        };
        feedback::insert_feedback(acting.tx, new).await?;
        is_told = true;
    }
    if is_told {
        acting.enqueue(&DeliverFeedback { referral_id: referral_id.to_owned() }).await?;
    }
    Ok(())
}
