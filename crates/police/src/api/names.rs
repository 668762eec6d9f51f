//! Names of an operation's persons, shown together once after a second person approved.

use axum::extract::{Path, State};
use axum::response::Response;
use model::Id;
use model::kind::Operation;
use serde::Deserialize;
use service::{Authenticated, Failure, Json, Once};
use utoipa::ToSchema;

use super::{Shown, ask};
use crate::Police;
use crate::actions::{RevealNames, ShowNames};
use crate::db::Reader;
use crate::ids::NameList;
use crate::views::{self, ShownNames};

/// Why the names are needed together. The form of the page has the same fields.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewNameList {
    reason: String,
    legal_basis: String,
}

impl NewNameList {
    /// The action on an operation.
    pub(crate) fn action(&self, operation_id: Id<Operation>) -> RevealNames {
        RevealNames { operation_id, reason: self.reason.clone(), legal_basis: self.legal_basis.clone() }
    }
}

/// `POST /api/operations/{id}/reveal-names`: 202, a second person decides.
pub(crate) async fn request(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(operation_id): Path<Id<Operation>>,
    once: Once<NewNameList>,
) -> Result<Response, Failure> {
    ask(&police, &actor, &once, &once.body.action(operation_id)).await
}

/// `POST /api/name-lists/{id}/show`: the names, to the requester, once.
pub(crate) async fn show(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(name_list_id): Path<Id<NameList>>,
) -> Shown<ShownNames> {
    Ok(Json(open(&police, &actor, name_list_id).await?))
}

/// Records the showing, then opens the names.
pub(crate) async fn open(
    police: &Police,
    actor: &service::Actor,
    name_list_id: Id<NameList>,
) -> Result<ShownNames, Failure> {
    police.node.act(actor, &ShowNames { name_list_id }).await?;
    let mut tx = police.reading("load-names").await?;
    views::load_names(&mut tx, &Reader::of(actor), police.node.columns(), name_list_id).await
}
