//! Lost grounds, and what becomes of what rested on them.

use axum::extract::{Path, State};
use axum::response::Response;
use model::Id;
use serde::{Deserialize, Serialize};
use service::{Actor, Authenticated, Failure, Json, Once, Query};
use utoipa::ToSchema;

use super::{Part, Shown, act_once, created, unit_of};
use crate::Police;
use crate::actions::{DecideLostObjects, LoseGround, NoteLoss};
use crate::db::Reader;
use crate::ids::{GroundLoss, LossNote, LostObject};
use crate::permissions::Permission;
use crate::views::{self, LossDetail, LossView};

/// A ground that fell away.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewLoss {
    /// `file` or `allocation`.
    cause: String,
    /// SHA-256 of the file, or a range of addresses, as `192.0.2.0/24`.
    value: String,
    reason: String,
}

model::unprintable!(NewLoss);

/// A loss that was recorded.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LossRecorded {
    #[schema(value_type = String)]
    loss_id: Id<GroundLoss>,
}

/// What becomes of objects.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewLossDecision {
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    objects: Vec<Id<LostObject>>,
    /// `stands` or `dropped`.
    fate: String,
    reason: String,
}

model::unprintable!(NewLossDecision);

/// How many objects were decided on.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LossDecided {
    decided: usize,
}

/// Nothing: the address says it all.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewLossNote {}

/// That a unit took note.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LossNoted {
    #[schema(value_type = String)]
    note_id: Id<LossNote>,
}

/// `GET /api/lost-grounds[?limit=&offset=]`: of the own unit for provincial officers.
pub(crate) async fn list(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Query(part): Query<Part>,
) -> Shown<Vec<LossView>> {
    Ok(Json(load_part(&police, &actor, part.rows()).await?.0))
}

/// A part of the losses that the actor may see, and how many there are.
pub(crate) async fn load_part(
    police: &Police,
    actor: &Actor,
    part: (i64, i64),
) -> Result<(Vec<LossView>, i64), Failure> {
    let unit = unit_of(actor, Permission::ReadAssignments)?;
    let mut tx = police.reading("list-losses").await?;
    let (reader, keys) = (Reader::of(actor), police.node.columns());
    views::page_losses(&mut tx, &reader, keys, unit.as_deref(), part).await
}

/// `GET /api/lost-grounds/{id}`.
pub(crate) async fn show(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(id): Path<Id<GroundLoss>>,
) -> Shown<LossDetail> {
    Ok(Json(load(&police, &actor, id).await?))
}

/// A loss as the actor may see it.
pub(crate) async fn load(police: &Police, actor: &Actor, id: Id<GroundLoss>) -> Result<LossDetail, Failure> {
    let unit = unit_of(actor, Permission::ReadAssignments)?;
    let mut tx = police.reading("load-loss").await?;
    let (reader, keys) = (Reader::of(actor), police.node.columns());
    views::load_loss(&mut tx, &reader, keys, id, unit.as_deref()).await
}

/// `POST /api/lost-grounds`.
pub(crate) async fn lose(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    once: Once<NewLoss>,
) -> Result<Response, Failure> {
    let NewLoss { cause, value, reason } = &once.body;
    let action = LoseGround { cause: cause.clone(), value: value.clone(), reason: reason.clone() };
    let loss_id = act_once(&police, &actor, &once, &action).await?;
    Ok(created(LossRecorded { loss_id }))
}

/// `POST /api/lost-grounds/{id}/decide`.
pub(crate) async fn decide(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(loss_id): Path<Id<GroundLoss>>,
    once: Once<NewLossDecision>,
) -> Result<Response, Failure> {
    let NewLossDecision { objects, fate, reason } = &once.body;
    let action =
        DecideLostObjects { loss_id, objects: objects.clone(), fate: fate.clone(), reason: reason.clone() };
    let decided = act_once(&police, &actor, &once, &action).await?;
    Ok(created(LossDecided { decided }))
}

/// `POST /api/lost-grounds/{id}/note`.
pub(crate) async fn note(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(loss_id): Path<Id<GroundLoss>>,
    once: Once<NewLossNote>,
) -> Result<Response, Failure> {
    let note_id = act_once(&police, &actor, &once, &NoteLoss { loss_id }).await?;
    Ok(created(LossNoted { note_id }))
}
