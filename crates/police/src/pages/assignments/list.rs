//! Assignments: of the own unit, or all for the central unit. SQL gives the page; only who is on it is judged.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use model::Id;
use service::ui::{Cell, Column, Row, Table, Tone};
use service::{Failure, List, NavItem, Page, PageContext, Tx};

use super::{path_cell, sees_units, unit_cell, unit_column};
use crate::db::assignments::Which;
use crate::db::{Reader, Rows, assignments, units};
use crate::ids::Assignment;
use crate::pages::{navigation, nothing, word};
use crate::views::{self, AssignmentView};
use crate::{Police, api};

/// Columns that order the list, and how it is ordered unless asked.
const ORDERS: &[&str] = &["-assigned_at", "unit", "outcome"];

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
    open: i64,
}

/// `GET /assignments[?unit=][&state=open|question|custody|returned|changed]`.
pub(crate) async fn list(
    State(police): State<Police>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure> {
    let chosen = ctx.query_value("unit").unwrap_or_default();
    let unit = api::assignments::unit_for(&ctx.actor, Some(chosen.as_str()).filter(|unit| !unit.is_empty()))?;
    let (unit, reader) = (unit.as_deref(), Reader::of(&ctx.actor));
    let mut tx = police.reading("list-assignments").await?;
    let keys = police.node.columns();
    let state = ctx.query_value("state").unwrap_or_default();
    let some = match state.as_str() {
        "question" => Some(views::list_in_question(&mut tx, &reader, keys, unit).await?),
        "custody" => {
            let since = police.custody_since(ctx.now);
            Some(views::list_in_custody(&mut tx, &reader, keys, unit, since).await?)
        }
        "returned" => Some(views::list_returned(&mut tx, &reader, keys, unit).await?),
        "changed" => Some(views::list_changed(&mut tx, &reader, keys, unit).await?),
        _ => None,
    };
    let (found, total) = if let Some(mut found) = some {
        sort(&mut found, &list);
        let total = i64::try_from(found.len()).unwrap_or(i64::MAX);
        (list.page_of(found).collect(), total)
    } else {
        let rows = Rows::of(&list, ORDERS);
        let which = if state == "open" { Which::Open } else { Which::All };
        views::page_assignments(&mut tx, &reader, keys, (unit, which), &rows).await?
    };
    let changed: BTreeSet<_> = views::load_changed(&mut tx, keys, &found).await?.into_keys().collect();
    let table = table(&ctx, &list, (found.as_slice(), &changed), total);
    if let Some(download) = list.download() {
        return Ok(table.download(download));
    }
    let open = units::count_open_assignments(&mut tx, &reader, unit.unwrap_or_default()).await?;
    let units = if sees_units(&ctx) { named_units(&mut tx, &reader).await? } else { Vec::new() };
    let nav = navigation(&ctx);
    Ok(Page(AssignmentsPage { ctx, nav, table, units, chosen, open }).into_response())
}

/// The units to choose from: those of all assignments, also while one is chosen.
async fn named_units(tx: &mut Tx, reader: &Reader) -> Result<Vec<(String, String)>, Failure> {
    let units = assignments::list_units(tx, reader).await?;
    Ok(units.into_iter().map(|unit| (unit.code().to_owned(), unit.name().to_owned())).collect())
}

fn sort(rows: &mut [AssignmentView], list: &List) {
    let (column, is_descending) = list.order(ORDERS);
    rows.sort_by(|a, b| {
        let order = match column {
            "unit" => a.unit.cmp(b.unit),
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

/// Of the assignments on the page, which have other links by now.
fn table(
    ctx: &PageContext,
    list: &List,
    (rows, changed): (&[AssignmentView], &BTreeSet<Id<Assignment>>),
    total: i64,
) -> Table {
    let (what, next) = nothing(ctx, ctx.t("assignments-none"), None);
    let mut table =
        Table::new(ctx, list, "assignments", total).column(Column::new("person", ctx.t("person")));
    if sees_units(ctx) {
        table = table.column(unit_column(ctx));
    } else {
        table = table.on_a_slow_line();
    }
    let mut table = table
        .column(Column::new("path", ctx.t("path")))
        .column(Column::new("arrest", ctx.t("arrest")))
        .column(Column::new("outcome", ctx.t("outcome")).sorts())
        .column(Column::new("assigned_at", ctx.t("assigned-at")).sorts().only_when_chosen())
        .column(Column::new("assigned_by", ctx.t("assigned-by")).only_when_chosen())
        .nothing(what, next);
    for row in rows {
        table.row(self::row(ctx, row, changed.contains(&row.assignment_id)));
    }
    table
}

fn row(ctx: &PageContext, row: &AssignmentView, is_changed: bool) -> Row {
    let mut cells =
        Row::to(ctx.href(&format!("/assignments/{}", row.assignment_id))).cell(Cell::text(&row.name));
    if sees_units(ctx) {
        cells = cells.cell(unit_cell(row));
    }
    cells
        .cell(path_cell(ctx, row))
        .cell(arrest_cell(ctx, row))
        .cell(outcome_cell(ctx, row, is_changed))
        .cell(Cell::time(row.assigned_at))
        .cell(Cell::text(&row.assigned_by))
}

fn arrest_cell(ctx: &PageContext, row: &AssignmentView) -> Cell {
    if row.in_arrest_list && row.outcome.is_none() {
        Cell::badge(Tone::Warn, ctx.t("in-arrest-list"))
    } else if row.is_entry_held {
        Cell::badge(Tone::Warn, ctx.t("entry-held"))
    } else if row.is_arrest_held {
        Cell::badge(Tone::Warn, ctx.t("arrest-held"))
    } else if row.arrest_allowed {
        Cell::text(ctx.t("arrest-allowed"))
    } else if row.is_entry_void {
        let refused = Cell::badge(Tone::Bad, ctx.t("arrest-refused"));
        Cell::lines(vec![refused, Cell::badge(Tone::Warn, ctx.t("entry-void"))])
    } else {
        Cell::badge(Tone::Bad, ctx.t("arrest-refused"))
    }
}

fn outcome_cell(ctx: &PageContext, row: &AssignmentView, is_changed: bool) -> Cell {
    let Some(outcome) = &row.outcome else {
        let state = match row.state {
            "returned" => Cell::badge(Tone::Warn, word(ctx, "assignment-state", row.state)),
            state => Cell::text(word(ctx, "assignment-state", state)),
        };
        if !is_changed {
            return state;
        }
        return Cell::lines(vec![state, Cell::badge(Tone::Warn, ctx.t("assignments-changed"))]);
    };
    let mut lines =
        vec![Cell::badge(Tone::Plain, word(ctx, "outcome", outcome.code)), Cell::time(outcome.at)];
    if row.arrest_in_question.is_some() {
        lines.push(Cell::badge(Tone::Warn, ctx.t("arrest-in-question")));
    }
    Cell::lines(lines)
}
