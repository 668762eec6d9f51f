//! Disclosure requests and answers.

use axum::extract::{Path, State};
use axum::response::Response;
use model::Id;
use model::kind::Act;
use serde::Deserialize;
use service::{Authenticated, Failure, Json, Once, OnceAsSent, Query};
use utoipa::ToSchema;
use wire::disclosure::DisclosureAnswer;

use super::withdrawals::{Reason, Withdrawn};
use super::{Shown, act_once, created};
use crate::actions::{AuthorizeRequest, IssueDisclosureRequest, MarkRequestSent, UnmarkRequestSent};
use crate::db::Reader;
use crate::ids::{DisclosureRequest, IpEvent};
use crate::views::{self, DisclosureView, EuropeanOrder, RequestState};
use crate::{Police, answers};

/// A request to be issued.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewDisclosureRequest)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewRequest {
    operator: String,
    /// The authorization that permits the request.
    legal_basis: String,
    /// Code of the legal basis.
    #[serde(default)]
    basis: String,
    /// Address, port and time come from these acts, and from nowhere else.
    #[schema(value_type = Vec<String>)]
    act_ids: Vec<Id<Act>>,
    /// The same from these events that are no acts.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    event_ids: Vec<Id<IpEvent>>,
    /// Why events are asked about that may mislead.
    #[serde(default)]
    despite: String,
    /// `Europe/Madrid`, `Atlantic/Canary` or `UTC`: clock readings are looked up there as well, those of acts whose zone is in doubt, or of all
    /// where none is.
    #[serde(default)]
    also_read_in: String,
}

model::unprintable!(NewRequest);

/// On what basis a request stands, and who orders it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewAuthority {
    /// Code of a legal basis.
    basis: String,
    /// `court`, `prosecutor`, `juvenile_prosecutor` or `police`.
    addressee: String,
    /// Why it goes elsewhere than to the juvenile prosecutor, where an author may be a minor.
    #[serde(default)]
    addressee_reason: String,
    /// Why a European Production Order is an emergency.
    #[serde(default)]
    emergency_reason: String,
    #[serde(default)]
    court: String,
    #[serde(default)]
    procedure_number: String,
    #[serde(default)]
    authorization_number: String,
}

model::unprintable!(NewAuthority);

/// Which requests.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Filter {
    state: Option<RequestState>,
}

/// `GET /api/disclosure-requests[?state=open|answered]`.
pub(crate) async fn list(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Query(filter): Query<Filter>,
) -> Shown<Vec<DisclosureView>> {
    let mut tx = police.reading("list-disclosure-requests").await?;
    Ok(Json(
        views::list_disclosures(&mut tx, &Reader::of(&actor), police.node.columns(), filter.state).await?,
    ))
}

/// `GET /api/disclosure-requests/{id}`.
pub(crate) async fn show(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(id): Path<Id<DisclosureRequest>>,
) -> Shown<DisclosureView> {
    let mut tx = police.reading("load-disclosure-request").await?;
    Ok(Json(views::load_disclosure(&mut tx, &Reader::of(&actor), police.node.columns(), id).await?))
}

/// `POST /api/disclosure-requests`: answers with the document to send to the operator.
pub(crate) async fn issue(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    once: Once<NewRequest>,
) -> Result<Response, Failure> {
    let action = IssueDisclosureRequest {
        operator: once.body.operator.clone(),
        legal_basis: once.body.legal_basis.clone(),
        basis: once.body.basis.clone(),
        act_ids: once.body.act_ids.clone(),
        event_ids: once.body.event_ids.clone(),
        despite: once.body.despite.clone(),
        also_read_in: once.body.also_read_in.clone(),
        country: police.settings.opening.country.clone(),
    };
    let request_id = act_once(&police, &actor, &once, &action).await?;
    let mut tx = police.reading("load-disclosure-request").await?;
    Ok(created(
        views::load_disclosure(&mut tx, &Reader::of(&actor), police.node.columns(), request_id).await?,
    ))
}

/// `POST /api/disclosure-requests/{id}/authorize`.
pub(crate) async fn authorize(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(request_id): Path<Id<DisclosureRequest>>,
    once: Once<NewAuthority>,
) -> Shown<DisclosureView> {
    let body = &once.body;
    let action = AuthorizeRequest {
        request_id,
        basis: body.basis.clone(),
        addressee: body.addressee.clone(),
        addressee_reason: body.addressee_reason.clone(),
        emergency_reason: body.emergency_reason.clone(),
        court: body.court.clone(),
        procedure_number: body.procedure_number.clone(),
        authorization_number: body.authorization_number.clone(),
        country: police.settings.opening.country.clone(),
    };
    act_once(&police, &actor, &once, &action).await?;
    let mut tx = police.reading("load-disclosure-request").await?;
    Ok(Json(views::load_disclosure(&mut tx, &Reader::of(&actor), police.node.columns(), request_id).await?))
}

/// `GET /api/disclosure-requests/{id}/european-order`: EPOC or EPOC-PR, as fields.
pub(crate) async fn european_order(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(request_id): Path<Id<DisclosureRequest>>,
) -> Shown<EuropeanOrder> {
    let mut tx = police.reading("load-disclosure-request").await?;
    let view =
        views::load_disclosure(&mut tx, &Reader::of(&actor), police.node.columns(), request_id).await?;
    let order = EuropeanOrder::of(&view, police.settings.agency.as_deref());
    order.map(Json).ok_or_else(|| Failure::conflict("the request does not rest on Regulation (EU) 2023/1543"))
}

/// `POST /api/disclosure-requests/{id}/sent`.
pub(crate) async fn mark_sent(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(request_id): Path<Id<DisclosureRequest>>,
) -> Shown<DisclosureView> {
    police.node.act(&actor, &MarkRequestSent { request_id }).await?;
    let mut tx = police.reading("load-disclosure-request").await?;
    Ok(Json(views::load_disclosure(&mut tx, &Reader::of(&actor), police.node.columns(), request_id).await?))
}

/// `POST /api/disclosure-requests/{id}/sent/undo`.
pub(crate) async fn unmark_sent(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(request_id): Path<Id<DisclosureRequest>>,
    once: Once<Reason>,
) -> Shown<Withdrawn> {
    let action = UnmarkRequestSent { request_id, reason: once.body.reason.clone() };
    Ok(Json(Withdrawn { id: act_once(&police, &actor, &once, &action).await?.to_string() }))
}

/// `POST /api/disclosure-requests/{id}/answer`.
pub(crate) async fn answer(
    State(police): State<Police>,
    Authenticated(actor): Authenticated,
    Path(request_id): Path<Id<DisclosureRequest>>,
    sent: OnceAsSent<DisclosureAnswer>,
) -> Result<Response, Failure> {
    Ok(created(answers::record(&police, &actor, &sent.once, request_id, &sent.bytes).await?))
}
