//! One claim: until when it holds, whom it meets, and what the central unit decides.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use model::Id;
use serde::Deserialize;
use service::{Action, Failure, NavItem, Page, PageContext, Typed, TypedForm};

use super::says;
use crate::actions::{DecideClaims, Decision, RenewClaim};
use crate::ids::{Claim, ClaimDecision};
use crate::pages::forms::{self, ReasonForm};
use crate::pages::{may, navigation, option};
use crate::permissions::Permission;
use crate::views::ClaimDetail;
use crate::{Police, api};

#[derive(Template)]
#[template(path = "claim.html")]
struct ClaimPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    detail: ClaimDetail,
    /// The claim in a sentence.
    title: String,
    /// Verdicts, in words.
    verdicts: Vec<(String, String)>,
    may_decide: bool,
    typed: Typed,
}

impl ClaimPage {
    fn form(&self, what: &str) -> String {
        self.ctx.href(&format!("/claims/{}/{what}", self.detail.claim.claim_id))
    }
}

/// What is decided between this claim and another.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct DecideForm {
    other_claim_id: String,
    verdict: String,
    reason: String,
}

model::unprintable!(DecideForm);

/// Nothing but the click.
#[derive(Debug, Deserialize)]
pub(crate) struct RenewForm {}

/// `GET /claims/{id}`.
pub(crate) async fn show(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Claim>>,
) -> Result<Response, Failure> {
    Ok(page(&police, ctx, id, Typed::default()).await?.into_response())
}

/// `POST /claims/{id}/renew`.
pub(crate) async fn renew(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Claim>>,
    form: TypedForm<RenewForm>,
) -> Result<Response, Failure> {
    form.fields?;
    let action = RenewClaim { claim_id: id, days: police.settings.claim_days };
    carry_out(&police, ctx, id, Ok(action), form.typed, "claim-renewed").await
}

/// `POST /claims/{id}/undo`.
pub(crate) async fn withdraw(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Claim>>,
    form: TypedForm<ReasonForm>,
) -> Result<Response, Failure> {
    let action = form.fields?.withdraws(Decision::Claim(id));
    carry_out(&police, ctx, id, Ok(action), form.typed, "claim-withdrawn").await
}

/// `POST /claims/{id}/decide`.
pub(crate) async fn decide(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Claim>>,
    form: TypedForm<DecideForm>,
) -> Result<Response, Failure> {
    // a claim that is not there for the reader has no form
    api::claims::load(&police, &ctx.actor, id).await?;
    let action = form.fields.and_then(|fields| {
        let other_claim_id = forms::read_id("other_claim_id", &fields.other_claim_id)?;
        let DecideForm { verdict, reason, .. } = fields;
        Ok(DecideClaims { claim_id: id, other_claim_id, verdict, reason })
    });
    carry_out(&police, ctx, id, action, form.typed, "claims-decided").await
}

/// `POST /claims/{id}/decisions/{decision}/undo`.
pub(crate) async fn withdraw_decision(
    State(police): State<Police>,
    ctx: PageContext,
    Path((id, decision)): Path<(Id<Claim>, Id<ClaimDecision>)>,
    form: TypedForm<ReasonForm>,
) -> Result<Response, Failure> {
    let action = form.fields?.withdraws(Decision::ClaimDecision(decision));
    carry_out(&police, ctx, id, Ok(action), form.typed, "claims-undecided").await
}

async fn carry_out<A: Action<Permission = Permission>>(
    police: &Police,
    ctx: PageContext,
    id: Id<Claim>,
    action: Result<A, Failure>,
    typed: Typed,
    done: &str,
) -> Result<Response, Failure> {
    let again = |ctx, typed| page(police, ctx, id, typed);
    forms::carry_out(police, ctx, action, typed, &format!("/claims/{id}"), done, again).await
}

async fn page(
    police: &Police,
    ctx: PageContext,
    id: Id<Claim>,
    typed: Typed,
) -> Result<Page<ClaimPage>, Failure> {
    let detail = api::claims::load(police, &ctx.actor, id).await?;
    let verdicts = crate::claims::Verdict::ALL.map(|verdict| option(&ctx, "claim-verdict", verdict.code()));
    let may_decide = may(&ctx, Permission::AssignPersons);
    let title = says(&ctx, &detail.claim);
    Ok(Page(ClaimPage {
        nav: navigation(&ctx),
        ctx,
        detail,
        title,
        verdicts: verdicts.to_vec(),
        may_decide,
        typed,
    }))
}
