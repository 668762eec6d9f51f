//! `/user-reports`: the queue of user reports, and one at a time.

use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::response::{IntoResponse, Redirect, Response};
use service::{Cell, Column, Failure, List, NavItem, Page, PageContext, PageFrame, Row, Table, TypedForm};

use super::item::{self, DecisionForm, ItemPage};
use super::{asked_state, back_to, nav};
use crate::State;
use crate::api::id_in_path;
use crate::api::user_reports::UserReportView;
use crate::db::queue::{self, Asked};
use crate::ids::UserReport;
use crate::review::ReviewSubject;

/// Characters of a user's words that the queue shows: enough to tell one from another.
const MOST_CHARS: usize = 160;

/// One page of the queue.
#[derive(Template)]
#[template(path = "user_reports.html")]
pub(crate) struct UserReportsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    user_reports: Table,
    has_open: bool,
}

/// Shows the queue; the open ones unless another state is asked for.
pub(crate) async fn show(
    Shared(state): Shared<State>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure> {
    let asked = Asked {
        state: asked_state(&ctx)?,
        text: list.filter(),
        order: list.order(&["received_at"]),
        offset: list.offset(),
        limit: list.limit(),
    };
    let mut tx = state.node.db().begin_read("user-reports-page").await?;
    let total = queue::count_user_reports(&mut tx, asked.state, asked.text).await?;
    let rows = queue::list_user_reports(&mut tx, &asked).await?;
    let mut user_reports = table(&ctx, &list, total);
    for row in rows {
        user_reports.row(line(&ctx, &UserReportView::open(row, &state.node)?));
    }
    if let Some(download) = list.download() {
        return Ok(user_reports.download(download));
    }
    let has_open = !queue::list_open_user_reports(&mut tx, "", 1).await?.is_empty();
    Ok(Page(UserReportsPage { nav: nav(&ctx), user_reports, has_open, ctx }).into_response())
}

fn table(ctx: &PageFrame, list: &List, total: i64) -> Table {
    Table::new(ctx, list, "user-reports", total)
        .column(Column::new("received_at", ctx.t("user-report-received")).sorts())
        .column(Column::new("reason", ctx.t("user-report-reason")))
        .column(Column::new("state", ctx.t("state")))
        .column(Column::new("upload_id", ctx.t("upload")))
        .column(Column::new("decided_by", ctx.t("decided-by")).only_when_chosen())
        .column(Column::new("user_report_id", ctx.t("user-report-id")).only_when_chosen())
        .searches(ctx.t("user-reports-search"))
        .nothing(
            ctx.t("user-reports-none"),
            Some((ctx.t("user-reports-none-advice"), ctx.href("/user-reports?state=all"))),
        )
}

fn line(ctx: &PageFrame, told: &UserReportView) -> Row {
    let mut words: String = told.reason.chars().take(MOST_CHARS).collect();
    if words.len() < told.reason.len() {
        words.push('…');
    }
    let upload = told.upload_id.clone().unwrap_or_else(|| ctx.t("user-report-no-upload"));
    let decided_by =
        told.decision.as_ref().map_or_else(Cell::none, |made| Cell::text(made.decided_by.clone()));
    Row::to(ctx.href(&format!("/user-reports/{}", told.user_report_id)))
        .cell(Cell::time(told.received_at))
        .cell(if words.is_empty() { Cell::none() } else { Cell::text(words) })
        .cell(Cell::badge(told.state.tone(), ctx.t(&format!("review-{}", told.state.name()))))
        .cell(Cell::text(upload))
        .cell(decided_by)
        .cell(Cell::text(told.user_report_id.clone()))
}

/// On to the oldest open user report after another one, from the beginning after the last; to the queue when none is open.
pub(crate) async fn next(Shared(state): Shared<State>, ctx: PageContext) -> Result<Redirect, Failure> {
    let after = ctx.query_value("after").unwrap_or_default();
    let mut tx = state.node.db().begin_read("next-user-report").await?;
    let to = item::next_open(&mut tx, "user-reports", &after).await?;
    Ok(back_to(&ctx, &to))
}

/// Shows one user report.
pub(crate) async fn show_one(
    Shared(state): Shared<State>,
    ctx: PageContext,
    Path(id): Path<String>,
) -> Result<Page<ItemPage>, Failure> {
    let id = id_in_path::<UserReport>(&id, "user report")?;
    item::show(&state, ctx, ReviewSubject::UserReport(id)).await
}

/// Takes a decision from the form.
pub(crate) async fn decide(
    Shared(state): Shared<State>,
    ctx: PageContext,
    Path(id): Path<String>,
    form: TypedForm<DecisionForm>,
) -> Result<Response, Failure> {
    let id = id_in_path::<UserReport>(&id, "user report")?;
    item::decide(&state, ctx, ReviewSubject::UserReport(id), form).await
}
