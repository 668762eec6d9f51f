//! Imports of what the unit had downloaded, and how one is undone.

use axum::extract::{Path, State};
use axum::response::Response;
use model::Id;
use service::{Authenticated, Failure, Json, Once, Query};

use super::withdrawals::Reason;
use super::{Part, Shown, ask};
use crate::Police;
use crate::actions::UndoImport;
use crate::ids::ReportImport;
use crate::views::{self, ReportImportView};

/// `GET /api/imports[?limit=&offset=]`, the newest first.
pub(crate) async fn list(
    State(police): State<Police>,
    Authenticated(_): Authenticated,
    Query(part): Query<Part>,
) -> Shown<Vec<ReportImportView>> {
    let mut tx = police.reading("list-report-imports").await?;
    Ok(Json(views::page_report_imports(&mut tx, police.node.columns(), part.rows()).await?.0))
}

/// `POST /api/imports/{id}/undo`: 202, a second person decides.
pub(crate) async fn undo(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(import_id): Path<Id<ReportImport>>,
    once: Once<Reason>,
) -> Result<Response, Failure> {
    let action = UndoImport { import_id, reason: once.body.reason.clone() };
    ask(&police, &actor, &once, &action).await
}
