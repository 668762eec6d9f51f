//! `GET /api/hash-lists`, `PUT /api/hash-lists/{name}`.

use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use hashlist::{List, ListEntry, ListError, ListHead};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use service::{Authenticated, Failure, Json, Once};
use utoipa::ToSchema;

use super::prose;
use crate::State;
use crate::actions::{HashListImported, ImportHashList};
use crate::db::hash_lists;

/// A list as somebody hands it over: it replaces the version in use.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HashListRequest {
    /// Where it comes from.
    source: String,
    /// Its entries: `md5`, `sha1`, `sha256`, `pdq` (one of them at least, in hex), `pdq_quality`, `classification`, `note`.
    #[schema(value_type = Vec<Object>)]
    entries: Vec<ListEntry>,
}

/// The lists in use.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HashListsView {
    hash_lists: Vec<HashListView>,
}

/// One list in use and where it came from.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HashListView {
    list: String,
    version: i64,
    source: String,
    entries: i64,
    entries_sha256: String,
    imported_by: String,
    #[schema(value_type = String)]
    imported_at: Timestamp,
}

/// Brings in a new version of a list.
pub(crate) async fn import_hash_list(
    Shared(state): Shared<State>,
    Authenticated(actor): Authenticated,
    Path(name): Path<String>,
    request: Once<HashListRequest>,
) -> Result<(StatusCode, Json<HashListImported>), Failure> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if name.is_empty() || name.len() > 64 || !name.chars().all(plain) {
        return Err(Failure::refused("name", "must be 1 to 64 of a-z, 0-9, - and _"));
    }
    let HashListRequest { source, entries } = request.body;
    let head = ListHead { name, version: 1, source: prose("source", &source)? };
    let action = ImportHashList { list: List::new(head, entries).map_err(|error| refused(&error))? };
    let imported = state.node.act_once(&actor, request.key.as_ref(), request.request_sha256, &action).await?;
    state.reload_lists().await?;
    Ok((StatusCode::OK, Json(imported.output)))
}

fn refused(error: &ListError) -> Failure {
    let field = match error {
        ListError::NoName => "name".to_owned(),
        ListError::NoSource => "source".to_owned(),
        ListError::NoDigest { entry_no } => format!("entries[{entry_no}]"),
        ListError::Quality { entry_no, .. } => format!("entries[{entry_no}].pdq_quality"),
        ListError::TooMany => "entries".to_owned(),
    };
    Failure::refused(&field, error.to_string())
}

/// The lists in use.
pub(crate) async fn list_hash_lists(Shared(state): Shared<State>) -> Result<Json<HashListsView>, Failure> {
    let mut tx = state.node.db().begin_read("list-hash-lists").await?;
    let versions = hash_lists::list_newest_versions(&mut tx).await?;
    let view = |row: hash_lists::VersionRow| HashListView {
        list: row.list_name,
        version: row.version,
        source: row.source,
        entries: row.entry_count,
        entries_sha256: row.entries_sha256,
        imported_by: row.imported_by,
        imported_at: row.imported_at,
    };
    Ok(Json(HashListsView { hash_lists: versions.into_iter().map(view).collect() }))
}
