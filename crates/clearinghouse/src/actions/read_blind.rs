//! A second reader says of a drawn report whether it should have been where it was.

use service::{Acting, Action, ColumnRef, Done, EntryDraft, Failure, Sealed};

use super::required;
use crate::Permission;
use crate::db::blind::{self as table, TABLE};

/// Says what a second reader found.
pub(crate) struct ReadBlind {
    pub(crate) report_number: i64,
    /// Whether it needs somebody, and was missed.
    pub(crate) is_missed: bool,
    pub(crate) reason: String,
}

impl Action for ReadBlind {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "read-blind";

    fn permission(&self) -> Permission {
        Permission::JudgeReports
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let reading = table::find(acting.tx, self.report_number).await?;
        let reading = reading.ok_or_else(|| Failure::absent("reading"))?;
        let reason = required("reason", &self.reason)?;
        if reading.is_missed.is_some() {
            return Err(Failure::conflict("somebody has read this report already"));
        }
        if table::had_a_hand(acting.tx, acting.actor.name(), reading.report_id).await? {
            return Err(Failure::conflict(
                "another person reads it than the one who read it before, or put it where it is",
            ));
        }
        let row = reading.report_id.to_string();
        let column = ColumnRef { table: TABLE, row: &row, column: "reason" };
        let reason = Sealed::seal(acting.columns(), column, &reason, acting.rng())?;
        let (by, now) = (acting.actor.name(), acting.now);
        table::set_read(acting.tx, reading.report_id, self.is_missed, &reason, (by, now)).await?;
        // which stratum it is of is told to nobody before, and to the log neither
        let entry = EntryDraft::on("report", reading.report_id)
            .with("missed", if self.is_missed { "yes" } else { "no" });
        Ok(Done::new((), entry))
    }
}
