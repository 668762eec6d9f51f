//! A note on a tip, for colleagues. The reporter does not see it.

use service::{Acting, Action, Done, EntryDraft, Failure};
use wire::tip::TipId;

use super::required;
use super::tip_decision::decide;
use crate::Permission;
use crate::db::tip_work::DecisionKind;
use crate::tips::{load, object_id};

/// Keeps a note.
pub(crate) struct NoteTip {
    pub(crate) tip_id: TipId,
    pub(crate) note: String,
}

impl Action for NoteTip {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "note-tip";

    fn permission(&self) -> Permission {
        Permission::WorkOnTips
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        load(acting.tx, &self.tip_id, acting.now).await?;
        let note = required("note", &self.note)?;
        let decision_id = decide(acting, &self.tip_id, DecisionKind::Noted, &note, None).await?;
        let entry =
            EntryDraft::on("tip", object_id(&self.tip_id)).with("decision_id", decision_id.to_string());
        Ok(Done::new((), entry))
    }
}
