//! The pages of the desk.

use std::marker::PhantomData;

use askama::Template;
use axum::extract::{FromRef, Path, State};
use axum::response::Redirect;
use model::Id;

use super::actions::LookUp;
use super::api::{
    NewDecision, NewExtension, NewRequest, RegisterRow, RequestView, load, load_answer, load_register,
};
use super::words::{Age, Channel, Ground, IdentityCheck, Right, TokenKind};
use super::{Clock, Desk, RightsRequest};
use crate::http::Site;
use crate::{Failure, Form, NavItem, Page, PageContext, Permission as _, Scope};

#[derive(Template)]
#[template(path = "rights-requests.html")]
pub(super) struct RegisterPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    rows: Vec<RegisterRow>,
    /// What the role looks up by; empty for a reader who may not register.
    tokens: &'static [TokenKind],
}

#[derive(Template)]
#[template(path = "rights-request.html")]
pub(super) struct RequestPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    request: RequestView,
    answer: Option<String>,
}

impl RequestPage {
    /// Address of a form of this request.
    fn form(&self, what: &str) -> String {
        self.ctx.href(&format!("/rights-requests/{}/{what}", self.request.row.rights_request_id))
    }
}

/// The text of a code.
fn word(ctx: &PageContext, kind: &str, code: &str) -> String {
    ctx.t(&format!("{kind}-{code}"))
}

/// How the badge of a clock looks.
fn tone(clock: &Clock) -> &'static str {
    match clock {
        Clock::Overdue => "bad",
        Clock::DueSoon => "warn",
        Clock::Decided => "ok",
        Clock::Open => "",
    }
}

/// `GET /rights-requests`.
pub(super) async fn list<S>(State(state): State<S>, ctx: PageContext) -> Result<Page<RegisterPage>, Failure>
where
    S: Desk,
    Site: FromRef<S>,
{
    let rows = load_register(state.node()).await?;
    let tokens = if S::HANDLE_REQUESTS.allows(&ctx.actor) == Scope::None { &[] } else { S::TOKENS };
    Ok(Page(RegisterPage { nav: S::navigation(&ctx), ctx, rows, tokens }))
}

/// `GET /rights-requests/{id}`.
pub(super) async fn show<S>(
    State(state): State<S>,
    ctx: PageContext,
    Path(id): Path<Id<RightsRequest>>,
) -> Result<Page<RequestPage>, Failure>
where
    S: Desk,
    Site: FromRef<S>,
{
    let request = load(state.node(), id).await?;
    let answer = match request.decision {
        Some(_) => Some(load_answer::<S>(&Site::from_ref(&state), id, ctx.lang).await?),
        None => None,
    };
    Ok(Page(RequestPage { nav: S::navigation(&ctx), ctx, request, answer }))
}

/// `POST /rights-requests`.
pub(super) async fn register<S>(
    State(state): State<S>,
    ctx: PageContext,
    Form(form): Form<NewRequest>,
) -> Result<Redirect, Failure>
where
    S: Desk,
    Site: FromRef<S>,
{
    let id = state.node().act(&ctx.actor, &form.action::<S>()?).await?;
    Ok(to(&ctx, id))
}

/// `POST /rights-requests/{id}/look-up`.
pub(super) async fn look_up<S>(
    State(state): State<S>,
    ctx: PageContext,
    Path(id): Path<Id<RightsRequest>>,
) -> Result<Redirect, Failure>
where
    S: Desk,
    Site: FromRef<S>,
{
    state.node().act(&ctx.actor, &LookUp::<S> { id, role: PhantomData }).await?;
    Ok(to(&ctx, id))
}

/// `POST /rights-requests/{id}/extend`.
pub(super) async fn extend<S>(
    State(state): State<S>,
    ctx: PageContext,
    Path(id): Path<Id<RightsRequest>>,
    Form(form): Form<NewExtension>,
) -> Result<Redirect, Failure>
where
    S: Desk,
    Site: FromRef<S>,
{
    state.node().act(&ctx.actor, &form.action::<S>(id)?).await?;
    Ok(to(&ctx, id))
}

/// `POST /rights-requests/{id}/decide`.
pub(super) async fn decide<S>(
    State(state): State<S>,
    ctx: PageContext,
    Path(id): Path<Id<RightsRequest>>,
    Form(form): Form<NewDecision>,
) -> Result<Redirect, Failure>
where
    S: Desk,
    Site: FromRef<S>,
{
    state.node().act(&ctx.actor, &form.action::<S>(id)?).await?;
    Ok(to(&ctx, id))
}

fn to(ctx: &PageContext, id: Id<RightsRequest>) -> Redirect {
    Redirect::to(&ctx.href(&format!("/rights-requests/{id}")))
}
