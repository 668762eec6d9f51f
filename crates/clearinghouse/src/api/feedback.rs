//! Outcomes: from agencies, and on to reporting parties and to the owners of list entries.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use service::{Authenticated, Failure, IdempotencyKey, Json, Query, request_sha256};
use utoipa::ToSchema;
use wire::document::{Document as _, DocumentError};
use wire::feedback::{FeedbackBatch, OutcomeCode, OutcomePage};

use crate::actions::take_feedback::TakeFeedback;
use crate::db;
use crate::db::list_outcomes::ListOutcome;
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

/// An outcome as the owner of a list entry is told it: of no report and of nobody.
#[derive(Serialize, ToSchema)]
pub(crate) struct EntryOutcome {
    /// Place in the feed; grows, never repeats.
    sequence: i64,
    list: String,
    /// What its owner calls the entry.
    source_id: String,
    /// As in `/feedback/outcomes`.
    #[schema(value_type = String)]
    code: OutcomeCode,
    #[schema(value_type = String)]
    decided_at: Timestamp,
}

/// One page of the feed that the owner of list entries polls.
#[derive(Serialize, ToSchema)]
pub(crate) struct EntryOutcomes {
    /// `amparo-list-outcomes/1`.
    schema: &'static str,
    outcomes: Vec<EntryOutcome>,
    /// What to ask for next.
    next: i64,
}

/// `GET /feedback/list-outcomes?after=N`: what came of reports that rested on the caller's own entries of hash lists.
pub(crate) async fn list_feed(
    State(state): State<Clearinghouse>,
    Authenticated(actor): Authenticated,
    Query(After { after }): Query<After>,
) -> Result<Json<EntryOutcomes>, Failure> {
    let mut tx = state.node().db().begin_read("list-outcome-feed").await?;
    let rows = db::list_outcomes::list_after(&mut tx, actor.name(), after, PAGE_OUTCOMES).await?;
    let next = rows.last().map_or(after, |last| last.sequence);
    let outcome = |row: ListOutcome| EntryOutcome {
        sequence: row.sequence,
        list: row.list,
        source_id: row.source_id,
        code: row.code,
        decided_at: row.decided_at,
    };
    let outcomes = rows.into_iter().map(outcome).collect();
    Ok(Json(EntryOutcomes { schema: "amparo-list-outcomes/1", outcomes, next }))
}
