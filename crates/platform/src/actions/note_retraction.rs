//! What became at the clearinghouse of a report that was begun there and is not finished.

use model::Id;
use service::{Acting, Action, Done, EntryDraft, Failure};

use crate::db::retractions;
use crate::filing::answer::Retraction;
use crate::ids::Report;
use crate::permissions::Permission;

/// A report that was taken back, or left to expire.
pub(crate) struct NoteRetraction {
    pub(crate) report_id: Id<Report>,
    pub(crate) report_number: i64,
    pub(crate) became: Retraction,
}

impl Action for NoteRetraction {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "note-retraction";

    fn permission(&self) -> Permission {
        Permission::FileReport
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let begun = (self.report_id, self.report_number);
        retractions::settle(acting.tx, begun, self.became, acting.now).await?;
        let entry = EntryDraft::on("report", self.report_id)
            .with("report_number", self.report_number.to_string())
            .with("outcome", self.became.name());
        Ok(Done::new((), entry))
    }
}
