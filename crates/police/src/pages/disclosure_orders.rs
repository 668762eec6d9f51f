//! On what legal basis a disclosure request stands, who orders it, and whether it was sent.

use axum::extract::{Path, State};
use axum::response::Response;
use jiff::Timestamp;
use model::Id;
use serde::Deserialize;
use service::{Failure, PageContext, Typed, TypedForm, drafts};

use super::forms::{self, ReasonForm};
use super::{disclosures, word};
use crate::Police;
use crate::actions::{AuthorizeRequest, MarkRequestSent, UnmarkRequestSent};
use crate::asking::{Addressee, LegalBasis, OrderKind, list_offices};
use crate::country::day_of;
use crate::ids::DisclosureRequest;
use crate::views::OrderView;

/// What the page of a request says of it.
pub(super) struct OrderPart {
    pub(super) order: OrderView,
    pub(super) basis: Option<&'static LegalBasis>,
    pub(super) bases: Vec<(String, String)>,
    pub(super) addressees: Vec<(String, String)>,
    /// Names of courts and prosecutors' offices, to choose from.
    pub(super) offices: Vec<String>,
    /// The form: as it was refused or as a draft keeps it, else as it stands.
    pub(super) typed: Typed,
}

impl OrderPart {
    /// Whether it is an order that may be an emergency.
    pub(super) fn is_production_order(&self) -> bool {
        self.basis.is_some_and(|basis| basis.kind == OrderKind::Production)
    }

    pub(super) fn new(
        ctx: &PageContext,
        country: &str,
        order: OrderView,
        issued_at: Timestamp,
        typed: Option<Typed>,
    ) -> Self {
        let day = day_of(country, issued_at);
        let addressee =
            |addressee: Addressee| (addressee.code().to_owned(), word(ctx, "addressee", addressee.code()));
        let none = (String::new(), ctx.t("choose"));
        Self {
            basis: LegalBasis::find(&order.basis),
            bases: bases(ctx, country, issued_at),
            addressees: std::iter::once(none).chain(Addressee::ALL.map(addressee)).collect(),
            offices: Addressee::ALL.into_iter().flat_map(|kind| list_offices(kind, day)).collect(),
            typed: typed.unwrap_or_else(|| standing(&order)),
            order,
        }
    }
}

/// What may be chosen as a legal basis at an instant, after "none".
pub(in crate::pages) fn bases(ctx: &PageContext, country: &str, at: Timestamp) -> Vec<(String, String)> {
    let day = day_of(country, at);
    let known = LegalBasis::list(country, day).map(|basis| {
        let text = format!("{} ({})", word(ctx, "order-basis", basis.code), basis.cited(ctx.lang));
        (basis.code.to_owned(), text)
    });
    std::iter::once((String::new(), ctx.t("choose"))).chain(known).collect()
}

fn standing(order: &OrderView) -> Typed {
    let fields = [
        ("basis", &order.basis),
        ("addressee", &order.addressee),
        ("addressee_reason", &order.addressee_reason),
        ("emergency_reason", &order.emergency_reason),
        ("court", &order.court),
        ("procedure_number", &order.procedure_number),
        ("authorization_number", &order.authorization_number),
    ];
    Typed::with(fields.map(|(name, value)| (name.to_owned(), value.clone())))
}

/// Basis and order of a request.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct AuthorityForm {
    basis: String,
    addressee: String,
    addressee_reason: String,
    emergency_reason: String,
    court: String,
    procedure_number: String,
    authorization_number: String,
}

model::unprintable!(AuthorityForm);

impl AuthorityForm {
    fn action(self, request_id: Id<DisclosureRequest>, country: &str) -> AuthorizeRequest {
        AuthorizeRequest {
            request_id,
            basis: self.basis,
            addressee: self.addressee,
            addressee_reason: self.addressee_reason,
            emergency_reason: self.emergency_reason,
            court: self.court,
            procedure_number: self.procedure_number,
            authorization_number: self.authorization_number,
            country: country.to_owned(),
        }
    }
}

/// A form without fields.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct SentForm {}

/// `POST /disclosure-requests/{id}/authorize`.
pub(crate) async fn authorize(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<DisclosureRequest>>,
    form: TypedForm<AuthorityForm>,
) -> Result<Response, Failure> {
    let done = match form.fields {
        Ok(fields) => {
            let action = fields.action(id, &police.settings.opening.country);
            police.node.act(&ctx.actor, &action).await.map(drop)
        }
        Err(failure) => Err(failure),
    };
    if done.is_ok() {
        drafts::sent(&police.node, &ctx.actor, &disclosures::order_form_of(id)).await;
    }
    answer(&police, ctx, id, form.typed, done, "request-authorized").await
}

/// `POST /disclosure-requests/{id}/sent`.
pub(crate) async fn mark_sent(
    State(police): State<Police>,
    ctx: PageContext,
    Path(request_id): Path<Id<DisclosureRequest>>,
    form: TypedForm<SentForm>,
) -> Result<Response, Failure> {
    let done = match form.fields {
        Ok(SentForm {}) => police.node.act(&ctx.actor, &MarkRequestSent { request_id }).await.map(drop),
        Err(failure) => Err(failure),
    };
    answer(&police, ctx, request_id, form.typed, done, "request-sent").await
}

/// `POST /disclosure-requests/{id}/sent/undo`.
pub(crate) async fn unmark_sent(
    State(police): State<Police>,
    ctx: PageContext,
    Path(request_id): Path<Id<DisclosureRequest>>,
    form: TypedForm<ReasonForm>,
) -> Result<Response, Failure> {
    let done = match form.fields {
        Ok(ReasonForm { reason }) => {
            police.node.act(&ctx.actor, &UnmarkRequestSent { request_id, reason }).await.map(drop)
        }
        Err(failure) => Err(failure),
    };
    answer(&police, ctx, request_id, form.typed, done, "request-unsent").await
}

/// Back to the request: with word of what was done, or with the form that was refused.
async fn answer(
    police: &Police,
    ctx: PageContext,
    id: Id<DisclosureRequest>,
    typed: Typed,
    done: Result<(), Failure>,
    key: &str,
) -> Result<Response, Failure> {
    let path = disclosures::page_of(id);
    let again = |ctx, typed| disclosures::load(police, ctx, id, typed);
    forms::answer(ctx, done, typed, &path, key, again).await
}
