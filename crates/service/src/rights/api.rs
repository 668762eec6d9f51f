//! The JSON API of holds, reviews and erasure.

use std::marker::PhantomData;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use model::Id;
use model::kind::LegalHold;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::views::{MOST_ERASURES, ObjectView, ReviewsView, load_object, load_reviews};
use super::{Erase, EraseDue, KeepLonger, LiftHold, ObjectRef, PlaceHold, Rights};
use crate::oversight::four_eyes::request_approval;
use crate::{Authenticated, Failure, Json, Once};

/// A hold to be placed. The form of the page has the same fields.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewHold {
    reason: String,
    /// Number of the order, request or procedure behind it.
    authorization: String,
    /// `YYYY-MM-DD`, the last day on which it holds; empty or absent for an open hold.
    #[serde(default)]
    last_day: String,
}

model::unprintable!(NewHold);

impl NewHold {
    pub(super) fn action<S: Rights>(self, object: ObjectRef) -> Result<PlaceHold<S>, Failure> {
        let last_day = Some(self.last_day.trim()).filter(|day| !day.is_empty());
        let last_day = last_day.map(|day| parse_day("last_day", day)).transpose()?;
        let (reason, authorization) = (self.reason, self.authorization);
        Ok(PlaceHold { object, reason, authorization, last_day, role: PhantomData })
    }
}

/// A hold that was placed or lifted.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HoldPlaced {
    hold_id: String,
}

/// Why.
#[derive(Deserialize, ToSchema)]
#[schema(as = LiftReason)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reason {
    pub(super) reason: String,
}

model::unprintable!(Reason);

/// A decision to keep something longer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewKeep {
    reason: String,
    /// `YYYY-MM-DD`, when to look again.
    until: String,
}

model::unprintable!(NewKeep);

impl NewKeep {
    pub(super) fn action<S: Rights>(self, object: ObjectRef) -> Result<KeepLonger<S>, Failure> {
        let until = parse_day("until", &self.until)?;
        Ok(KeepLonger { object, reason: self.reason, until, role: PhantomData })
    }
}

/// What was decided.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Kept {
    keep_decision_id: String,
}

/// A request to erase.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewErasure {
    pub(super) reason: String,
}

model::unprintable!(NewErasure);

fn parse_day(field: &str, text: &str) -> Result<Date, Failure> {
    text.trim().parse().map_err(|_| Failure::refused(field, "must be a day such as 2030-12-31"))
}

/// `GET /api/reviews`.
pub(super) async fn list<S: Rights>(
    State(state): State<S>,
    Authenticated(actor): Authenticated,
) -> Result<Json<ReviewsView>, Failure> {
    let node = state.node();
    let mut tx = node.db().begin_read("list-reviews").await?;
    Ok(Json(load_reviews::<S>(&mut tx, &actor, node.columns(), (node.clock().now(), MOST_ERASURES)).await?))
}

/// `GET /api/reviews/{kind}/{id}`.
pub(super) async fn show<S: Rights>(
    State(state): State<S>,
    Authenticated(actor): Authenticated,
    Path((kind, id)): Path<(String, String)>,
) -> Result<Json<ObjectView>, Failure> {
    let node = state.node();
    let mut tx = node.db().begin_read("load-review").await?;
    let object = ObjectRef { kind, id };
    Ok(Json(load_object::<S>(&mut tx, &actor, node.columns(), &object, node.clock().now()).await?))
}

/// `POST /api/reviews/{kind}/{id}/hold`.
pub(super) async fn hold<S: Rights>(
    State(state): State<S>,
    Authenticated(actor): Authenticated,
    Path((kind, id)): Path<(String, String)>,
    once: Once<NewHold>,
) -> Result<Response, Failure> {
    let action = once.body.action::<S>(ObjectRef { kind, id })?;
    let done = state.node().act_once(&actor, once.key.as_ref(), once.request_sha256, &action).await?;
    Ok((StatusCode::CREATED, Json(HoldPlaced { hold_id: done.output.to_string() })).into_response())
}

/// `POST /api/holds/{id}/lift`.
pub(super) async fn lift<S: Rights>(
    State(state): State<S>,
    Authenticated(actor): Authenticated,
    Path(hold_id): Path<Id<LegalHold>>,
    Json(body): Json<Reason>,
) -> Result<Json<HoldPlaced>, Failure> {
    let action = LiftHold::<S> { hold_id, reason: body.reason, role: PhantomData };
    let hold_id = state.node().act(&actor, &action).await?.to_string();
    Ok(Json(HoldPlaced { hold_id }))
}

/// `POST /api/reviews/{kind}/{id}/keep`.
pub(super) async fn keep<S: Rights>(
    State(state): State<S>,
    Authenticated(actor): Authenticated,
    Path((kind, id)): Path<(String, String)>,
    once: Once<NewKeep>,
) -> Result<Response, Failure> {
    let action = once.body.action::<S>(ObjectRef { kind, id })?;
    let done = state.node().act_once(&actor, once.key.as_ref(), once.request_sha256, &action).await?;
    Ok((StatusCode::CREATED, Json(Kept { keep_decision_id: done.output.to_string() })).into_response())
}

/// `POST /api/reviews/{kind}/{id}/erase`: 202, a second person decides.
pub(super) async fn erase<S: Rights>(
    State(state): State<S>,
    Authenticated(actor): Authenticated,
    Path((kind, id)): Path<(String, String)>,
    once: Once<NewErasure>,
) -> Result<Response, Failure> {
    let action =
        Erase::<S> { object: ObjectRef { kind, id }, reason: once.body.reason.clone(), role: PhantomData };
    let (node, key) = (state.node(), once.key.as_ref());
    let asked = request_approval(node, &actor, key, once.request_sha256, &action).await?;
    Ok((StatusCode::ACCEPTED, Json(asked)).into_response())
}

/// `POST /api/erasures`: 202, a second person decides.
pub(super) async fn erase_due<S: Rights>(
    State(state): State<S>,
    Authenticated(actor): Authenticated,
    once: Once<NewErasure>,
) -> Result<Response, Failure> {
    let action = EraseDue::<S>::of_today(state.node(), once.body.reason.clone());
    let (node, key) = (state.node(), once.key.as_ref());
    let asked = request_approval(node, &actor, key, once.request_sha256, &action).await?;
    Ok((StatusCode::ACCEPTED, Json(asked)).into_response())
}
