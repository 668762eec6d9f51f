//! Assignments: of the own unit, or all for the central unit.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use service::ui::{Cell, Column, Row, Table, Tone};
use service::{Failure, List, NavItem, Page, PageContext};

use super::{load, path_cell, sees_units, unit_cell, unit_column};
use crate::Police;
use crate::pages::{navigation, nothing, word};
use crate::views::AssignmentView;

#[derive(Template)]
#[template(path = "assignments.html")]
struct AssignmentsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    table: Table,
    /// Code and name of every unit that has something, for who sees several.
    units: Vec<(String, String)>,
    chosen: String,
    /// How many are open of the chosen unit.
    open: usize,
}

/// `GET /assignments[?unit=][&state=question]`.
pub(crate) async fn list(
    State(police): State<Police>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure> {
    let mut rows = load(&police, &ctx).await?;
    let open = rows.iter().filter(|row| row.outcome.is_none()).count();
    let chosen = ctx.query_value("unit").unwrap_or_default();
    let units = if sees_units(&ctx) { units(&police, &ctx, &rows, &chosen).await? } else { Vec::new() };
    if ctx.query_value("state").as_deref() == Some("question") {
        rows.retain(AssignmentView::is_in_question);
    }
    sort(&mut rows, &list);
    let table = table(&ctx, &list, &rows);
    if let Some(download) = list.download() {
        return Ok(table.download(download));
    }
    let nav = navigation(&ctx);
    Ok(Page(AssignmentsPage { ctx, nav, table, units, chosen, open }).into_response())
}

/// The units to choose from: those of all assignments, also while one is chosen.
async fn units(
    police: &Police,
    ctx: &PageContext,
    rows: &[AssignmentView],
    chosen: &str,
) -> Result<Vec<(String, String)>, Failure> {
    let all;
    let rows = if chosen.is_empty() {
        rows
    } else {
        all = crate::api::assignments::list_for(police, &ctx.actor, None).await?;
        all.as_slice()
    };
    let units: BTreeMap<_, _> = rows.iter().map(|row| (row.unit, row.unit_name)).collect();
    Ok(units.into_iter().map(|(code, name)| (code.to_owned(), name.to_owned())).collect())
}

fn sort(rows: &mut [AssignmentView], list: &List) {
    let (column, is_descending) = list.order(&["-assigned_at", "person", "unit", "path", "outcome"]);
    rows.sort_by(|a, b| {
        let order = match column {
            "person" => a.name.cmp(&b.name),
            "unit" => a.unit.cmp(b.unit),
            "path" => a.path.cmp(b.path),
            "outcome" => code(a).cmp(&code(b)),
            _ => a.assigned_at.cmp(&b.assigned_at),
        };
        let order = order.then(a.assignment_id.cmp(&b.assignment_id));
        if is_descending { order.reverse() } else { order }
    });
}

fn code(row: &AssignmentView) -> Option<&'static str> {
    row.outcome.as_ref().map(|outcome| outcome.code)
}

fn table(ctx: &PageContext, list: &List, rows: &[AssignmentView]) -> Table {
    let (what, next) = nothing(ctx, ctx.t("assignments-none"), None);
    let total = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let mut table =
        Table::new(ctx, list, "assignments", total).column(Column::new("person", ctx.t("person")).sorts());
    if sees_units(ctx) {
        table = table.column(unit_column(ctx));
    } else {
        table = table.on_a_slow_line();
    }
    let mut table = table
        .column(Column::new("path", ctx.t("path")).sorts())
        .column(Column::new("arrest", ctx.t("arrest")))
        .column(Column::new("outcome", ctx.t("outcome")).sorts())
        .column(Column::new("assigned_at", ctx.t("assigned-at")).sorts().only_when_chosen())
        .column(Column::new("assigned_by", ctx.t("assigned-by")).only_when_chosen())
        .nothing(what, next);
    for row in page_of(rows, list) {
        table.row(self::row(ctx, row));
    }
    table
}

fn row(ctx: &PageContext, row: &AssignmentView) -> Row {
    let mut cells =
        Row::to(ctx.href(&format!("/assignments/{}", row.assignment_id))).cell(Cell::text(&row.name));
    if sees_units(ctx) {
        cells = cells.cell(unit_cell(row));
    }
    cells
        .cell(path_cell(ctx, row))
        .cell(arrest_cell(ctx, row))
        .cell(outcome_cell(ctx, row))
        .cell(Cell::time(row.assigned_at))
        .cell(Cell::text(&row.assigned_by))
}

fn arrest_cell(ctx: &PageContext, row: &AssignmentView) -> Cell {
    if row.in_arrest_list && row.outcome.is_none() {
        Cell::badge(Tone::Warn, ctx.t("in-arrest-list"))
    } else if row.arrest_allowed {
        Cell::text(ctx.t("arrest-allowed"))
    } else if row.is_entry_void {
        let refused = Cell::badge(Tone::Bad, ctx.t("arrest-refused"));
        Cell::lines(vec![refused, Cell::badge(Tone::Warn, ctx.t("entry-void"))])
    } else {
        Cell::badge(Tone::Bad, ctx.t("arrest-refused"))
    }
}

fn outcome_cell(ctx: &PageContext, row: &AssignmentView) -> Cell {
    let Some(outcome) = &row.outcome else { return Cell::text(ctx.t("outcome-none")) };
    let mut lines =
        vec![Cell::badge(Tone::Plain, word(ctx, "outcome", outcome.code)), Cell::time(outcome.at)];
    if row.arrest_in_question.is_some() {
        lines.push(Cell::badge(Tone::Warn, ctx.t("arrest-in-question")));
    }
    Cell::lines(lines)
}

/// The rows of the asked page.
pub(in crate::pages) fn page_of<'a>(
    rows: &'a [AssignmentView],
    list: &List,
) -> impl Iterator<Item = &'a AssignmentView> {
    let offset = usize::try_from(list.offset()).unwrap_or(usize::MAX);
    let limit = usize::try_from(list.limit()).unwrap_or_default();
    rows.iter().skip(offset).take(limit)
}
