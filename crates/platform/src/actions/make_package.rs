//! Evidence is handed over as one sealed file; later its receipt is noted.

use model::Id;
use service::{Acting, Action, ColumnRef, Done, EntryDraft, Failure, Operation, Sealed};

use crate::db::packages::{self, PackageRow};
use crate::db::{history, processes, reports};
use crate::ids::{EvidencePackage, LegalProcess, Report};
use crate::package::Addressed;
use crate::permissions::Permission;

/// Records that a package goes out, before a byte of it does.
pub(crate) struct MakePackage {
    pub(crate) package_id: Id<EvidencePackage>,
    pub(crate) report_id: Id<Report>,
    pub(crate) addressed: Addressed,
    /// SHA-256 and size of the archive before it is sealed.
    pub(crate) archive_sha256: String,
    pub(crate) size_bytes: u64,
}

/// Notes the receipt of a package.
pub(crate) struct NotePackageReceipt {
    pub(crate) package_id: Id<EvidencePackage>,
    pub(crate) receipt: String,
}

impl Action for MakePackage {
    type Permission = Permission;
    type Output = Id<EvidencePackage>;
    const NAME: &'static str = "make-evidence-package";
    const OPERATION: Operation = Operation::Disclosure;

    fn permission(&self) -> Permission {
        Permission::Decide
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<EvidencePackage>>, Failure> {
        let report = reports::find_report(acting.tx, self.report_id).await?;
        let report = report.ok_or_else(|| Failure::absent("report"))?;
        let origin = history::find_origin(acting.tx, report.upload_id).await?;
        if origin.is_none_or(|origin| origin.erased_at.is_some()) {
            return Err(Failure::erased());
        }
        let to = &self.addressed;
        if let Some(process_id) = to.process_id {
            require_process_of(acting, process_id, self.report_id).await?;
        }
        let key = self.package_id.to_string();
        let at = ColumnRef { table: packages::TABLE, row: &key, column: packages::REASON };
        let row = PackageRow {
            package_id: self.package_id,
            process_id: to.process_id,
            agency: to.agency.clone(),
            country: to.country.clone(),
            recipient_key: to.recipient.id(),
            archive_sha256: self.archive_sha256.clone(),
            size_bytes: i64::try_from(self.size_bytes).unwrap_or(i64::MAX),
            reason: Sealed::seal(acting.columns(), at, &to.reason, acting.rng())?,
            made_by: acting.actor.name().to_owned(),
            made_at: acting.now,
            receipt: None,
            receipt_at: None,
        };
        packages::insert(acting.tx, self.report_id, &row).await?;
        let entry = EntryDraft::on("report", self.report_id)
            .disclosed_to(&to.agency)
            .with("package_id", key)
            .with("archive_sha256", &self.archive_sha256)
            .with("recipient_key", row.recipient_key);
        Ok(Done::new(self.package_id, entry))
    }
}

/// An order on another report is none here.
async fn require_process_of(
    acting: &mut Acting<'_>,
    process_id: Id<LegalProcess>,
    report_id: Id<Report>,
) -> Result<(), Failure> {
    let process = processes::find(acting.tx, process_id).await?;
    if process.is_some_and(|process| process.report_id == report_id) {
        Ok(())
    } else {
        Err(Failure::refused("process", "is no order on this report"))
    }
}

impl Action for NotePackageReceipt {
    type Permission = Permission;
    type Output = Id<EvidencePackage>;
    const NAME: &'static str = "note-package-receipt";

    fn permission(&self) -> Permission {
        Permission::Decide
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<EvidencePackage>>, Failure> {
        let report_id = packages::find_report_of(acting.tx, self.package_id).await?;
        let report_id = report_id.ok_or_else(|| Failure::absent("package"))?;
        let report = reports::find_report(acting.tx, report_id).await?;
        let report = report.ok_or_else(|| Failure::absent("report"))?;
        let origin = history::find_origin(acting.tx, report.upload_id).await?;
        if origin.is_none_or(|origin| origin.erased_at.is_some()) {
            return Err(Failure::conflict("what the report says is erased; nothing more is noted of it"));
        }
        let key = self.package_id.to_string();
        let at = ColumnRef { table: packages::TABLE, row: &key, column: packages::RECEIPT };
        let receipt = Sealed::seal(acting.columns(), at, &self.receipt, acting.rng())?;
        let by = acting.actor.name().to_owned();
        if !packages::receive(acting.tx, self.package_id, &receipt, (&by, acting.now)).await? {
            return Err(Failure::conflict("a receipt of this package is noted already"));
        }
        let entry = EntryDraft::on("report", report_id).with("package_id", key).with("state", "acknowledged");
        Ok(Done::new(self.package_id, entry))
    }
}
