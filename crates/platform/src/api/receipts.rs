//! `GET /api/receipts`: for programs that follow what was filed and shall learn nothing else.

use axum::extract::State as Shared;
use serde::Serialize;
use service::{Failure, Json};
use utoipa::ToSchema;

use super::listing::{Listing, next_after};
use super::reports::{OutcomeView, ReportSummary};
use crate::State;
use crate::db::{outcomes, report_files, reports};
use crate::report_state::ReportState;

/// A page of receipts.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReceiptsView {
    receipts: Vec<ReceiptView>,
    /// Give it as `after` for the next page; absent on the last.
    next: Option<String>,
}

/// A report as far as a receipt tells of it: nothing of the account, of who decided, or of the content.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReceiptView {
    #[serde(flatten)]
    report: ReportSummary,
    /// Every upload in it, in order.
    upload_ids: Vec<String>,
    /// What came of it, oldest first.
    outcomes: Vec<OutcomeView>,
}

/// Receipts of reports, newest first.
pub(crate) async fn list_receipts(
    Shared(state): Shared<State>,
    listing: Listing,
) -> Result<Json<ReceiptsView>, Failure> {
    let (wanted, after, limit) = (listing.state(ReportState::EXPECTED)?, listing.after()?, listing.limit()?);
    let mut tx = state.node.db().begin_read("list-receipts").await?;
    let rows = reports::list_reports(&mut tx, wanted, after, limit).await?;
    let next = next_after(&rows, limit, |row| row.report_id);
    let mut receipts = Vec::new();
    for row in rows {
        let files = report_files::list_shown(&mut tx, row.report_id).await?;
        let came = outcomes::list_outcomes(&mut tx, row.report_id).await?;
        receipts.push(ReceiptView {
            upload_ids: files.iter().map(|file| file.upload_id.to_string()).collect(),
            outcomes: came.into_iter().map(OutcomeView::from).collect(),
            report: row.into(),
        });
    }
    Ok(Json(ReceiptsView { receipts, next }))
}
