//! Undo that somebody took warnings on: they are open again, and both stand beside them by name.

use jiff::Timestamp;
use service::{Acting, Action, Done, EntryDraft, Failure};

use super::required;
use crate::db::Reader;
use crate::db::warnings::UndoneRow;
use crate::db::warnings_taken as table;
use crate::permissions::Permission;
use crate::seals;

/// Undoes what one person took on at one instant, as far as whoever undoes it may read it.
pub(crate) struct UndoAcknowledgement {
    /// As reports name it; empty for what names none.
    pub(crate) operator: String,
    pub(crate) taken_by: String,
    /// When they were taken on, as typed.
    pub(crate) taken_at: String,
    pub(crate) reason: String,
}

impl Action for UndoAcknowledgement {
    type Permission = Permission;
    /// How many are open again.
    type Output = usize;
    const NAME: &'static str = "undo-acknowledgement";

    fn permission(&self) -> Permission {
        Permission::RequestDisclosure
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<usize>, Failure> {
        let taken_at: Timestamp = self
            .taken_at
            .parse()
            .map_err(|_| Failure::refused("taken_at", "is no instant; open the page again"))?;
        let taken = (self.taken_by.as_str(), taken_at);
        let found = table::list_warnings(acting.tx, &Reader::of(acting.actor), &self.operator, taken).await?;
        if found.is_empty() {
            return Err(Failure::conflict("nobody has taken these warnings on, or it was undone already"));
        }
        let reason = required("reason", &self.reason)?;
        for warning in &found {
            let undo_id = acting.new_id();
            let undone = UndoneRow {
                undo_id,
                taken_by: self.taken_by.clone(),
                taken_at,
                undone_by: acting.actor.name().to_owned(),
                undone_at: acting.now,
                reason: seals::WARNING_UNDONE.seal(acting, undo_id, &reason)?,
            };
            table::undo(acting.tx, warning, &undone).await?;
        }
        // behind the entry of what is undone, so that nobody is shown the one without the other
        let entry = EntryDraft::on("evidence_warning", taken_at.as_second())
            .with("operator", &self.operator)
            .with("undone", found.len().to_string());
        Ok(Done::new(found.len(), entry))
    }
}
