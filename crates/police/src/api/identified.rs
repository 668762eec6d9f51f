//! What bears an identification out, and where it stands.

use axum::extract::{Path, State};
use axum::response::Response;
use model::Id;
use serde::{Deserialize, Serialize};
use service::{Actor, Authenticated, Failure, Json, Once};
use utoipa::ToSchema;

use super::withdrawals::Reason;
use super::{Shown, act_once, created, unit_of};
use crate::Police;
use crate::actions::{AddIdentificationLine, DecideIdentification, StateAccountUse};
use crate::db::Reader;
use crate::identified::IdentificationState;
use crate::ids::{AccountUse, Identification, IdentificationDecision, IdentificationLine};
use crate::permissions::Permission;
use crate::views::{self, IdentificationDetail};

/// Who used the account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewAccountUse {
    account_user: String,
    /// `possible`, `probable` or `established`.
    confidence: String,
}

model::unprintable!(NewAccountUse);

/// A ground, or a member of the household who was considered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewIdentificationLine {
    /// `fact`, `assessment` or `household`.
    kind: String,
    /// Of a member of the household: `parent`, `partner`, `child`, `sibling`, `grandparent`, `relative`, `lodger` or `guest`.
    #[serde(default)]
    role: String,
    statement: String,
    source: String,
}

model::unprintable!(NewIdentificationLine);

/// Where an identification is to stand.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewIdentificationDecision {
    /// `confirmed`, `contested` or `cleared`.
    state: String,
    reason: String,
}

model::unprintable!(NewIdentificationDecision);

/// A finding that was kept.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccountUseStated {
    #[schema(value_type = String)]
    use_id: Id<AccountUse>,
}

/// A line that was kept.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct IdentificationLineAdded {
    #[schema(value_type = String)]
    line_id: Id<IdentificationLine>,
}

/// A decision that was kept.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct IdentificationDecided {
    #[schema(value_type = String)]
    decision_id: Id<IdentificationDecision>,
}

/// `GET /api/identifications/{id}`: of the own unit for provincial officers.
pub(crate) async fn show(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(id): Path<Id<Identification>>,
) -> Shown<IdentificationDetail> {
    Ok(Json(load(&police, &actor, id).await?))
}

/// An identification as the actor may see it.
pub(crate) async fn load(
    police: &Police,
    actor: &Actor,
    id: Id<Identification>,
) -> Result<IdentificationDetail, Failure> {
    let unit = unit_of(actor, Permission::ReadPersons)?;
    let mut tx = police.reading("load-identification").await?;
    let (reader, keys) = (Reader::of(actor), police.node.columns());
    views::load_identification(&mut tx, &reader, keys, id, unit.as_deref()).await
}

/// `POST /api/identifications/{id}/account-use`.
pub(crate) async fn state_use(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(identification_id): Path<Id<Identification>>,
    once: Once<NewAccountUse>,
) -> Result<Response, Failure> {
    let NewAccountUse { account_user, confidence } = &once.body;
    let action = StateAccountUse {
        identification_id,
        account_user: account_user.clone(),
        confidence: confidence.clone(),
    };
    let use_id = act_once(&police, &actor, &once, &action).await?;
    Ok(created(AccountUseStated { use_id }))
}

/// `POST /api/identifications/{id}/lines`.
pub(crate) async fn add_line(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(identification_id): Path<Id<Identification>>,
    once: Once<NewIdentificationLine>,
) -> Result<Response, Failure> {
    let body = &once.body;
    let action = AddIdentificationLine {
        identification_id,
        kind: body.kind.clone(),
        role: body.role.clone(),
        statement: body.statement.clone(),
        source: body.source.clone(),
    };
    let line_id = act_once(&police, &actor, &once, &action).await?;
    Ok(created(IdentificationLineAdded { line_id }))
}

/// `POST /api/identifications/{id}/decide`.
pub(crate) async fn decide(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(identification_id): Path<Id<Identification>>,
    once: Once<NewIdentificationDecision>,
) -> Result<Response, Failure> {
    let NewIdentificationDecision { state, reason } = &once.body;
    let action = DecideIdentification { identification_id, state: state.clone(), reason: reason.clone() };
    let decision_id = act_once(&police, &actor, &once, &action).await?;
    Ok(created(IdentificationDecided { decision_id }))
}

/// `POST /api/identifications/{id}/contest`.
pub(crate) async fn contest(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(identification_id): Path<Id<Identification>>,
    once: Once<Reason>,
) -> Result<Response, Failure> {
    let state = IdentificationState::Contested.code().to_owned();
    let action = DecideIdentification { identification_id, state, reason: once.body.reason.clone() };
    let decision_id = act_once(&police, &actor, &once, &action).await?;
    Ok(created(IdentificationDecided { decision_id }))
}
