//! The documents of a report, opened: its XML, and the newest details of each file.

use model::triage::FreeText;
use service::Failure;
use service::triage::texts;
use wire::cybertipline::{FileDetails, Report};

use crate::State;
use crate::db;
use crate::db::reports::ReportRow;
use crate::evidence::read_document;

/// The documents of a report.
#[derive(Clone, Default)]
pub(crate) struct Documents {
    /// None once its content is discarded.
    pub(crate) report: Option<Report>,
    /// By file id, in the order of their arrival.
    pub(crate) details: Vec<(String, FileDetails)>,
}

impl Documents {
    /// The newest details of a file.
    pub(crate) fn details_of(&self, file_id: &str) -> Option<&FileDetails> {
        self.details.iter().find(|(other, _)| other == file_id).map(|(_, details)| details)
    }

    /// Every text of the report and of its files that somebody wrote in words of their own.
    pub(crate) fn words(&self) -> Vec<FreeText> {
        self.report.iter().flat_map(|report| texts::of(report, &self.details)).collect()
    }
}

/// Opens the documents of a report.
pub(crate) async fn load(state: &State, report: &ReportRow) -> Result<Documents, Failure> {
    let mut tx = state.node().db().begin_read("load-documents").await?;
    let mut items: Vec<(String, _)> = Vec::new();
    for row in db::files::list_details(&mut tx, report.report_id).await? {
        let Some(item) = &row.item_name else { continue };
        items.retain(|(file_id, _)| *file_id != row.file_id);
        items.push((row.file_id, db::evidence::load(&mut tx, item).await?));
    }
    let xml = match &report.xml_item {
        Some(item) => Some(db::evidence::load(&mut tx, item).await?),
        None => None,
    };
    drop(tx);
    let mut documents = Documents::default();
    if let Some(item) = xml {
        let bytes = read_document(state, &item).await?;
        documents.report = Some(Report::read(&bytes).map_err(Failure::broken)?.value);
    }
    for (file_id, item) in items {
        let bytes = read_document(state, &item).await?;
        documents.details.push((file_id, FileDetails::read(&bytes).map_err(Failure::broken)?.value));
    }
    Ok(documents)
}
