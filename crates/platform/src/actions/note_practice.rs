//! What was practised against a sandbox is kept.

use service::{Acting, Action, Done, EntryDraft, Failure};

use crate::db::practice::{self, PracticeRun};
use crate::permissions::Permission;
use crate::practice::CaseResult;

/// A run of the practice cases.
pub(crate) struct NotePractice {
    /// The sandbox.
    pub(crate) address: String,
    pub(crate) results: Vec<CaseResult>,
}

impl Action for NotePractice {
    type Permission = Permission;
    type Output = i64;
    const NAME: &'static str = "note-practice";

    fn permission(&self) -> Permission {
        Permission::RetryFiling
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<i64>, Failure> {
        let passed = self.results.iter().filter(|result| result.is_passed).count();
        let run = PracticeRun {
            run_no: practice::next_no(acting.tx).await?,
            address: self.address.clone(),
            run_by: acting.actor.name().to_owned(),
            run_at: acting.now,
            results: self.results.clone(),
        };
        practice::insert(acting.tx, &run).await?;
        let entry = EntryDraft::on("practice", run.run_no)
            .without_personal_data()
            .with("passed", passed.to_string())
            .with("cases", run.results.len().to_string());
        Ok(Done::new(run.run_no, entry))
    }
}
