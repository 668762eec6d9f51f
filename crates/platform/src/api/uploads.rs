//! `POST /api/uploads`.

use axum::extract::{Multipart, State as Shared};
use axum::http::StatusCode;
use model::Id;
use service::{Actor, Authenticated, CaseKey, Failure, IdempotencyKey, Json, request_sha256};

use super::receive::{InVault, Received};
use crate::State;
use crate::actions::{Origin, UploadStored};
use crate::ids::Upload;
use crate::statement::UploadStatement;
use crate::{near_uploads, take_in};

/// Takes in one file with its statement.
pub(crate) async fn add_upload(
    Shared(state): Shared<State>,
    Authenticated(actor): Authenticated,
    key: Option<IdempotencyKey>,
    mut parts: Multipart,
) -> Result<(StatusCode, Json<UploadStored>), Failure> {
    let mut received = Received::default();
    let upload_id = Id::new(state.node.clock(), state.node.rng());
    let case = state.node.cases().draw(upload_id);
    let outcome = match received.take(&mut parts, &InVault { state: &state, case: &case }).await {
        Ok(()) => store(&state, &actor, key, &received, (upload_id, &case)).await,
        Err(failure) => Err(failure),
    };
    // After a fault of ours the file stays, since a commit whose answer was lost may still stand and name it.
    let unnamed = matches!(outcome, Err(Failure::Refused(_) | Failure::Conflict { .. }) | Ok((_, true)));
    if let Some((item, _)) = received.file.as_ref().filter(|_| unnamed)
        && let Err(error) = state.vault.remove(item).await
    {
        tracing::error!(%error, "a refused file stays sealed in the vault");
    }
    outcome.map(|(stored, _)| (StatusCode::CREATED, Json(stored)))
}

/// Gives the receipt, and whether it is the first one given once more.
async fn store(
    state: &State,
    actor: &Actor,
    key: Option<IdempotencyKey>,
    received: &Received,
    (upload_id, case): (Id<Upload>, &CaseKey),
) -> Result<(UploadStored, bool), Failure> {
    let text =
        received.statement.as_ref().ok_or_else(|| Failure::refused("upload", "this part is missing"))?;
    let file = received.file.as_ref().ok_or_else(|| Failure::refused("file", "this part is missing"))?;
    let told = UploadStatement::parse(text, state.node.clock().now())?;
    let request = request_sha256(&[text.as_slice(), file.1.sha256.as_bytes()].concat());
    let action = take_in::look_up(state, told, file, (upload_id, case), Origin::Sent).await?;
    let stored = state.node.act_once(actor, key.as_ref(), request, &action).await?;
    near_uploads::learn(state, action.digests.pdq.as_ref());
    Ok((stored.output, stored.replayed))
}
