//! `/appeals`: what reported users say against it; `/appeals/{id}`: one, decided by somebody who did not confirm it.

use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::response::{IntoResponse, Response};
use model::Id;
use serde::Deserialize;
use service::{
    Cell, Column, Failure, List, NavItem, Page, PageContext, PageFrame, Row, Table, Typed, TypedForm, forms,
};

use super::{asked_or, may, nav};
use crate::State;
use crate::api::appeals::{AppealDecisionRequest, AppealView, prepare};
use crate::api::id_in_path;
use crate::appeal::AppealState;
use crate::db::appeals::{self, AppealRow};
use crate::db::{decisions, reports};
use crate::delivery_state::MessageState;
use crate::ids::Appeal;
use crate::opening::page_of;
use crate::permissions::Permission;
use crate::policies;
use crate::report_state::ReportState;
use crate::review::Verdict;
use crate::words;

/// The list.
#[derive(Template)]
#[template(path = "appeals.html")]
pub(crate) struct AppealsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    appeals: Table,
    /// How many there are of each state.
    counts: Vec<(AppealState, i64)>,
}

/// One appeal.
#[derive(Template)]
#[template(path = "appeal.html")]
pub(crate) struct AppealPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    appeal: AppealView,
    /// Where its item is.
    item: String,
    /// Whether the application has heard.
    told: Option<(MessageState, Option<String>)>,
    /// Whether the clearinghouse must be told, should it be granted.
    is_filed: bool,
    /// Whether the reader confirmed it, so that somebody else decides.
    is_own: bool,
    may_decide: bool,
    /// The node's policies that a decision can name; none where it has none.
    policies: Vec<(String, String)>,
    typed: Typed,
}

/// A decision as the form says it.
#[derive(Deserialize)]
pub(crate) struct AppealForm {
    decision: AppealState,
    reason: String,
    #[serde(default)]
    policy: String,
    #[serde(default)]
    correction: String,
}

model::unprintable!(AppealForm);

/// Shows the list; the open ones unless another state is asked for.
pub(crate) async fn show(
    Shared(state): Shared<State>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure> {
    let asked = asked_or(&ctx, AppealState::Open, AppealState::EXPECTED)?;
    let mut tx = state.node.db().begin_read("appeals-page").await?;
    let counts = appeals::count_by_state(&mut tx).await?;
    let counted = counts.iter().filter(|(known, _)| asked.is_none_or(|asked| asked == *known));
    let mut table = table(&ctx, &list, counted.map(|(_, count)| count).sum());
    for row in appeals::list(&mut tx, asked, (list.offset(), list.limit())).await? {
        table.row(line(&ctx, &row));
    }
    if let Some(download) = list.download() {
        return Ok(table.download(download));
    }
    Ok(Page(AppealsPage { nav: nav(&ctx), appeals: table, counts, ctx }).into_response())
}

fn table(ctx: &PageFrame, list: &List, total: i64) -> Table {
    Table::new(ctx, list, "appeals", total)
        .column(Column::new("received_at", ctx.t("appeal-received")))
        .column(Column::new("state", ctx.t("state")))
        .column(Column::new("upload_id", ctx.t("upload")))
        .column(Column::new("decided_by", ctx.t("decided-by")))
        .nothing(ctx.t("appeals-none"), Some((ctx.t("queue-title"), ctx.href("/queue"))))
}

fn line(ctx: &PageFrame, row: &AppealRow) -> Row {
    Row::to(ctx.href(&format!("/appeals/{}", row.appeal_id)))
        .cell(Cell::time(row.received_at))
        .cell(Cell::badge(row.state.tone(), ctx.word("appeal-state", row.state.name())))
        .cell(Cell::text(row.upload_id.to_string()))
        .cell(row.decided_by.clone().map_or_else(Cell::none, Cell::text))
}

/// Shows one appeal.
pub(crate) async fn show_one(
    Shared(state): Shared<State>,
    ctx: PageContext,
    Path(id): Path<String>,
) -> Result<Page<AppealPage>, Failure> {
    load(&state, ctx, id_in_path::<Appeal>(&id, "appeal")?, Typed::default()).await
}

/// Takes a decision from the form.
pub(crate) async fn decide(
    Shared(state): Shared<State>,
    ctx: PageContext,
    Path(id): Path<String>,
    form: TypedForm<AppealForm>,
) -> Result<Response, Failure> {
    let id = id_in_path::<Appeal>(&id, "appeal")?;
    let outcome = act(&state, &ctx, id, form.fields).await;
    let again = |ctx, typed| load(&state, ctx, id, typed);
    forms::answer(ctx, outcome, form.typed, &format!("/appeals/{id}"), "appeal", again).await
}

async fn act(
    state: &State,
    ctx: &PageContext,
    id: Id<Appeal>,
    fields: Result<AppealForm, Failure>,
) -> Result<(), Failure> {
    let AppealForm { decision, reason, policy, correction } = fields?;
    let request = AppealDecisionRequest { decision, reason, policy, correction };
    let action = prepare(state, id, &request).await?;
    let outcome = state.node.act(&ctx.actor, &action).await.map(|decided| (decided, false));
    if let Some(correction) = &action.correction {
        words::drop_unnamed(state, &correction.item, &outcome).await;
    }
    outcome.map(drop)
}

async fn load(
    state: &State,
    ctx: PageContext,
    id: Id<Appeal>,
    typed: Typed,
) -> Result<Page<AppealPage>, Failure> {
    let mut tx = state.node.db().begin_read("appeal-page").await?;
    let row = appeals::find(&mut tx, id).await?.ok_or_else(|| Failure::absent("appeal"))?;
    let upload_id = row.upload_id;
    let report = reports::find_report_of_upload(&mut tx, upload_id).await?;
    let made = decisions::list_decisions(&mut tx, upload_id).await?;
    let name = ctx.actor.name();
    let is_own = made.iter().any(|made| made.verdict == Verdict::Confirm && made.decided_by == name);
    let is_open = row.state == AppealState::Open;
    Ok(Page(AppealPage {
        nav: nav(&ctx),
        item: ctx.href(&page_of(&mut tx, upload_id).await?),
        told: row.told.map(|told| (told, row.last_error.clone())),
        is_filed: report.is_some_and(|report| report.state == ReportState::Filed),
        is_own,
        may_decide: is_open && !is_own && may(&ctx, Permission::Decide),
        policies: policies::choices(state, ctx.t("decision-policy-choose")),
        appeal: AppealView::open(row, &state.node)?,
        typed,
        ctx,
    }))
}
