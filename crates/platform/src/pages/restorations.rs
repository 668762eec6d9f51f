//! `/restorations`: accounts whose inquiry found no offence, to be restored by a named person. Nothing of any account.

use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::Deserialize;
use service::{
    Cell, Column, ColumnRef, Failure, List, NavItem, Page, PageContext, PageFrame, Row, Table, Tone, Typed,
    TypedForm, forms,
};

use super::{may, nav};
use crate::State;
use crate::api::restorations::{RestorationRequest, load};
use crate::db::restorations::{self, RestorationRow};
use crate::permissions::Permission;
use crate::restorations::Verdict;

/// One page of the list.
#[derive(Template)]
#[template(path = "restorations.html")]
pub(crate) struct RestorationsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    restorations: Table,
}

/// One task.
#[derive(Template)]
#[template(path = "restoration.html")]
pub(crate) struct RestorationPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    task: RestorationRow,
    decisions: Vec<Decided>,
    verdicts: Vec<(String, String)>,
    may_settle: bool,
    typed: Typed,
}

/// What somebody did.
struct Decided {
    verdict: &'static str,
    /// Shown to who may decide.
    reason: Option<String>,
    decided_by: String,
    decided_at: Timestamp,
}

/// What was done, as typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct SettleForm {
    verdict: String,
    reason: String,
}

model::unprintable!(SettleForm);

/// Shows the list; those that wait for somebody unless all are asked for.
pub(crate) async fn show(
    Shared(state): Shared<State>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure> {
    let only_open = ctx.query_value("state").as_deref() != Some("all");
    let order = list.order(&["-opened_at", "number"]);
    let mut tx = state.node.db().begin_read("restorations-page").await?;
    let total = restorations::count(&mut tx, only_open).await?;
    let mut table = table(&ctx, &list, total);
    for row in restorations::list(&mut tx, only_open, order, (list.offset(), list.limit())).await? {
        table.row(line(&ctx, &row));
    }
    drop(tx);
    if let Some(download) = list.download() {
        return Ok(table.download(download));
    }
    Ok(Page(RestorationsPage { nav: nav(&ctx), restorations: table, ctx }).into_response())
}

fn table(ctx: &PageFrame, list: &List, total: i64) -> Table {
    let all = (ctx.t("restorations-all"), ctx.href("/restorations?state=all"));
    Table::new(ctx, list, "restorations", total)
        .column(Column::new("number", ctx.t("report")).sorts())
        .column(Column::new("opened_at", ctx.t("restoration-opened")).sorts())
        .column(Column::new("state", ctx.t("state")))
        .nothing(ctx.t("restorations-none"), Some(all))
}

fn line(ctx: &PageFrame, row: &RestorationRow) -> Row {
    let number = row.report_number.map_or_else(|| row.report_id.to_string(), |number| number.to_string());
    let (tone, state) = standing(row);
    Row::to(ctx.href(&format!("/restorations/{}", row.restoration_id)))
        .cell(Cell::text(number))
        .cell(Cell::time(row.opened_at))
        .cell(Cell::badge(tone, ctx.t(&format!("restoration-state-{state}"))))
}

/// Where a task stands: how it looks, and the key of its text.
fn standing(row: &RestorationRow) -> (Tone, &'static str) {
    match row.verdict {
        Some(Verdict::Restored) => (Tone::Good, "restored"),
        Some(Verdict::Kept) => (Tone::Plain, "kept"),
        None if row.is_overtaken => (Tone::Plain, "overtaken"),
        None => (Tone::Warn, "open"),
    }
}

impl RestorationPage {
    fn badge(&self) -> &'static str {
        standing(&self.task).0.class()
    }

    fn state(&self) -> String {
        self.ctx.t(&format!("restoration-state-{}", standing(&self.task).1))
    }

    fn number(&self) -> String {
        let number = self.task.report_number;
        number.map_or_else(|| self.task.report_id.to_string(), |number| number.to_string())
    }
}

/// Shows one task.
pub(crate) async fn show_one(
    Shared(state): Shared<State>,
    ctx: PageContext,
    Path(id): Path<String>,
) -> Result<Page<RestorationPage>, Failure> {
    page(&state, ctx, &id, Typed::default()).await
}

/// Keeps what was done.
pub(crate) async fn settle(
    Shared(state): Shared<State>,
    ctx: PageContext,
    Path(id): Path<String>,
    form: TypedForm<SettleForm>,
) -> Result<Response, Failure> {
    // a task that is not there has no form
    let task = load(&state, &id).await?;
    let outcome = act(&state, &ctx, &task, form.fields).await;
    let again = |ctx, typed| page(&state, ctx, &id, typed);
    forms::answer(ctx, outcome, form.typed, &format!("/restorations/{id}"), "restoration", again).await
}

async fn act(
    state: &State,
    ctx: &PageContext,
    task: &RestorationRow,
    fields: Result<SettleForm, Failure>,
) -> Result<(), Failure> {
    let SettleForm { verdict, reason } = fields?;
    let action = RestorationRequest { verdict, reason }.on(task)?;
    state.node.act(&ctx.actor, &action).await.map(drop)
}

async fn page(
    state: &State,
    ctx: PageContext,
    id: &str,
    typed: Typed,
) -> Result<Page<RestorationPage>, Failure> {
    let task = load(state, id).await?;
    let may_decide = may(&ctx, Permission::Decide);
    let mut tx = state.node.db().begin_read("restoration-page").await?;
    let mut decisions = Vec::new();
    for row in restorations::list_decisions(&mut tx, task.restoration_id).await? {
        let key = row.restoration_decision_id.to_string();
        let at = ColumnRef { table: restorations::TABLE, row: &key, column: restorations::REASON };
        let reason = row.reason.open_kept(state.node.columns(), at)?;
        decisions.push(Decided {
            verdict: row.verdict.name(),
            reason: may_decide.then_some(reason),
            decided_by: row.decided_by,
            decided_at: row.decided_at,
        });
    }
    drop(tx);
    let verdict = |verdict: Verdict| {
        let name = verdict.name();
        (name.to_owned(), ctx.t(&format!("restoration-verdict-{name}")))
    };
    let verdicts = Verdict::ALL.map(verdict).to_vec();
    Ok(Page(RestorationPage {
        nav: nav(&ctx),
        may_settle: may_decide && !task.is_erased,
        task,
        decisions,
        verdicts,
        typed,
        ctx,
    }))
}
