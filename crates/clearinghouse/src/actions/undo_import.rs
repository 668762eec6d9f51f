//! Undoes an import: every report of it is taken back, and its content is discarded.

use model::Id;
use serde::{Deserialize, Serialize};
use service::rights::{ObjectRef, find_hold_on};
use service::{Acting, Action, Done, EntryDraft, Failure, Sealed};

use super::{load_own_import, required};
use crate::Permission;
use crate::db;
use crate::import::undone_reason_column;
use crate::jobs::discard_import::DiscardImportJob;
use crate::kinds::ReportImport;

/// Undoes an import as a whole. Its lines may be imported again.
pub(crate) struct UndoImport {
    pub(crate) import_id: String,
    pub(crate) reason: String,
}

/// An import that was undone.
#[derive(Serialize, Deserialize)]
pub(crate) struct UndoneImport {
    pub(crate) reports: u64,
}

impl Action for UndoImport {
    type Permission = Permission;
    type Output = UndoneImport;
    const NAME: &'static str = "undo-import";

    fn permission(&self) -> Permission {
        Permission::ImportReports
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<UndoneImport>, Failure> {
        let import = load_own_import(acting, &self.import_id).await?;
        let reason = required("reason", &self.reason)?;
        if import.undone_at.is_some() {
            return Err(Failure::conflict("this import was undone already"));
        }
        let referred = db::imports::count_referred(acting.tx, import.import_id).await?;
        if referred > 0 {
            return Err(Failure::conflict(format!(
                "{referred} of its reports stand in referrals: what an agency was told of cannot be made undone here"
            )));
        }
        require_unneeded(acting, import.import_id).await?;
        let at = undone_reason_column(&self.import_id);
        let reason = Sealed::seal(acting.columns(), at, &reason, acting.rng())?;
        let by = acting.actor.name().to_owned();
        let reports = db::imports::undo(acting.tx, import.import_id, (&by, acting.now), &reason).await?;
        acting.enqueue(&DiscardImportJob { import_id: import.import_id }).await?;
        let entry = EntryDraft::on("import", import.import_id).with("reports", reports.to_string());
        Ok(Done::new(UndoneImport { reports }, entry))
    }
}

/// Refuses while somebody who is called because of one of its reports must be able to read it, or a hold keeps one.
async fn require_unneeded(acting: &mut Acting<'_>, import_id: Id<ReportImport>) -> Result<(), Failure> {
    if let Some(alarm) = db::imports::find_open_alarm(acting.tx, import_id).await? {
        return Err(Failure::conflict(format!(
            "alarm {alarm} on one of its reports is open; close it first"
        )));
    }
    let reports = db::imports::list_held(acting.tx, import_id).await?;
    let mut objects: Vec<ObjectRef> = reports.iter().map(|id| ObjectRef::new("report", id)).collect();
    objects.push(ObjectRef::new("import", import_id));
    for object in objects {
        if let Some(hold) = find_hold_on(acting.tx, &object, acting.now).await? {
            return Err(Failure::conflict(format!(
                "hold {hold} on what it brought forbids it; lift that hold first, if it may be lifted"
            )));
        }
    }
    Ok(())
}
