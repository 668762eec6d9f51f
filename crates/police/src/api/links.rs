//! Decisions on links.

use axum::extract::{Path, State};
use axum::response::Response;
use model::Id;
use model::kind::Link;
use serde::{Deserialize, Serialize};
use service::{Authenticated, Failure, Json, Once};
use utoipa::ToSchema;

use super::withdrawals::{Reason, Withdrawn};
use super::{Shown, act_once, created};
use crate::Police;
use crate::actions::{RecordVeto, RestoreLink};
use crate::ids::{Account, Veto};

/// Two accounts that are not one subject.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewVeto {
    #[schema(value_type = String)]
    account_a: Id<Account>,
    #[schema(value_type = String)]
    account_b: Id<Account>,
    reason: String,
}

model::unprintable!(NewVeto);

/// A recorded veto.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VetoCreated {
    #[schema(value_type = String)]
    veto_id: Id<Veto>,
}

/// `POST /api/vetoes`.
pub(crate) async fn veto(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    once: Once<NewVeto>,
) -> Result<Response, Failure> {
    let NewVeto { account_a, account_b, ref reason } = once.body;
    let action = RecordVeto { account_a, account_b, reason: reason.clone() };
    let veto_id = act_once(&police, &actor, &once, &action).await?;
    Ok(created(VetoCreated { veto_id }))
}

/// `POST /api/links/{id}/restore`.
pub(crate) async fn restore(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(link_id): Path<Id<Link>>,
    once: Once<Reason>,
) -> Shown<Withdrawn> {
    let action = RestoreLink { link_id, reason: once.body.reason.clone() };
    let id = act_once(&police, &actor, &once, &action).await?;
    Ok(Json(Withdrawn { id: id.to_string() }))
}
