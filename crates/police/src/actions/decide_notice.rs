//! An officer decides what follows from a notice. Deciding again undoes it.

use model::Id;
use service::{Acting, Action, Done, EntryDraft, Failure};

use super::required;
use crate::db::notices::{self, DecisionRow};
use crate::ids::NoticeDecision;
use crate::permissions::Permission;
use crate::seals;

/// What may follow from a notice.
pub(crate) const DECISIONS: [&str; 3] = ["stopped", "goes_on", "noted"];

/// Records what follows; the inquiry itself is changed by its own actions.
pub(crate) struct DecideNotice {
    pub(crate) notice_id: String,
    pub(crate) decision: String,
    pub(crate) reason: String,
}

impl Action for DecideNotice {
    type Permission = Permission;
    type Output = Id<NoticeDecision>;
    const NAME: &'static str = "decide-notice";

    fn permission(&self) -> Permission {
        Permission::DecideNotices
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<NoticeDecision>>, Failure> {
        let notice = notices::find_notice(acting.tx, &self.notice_id).await?;
        let notice = notice.ok_or_else(|| Failure::absent("notice"))?;
        if !DECISIONS.contains(&self.decision.as_str()) {
            return Err(Failure::refused("decision", "choose one of these"));
        }
        let reason = required("reason", &self.reason)?;
        let decision_id: Id<NoticeDecision> = acting.new_id();
        let row = DecisionRow {
            decision_id,
            notice_id: notice.notice_id.clone(),
            decision: self.decision.clone(),
            reason: seals::NOTICE_REASON.seal(acting, decision_id, &reason)?,
            decided_at: acting.now,
            decided_by: acting.actor.name().to_owned(),
        };
        notices::insert_decision(acting.tx, &row).await?;
        let entry = EntryDraft::on("referral", &notice.referral_id)
            .with("notice_id", &notice.notice_id)
            .with("decision_id", decision_id.to_string())
            .with("decision", &self.decision);
        Ok(Done::new(decision_id, entry))
    }
}
