//! The preview of a file, for a recorded opening: tried first, so that why there is none is on record before a page says so; then shown, once.
//!
//! Nothing of it is kept in between: the picture is made anew by whoever fetches it.

use std::io;

use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;
use model::Id;

use super::serve::{load, settle};
use super::{Look, Opening, OpeningResult, OpensFiles};
use crate::db::openings::OpeningRow;
use crate::http::FILE_POLICY;
use crate::keys::ItemRecord;
use crate::sandbox::{MAX_PICTURE_BYTES, NoPreview, SandboxError};
use crate::scrub::{ItemFault, KeepsVault};
use crate::{Actor, CaseKey, Failure};

/// How long a preview that was asked for waits to be fetched; what allowed it may not stand any more later.
const WAITS: SignedDuration = SignedDuration::from_mins(2);

/// Tries whether an opening of this actor has a preview. The reason why not is on record when it is returned.
pub(super) async fn attempt<S: OpensFiles>(
    state: &S,
    actor: &Actor,
    opening_id: Id<Opening>,
) -> Result<Option<OpeningResult>, Failure> {
    let (_, item, key) = load::<S>(state, actor, opening_id, Look::Preview).await?;
    let Err(result) = make_unless_erased(state, actor, opening_id, (&item, &key)).await? else {
        return Ok(None);
    };
    settle(state, actor, opening_id, result).await?;
    Ok(Some(result))
}

/// The picture that an opening of this actor allows to be shown, once.
pub(super) async fn show<S: OpensFiles>(
    state: &S,
    actor: &Actor,
    object_id: &str,
    opening_id: Id<Opening>,
) -> Result<Response, Failure> {
    let (row, item, key) = load::<S>(state, actor, opening_id, Look::Preview).await?;
    if row.object.id != object_id || is_late(state, &row) {
        return Err(Failure::absent("opening"));
    }
    let made = make_unless_erased(state, actor, opening_id, (&item, &key)).await?;
    settle(state, actor, opening_id, made.as_ref().err().copied().unwrap_or(OpeningResult::InFull)).await?;
    let picture = made.map_err(|result| {
        Failure::conflict(format!("there is no preview: {}; on record as {opening_id}", result.as_str()))
    })?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("image/png")),
        (CONTENT_SECURITY_POLICY, FILE_POLICY),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, picture).into_response())
}

fn is_late<S: OpensFiles>(state: &S, row: &OpeningRow) -> bool {
    KeepsVault::node(state).clock().now().duration_since(row.opened_at) > WAITS
}

/// As [`make`]; what was erased meanwhile is neither damaged nor cut off: it says so.
async fn make_unless_erased<S: OpensFiles>(
    state: &S,
    actor: &Actor,
    opening_id: Id<Opening>,
    (item, key): (&ItemRecord, &CaseKey),
) -> Result<Result<Vec<u8>, OpeningResult>, Failure> {
    let made = make(state, opening_id, item, key).await;
    if made.is_err() {
        load::<S>(state, actor, opening_id, Look::Preview).await?;
    }
    Ok(made)
}

/// The preview of an item that is whole, or why there is none.
async fn make<S: OpensFiles>(
    state: &S,
    opening_id: Id<Opening>,
    item: &ItemRecord,
    key: &CaseKey,
) -> Result<Vec<u8>, OpeningResult> {
    if let Err(fault) = state.check_item(item, key, u64::MAX).await {
        tracing::error!(%opening_id, ?fault, "a file of which a preview was to be made cannot be read");
        return Err(match fault {
            ItemFault::Damaged(_) => OpeningResult::Damaged,
            ItemFault::Interrupted => OpeningResult::CutShort,
        });
    }
    if item.size_bytes > MAX_PICTURE_BYTES {
        return Err(OpeningResult::Undecodable);
    }
    let content = state.open_item(item, key).await.map_err(|_| OpeningResult::CutShort)?;
    match state.sandbox().preview(content).await {
        Ok(Ok(picture)) => Ok(picture),
        Ok(Err(none)) => Err(why_not(opening_id, none)),
        Err(SandboxError::Source(error)) if error.kind() == io::ErrorKind::InvalidData => {
            Err(OpeningResult::Damaged)
        }
        Err(SandboxError::Source(_)) => Err(OpeningResult::CutShort),
        Err(error) => Err(why_not(opening_id, NoPreview::DecoderFailed(error.to_string()))),
    }
}

/// What a child says of a file goes into the log, and nowhere else: it may have been taken over.
fn why_not(opening_id: Id<Opening>, none: NoPreview) -> OpeningResult {
    let (result, reason) = match none {
        NoPreview::Unsupported => return OpeningResult::Unsupported,
        NoPreview::Undecodable(reason) => (OpeningResult::Undecodable, reason),
        NoPreview::DecoderFailed(reason) => (OpeningResult::DecoderFailed, reason),
    };
    tracing::warn!(%opening_id, reason, "there is no preview of a picture");
    result
}
