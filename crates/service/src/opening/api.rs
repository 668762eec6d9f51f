//! The JSON API of files.

use std::marker::PhantomData;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use model::Id;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::actions::OpenFile;
use super::authorize::{Authorize, Withdraw};
use super::serve::serve;
use super::views::{FilesView, load_files};
use super::{Authorization, OpensFiles, RaiseOpenings, day_of};
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
    pub(super) fn action<S: OpensFiles>(&self, state: &S, object_id: String) -> OpenFile<S> {
        let config = state.opening_config().clone();
        let (sha256, reason) = (self.sha256.clone(), self.reason.clone());
        OpenFile { object_id, sha256, reason, config, role: PhantomData }
    }
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
    openings: u32,
    reason: String,
}

model::unprintable!(NewRaise);

impl NewRaise {
    pub(super) fn action<S: OpensFiles>(
        &self,
        state: &S,
        actor: &Actor,
    ) -> Result<RaiseOpenings<S>, Failure> {
        state.opening_config().limit(0)?;
        let on = day_of(KeepsVault::node(state).clock().now());
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
    let at = (state.opening_config(), node.clock().now());
    Ok(Json(load_files::<S>(&mut tx, &actor, node.columns(), &id, at).await?))
}

/// `POST /api/files/{id}/open`. A repeated idempotency key opens nothing again: every showing has its own record.
pub(super) async fn open<S: OpensFiles>(
    State(state): State<S>,
    Authenticated(actor): Authenticated,
    Path(id): Path<String>,
    once: Once<NewOpening>,
) -> Result<Response, Failure> {
    let (node, action) = (KeepsVault::node(&state), once.body.action(&state, id));
    let done = node.act_once(&actor, once.key.as_ref(), once.request_sha256, &action).await?;
    if done.replayed {
        return Err(Failure::conflict(format!(
            "{} opened this once under this Idempotency-Key, and what it showed is not kept; use a new key",
            done.output
        )));
    }
    serve(&state, &actor, done.output).await
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
