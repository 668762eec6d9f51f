//! Files the reports of some lines of an import, all in one transaction.

use serde::{Deserialize, Serialize};
use service::{Acting, Action, Done, EntryDraft, Failure, Operation, Sealed};

use super::load_own_import;
use super::open_report::OpenReport;
use crate::Permission;
use crate::db;
use crate::db::imports::{Counted, ImportRow};
use crate::db::origins::{OriginRow, Way};
use crate::import::{RefusedLine, error_column, original_column, refused_row};

/// So many refused lines of an import are kept; beyond them the count alone goes on.
pub(crate) const MOST_REFUSED: i64 = 1000;

/// A line that makes a report; its XML lies in the vault.
pub(crate) struct ImportedLine {
    pub(crate) report: OpenReport,
    pub(crate) line: i64,
    /// The line as it stood in its file.
    pub(crate) original: String,
    /// The keyed digest of party, source and key.
    pub(crate) key_blind: String,
}

/// Files the reports of lines that follow those looked at before.
pub(crate) struct ImportLines {
    pub(crate) import_id: String,
    pub(crate) first_line: i64,
    pub(crate) last_line: i64,
    pub(crate) lines: Vec<ImportedLine>,
    /// How many of the lines were known before.
    pub(crate) known: usize,
    /// Those that make no report, in the order of the file.
    pub(crate) refused: Vec<RefusedLine>,
    /// Whether nothing follows.
    pub(crate) is_end: bool,
}

/// What came of the lines.
#[derive(Serialize, Deserialize)]
pub(crate) struct LinesKept {
    pub(crate) kept: usize,
    pub(crate) known: usize,
}

impl Action for ImportLines {
    type Permission = Permission;
    type Output = LinesKept;
    const NAME: &'static str = "import-lines";
    const OPERATION: Operation = Operation::Collection;

    fn permission(&self) -> Permission {
        Permission::ImportReports
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<LinesKept>, Failure> {
        let import = load_own_import(acting, &self.import_id).await?;
        if import.undone_at.is_some() {
            return Err(Failure::conflict("this import was undone; begin another"));
        }
        if self.first_line <= import.last_line {
            return Err(Failure::conflict(format!(
                "lines up to {} were looked at already; go on after them",
                import.last_line
            )));
        }
        let keys: Vec<String> = self.lines.iter().map(|line| line.key_blind.clone()).collect();
        let known_now = db::imports::list_known(acting.tx, &keys).await?;
        let mut kept = 0_usize;
        for line in self.lines.iter().filter(|line| !known_now.contains(&line.key_blind)) {
            keep(acting, &import.reporting_party, &self.import_id, line).await?;
            kept += 1;
        }
        keep_refused(acting, &import, &self.refused).await?;
        let known = self.known + (self.lines.len() - kept);
        let number = |count: usize| i64::try_from(count).map_err(Failure::broken);
        let counted = Counted {
            last_line: self.last_line,
            kept: number(kept)?,
            known: number(known)?,
            refused: number(self.refused.len())?,
            finished_at: self.is_end.then_some(acting.now),
        };
        db::imports::count(acting.tx, import.import_id, counted).await?;
        let entry = EntryDraft::on("import", import.import_id)
            .with("lines", format!("{}-{}", self.first_line, self.last_line))
            .with("kept", kept.to_string())
            .with("known", known.to_string())
            .with("refused", self.refused.len().to_string());
        Ok(Done::new(LinesKept { kept, known }, entry))
    }
}

async fn keep_refused(
    acting: &mut Acting<'_>,
    import: &ImportRow,
    refused: &[RefusedLine],
) -> Result<(), Failure> {
    let room = usize::try_from(MOST_REFUSED - import.refused).unwrap_or(0);
    for RefusedLine { line, error } in refused.iter().take(room) {
        let row = refused_row(&import.import_id.to_string(), *line);
        let error = Sealed::seal(acting.columns(), error_column(&row), error, acting.rng())?;
        db::refused_lines::insert(acting.tx, import.import_id, *line, &error).await?;
    }
    Ok(())
}

async fn keep(
    acting: &mut Acting<'_>,
    party: &str,
    import_id: &str,
    line: &ImportedLine,
) -> Result<(), Failure> {
    let report_id = line.report.report_id;
    line.report.file(acting, party).await?;
    let row = report_id.to_string();
    let original = Sealed::seal(acting.columns(), original_column(&row), &line.original, acting.rng())?;
    let origin = OriginRow {
        way: Way::Import,
        item_name: None,
        original,
        original_sha256: hex::encode(service::request_sha256(line.original.as_bytes())),
        import_id: Some(import_id.to_owned()),
        line: Some(line.line),
        key_blind: line.key_blind.clone(),
    };
    Ok(db::origins::insert(acting.tx, report_id, &origin).await?)
}
