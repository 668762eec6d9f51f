//! Claims of units on subjects and persons.

use axum::extract::{Path, State};
use axum::response::Response;
use model::kind::{Person, Subject};
use model::{Id, Kind};
use serde::{Deserialize, Serialize};
use service::{Actor, Authenticated, Failure, Json, Once};
use utoipa::ToSchema;

use super::{Shown, act_once, created, unit_of};
use crate::Police;
use crate::actions::{Claimed, DecideClaims, PlaceClaim, RenewClaim};
use crate::db::Reader;
use crate::ids::{Claim, ClaimDecision};
use crate::permissions::Permission;
use crate::views::{self, ClaimDetail, Looking};

/// Why a unit is on it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewClaim {
    /// `central`, or the unit's province: INE code, name or alias; the own unit without it.
    #[serde(default)]
    unit: String,
    reason: String,
}

model::unprintable!(NewClaim);

/// A claim that was placed or renewed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClaimPlaced {
    #[schema(value_type = String)]
    claim_id: Id<Claim>,
}

/// What is decided between a claim and another.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewClaimDecision {
    #[schema(value_type = String)]
    other_claim_id: Id<Claim>,
    /// `alone`: the claim in the address goes on and the other does not; `together`: both go on.
    verdict: String,
    reason: String,
}

model::unprintable!(NewClaimDecision);

/// A decision between two claims.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClaimsDecided {
    #[schema(value_type = String)]
    decision_id: Id<ClaimDecision>,
}

/// What the claims of an address are on.
pub(crate) trait Claimable: Kind {
    fn claimed(id: Id<Self>) -> Claimed;
}

impl Claimable for Subject {
    fn claimed(id: Id<Self>) -> Claimed {
        Claimed::Subject(id)
    }
}

impl Claimable for Person {
    fn claimed(id: Id<Self>) -> Claimed {
        Claimed::Person(id)
    }
}

/// `POST /api/subjects/{id}/claim`.
pub(crate) async fn on_subject(
    police: State<Police>,
    actor: Authenticated,
    id: Path<Id<Subject>>,
    once: Once<NewClaim>,
) -> Result<Response, Failure> {
    place(police, actor, id, once).await
}

/// `POST /api/persons/{id}/claim`.
pub(crate) async fn on_person(
    police: State<Police>,
    actor: Authenticated,
    id: Path<Id<Person>>,
    once: Once<NewClaim>,
) -> Result<Response, Failure> {
    place(police, actor, id, once).await
}

async fn place<K: Claimable>(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(id): Path<Id<K>>,
    once: Once<NewClaim>,
) -> Result<Response, Failure> {
    let NewClaim { unit, reason } = &once.body;
    let action = PlaceClaim {
        claimed: K::claimed(id),
        unit: unit.clone(),
        reason: reason.clone(),
        days: police.settings.claim_days,
    };
    Ok(created(ClaimPlaced { claim_id: act_once(&police, &actor, &once, &action).await? }))
}

/// `GET /api/claims/{id}`.
pub(crate) async fn show(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(claim_id): Path<Id<Claim>>,
) -> Shown<ClaimDetail> {
    Ok(Json(load(&police, &actor, claim_id).await?))
}

/// A claim as the actor may see it.
pub(crate) async fn load(
    police: &Police,
    actor: &Actor,
    claim_id: Id<Claim>,
) -> Result<ClaimDetail, Failure> {
    let unit = unit_of(actor, Permission::ClaimSubjects)?;
    let reader = Reader::of(actor);
    let looking = Looking { reader: &reader, unit: unit.as_deref(), now: police.node.clock().now() };
    let mut tx = police.reading("load-claim").await?;
    views::load_claim(&mut tx, police.node.columns(), looking, claim_id).await
}

/// `POST /api/claims/{id}/renew`.
pub(crate) async fn renew(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(claim_id): Path<Id<Claim>>,
) -> Shown<ClaimPlaced> {
    let action = RenewClaim { claim_id, days: police.settings.claim_days };
    Ok(Json(ClaimPlaced { claim_id: police.node.act(&actor, &action).await? }))
}

/// `POST /api/claims/{id}/decide`.
pub(crate) async fn decide(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(claim_id): Path<Id<Claim>>,
    once: Once<NewClaimDecision>,
) -> Result<Response, Failure> {
    let NewClaimDecision { other_claim_id, verdict, reason } = &once.body;
    let action = DecideClaims {
        claim_id,
        other_claim_id: *other_claim_id,
        verdict: verdict.clone(),
        reason: reason.clone(),
    };
    Ok(created(ClaimsDecided { decision_id: act_once(&police, &actor, &once, &action).await? }))
}
