//! The custody log as others read it (C2SP `tlog-tiles`): salted commitments and hashes, never content.

use axum::extract::{FromRef, Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use custody::Tile;

use super::{Json, Site};
use crate::{Failure, custody_log};

/// Recomputes every commitment, leaf and root.
pub(super) async fn verify<S>(State(state): State<S>) -> Result<Response, Failure>
where
    Site: FromRef<S>,
{
    let site = Site::from_ref(&state);
    let verdict = custody_log::verify(site.node().db()).await?;
    Ok(Json(verdict).into_response())
}

/// The newest signed checkpoint, with its cosignatures.
pub(super) async fn checkpoint<S>(State(state): State<S>) -> Result<Response, Failure>
where
    Site: FromRef<S>,
{
    let site = Site::from_ref(&state);
    let note = custody_log::shown_checkpoint(site.node().db()).await?;
    let note = note.ok_or_else(|| Failure::absent("checkpoint"))?;
    Ok(([(CONTENT_TYPE, "text/plain; charset=utf-8")], note).into_response())
}

/// A tile of hashes, or a bundle of entries.
pub(super) async fn tile<S>(State(state): State<S>, Path(path): Path<String>) -> Result<Response, Failure>
where
    Site: FromRef<S>,
{
    let site = Site::from_ref(&state);
    let tile = Tile::parse(&path).map_err(|_| Failure::absent("tile"))?;
    let bytes = custody_log::read_tile(site.node().db(), tile).await?;
    let bytes = bytes.ok_or_else(|| Failure::absent("tile"))?;
    Ok(([(CONTENT_TYPE, "application/octet-stream")], bytes).into_response())
}
