//! `/reports/{id}/content`: what a report says, as facts and as XML. Apart from the report's own page, which says nothing of the account.

use askama::Template;
use axum::extract::{Path, State as Shared};
use service::opening::Viewing;
use service::{Failure, NavItem, Page, PageContext, Tx};

use super::nav;
use super::said::{Said, open_statement, said};
use crate::State;
use crate::api::id_in_path;
use crate::api::reports::described;
use crate::db::filing_steps::StepRow;
use crate::db::reports::ReportRow;
use crate::db::{filing_steps, history, hits, reports, uploads};
use crate::filing::StepState;
use crate::filing::content::ReportedFile;
use crate::ids::Report;
use crate::jobs::grounds;
use crate::opening::viewing;

/// What a report says.
#[derive(Template)]
#[template(path = "content.html")]
pub(crate) struct ContentPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    report_id: String,
    report_number: Option<i64>,
    /// None once the upload is erased.
    said: Option<Said>,
}

/// Shows what the report says, or will say.
pub(crate) async fn show(
    Shared(state): Shared<State>,
    ctx: PageContext,
    Path(id): Path<String>,
) -> Result<Page<ContentPage>, Failure> {
    let report_id = id_in_path::<Report>(&id, "report")?;
    let mut tx = state.node.db().begin_read("report-content").await?;
    let report = reports::find_report(&mut tx, report_id).await?.ok_or_else(|| Failure::absent("report"))?;
    let said = load_said(&state, &mut tx, &ctx, &report).await?;
    Ok(Page(ContentPage {
        nav: nav(&ctx),
        report_id: report_id.to_string(),
        report_number: report.report_number,
        said,
        ctx,
    }))
}

async fn load_said(
    state: &State,
    tx: &mut Tx,
    ctx: &PageContext,
    report: &ReportRow,
) -> Result<Option<Said>, Failure> {
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
    let (report_number, file_id) = given(&steps);
    let statement = open_statement(&state.node, &upload)?;
    let file = ReportedFile {
        report_number: report.report_number.unwrap_or(report_number),
        file_id: &file_id,
        statement: &statement,
        digests: &upload.digests,
        viewing: if typed_in_full { Viewing::InFull } else { viewed },
        grounds: grounds(hits.iter().filter(|hit| hit.is_confirmed())),
    };
    said(ctx, &state.reporting, &file).map(Some)
}

/// Report number and file id as the clearinghouse gave them in the attempt that stands; 0 and nothing as long as it did not.
fn given(steps: &[StepRow]) -> (i64, String) {
    let standing = steps.last().filter(|last| last.state != StepState::Gone).map(|last| last.attempt);
    let of_attempt = || steps.iter().filter(|step| Some(step.attempt) == standing);
    let number = of_attempt().find_map(|step| step.report_number).unwrap_or_default();
    let file_id = of_attempt().find_map(|step| step.file_id.clone()).unwrap_or_default();
    (number, file_id)
}
