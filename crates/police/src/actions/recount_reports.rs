//! Counts anew how many other reports speak of the subject of some reports.

use model::Id;
use model::kind::Subject;
use service::{Acting, Action, Done, EntryDraft, Failure, Operation};

use crate::db::triage::ScoredReport;
use crate::permissions::Permission;
use crate::recounts;

/// Scores those of these reports again whose count is another by now.
pub(crate) struct RecountReports {
    pub(crate) subject_id: Id<Subject>,
    pub(crate) reports: Vec<ScoredReport>,
}

impl Action for RecountReports {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "recount-reports";
    const OPERATION: Operation = Operation::Combination;

    fn permission(&self) -> Permission {
        Permission::RescoreReports
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        recounts::recount(acting, &self.reports).await?;
        let counted = self.reports.len().to_string();
        Ok(Done::new((), EntryDraft::on("subject", self.subject_id).with("reports", counted)))
    }
}
