//! Outcomes: from agencies, and on to reporting parties.

use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use service::{Authenticated, Failure, IdempotencyKey, Json, request_sha256};
use wire::document::{Document as _, DocumentError};
use wire::feedback::{FeedbackBatch, OutcomePage};

use crate::actions::take_feedback::TakeFeedback;
use crate::db;
use crate::state::State as Clearinghouse;

/// Most outcomes on one page of the feed.
const PAGE_OUTCOMES: i64 = 500;

/// `POST /feedback`: an agency's batch of outcomes. 201 with a receipt; the same batch again gets the same receipt.
pub(crate) async fn take(
    State(state): State<Clearinghouse>,
    Authenticated(actor): Authenticated,
    key: Option<IdempotencyKey>,
    body: Bytes,
) -> Result<Response, Failure> {
    let batch = FeedbackBatch::read(&body).map_err(|error| match error {
        DocumentError::Field { field, message } => Failure::refused(&field, message),
        error @ DocumentError::Json(_) => Failure::bad_request(error.to_string()),
    })?;
    let digest = request_sha256(&body);
    let action = TakeFeedback { batch, digest_sha256: hex::encode(digest) };
    let receipt = state.node().act_once(&actor, key.as_ref(), digest, &action).await?;
    Ok((StatusCode::CREATED, Json(receipt.output)).into_response())
}

/// Where a reporting party stands in its feed.
#[derive(Deserialize)]
pub(crate) struct After {
    #[serde(default)]
    after: i64,
}

/// `GET /feedback/outcomes?after=N`: what came of the caller's own reports.
pub(crate) async fn feed(
    State(state): State<Clearinghouse>,
    Authenticated(actor): Authenticated,
    Query(After { after }): Query<After>,
) -> Result<Json<OutcomePage>, Failure> {
    let mut tx = state.node().db().begin_read("outcome-feed").await?;
    let outcomes = db::outcomes::list_after(&mut tx, actor.name(), after, PAGE_OUTCOMES).await?;
    Ok(Json(OutcomePage::after(after, outcomes)))
}
