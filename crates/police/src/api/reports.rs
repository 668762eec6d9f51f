//! Reports.

use axum::extract::{Path, State};
use model::Id;
use model::kind::Report;
use serde::Deserialize;
use service::{Authenticated, Json, Query};

use super::Shown;
use crate::Police;
use crate::db::Reader;
use crate::views::{self, ReportDetail, ReportView};

/// Which reports.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Filter {
    referral: Option<String>,
}

/// `GET /api/reports[?referral=]`.
pub(crate) async fn list(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Query(filter): Query<Filter>,
) -> Shown<Vec<ReportView>> {
    let mut tx = police.reading("list-reports").await?;
    Ok(Json(views::list_reports(&mut tx, &Reader::of(&actor), filter.referral.as_deref()).await?))
}

/// `GET /api/reports/{id}`.
pub(crate) async fn show(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(id): Path<Id<Report>>,
) -> Shown<ReportDetail> {
    let mut tx = police.reading("load-report").await?;
    Ok(Json(views::load_report(&mut tx, &Reader::of(&actor), police.node.columns(), id).await?))
}
