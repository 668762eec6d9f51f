//! `GET /api/hash-lists`, `PUT /api/hash-lists/{name}`.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::{FromRequest, Path, Query, Request, State as Shared};
use hashlist::{Classification, List, ListEntry, ListError, ListHead};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use service::{
    Actor, Authenticated, Failure, IdempotencyKey, Json, Once, hash_lists as files, request_sha256,
};
use utoipa::ToSchema;
use wire::hash_list::Format;

use super::prose;
use crate::State;
use crate::actions::HashListImported;
use crate::db::hash_lists;
use crate::list_files::import;
use crate::surfaces::is_name;

/// What a list in a format of others is given in the query, beside its format.
pub(crate) const IMPORT: &[&str] = &["format", "source", "members", "classification", "active_permille"];

/// A list as somebody hands it over: it replaces the version in use.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HashListRequest {
    /// Where it comes from.
    source: String,
    /// Who vouches for its entries; where nobody does, its hits are counted and never acted on.
    #[serde(default)]
    members: Vec<String>,
    /// Class of the entries that state none, out of a closed set; without one its hits are counted and never acted on.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    classification: Option<Classification>,
    /// Share of the entries that count, in thousandths: 1000, which is all of them, unless said otherwise.
    #[serde(default = "all_of_it")]
    active_permille: u16,
    /// Its entries: `md5`, `sha1`, `sha256`, `pdq` (in hex), `opaque`, `video` (one of them at least), `pdq_quality`, `classification`, `members`,
    /// `source_id`, `note`, `withdrawn`.
    #[schema(value_type = Vec<Object>)]
    entries: Vec<ListEntry>,
}

fn all_of_it() -> u16 {
    1000
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
    /// Who vouches for its entries.
    members: Vec<String>,
    #[schema(value_type = Option<String>)]
    classification: Option<Classification>,
    active_permille: i64,
    /// Nobody vouches for it or no class is stated: its hits are counted and never acted on.
    shadow: bool,
    /// Whether its index file is there: without it nothing is compared with the list, until it is imported again.
    is_open: bool,
    entries: i64,
    /// Entries whose picture is not matched: of low quality, or alike to ordinary pictures.
    left_out: i64,
    entries_sha256: String,
    imported_by: String,
    #[schema(value_type = String)]
    imported_at: Timestamp,
}

/// Brings in a new version of a list: our own JSON, or with `format` in the query a file as its source publishes it.
pub(crate) async fn import_hash_list(
    Shared(state): Shared<State>,
    Authenticated(actor): Authenticated,
    Path(name): Path<String>,
    key: Option<IdempotencyKey>,
    request: Request,
) -> Result<Json<HashListImported>, Failure> {
    if !is_name(&name) {
        return Err(Failure::refused("name", "must be 1 to 64 of a-z, 0-9, - and _"));
    }
    let Query(asked) = Query::<BTreeMap<String, String>>::try_from_uri(request.uri())
        .map_err(|error| Failure::refused("query", error.body_text()))?;
    if asked.contains_key("format") {
        return import_file(&state, &actor, (name, &asked), key, request).await.map(Json);
    }
    let request = Once::<HashListRequest>::from_request(request, &state).await?;
    let HashListRequest { source, members, classification, active_permille, entries } = request.body;
    let source = prose("source", &source)?;
    let head = ListHead { name, version: 1, source, members, classification, active_permille };
    let read = |head| List::new(head, entries).map_err(|error| refused(&error));
    import(&state, &actor, (request.key.as_ref(), request.request_sha256), head, read).await.map(Json)
}

/// A file in a format of others; what it does not say of itself stands in the query.
async fn import_file(
    state: &State,
    actor: &Actor,
    (name, asked): (String, &BTreeMap<String, String>),
    key: Option<IdempotencyKey>,
    request: Request,
) -> Result<HashListImported, Failure> {
    if let Some(unknown) = asked.keys().find(|key| !IMPORT.contains(&key.as_str())) {
        return Err(Failure::refused(
            unknown,
            format!("is no parameter here; known are {}", IMPORT.join(", ")),
        ));
    }
    let value = |name: &str| asked.get(name).map(String::as_str).filter(|value| !value.is_empty());
    let format: Format = parsed("format", value("format").unwrap_or_default())?;
    let (head, _) = described(name, value)?;
    let uri = request.uri().to_string();
    let bytes = Bytes::from_request(request, state)
        .await
        .map_err(|error| Failure::bad_request(format!("body: {}", error.body_text())))?;
    let digest = request_sha256(&[uri.as_bytes(), request_sha256(&bytes).as_slice()].concat());
    let read = move |head| {
        files::load(&bytes, Some(format), head).map_err(|error| Failure::refused("body", error.to_string()))
    };
    import(state, actor, (key.as_ref(), digest), head, read).await
}

/// What a query or a form says of a file: the head of its list, with the version still open, and its format where that is stated.
pub(crate) fn described<'a>(
    name: String,
    value: impl Fn(&str) -> Option<&'a str>,
) -> Result<(ListHead, Option<Format>), Failure> {
    let members = value("members").into_iter().flat_map(|members| members.split(','));
    let members = members.map(|member| member.trim().to_owned()).filter(|member| !member.is_empty());
    let head = ListHead {
        name,
        version: 1,
        source: prose("source", value("source").unwrap_or_default())?,
        members: members.collect(),
        classification: value("classification").map(|text| parsed("classification", text)).transpose()?,
        active_permille: value("active_permille").map_or(Ok(1000), |text| parsed("active_permille", text))?,
    };
    let format = value("format").map(|text| parsed("format", text)).transpose()?;
    Ok((head, format))
}

fn parsed<T: std::str::FromStr<Err: std::fmt::Display>>(field: &str, text: &str) -> Result<T, Failure> {
    text.parse().map_err(|error: T::Err| Failure::refused(field, error.to_string()))
}

fn refused(error: &ListError) -> Failure {
    Failure::refused(&error.field(), error.to_string())
}

/// The lists in use.
pub(crate) async fn list_hash_lists(Shared(state): Shared<State>) -> Result<Json<HashListsView>, Failure> {
    let mut tx = state.node.db().begin_read("list-hash-lists").await?;
    let versions = hash_lists::list_newest_versions(&mut tx).await?;
    let in_use = state.lists();
    let view = |row: hash_lists::VersionRow| HashListView {
        is_open: in_use.find(&row.list_name).is_some(),
        list: row.list_name,
        version: row.version,
        source: row.source,
        members: row.members,
        classification: row.classification,
        active_permille: row.active_permille,
        shadow: row.shadow,
        entries: row.entry_count,
        left_out: row.left_out,
        entries_sha256: row.entries_sha256,
        imported_by: row.imported_by,
        imported_at: row.imported_at,
    };
    Ok(Json(HashListsView { hash_lists: versions.into_iter().map(view).collect() }))
}
