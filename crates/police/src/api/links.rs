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
use crate::actions::{ContestLink, DecideContest, RecordVeto, RestoreLink};
use crate::ids::{Account, Contest, Veto};

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

/// How a dispute over a link ends.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContestDecision {
    /// `kept` or `withdrawn`.
    decision: String,
    grounds: String,
}

model::unprintable!(ContestDecision);

/// A dispute over a link.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Contested {
    #[schema(value_type = String)]
    contest_id: Id<Contest>,
}

/// `POST /api/links/{id}/contest`.
pub(crate) async fn contest(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(link_id): Path<Id<Link>>,
    once: Once<Reason>,
) -> Shown<Contested> {
    let action = ContestLink { link_id, reason: once.body.reason.clone() };
    let contest_id = act_once(&police, &actor, &once, &action).await?;
    Ok(Json(Contested { contest_id }))
}

/// `POST /api/links/{id}/contest/decide`.
pub(crate) async fn decide_contest(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(link_id): Path<Id<Link>>,
    once: Once<ContestDecision>,
) -> Shown<Contested> {
    let ContestDecision { decision, grounds } = &once.body;
    let action = DecideContest { link_id, decision: decision.clone(), grounds: grounds.clone() };
    let contest_id = act_once(&police, &actor, &once, &action).await?;
    Ok(Json(Contested { contest_id }))
}
