//! Begins an import of many reports from one file.

use serde::{Deserialize, Serialize};
use service::{Acting, Action, Done, EntryDraft, Failure, Operation, Sealed};

use crate::Permission;
use crate::db;
use crate::db::imports::ImportRow;
use crate::import::file_name_column;
use crate::kinds::ReportImport;

/// Begins an import, or finds the one of this very file that was begun before.
pub(crate) struct BeginImport {
    pub(crate) source: String,
    pub(crate) reporting_party: String,
    pub(crate) file_name: String,
    pub(crate) file_sha256: String,
    pub(crate) mapping: String,
    pub(crate) columns: Vec<String>,
}

/// An import that lines can be sent to.
#[derive(Serialize, Deserialize)]
pub(crate) struct BegunImport {
    pub(crate) import_id: String,
}

impl Action for BeginImport {
    type Permission = Permission;
    type Output = BegunImport;
    const NAME: &'static str = "begin-import";
    const OPERATION: Operation = Operation::Collection;

    fn permission(&self) -> Permission {
        Permission::ImportReports
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<BegunImport>, Failure> {
        let begun_by = acting.actor.name().to_owned();
        let before = db::imports::find_of_file(acting.tx, &self.source, &self.file_sha256, &begun_by).await?;
        if let Some(before) = before {
            if before.mapping != self.mapping || before.columns != self.columns {
                return Err(Failure::conflict(format!(
                    "this file was begun in {} under another mapping; undo that import first",
                    before.import_id
                )));
            }
            let entry = EntryDraft::on("import", before.import_id).with("resumed", "true");
            return Ok(Done::new(BegunImport { import_id: before.import_id.to_string() }, entry));
        }
        let import_id = acting.new_id::<ReportImport>();
        let row = import_id.to_string();
        let file_name =
            Sealed::seal(acting.columns(), file_name_column(&row), &self.file_name, acting.rng())?;
        let import = ImportRow {
            import_id,
            source: self.source.clone(),
            reporting_party: self.reporting_party.clone(),
            file_name,
            file_sha256: self.file_sha256.clone(),
            mapping: self.mapping.clone(),
            columns: self.columns.clone(),
            begun_by,
            begun_at: acting.now,
            last_line: 0,
            kept: 0,
            known: 0,
            refused: 0,
            finished_at: None,
            undone_at: None,
            undone_by: None,
            undone_reason: Sealed::from_column(String::new()),
        };
        db::imports::insert(acting.tx, &import).await?;
        let mapping_sha256 = hex::encode(service::request_sha256(self.mapping.as_bytes()));
        let entry = EntryDraft::on("import", import_id)
            .with("file_sha256", &self.file_sha256)
            .with("mapping_sha256", mapping_sha256);
        Ok(Done::new(BegunImport { import_id: row }, entry))
    }
}
