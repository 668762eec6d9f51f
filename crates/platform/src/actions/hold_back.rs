//! The sender holds a report back: the way is not open, or not its own.

use model::Id;
use service::{Acting, Action, Done, EntryDraft, Failure};

use crate::db::destinations;
use crate::destination::Held;
use crate::ids::Report;
use crate::permissions::Permission;

/// A report that is not sent now. A human sets it going again, or opens the way.
pub(crate) struct HoldBack {
    pub(crate) report_id: Id<Report>,
    pub(crate) held: Held,
}

impl Action for HoldBack {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "hold-back";

    fn permission(&self) -> Permission {
        Permission::FileReport
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        destinations::hold(acting.tx, self.report_id, self.held).await?;
        let entry = EntryDraft::on("report", self.report_id).with("held", self.held.name());
        Ok(Done::new((), entry))
    }
}
