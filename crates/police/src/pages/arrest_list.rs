//! Who is to be arrested, by the facts as they stand now: to be read, kept as a file, and printed.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use service::ui::{Cell, Column, Row, Table};
use service::{Failure, List, NavItem, Page, PageContext};

use super::assignments::{path_cell, sees_units, unit_cell, unit_column};
use super::navigation;
use crate::Police;
use crate::api::assignments::list_to_arrest;
use crate::views::AssignmentView;

#[derive(Template)]
#[template(path = "arrest-list.html")]
struct ArrestListPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    table: Table,
}

/// `GET /arrest-list[?unit=]`.
pub(crate) async fn list(
    State(police): State<Police>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure> {
    let asked = ctx.query_value("unit").filter(|unit| !unit.is_empty());
    let mut rows = list_to_arrest(&police, &ctx.actor, asked.as_deref()).await?;
    sort(&mut rows, &list);
    let table = table(&ctx, &list, &rows);
    if let Some(download) = list.download() {
        return Ok(table.download(download));
    }
    Ok(Page(ArrestListPage { nav: navigation(&ctx), ctx, table }).into_response())
}

fn sort(rows: &mut [AssignmentView], list: &List) {
    let (column, is_descending) = list.order(&["unit", "person", "assigned_at"]);
    rows.sort_by(|a, b| {
        let order = match column {
            "person" => a.name.cmp(&b.name),
            "assigned_at" => a.assigned_at.cmp(&b.assigned_at),
            _ => a.unit.cmp(b.unit),
        };
        let order = order.then(a.assignment_id.cmp(&b.assignment_id));
        if is_descending { order.reverse() } else { order }
    });
}

fn table(ctx: &PageContext, list: &List, rows: &[AssignmentView]) -> Table {
    let total = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let mut table =
        Table::new(ctx, list, "arrest-list", total).column(Column::new("person", ctx.t("person")).sorts());
    if sees_units(ctx) {
        table = table.column(unit_column(ctx));
    }
    let next = (ctx.t("arrest-list-none-next"), ctx.href("/assignments"));
    let mut table = table
        .column(Column::new("path", ctx.t("path")))
        .column(Column::new("assigned_at", ctx.t("assigned-at")).sorts())
        .nothing(ctx.t("arrest-list-none"), Some(next));
    for row in list.page_of(rows) {
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
    cells.cell(path_cell(ctx, row)).cell(Cell::time(row.assigned_at))
}
