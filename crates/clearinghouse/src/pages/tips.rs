//! The list of tips: who is in danger first, then who has waited longest. It holds no words.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use service::{Cell, Column, Failure, List, NavItem, Page, PageContext, Row, Table, Tone};

use crate::db;
use crate::db::tips::{TipOrder, TipRow, Which};
use crate::state::State as Clearinghouse;
use crate::tip_state::{TipState, idle_since};
use crate::tips::{object_id, short};

/// In whose hands the tips are that nobody works on, as the address says it.
pub(crate) const NOBODY: &str = "nobody";

#[derive(Template)]
#[template(path = "tips.html")]
struct TipsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    states: Vec<(TipState, i64)>,
    total: i64,
    table: Table,
}

/// `GET /tips`.
pub(crate) async fn list(
    State(state): State<Clearinghouse>,
    list: List,
    ctx: PageContext,
) -> Result<Response, Failure> {
    let which = Which {
        state: ctx.query_value("state").and_then(|text| TipState::parse(&text)),
        unclaimed: ctx.query_value("hands").is_some_and(|hands| hands == NOBODY),
    };
    let idle = idle_since(ctx.now);
    let (column, descending) = list.order(&["begun_at", "last_step_at"]);
    let order = if column == "last_step_at" { TipOrder::LastStep } else { TipOrder::Begun };
    let part = (list.limit(), list.offset());
    let mut tx = state.node().db().begin_read("tips-page").await?;
    let states = db::tips::count_by_state(&mut tx, idle).await?;
    let rows = db::tips::list_page(&mut tx, which, (order, descending), part, idle).await?;
    let listed = db::tips::count_listed(&mut tx, which, idle).await?;
    drop(tx);
    let total = states.iter().map(|(_, count)| count).sum();
    let mut table = table(&ctx, &list, listed);
    for row in &rows {
        table.row(table_row(&ctx, row));
    }
    if let Some(download) = list.download() {
        return Ok(table.download(download));
    }
    Ok(Page(TipsPage { nav: super::nav(&ctx), ctx, states, total, table }).into_response())
}

fn table(ctx: &PageContext, list: &List, total: i64) -> Table {
    Table::new(ctx, list, "tips", total)
        .column(Column::new("tip_id", ctx.t("tip-id")))
        .column(Column::new("marks", ctx.t("tip-marks")))
        .column(Column::new("state", ctx.t("report-state")))
        .column(Column::new("door", ctx.t("tip-door")))
        .column(Column::new("language", ctx.t("tip-language")))
        .column(Column::new("country", ctx.t("report-country")).only_when_chosen())
        .column(Column::new("begun_at", ctx.t("tip-begun")).sorts())
        .column(Column::new("last_step_at", ctx.t("tip-last-step")).sorts())
        .column(Column::new("steps", ctx.t("tip-steps")).is_number())
        .column(Column::new("answers", ctx.t("tip-answers")).is_number().only_when_chosen())
        .column(Column::new("claimed_by", ctx.t("tip-claimed-by")))
        .nothing(ctx.t("tips-none"), None)
}

fn table_row(ctx: &PageContext, tip: &TipRow) -> Row {
    let or_none = |text: Option<String>| text.map_or_else(Cell::none, Cell::text);
    Row::to(ctx.href(&format!("/tips/{}", object_id(&tip.tip_id))))
        .cell(Cell::text(short(&tip.tip_id)))
        .cell(Cell::lines(marks(ctx, tip).into_iter().map(|(tone, text)| Cell::badge(tone, text)).collect()))
        .cell(Cell::badge(state_tone(tip.state), ctx.t(&format!("tip-state-{}", tip.state.as_str()))))
        .cell(or_none(tip.door.map(|door| ctx.t(&format!("door-{}", door.as_str())))))
        .cell(or_none(tip.language.as_deref().map(|code| language_name(code).to_owned())))
        .cell(or_none(tip.country.clone()))
        .cell(Cell::time(tip.begun_at))
        .cell(Cell::time(tip.last_step_at))
        .cell(Cell::number(tip.steps))
        .cell(Cell::number(tip.answers))
        .cell(or_none(tip.claimed_by.clone()))
}

/// What must be seen first; the mark that protects stands before all others.
pub(super) fn marks(ctx: &PageContext, tip: &TipRow) -> Vec<(Tone, String)> {
    let mut marks = Vec::new();
    if tip.is_protection() {
        marks.push((Tone::Info, ctx.t("tip-protection")));
    }
    if tip.in_danger {
        marks.push((Tone::Bad, ctx.t("tip-danger")));
    }
    if tip.unopened > 0 {
        marks.push((Tone::Warn, ctx.t1("tip-unopened", "count", tip.unopened)));
    }
    marks
}

pub(super) fn state_tone(state: TipState) -> Tone {
    match state {
        TipState::Open => Tone::Info,
        TipState::Unfinished => Tone::Warn,
        TipState::Finished => Tone::Good,
        TipState::Closed => Tone::Plain,
    }
}

/// A language's own name for itself.
pub(super) fn language_name(code: &str) -> &str {
    match service::Lang::from_code(code) {
        Some(lang) => lang.own_name(),
        None => code,
    }
}
