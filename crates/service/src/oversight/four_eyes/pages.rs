//! The routes of requests for approval: JSON and forms.

use askama::Template;
use axum::extract::{FromRef, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::Value;

use super::actions::parse_id;
use super::view::{self, ApprovalView, Approvals, Approved, Reason};
use crate::db::approvals::{self, ApprovalRow};
use crate::http::{Authenticated, Json, Site};
use crate::oversight::word;
use crate::ui::{Typed, TypedForm, forms};
use crate::{Actor, Cell, Column, Failure, List, NavItem, Page, PageContext, Row, Table};

#[derive(Template)]
#[template(path = "approvals.html")]
struct ApprovalsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    approvals: Approvals,
    /// What is over: asked for or decided by the reader.
    closed: Table,
    /// A refusal that was refused itself: the part of its request.
    typed: Typed,
}

/// `GET /api/approvals`.
pub(crate) async fn list<S>(
    State(state): State<S>,
    Authenticated(actor): Authenticated,
) -> Result<Json<Approvals>, Failure>
where
    Site: FromRef<S>,
{
    Ok(Json(view::load(&Site::from_ref(&state), &actor).await?))
}

/// `GET /approvals`.
pub(crate) async fn page<S>(State(state): State<S>, ctx: PageContext, list: List) -> Result<Response, Failure>
where
    Site: FromRef<S>,
{
    let page = load_page(&Site::from_ref(&state), ctx, &list, Typed::default()).await?;
    Ok(page.0.closed.file().unwrap_or_else(|| page.into_response()))
}

async fn load_page(
    site: &Site,
    ctx: PageContext,
    list: &List,
    typed: Typed,
) -> Result<Page<ApprovalsPage>, Failure> {
    let ctx = ctx.at("/approvals");
    let approvals = view::load(site, &ctx.actor).await?;
    let closed = table(&ctx, list, &approvals.closed());
    Ok(Page(ApprovalsPage { nav: site.navigation(&ctx), ctx, approvals, closed, typed }))
}

fn table(ctx: &PageContext, list: &List, closed: &[&ApprovalView]) -> Table {
    let total = i64::try_from(closed.len()).unwrap_or(i64::MAX);
    let mut table = Table::new(ctx, list, "decided", total)
        .column(Column::new("action", ctx.t("approval-what")))
        .column(Column::new("state", ctx.t("approval-state")))
        .column(Column::new("object", ctx.t("approval-object")))
        .column(Column::new("input", ctx.t("approval-input")))
        .column(Column::new("requested_by", ctx.t("approval-asked-by")))
        .column(Column::new("requested_at", ctx.t("approval-asked-at")))
        .column(Column::new("decided_by", ctx.t("approval-decided-by")))
        .column(Column::new("decided_at", ctx.t("approval-decided-at")))
        .column(Column::new("reason", ctx.t("approval-reason")))
        .nothing(ctx.t("approvals-none"), None);
    for one in list.page_of(closed) {
        table.row(row(ctx, one));
    }
    table
}

fn row(ctx: &PageContext, one: &ApprovalView) -> Row {
    let page = one.page.as_ref().map(|page| ctx.href(page));
    let shown = |text: &String| match &page {
        Some(page) => Cell::link(text, page),
        None => Cell::text(text),
    };
    let mut object = vec![Cell::text(word(ctx, "object", &one.object_kind))];
    object.extend(one.name.iter().chain([&one.object_id]).map(shown));
    let lines = one.lines().into_iter();
    let lines = lines.map(|(name, value)| Cell::text(format!("{}: {value}", word(ctx, "input", &name))));
    Row::plain()
        .cell(Cell::text(word(ctx, "action", &one.action)))
        .cell(Cell::text(word(ctx, "approval-state", one.state)))
        .cell(Cell::lines(object))
        .cell(Cell::lines(lines.collect()))
        .cell(Cell::text(&one.requested_by))
        .cell(Cell::time(one.requested_at))
        .cell(one.decided_by.as_ref().map_or_else(Cell::none, Cell::text))
        .cell(one.decided_at.map_or_else(Cell::none, Cell::time))
        .cell(one.reason.as_ref().map_or_else(Cell::none, Cell::text))
}

/// `POST /api/approvals/{id}/approve`.
pub(crate) async fn approve<S>(
    State(state): State<S>,
    Authenticated(actor): Authenticated,
    Path(id): Path<String>,
) -> Result<Json<Approved>, Failure>
where
    Site: FromRef<S>,
{
    let (approval_id, output) = carry_out(&Site::from_ref(&state), &actor, &id).await?;
    Ok(Json(Approved { approval_id, output }))
}

/// `POST /approvals/{id}/approve`.
pub(crate) async fn approve_form<S>(
    State(state): State<S>,
    ctx: PageContext,
    Path(id): Path<String>,
) -> Result<Redirect, Failure>
where
    Site: FromRef<S>,
{
    carry_out(&Site::from_ref(&state), &ctx.actor, &id).await?;
    Ok(done(&ctx, "approval-approved"))
}

/// `POST /api/approvals/{id}/refuse`.
pub(crate) async fn refuse<S>(
    State(state): State<S>,
    Authenticated(actor): Authenticated,
    Path(id): Path<String>,
    Json(said): Json<Reason>,
) -> Result<Json<Value>, Failure>
where
    Site: FromRef<S>,
{
    close(&Site::from_ref(&state), &actor, &id, Some(&said.reason)).await
}

/// `POST /approvals/{id}/refuse`.
pub(crate) async fn refuse_form<S>(
    State(state): State<S>,
    ctx: PageContext,
    Path(id): Path<String>,
    list: List,
    form: TypedForm<Reason>,
) -> Result<Response, Failure>
where
    Site: FromRef<S>,
{
    let site = Site::from_ref(&state);
    let closed = match form.fields {
        Ok(said) => close(&site, &ctx.actor, &id, Some(&said.reason)).await,
        Err(failure) => Err(failure),
    };
    match closed {
        Ok(_) => Ok(done(&ctx, "approval-refused").into_response()),
        Err(failure) => {
            let typed = form.typed.refused(failure)?.of(id);
            Ok(forms::refused(load_page(&site, ctx, &list, typed).await?))
        }
    }
}

/// `POST /api/approvals/{id}/withdraw`.
pub(crate) async fn withdraw<S>(
    State(state): State<S>,
    Authenticated(actor): Authenticated,
    Path(id): Path<String>,
) -> Result<Json<Value>, Failure>
where
    Site: FromRef<S>,
{
    close(&Site::from_ref(&state), &actor, &id, None).await
}

/// `POST /approvals/{id}/withdraw`.
pub(crate) async fn withdraw_form<S>(
    State(state): State<S>,
    ctx: PageContext,
    Path(id): Path<String>,
) -> Result<Redirect, Failure>
where
    Site: FromRef<S>,
{
    close(&Site::from_ref(&state), &ctx.actor, &id, None).await?;
    Ok(done(&ctx, "approval-withdrawn"))
}

/// Back to the list, which says what was done.
fn done(ctx: &PageContext, what: &str) -> Redirect {
    Redirect::to(&ctx.href(&format!("/approvals?done={what}")))
}

async fn carry_out(site: &Site, actor: &Actor, id: &str) -> Result<(String, Value), Failure> {
    let row = find(site, id).await?;
    let output = (site.four_eyes().find(&row.action)?.approve)(site, actor, &row).await?;
    Ok((row.approval_id, output))
}

async fn close(
    site: &Site,
    actor: &Actor,
    id: &str,
    refused_because: Option<&str>,
) -> Result<Json<Value>, Failure> {
    let row = find(site, id).await?;
    let close = site.four_eyes().find(&row.action)?.close;
    let approval_id = close(site.node(), actor, &row, refused_because).await?;
    Ok(Json(serde_json::json!({ "approval_id": approval_id })))
}

async fn find(site: &Site, id: &str) -> Result<ApprovalRow, Failure> {
    let id = parse_id(id)?;
    let mut tx = site.node().db().begin_read("load-approval").await?;
    approvals::find(&mut tx, &id).await?.ok_or_else(|| Failure::absent("approval"))
}
