//! An officer finds that what was reported is no offence, where nobody was identified.

use model::Id;
use model::kind::Report;
use service::{Acting, Action, Done, EntryDraft, Failure};

use super::required;
use crate::db::no_offence::{self, NoOffenceRow};
use crate::db::{Reader, feedback as table, reports};
use crate::ids::NoOffence;
use crate::permissions::Permission;
use crate::{feedback, seals};

/// Records the finding. It travels back as a neutral code, without the reason, and opens the task to restore the account at the platform.
pub(crate) struct FindNoOffence {
    pub(crate) report_id: Id<Report>,
    pub(crate) reason: String,
}

impl Action for FindNoOffence {
    type Permission = Permission;
    type Output = Id<NoOffence>;
    const NAME: &'static str = "find-no-offence";

    fn permission(&self) -> Permission {
        Permission::IdentifyPersons
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<NoOffence>>, Failure> {
        let report = reports::find_report(acting.tx, &Reader::of(acting.actor), self.report_id).await?;
        report.ok_or_else(|| Failure::absent("report"))?;
        let reason = required("reason", &self.reason)?;
        if !table::load_standing(acting.tx, self.report_id).await?.persons.is_empty() {
            let message = "somebody is identified by this report; record the outcome at their assignment, or withdraw the identification first";
            return Err(Failure::conflict(message));
        }
        if no_offence::find(acting.tx, self.report_id).await?.is_some() {
            return Err(Failure::conflict("the report is found to be no offence already"));
        }
        let finding_id: Id<NoOffence> = acting.new_id();
        let row = NoOffenceRow {
            finding_id,
            report_id: self.report_id,
            reason: seals::NO_OFFENCE_REASON.seal(acting, finding_id, &reason)?,
            found_at: acting.now,
            found_by: acting.actor.name().to_owned(),
        };
        no_offence::insert(acting.tx, &row).await?;
        feedback::refresh(acting, [self.report_id]).await?;
        let entry = EntryDraft::on("report", self.report_id).with("finding_id", finding_id.to_string());
        Ok(Done::new(finding_id, entry))
    }
}
