//! What a report says of its file, from what is stored now: read once for every page that shows it, and for what is sent of it.

use service::opening::Viewing;
use service::{Failure, Tx};
use vault::SealedItem;

use crate::State;
use crate::api::reports::described;
use crate::db::filing_steps::StepRow;
use crate::db::reports::ReportRow;
use crate::db::uploads::UploadRow;
use crate::db::{filing_steps, history, hits, uploads};
use crate::filing::StepState;
use crate::filing::content::ReportedFile;
use crate::jobs::grounds;
use crate::opening::viewing;
use crate::pages::open_statement;
use crate::statement::UploadStatement;

/// A report's upload, opened. Personal.
pub(crate) struct Reported {
    upload: UploadRow,
    statement: UploadStatement,
    viewing: Viewing,
    grounds: Vec<String>,
    report_number: i64,
    file_id: String,
}

impl Reported {
    /// The upload of a report; none once it is erased.
    pub(crate) async fn load(
        state: &State,
        tx: &mut Tx,
        report: &ReportRow,
    ) -> Result<Option<Self>, Failure> {
        let id = report.upload_id;
        let upload = uploads::find_upload(tx, id).await?.ok_or_else(|| Failure::absent("upload"))?;
        let origin = history::find_origin(tx, id).await?.ok_or_else(|| Failure::absent("upload"))?;
        if origin.erased_at.is_some() {
            return Ok(None);
        }
        let steps = filing_steps::list_steps(tx, report.report_id).await?;
        let (typed_in_full, described_at) = described(&steps);
        let viewed = viewing(tx, id, described_at).await?;
        let hits = hits::list_hits_of_upload(tx, id).await?;
        let (given_number, file_id) = given(&steps);
        Ok(Some(Self {
            statement: open_statement(&state.node, &upload)?,
            viewing: if typed_in_full { Viewing::InFull } else { viewed },
            grounds: grounds(hits.iter().filter(|hit| hit.is_confirmed())),
            report_number: report.report_number.unwrap_or(given_number),
            file_id,
            upload,
        }))
    }

    /// Where the original bytes lie.
    pub(crate) fn item(&self) -> &SealedItem {
        &self.upload.item
    }

    /// As the report describes it.
    pub(crate) fn file(&self) -> ReportedFile<'_> {
        ReportedFile {
            report_number: self.report_number,
            file_id: &self.file_id,
            statement: &self.statement,
            digests: &self.upload.digests,
            viewing: self.viewing,
            grounds: self.grounds.clone(),
        }
    }
}

/// Report number and file id as the clearinghouse gave them in the attempt that stands; 0 and nothing as long as it did not.
fn given(steps: &[StepRow]) -> (i64, String) {
    let standing = steps.last().filter(|last| last.state != StepState::Gone).map(|last| last.attempt);
    let of_attempt = || steps.iter().filter(|step| Some(step.attempt) == standing);
    let number = of_attempt().find_map(|step| step.report_number).unwrap_or_default();
    let file_id = of_attempt().find_map(|step| step.file_id.clone()).unwrap_or_default();
    (number, file_id)
}
