//! The pages of the desk.

use std::marker::PhantomData;

use askama::Template;
use axum::extract::{FromRef, Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use model::Id;

use super::actions::LookUp;
use super::api::{
    NewDecision, NewExtension, NewRequest, RegisterRow, RequestView, load, load_answer, load_register,
};
use super::words::{Age, Channel, Ground, IdentityCheck, Right, TokenKind};
use super::{Clock, Desk, RightsRequest};
use crate::http::Site;
use crate::ui::{Typed, TypedForm, forms};
use crate::{
    Action, Cell, Column, Failure, List, NavItem, Page, PageContext, Permission as _, Row, Scope, Table, Tone,
};

#[derive(Template)]
#[template(path = "rights-requests.html")]
struct RegisterPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    table: Table,
    /// What the role looks up by; empty for a reader who may not register.
    tokens: &'static [TokenKind],
    /// The form that was refused.
    typed: Typed,
}

impl RegisterPage {
    fn rights(&self) -> Vec<(String, String)> {
        options(&self.ctx, "right", Right::ALL.iter().map(|right| right.as_str()))
    }

    fn channels(&self) -> Vec<(String, String)> {
        options(&self.ctx, "channel", Channel::ALL.iter().map(|channel| channel.as_str()))
    }

    fn kinds(&self) -> Vec<(String, String)> {
        options(&self.ctx, "token", self.tokens.iter().map(|kind| kind.as_str()))
    }

    fn checks(&self) -> Vec<(String, String)> {
        options(&self.ctx, "identity", IdentityCheck::ALL.iter().map(|check| check.as_str()))
    }

    fn ages(&self) -> Vec<(String, String)> {
        options(&self.ctx, "age", Age::ALL.iter().map(|age| age.as_str()))
    }
}

#[derive(Template)]
#[template(path = "rights-request.html")]
pub(super) struct RequestPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    request: RequestView,
    answer: Option<String>,
    /// A form of this page that was refused: `contest`, `decide` or `extend`.
    typed: Typed,
}

impl RequestPage {
    fn decisions(&self) -> Vec<(String, String)> {
        let decisions = self.request.row.right.decisions().iter();
        options(&self.ctx, "decision", decisions.map(|decision| decision.as_str()))
    }

    fn grounds(&self) -> Vec<(String, String)> {
        let mut grounds = vec![(String::new(), "–".to_owned())];
        grounds.extend(options(&self.ctx, "refusal", Ground::ALL.iter().map(|ground| ground.as_str())));
        grounds
    }

    /// Address of a form of this request.
    fn form(&self, what: &str) -> String {
        self.ctx.href(&format!("/rights-requests/{}/{what}", self.request.row.rights_request_id))
    }
}

/// Codes to choose from, each with its text.
fn options(
    ctx: &PageContext,
    kind: &str,
    codes: impl Iterator<Item = &'static str>,
) -> Vec<(String, String)> {
    codes.map(|code| (code.to_owned(), word(ctx, kind, code))).collect()
}

/// The text of a code.
fn word(ctx: &PageContext, kind: &str, code: &str) -> String {
    ctx.t(&format!("{kind}-{code}"))
}

/// How the badge of a clock looks.
fn tone(clock: &Clock) -> &'static str {
    tone_of(*clock).class()
}

fn tone_of(clock: Clock) -> Tone {
    match clock {
        Clock::Overdue => Tone::Bad,
        Clock::DueSoon => Tone::Warn,
        Clock::Decided => Tone::Good,
        Clock::Open => Tone::Plain,
    }
}

/// `GET /rights-requests`.
pub(super) async fn list<S>(State(state): State<S>, ctx: PageContext, list: List) -> Result<Response, Failure>
where
    S: Desk,
    Site: FromRef<S>,
{
    let page = load_page(&state, ctx, &list, Typed::default()).await?;
    if let Some(download) = list.download() {
        return Ok(page.0.table.download(download));
    }
    Ok(page.into_response())
}

async fn load_page<S>(
    state: &S,
    ctx: PageContext,
    list: &List,
    typed: Typed,
) -> Result<Page<RegisterPage>, Failure>
where
    S: Desk,
    Site: FromRef<S>,
{
    let (rows, total) = load_register(state.node(), list.offset(), list.limit()).await?;
    let may_open = S::HANDLE_REQUESTS.allows(&ctx.actor) != Scope::None;
    let tokens: &[TokenKind] = if may_open { S::TOKENS } else { &[] };
    let mut table = Table::new(&ctx, list, "rights-requests", total)
        .column(Column::new("rights_request_id", ctx.t("desk-request")))
        .column(Column::new("right", ctx.t("desk-right")))
        .column(Column::new("answer_by", ctx.t("desk-clock")))
        .column(Column::new("identity_check", ctx.t("desk-identity")))
        .column(Column::new("registered_by", ctx.t("desk-by")))
        .nothing(ctx.t("desk-none"), None);
    for row in &rows {
        table.row(table_row(&ctx, row, may_open));
    }
    Ok(Page(RegisterPage { nav: S::navigation(&ctx), ctx, table, tokens, typed }))
}

fn table_row(ctx: &PageContext, row: &RegisterRow, may_open: bool) -> Row {
    let id = &row.rights_request_id;
    let cells = if may_open { Row::to(ctx.href(&format!("/rights-requests/{id}"))) } else { Row::plain() };
    let token = word(ctx, "token", row.token_kind.as_str());
    let (channel, age) = (word(ctx, "channel", row.channel.as_str()), word(ctx, "age", row.age.as_str()));
    let right = Cell::text(word(ctx, "right", row.right.as_str()));
    cells
        .cell(Cell::digest(id))
        .cell(Cell::lines(vec![right, Cell::text(format!("{token}, {channel}, {age}"))]))
        .cell(clock_cell(ctx, row))
        .cell(Cell::text(word(ctx, "identity", row.identity_check.as_str())))
        .cell(by_cell(ctx, row))
}

fn clock_cell(ctx: &PageContext, row: &RegisterRow) -> Cell {
    let clock = Cell::badge(tone_of(row.clock), word(ctx, "clock", row.clock.as_str()));
    let mut lines = vec![clock, Cell::date(row.answer_by)];
    if row.is_extended {
        lines.push(Cell::badge(Tone::Plain, ctx.t("desk-extended")));
    }
    Cell::lines(lines)
}

fn by_cell(ctx: &PageContext, row: &RegisterRow) -> Cell {
    let registered_by = Cell::text(&row.registered_by);
    let Some(name) = &row.decided_by else { return registered_by };
    Cell::lines(vec![registered_by, Cell::text(ctx.t1("desk-decided-by", "name", name.as_str()))])
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
    load_one(&state, ctx, id, Typed::default()).await
}

async fn load_one<S>(
    state: &S,
    ctx: PageContext,
    id: Id<RightsRequest>,
    typed: Typed,
) -> Result<Page<RequestPage>, Failure>
where
    S: Desk,
    Site: FromRef<S>,
{
    let request = load::<S>(state.node(), id).await?;
    let answer = match request.decision {
        Some(_) => Some(load_answer::<S>(&Site::from_ref(state), id, ctx.lang).await?),
        None => None,
    };
    Ok(Page(RequestPage { nav: S::navigation(&ctx), ctx, request, answer, typed }))
}

/// Back to the request, or its page once more with the form that was refused.
pub(super) async fn answer<S, A>(
    state: &S,
    ctx: PageContext,
    id: Id<RightsRequest>,
    action: Result<A, Failure>,
    typed: Typed,
) -> Result<Response, Failure>
where
    S: Desk,
    Site: FromRef<S>,
    A: Action,
{
    match forms::act(state.node(), &ctx, action).await {
        Ok(_) => Ok(to(&ctx, id).into_response()),
        Err(failure) => Ok(forms::refused(load_one(state, ctx, id, typed.refused(failure)?).await?)),
    }
}

/// `POST /rights-requests`.
pub(super) async fn register<S>(
    State(state): State<S>,
    ctx: PageContext,
    list: List,
    form: TypedForm<NewRequest>,
) -> Result<Response, Failure>
where
    S: Desk,
    Site: FromRef<S>,
{
    let action = form.fields.and_then(NewRequest::action::<S>);
    match forms::act(state.node(), &ctx, action).await {
        Ok(id) => Ok(to(&ctx, id).into_response()),
        Err(failure) => {
            Ok(forms::refused(load_page(&state, ctx, &list, form.typed.refused(failure)?).await?))
        }
    }
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
    form: TypedForm<NewExtension>,
) -> Result<Response, Failure>
where
    S: Desk,
    Site: FromRef<S>,
{
    let action = form.fields.and_then(|fields| fields.action::<S>(id));
    answer(&state, ctx, id, action, form.typed.of("extend")).await
}

/// `POST /rights-requests/{id}/decide`.
pub(super) async fn decide<S>(
    State(state): State<S>,
    ctx: PageContext,
    Path(id): Path<Id<RightsRequest>>,
    form: TypedForm<NewDecision>,
) -> Result<Response, Failure>
where
    S: Desk,
    Site: FromRef<S>,
{
    let action = form.fields.and_then(|fields| fields.action::<S>(id));
    answer(&state, ctx, id, action, form.typed.of("decide")).await
}

fn to(ctx: &PageContext, id: Id<RightsRequest>) -> Redirect {
    Redirect::to(&ctx.href(&format!("/rights-requests/{id}")))
}
