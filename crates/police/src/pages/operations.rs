//! Operations with tally and press note.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use model::kind::Operation;
use model::{Id, Province};
use service::{Failure, NavItem, Page, PageContext, Permission as _, Scope};

use super::dashboard::DrawnDashboard;
use super::navigation;
use crate::db::Reader;
use crate::permissions::Permission;
use crate::statistics::{PressNote, Tally};
use crate::views::{self, AssignmentView, OperationView};
use crate::{Police, api};

#[derive(Template)]
#[template(path = "operations.html")]
struct OperationsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    operations: Vec<OperationView>,
}

#[derive(Template)]
#[template(path = "operation.html")]
struct OperationPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    operation: OperationView,
    tally: Tally,
    dashboard: DrawnDashboard,
    /// Castilian name, INE code and arrests; most first.
    provinces: Vec<(&'static str, String, i64)>,
    in_question: Vec<AssignmentView>,
    note: PressNote,
    /// Whether the reader may ask for the names.
    may_reveal_names: bool,
    /// Whether the reader may decide who else reads it.
    may_lead: bool,
    /// Whether the reader leads it.
    is_leader: bool,
}

impl OperationPage {
    /// Address of a form of this operation.
    fn form(&self, what: &str) -> String {
        self.ctx.href(&format!("/operations/{}/{what}", self.operation.operation_id))
    }
}

/// `GET /operations`.
pub(crate) async fn list(State(police): State<Police>, ctx: PageContext) -> Result<Response, Failure> {
    let mut tx = police.reading("list-operations").await?;
    let operations = views::list_operations(&mut tx, &Reader::of(&ctx.actor), police.node.columns()).await?;
    Ok(Page(OperationsPage { nav: navigation(&ctx), ctx, operations }).into_response())
}

/// `GET /operations/{id}`.
pub(crate) async fn show(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Operation>>,
) -> Result<Response, Failure> {
    let reader = Reader::of(&ctx.actor);
    let dashboard = api::operations::load_dashboard(&police, &reader, id).await?;
    let tally = dashboard.tally.clone();
    let dashboard = DrawnDashboard::new(&ctx, dashboard);
    let mut tx = police.reading("load-operation").await?;
    let operation = views::load_operation(&mut tx, &reader, police.node.columns(), id).await?;
    let in_question = api::operations::list_arrests_in_question(&police, &reader, id).await?;
    let note = api::operations::write_press_note(&police, ctx.lang, &tally, in_question.len());
    let name = |code: &str| Province::find_code(code).map_or("", Province::name);
    let mut provinces: Vec<_> =
        tally.by_province.iter().map(|(code, arrests)| (name(code), code.clone(), *arrests)).collect();
    provinces.sort_by_key(|(_, code, arrests)| (-arrests, code.clone()));
    let nav = navigation(&ctx);
    let may_reveal_names = Permission::RevealNames.allows(&ctx.actor) != Scope::None;
    let may_lead = Permission::LeadOperations.allows(&ctx.actor) != Scope::None;
    let is_leader = operation.led_by == ctx.actor.name();
    Ok(Page(OperationPage {
        ctx,
        nav,
        operation,
        tally,
        dashboard,
        provinces,
        in_question,
        note,
        may_reveal_names,
        may_lead,
        is_leader,
    })
    .into_response())
}
