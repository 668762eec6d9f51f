//! The receipt of a minor's file was recorded by mistake: the file is issued, and not received.

use model::Id;
use service::{Acting, Action, Done, EntryDraft, Failure};

use super::required;
use crate::db::undone_receipts::{self, UndoneReceiptRow};
use crate::db::{Reader, prosecutor_files};
use crate::ids::ProsecutorFile;
use crate::permissions::Permission;
use crate::seals;

/// Takes the receipt back, with a reason; it stays beside the file.
pub(crate) struct UndoFileReceipt {
    pub(crate) file_id: Id<ProsecutorFile>,
    pub(crate) reason: String,
}

impl Action for UndoFileReceipt {
    type Permission = Permission;
    type Output = Id<ProsecutorFile>;
    const NAME: &'static str = "undo-file-receipt";

    fn permission(&self) -> Permission {
        Permission::FileForProsecutor
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<ProsecutorFile>>, Failure> {
        let row = prosecutor_files::find(acting.tx, &Reader::of(acting.actor), None, self.file_id).await?;
        let row = row.filter(|row| row.standing).ok_or_else(|| Failure::absent("file"))?;
        acting.require_unit(&row.unit, "file")?;
        let reason = required("reason", &self.reason)?;
        let none = || Failure::conflict("no receipt of the file is recorded");
        let received = row.received.ok_or_else(none)?;
        let undone_no = undone_receipts::next_no(acting.tx, self.file_id).await?;
        let key = undone_receipts::row_of(self.file_id, undone_no);
        let undone = UndoneReceiptRow {
            undone_no,
            received,
            undone_at: acting.now,
            undone_by: acting.actor.name().to_owned(),
            reason: seals::UNDONE_RECEIPT_REASON.seal(acting, key, &reason)?,
        };
        undone_receipts::insert(acting.tx, self.file_id, &undone).await?;
        if !prosecutor_files::undo_receipt(acting.tx, self.file_id).await? {
            return Err(none());
        }
        Ok(Done::new(self.file_id, EntryDraft::on("prosecutor_file", self.file_id)))
    }
}
