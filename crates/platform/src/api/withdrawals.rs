//! `POST /api/hash-lists/{name}/withdrawals`, `POST /api/withdrawals/{id}/restore`.

use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use service::{Authenticated, Failure, Json, Once};
use utoipa::ToSchema;

use super::{id_in_path, prose};
use crate::State;
use crate::actions::{HashWithdrawn, RestoreHash, WithdrawHash, as_kept};
use crate::ids::Withdrawal;

/// A hash to be taken back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WithdrawalRequest {
    /// A digest of the entry in hex, a value that others computed, or what the source calls the entry.
    pub(crate) digest: String,
    /// Why.
    pub(crate) reason: String,
}

model::unprintable!(WithdrawalRequest);

/// Why a hash is restored.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RestoreRequest {
    /// Why.
    pub(crate) reason: String,
}

model::unprintable!(RestoreRequest);

/// The hash counts again.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HashRestored {
    /// The list.
    list: String,
}

impl WithdrawalRequest {
    /// The action on a list, with a reason that is one.
    pub(crate) fn on(self, state: &State, list_name: String) -> Result<WithdrawHash, Failure> {
        let reason = prose("reason", &self.reason)?;
        let digest = as_kept(&self.digest)?;
        let is_carried = state.lists().carries(&list_name, &digest);
        Ok(WithdrawHash { list_name, digest, reason, is_carried })
    }
}

/// Takes a hash back.
pub(crate) async fn withdraw_hash(
    Shared(state): Shared<State>,
    Authenticated(actor): Authenticated,
    Path(name): Path<String>,
    request: Once<WithdrawalRequest>,
) -> Result<(StatusCode, Json<HashWithdrawn>), Failure> {
    let action = request.body.on(&state, name)?;
    let made = state.node.act_once(&actor, request.key.as_ref(), request.request_sha256, &action).await?;
    state.reload_lists().await?;
    Ok((StatusCode::CREATED, Json(made.output)))
}

/// Restores a hash that was taken back.
pub(crate) async fn restore_hash(
    Shared(state): Shared<State>,
    Authenticated(actor): Authenticated,
    Path(id): Path<String>,
    request: Once<RestoreRequest>,
) -> Result<Json<HashRestored>, Failure> {
    let withdrawal_id = id_in_path::<Withdrawal>(&id, "withdrawal")?;
    let action = RestoreHash { withdrawal_id, reason: prose("reason", &request.body.reason)? };
    let made = state.node.act_once(&actor, request.key.as_ref(), request.request_sha256, &action).await?;
    state.reload_lists().await?;
    Ok(Json(HashRestored { list: made.output }))
}
