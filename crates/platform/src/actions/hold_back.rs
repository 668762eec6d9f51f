//! The sender holds a report back: the way is not open, or not its own, or somebody has still to confirm.

use model::Id;
use service::{Acting, Action, Done, EntryDraft, Failure, Tx};

use crate::db::{decisions, destinations, report_files};
use crate::destination::{CONFIRMERS, Held};
use crate::ids::Report;
use crate::jobs::FileReport;
use crate::permissions::Permission;

/// A report that is not sent now. A human sets it going again, or opens the way.
pub(crate) struct HoldBack {
    pub(crate) report_id: Id<Report>,
    pub(crate) held: Held,
    /// Where it would go.
    pub(crate) address: String,
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
        if self.is_over(acting).await? {
            acting.enqueue(&FileReport { report_id: self.report_id }).await?;
        }
        let entry = EntryDraft::on("report", self.report_id).with("held", self.held.name());
        Ok(Done::new((), entry))
    }
}

impl HoldBack {
    /// Whether what it waits for happened since the sender looked: who did it found nothing waiting yet.
    async fn is_over(&self, acting: &mut Acting<'_>) -> Result<bool, Failure> {
        match self.held {
            Held::Locked => Ok(destinations::is_unlocked(acting.tx, &self.address).await?),
            Held::SecondReviewer => is_twice_confirmed(acting.tx, self.report_id).await,
            Held::OtherDestination | Held::Invented => Ok(false),
        }
    }
}

/// Whether a second person has confirmed everything that a report says.
pub(crate) async fn is_twice_confirmed(tx: &mut Tx, report_id: Id<Report>) -> Result<bool, Failure> {
    for file in report_files::list_reported(tx, report_id).await? {
        if decisions::count_confirmers(tx, file.upload_id).await? < CONFIRMERS {
            return Ok(false);
        }
    }
    Ok(true)
}
