//! Reports that an officer found to be no offence.

use axum::extract::{Path, State};
use axum::response::Response;
use model::Id;
use model::kind::Report;
use serde::Serialize;
use service::{Authenticated, Failure, Once};
use utoipa::ToSchema;

use super::withdrawals::Reason;
use super::{act_once, created};
use crate::Police;
use crate::actions::FindNoOffence;
use crate::ids::NoOffence;

/// A finding that was recorded.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NoOffenceFound {
    #[schema(value_type = String)]
    finding_id: Id<NoOffence>,
}

/// `POST /api/reports/{id}/no-offence`.
pub(crate) async fn find(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(report_id): Path<Id<Report>>,
    once: Once<Reason>,
) -> Result<Response, Failure> {
    let action = FindNoOffence { report_id, reason: once.body.reason.clone() };
    let finding_id = act_once(&police, &actor, &once, &action).await?;
    Ok(created(NoOffenceFound { finding_id }))
}
