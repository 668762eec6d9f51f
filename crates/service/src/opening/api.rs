//! The JSON API of files.

use std::marker::PhantomData;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use model::Id;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::actions::OpenFile;
use super::authorize::{Authorize, Withdraw};
use super::serve::serve;
use super::views::{FilesView, load_files};
use super::{Authorization, Look, Opening, OpeningResult, OpensFiles, RaiseOpenings, preview};
use crate::oversight::four_eyes::request_approval;
use crate::scrub::KeepsVault;
use crate::{Actor, Authenticated, Failure, Json, Once};

/// Which file, and why. The form of the page has the same fields.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewOpening {
    /// Digest of the file, hex.
    sha256: String,
    reason: String,
}

model::unprintable!(NewOpening);

impl NewOpening {
    pub(super) fn action<S: OpensFiles>(&self, state: &S, object_id: String, look: Look) -> OpenFile<S> {
        let config = state.opening_config().clone();
        let (sha256, reason) = (self.sha256.clone(), self.reason.clone());
        OpenFile { object_id, sha256, reason, look, config, role: PhantomData }
    }
}

/// What came of asking for a preview.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Previewed {
    opening_id: String,
    /// Where the picture is: once, within two minutes; none where there is no preview.
    picture: Option<String>,
    /// Why there is no preview: `unsupported`, `undecodable`, `decoder_failed`, `damaged` or `cut_short`.
    result: Option<&'static str>,
}

/// Where the picture of a preview is.
pub(super) fn picture_path(object_id: &str, opening_id: &str) -> String {
    format!("/api/files/{object_id}/previews/{opening_id}")
}

/// What a court or another authority allowed. The form of the page has the same fields.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewAuthorization {
    /// Number of the warrant or order.
    number: String,
    /// Who granted it.
    authority: String,
    /// `YYYY-MM-DD`, when it was granted.
    granted_on: String,
    /// What it allows.
    terms: String,
}

model::unprintable!(NewAuthorization);

impl NewAuthorization {
    pub(super) fn action<S: OpensFiles>(self, object_id: String) -> Result<Authorize<S>, Failure> {
        let granted_on: Result<Date, _> = self.granted_on.trim().parse();
        let granted_on =
            granted_on.map_err(|_| Failure::refused("granted_on", "must be a day such as 2026-03-31"))?;
        let Self { number, authority, terms, .. } = self;
        Ok(Authorize { object_id, number, authority, granted_on, terms, role: PhantomData })
    }
}

/// Which authorization is withdrawn, and why. The form of the page has the same fields.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewWithdrawal {
    #[schema(value_type = String)]
    authorization_id: Id<Authorization>,
    reason: String,
}

model::unprintable!(NewWithdrawal);

impl NewWithdrawal {
    pub(super) fn action<S: OpensFiles>(self, object_id: String) -> Withdraw<S> {
        let Self { authorization_id, reason } = self;
        Withdraw { object_id, authorization_id, reason, role: PhantomData }
    }
}

/// By how much one's limit of today is to be raised, and why. The form of the page has the same fields.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewRaise {
    pub(super) openings: u32,
    pub(super) reason: String,
}

model::unprintable!(NewRaise);

impl NewRaise {
    pub(super) fn action<S: OpensFiles>(
        &self,
        state: &S,
        actor: &Actor,
    ) -> Result<RaiseOpenings<S>, Failure> {
        state.opening_config().limit(0)?;
        let node = KeepsVault::node(state);
        let on = node.day_of(node.clock().now());
        let (reason, unit) = (self.reason.clone(), actor.unit().map(str::to_owned));
        Ok(RaiseOpenings { openings: self.openings, on, reason, unit, role: PhantomData })
    }
}

/// An authorization that was recorded or withdrawn.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Authorized {
    authorization_id: String,
}

/// `GET /api/files/{id}`.
pub(super) async fn show<S: OpensFiles>(
    State(state): State<S>,
    Authenticated(actor): Authenticated,
    Path(id): Path<String>,
) -> Result<Json<FilesView>, Failure> {
    let node = KeepsVault::node(&state);
    let mut tx = node.db().begin_read("load-files").await?;
    Ok(Json(load_files::<S>(&mut tx, &actor, node, &id, state.opening_config()).await?))
}

/// `POST /api/files/{id}/open`. A repeated idempotency key opens nothing again: every showing has its own record.
pub(super) async fn open<S: OpensFiles>(
    State(state): State<S>,
    Authenticated(actor): Authenticated,
    Path(id): Path<String>,
    once: Once<NewOpening>,
) -> Result<Response, Failure> {
    let opening_id = record(&state, &actor, id, once, Look::Original).await?;
    serve(&state, &actor, opening_id).await
}

/// `POST /api/files/{id}/preview`. A repeated idempotency key shows nothing again.
pub(super) async fn preview<S: OpensFiles>(
    State(state): State<S>,
    Authenticated(actor): Authenticated,
    Path(id): Path<String>,
    once: Once<NewOpening>,
) -> Result<Response, Failure> {
    let opening_id = record(&state, &actor, id.clone(), once, Look::Preview).await?;
    let result = preview::attempt(&state, &actor, opening_id).await?;
    let opening_id = opening_id.to_string();
    let picture = result.is_none().then(|| picture_path(&id, &opening_id));
    let said = Previewed { opening_id, picture, result: result.map(OpeningResult::as_str) };
    Ok((StatusCode::CREATED, Json(said)).into_response())
}

/// `GET /api/files/{id}/previews/{opening}`.
pub(super) async fn picture<S: OpensFiles>(
    State(state): State<S>,
    Authenticated(actor): Authenticated,
    Path((id, opening_id)): Path<(String, String)>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    if !is_looked_at(&method, &headers) {
        return Err(Failure::conflict("a preview is shown once: fetch it when somebody is to look at it"));
    }
    let opening_id: Id<Opening> = opening_id.parse().map_err(|_| Failure::absent("opening"))?;
    preview::show(&state, &actor, &id, opening_id).await
}

/// Whether the answer is for somebody's eyes: not that to a HEAD, nor to a browser that fetches ahead.
fn is_looked_at(method: &Method, headers: &HeaderMap) -> bool {
    let says_prefetch =
        |name: &str| headers.get(name).is_some_and(|value| value.as_bytes().starts_with(b"prefetch"));
    *method == Method::GET && !["sec-purpose", "purpose"].into_iter().any(says_prefetch)
}

async fn record<S: OpensFiles>(
    state: &S,
    actor: &Actor,
    object_id: String,
    once: Once<NewOpening>,
    look: Look,
) -> Result<Id<Opening>, Failure> {
    let action = once.body.action(state, object_id, look);
    let node = KeepsVault::node(state);
    let done = node.act_once(actor, once.key.as_ref(), once.request_sha256, &action).await?;
    if done.replayed {
        return Err(Failure::conflict(format!(
            "{} opened this once under this Idempotency-Key, and what it showed is not kept; use a new key",
            done.output
        )));
    }
    Ok(done.output)
}

/// `POST /api/files/{id}/authorize`.
pub(super) async fn authorize<S: OpensFiles>(
    State(state): State<S>,
    Authenticated(actor): Authenticated,
    Path(id): Path<String>,
    once: Once<NewAuthorization>,
) -> Result<Response, Failure> {
    let action = once.body.action::<S>(id)?;
    let node = KeepsVault::node(&state);
    let done = node.act_once(&actor, once.key.as_ref(), once.request_sha256, &action).await?;
    let said = Authorized { authorization_id: done.output.to_string() };
    Ok((StatusCode::CREATED, Json(said)).into_response())
}

/// `POST /api/files/{id}/authorize/undo`.
pub(super) async fn withdraw<S: OpensFiles>(
    State(state): State<S>,
    Authenticated(actor): Authenticated,
    Path(id): Path<String>,
    once: Once<NewWithdrawal>,
) -> Result<Json<Authorized>, Failure> {
    let action = once.body.action::<S>(id);
    let node = KeepsVault::node(&state);
    let done = node.act_once(&actor, once.key.as_ref(), once.request_sha256, &action).await?;
    Ok(Json(Authorized { authorization_id: done.output.to_string() }))
}

/// `POST /api/openings/raise`: 202, a second person decides.
pub(super) async fn raise<S: OpensFiles>(
    State(state): State<S>,
    Authenticated(actor): Authenticated,
    once: Once<NewRaise>,
) -> Result<Response, Failure> {
    let (node, action) = (KeepsVault::node(&state), once.body.action(&state, &actor)?);
    let asked = request_approval(node, &actor, once.key.as_ref(), once.request_sha256, &action).await?;
    Ok((StatusCode::ACCEPTED, Json(asked)).into_response())
}
