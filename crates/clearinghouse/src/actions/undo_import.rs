//! Undoes an import: every report of it is taken back, and its content is discarded.

use jiff::Timestamp;
use model::Id;
use serde::{Deserialize, Serialize};
use service::oversight::four_eyes::{Approvable, Circumstance};
use service::rights::{ObjectRef, find_hold_on};
use service::{Acting, Action, Done, EntryDraft, Failure, Operation, Sealed, Tx};

use super::{load_own_import, required};
use crate::Permission;
use crate::db;
use crate::db::imports::ImportRow;
use crate::import::undone_reason_column;
use crate::jobs::discard_import::DiscardImportJob;
use crate::kinds::ReportImport;

/// Undoes an import as a whole, as long as nobody of the clearinghouse worked on its reports. Its lines may be imported again.
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
        let (import, reason) = load_standing(acting, &self.import_id, &self.reason).await?;
        if !db::import_work::list(acting.tx, &self.import_id).await?.is_empty() {
            return Err(Failure::conflict(
                "people of the clearinghouse have worked on its reports; ask an analyst there, who undoes it on its page with a second one",
            ));
        }
        undo(acting, import.import_id, &reason).await
    }
}

/// Undoes an import although people of the clearinghouse worked on its reports. Two of them decide, as on an erasure.
#[derive(Serialize, Deserialize)]
pub(crate) struct UndoWorkedImport {
    pub(crate) import_id: String,
    pub(crate) reason: String,
}

impl Action for UndoWorkedImport {
    type Permission = Permission;
    type Output = UndoneImport;
    const NAME: &'static str = "undo-worked-import";
    const OPERATION: Operation = Operation::Erasure;
    const FOUR_EYES: bool = true;

    fn permission(&self) -> Permission {
        Permission::Erase
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<UndoneImport>, Failure> {
        let (import, reason) = load_standing(acting, &self.import_id, &self.reason).await?;
        undo(acting, import.import_id, &reason).await
    }
}

impl Approvable for UndoWorkedImport {
    fn object(&self) -> (&str, String) {
        ("import", self.import_id.clone())
    }

    async fn circumstances(&self, tx: &mut Tx, _now: Timestamp) -> Result<Vec<Circumstance>, Failure> {
        let mut work = db::import_work::list(tx, &self.import_id).await?;
        work.dedup_by(|one, other| one.what == other.what);
        Ok(work.iter().map(|work| Circumstance::word("rests_on_it", "import-work", &work.what)).collect())
    }
}

/// An import that was not undone, and why it shall be.
async fn load_standing(
    acting: &mut Acting<'_>,
    import_id: &str,
    reason: &str,
) -> Result<(ImportRow, String), Failure> {
    let import = load_own_import(acting, import_id).await?;
    let reason = required("reason", reason)?;
    if import.undone_at.is_some() {
        return Err(Failure::conflict("this import was undone already"));
    }
    Ok((import, reason))
}

async fn undo(
    acting: &mut Acting<'_>,
    import_id: Id<ReportImport>,
    reason: &str,
) -> Result<Done<UndoneImport>, Failure> {
    let referred = db::imports::count_referred(acting.tx, import_id).await?;
    if referred > 0 {
        return Err(Failure::conflict(format!(
            "{referred} of its reports stand in referrals: what an agency was told of cannot be made undone here"
        )));
    }
    require_unneeded(acting, import_id).await?;
    let row = import_id.to_string();
    let reason =
        Sealed::seal(acting.columns(), undone_reason_column(&row), &reason.to_owned(), acting.rng())?;
    let by = acting.actor.name().to_owned();
    let reports = db::imports::undo(acting.tx, import_id, (&by, acting.now), &reason).await?;
    acting.enqueue(&DiscardImportJob { import_id }).await?;
    let entry = EntryDraft::on("import", import_id).with("reports", reports.to_string());
    Ok(Done::new(UndoneImport { reports }, entry))
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
