//! Raise the warnings that are due: an operator may soon erase what nobody has asked for.

use jiff::civil::Date;
use service::{Acting, Action, Done, EntryDraft, Failure};

use crate::db::warnings as table;
use crate::due;
use crate::permissions::Permission;

/// So many are raised at once.
const MOST: i64 = 1000;

/// Raises each warning once.
pub(crate) struct RaiseEvidenceWarnings {
    /// By the clock of the node's country.
    pub(crate) today: Date,
}

impl Action for RaiseEvidenceWarnings {
    type Permission = Permission;
    /// How many were raised.
    type Output = usize;
    const NAME: &'static str = "raise-evidence-warnings";

    fn permission(&self) -> Permission {
        Permission::WarnOfEvidence
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<usize>, Failure> {
        let mut raised = 0;
        for (days_before, window) in due::warning_windows(self.today) {
            for found in table::list_due(acting.tx, days_before, window, MOST).await? {
                table::insert_warning(acting.tx, &found, days_before, acting.now).await?;
                raised += 1;
            }
        }
        let entry =
            EntryDraft::on("evidence_warning", acting.now.as_second()).with("raised", raised.to_string());
        Ok(Done::new(raised, entry))
    }
}
