//! Hash lists of seized devices, matched against an operation.

use axum::extract::{Path, State};
use axum::response::Response;
use model::Id;
use model::kind::Operation;
use serde::{Deserialize, Serialize};
use service::{Actor, Authenticated, Failure, Json, Once};
use utoipa::ToSchema;

use super::{Shown, act_once, created};
use crate::Police;
use crate::actions::MatchSeizedList;
use crate::db::Reader;
use crate::ids::SeizedList;
use crate::seized::ReadList;
use crate::views::{self, OperationView, SeizedListView};

/// A list as text: VICS, ICSE, CSV or plain digests.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewSeizedList {
    /// From which device or exhibit, taken by whom.
    source: String,
    list: String,
}

model::unprintable!(NewSeizedList);

/// A list that was matched.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SeizedListMatched {
    #[schema(value_type = String)]
    seized_list_id: Id<SeizedList>,
}

/// `GET /api/operations/{id}/seized-lists`.
pub(crate) async fn list(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(id): Path<Id<Operation>>,
) -> Shown<Vec<SeizedListView>> {
    Ok(Json(load(&police, &actor, id).await?.1))
}

/// The lists of an operation that the actor may read, with the operation.
pub(crate) async fn load(
    police: &Police,
    actor: &Actor,
    id: Id<Operation>,
) -> Result<(OperationView, Vec<SeizedListView>), Failure> {
    let mut tx = police.reading("list-seized-lists").await?;
    let keys = police.node.columns();
    let operation = views::load_operation(&mut tx, &Reader::of(actor), keys, id).await?;
    let lists = views::list_seized(&mut tx, keys, id).await?;
    Ok((operation, lists))
}

/// `POST /api/operations/{id}/seized-lists`.
pub(crate) async fn take(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(operation_id): Path<Id<Operation>>,
    once: Once<NewSeizedList>,
) -> Result<Response, Failure> {
    // an operation that is not there for the actor is told before anything of the list
    load(&police, &actor, operation_id).await?;
    let list = ReadList::read_aside("list", once.body.list.clone()).await?;
    let action = MatchSeizedList { operation_id, source: once.body.source.clone(), list };
    Ok(created(SeizedListMatched { seized_list_id: act_once(&police, &actor, &once, &action).await? }))
}
