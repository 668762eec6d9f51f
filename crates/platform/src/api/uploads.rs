//! `POST /api/uploads`.

use axum::extract::{Multipart, State as Shared};
use axum::http::StatusCode;
use media::FileDigests;
use model::Id;
use service::{Actor, Authenticated, CaseKey, Failure, IdempotencyKey, Json, request_sha256};
use vault::SealedItem;

use super::receive::Received;
use crate::State;
use crate::actions::{StoreUpload, UploadStored};
use crate::db::surfaces;
use crate::digests::Digests;
use crate::evidence::vault_key;
use crate::ids::Upload;
use crate::near_uploads;
use crate::statement::UploadStatement;
use crate::surfaces::{day_of, in_force};

/// The digests of what the vault gives back are not those of what it was given.
#[derive(Debug, thiserror::Error)]
#[error("the vault gave back other bytes than it was given")]
struct OtherBytes;

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
    let outcome = match received.take(&mut parts, &state, &case).await {
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
    let (item, digests) =
        received.file.as_ref().ok_or_else(|| Failure::refused("file", "this part is missing"))?;
    let (statement, scan) = UploadStatement::parse(text, state.node.clock().now())?;
    let statement_no = if scan { Some(basis_in_force(state, &statement).await?) } else { None };
    let request = request_sha256(&[text.as_slice(), digests.sha256.as_bytes()].concat());
    let digests = digest_picture(state, item, case, digests).await?;
    let found = if scan { state.look_up(&digests).await? } else { Vec::new() };
    let (case, item) = (case.clone(), item.clone());
    let action = StoreUpload { upload_id, case, item, statement, statement_no, digests, found };
    let stored = state.node.act_once(actor, key.as_ref(), request, &action).await?;
    near_uploads::learn(state, action.digests.pdq.as_ref());
    Ok((stored.output, stored.replayed))
}

/// The number of the statement under which a file is compared with hash lists today; without one it is refused.
async fn basis_in_force(state: &State, upload: &UploadStatement) -> Result<i64, Failure> {
    let mut tx = state.node.db().begin_read("find-basis").await?;
    let row = surfaces::find_standing(&mut tx, &upload.surface).await?;
    let today = day_of(&state.zone, state.node.clock().now());
    Ok(in_force(&upload.surface, upload.channel, row.as_ref(), today)?.statement_no)
}

/// Kind and perceptual hash come from a child process, since decoding hostile pictures is dangerous.
async fn digest_picture(
    state: &State,
    item: &SealedItem,
    case: &CaseKey,
    digests: &FileDigests,
) -> Result<Digests, Failure> {
    let opening = state.vault.open_item(item, &vault_key(case)).await.map_err(Failure::broken)?;
    let media = state.sandbox.digest_media(opening).await.map_err(Failure::broken)?;
    if media.file == *digests { Ok(media.into()) } else { Err(Failure::broken(OtherBytes)) }
}
