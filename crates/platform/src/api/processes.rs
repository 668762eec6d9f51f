//! `POST /api/reports/{id}/legal-processes`: an order of a court or of the police is recorded.

use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use serde::Deserialize;
use service::{Authenticated, Failure, Json, Once};
use utoipa::ToSchema;

use super::packages::require_report;
use crate::State;
use crate::actions::{ProcessRecorded, RecordProcess};
use crate::processes::{NewProcess, ProcessFields, ProcessKind};
use crate::surfaces::day_of;

/// An order as it is recorded. Days are YYYY-MM-DD.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProcessRequest {
    /// `production`, `preservation`, `removal` or `other`.
    #[schema(value_type = String)]
    kind: ProcessKind,
    /// Who ordered it.
    authority: String,
    /// Its number there.
    reference: String,
    /// What is asked, in their words.
    asked: String,
    /// Today where it is left out.
    #[serde(default)]
    received_on: String,
    /// By when an answer is due.
    #[serde(default)]
    due_on: String,
    /// The last day on which it holds what is kept; left out, until the hold is lifted.
    #[serde(default)]
    hold_until: String,
}

/// Records an order. It holds the upload from now on.
pub(crate) async fn record_process(
    Shared(state): Shared<State>,
    Authenticated(actor): Authenticated,
    Path(id): Path<String>,
    request: Once<ProcessRequest>,
) -> Result<(StatusCode, Json<ProcessRecorded>), Failure> {
    let report_id = require_report(&state, &id).await?;
    let body = &request.body;
    let fields = ProcessFields {
        kind: body.kind,
        authority: &body.authority,
        reference: &body.reference,
        asked: &body.asked,
        received_on: &body.received_on,
        due_on: &body.due_on,
        hold_until: &body.hold_until,
    };
    let process = NewProcess::read(&fields, day_of(&state.zone, state.node.clock().now()))?;
    let action = RecordProcess { report_id, process };
    let done = state.node.act_once(&actor, request.key.as_ref(), request.request_sha256, &action).await?;
    Ok((StatusCode::CREATED, Json(done.output)))
}
