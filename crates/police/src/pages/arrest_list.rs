//! Who is to be arrested and for which acts, by the facts as they stand now: to be read, kept as a file, and printed.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use model::Province;
use service::ui::{Cell, Column, Row, Table};
use service::{Failure, List, NavItem, Page, PageContext};

use super::assignments::{path_cell, sees_units, unit_cell, unit_column};
use super::{navigation, province_name};
use crate::Police;
use crate::api::assignments::list_to_arrest;
use crate::views::{ArrestActView, ToArrest};

/// So many acts of a person are listed on the page; a file has all.
const MOST_ACTS: usize = 20;

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

fn sort(rows: &mut [ToArrest], list: &List) {
    let (column, is_descending) = list.order(&["unit", "person", "assigned_at"]);
    rows.sort_by(|a, b| {
        let (a, b) = (&a.assignment, &b.assignment);
        let order = match column {
            "person" => a.name.cmp(&b.name),
            "assigned_at" => a.assigned_at.cmp(&b.assigned_at),
            _ => a.unit.cmp(b.unit),
        };
        let order = order.then(a.assignment_id.cmp(&b.assignment_id));
        if is_descending { order.reverse() } else { order }
    });
}

fn table(ctx: &PageContext, list: &List, rows: &[ToArrest]) -> Table {
    let total = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let mut table =
        Table::new(ctx, list, "arrest-list", total).column(Column::new("person", ctx.t("person")).sorts());
    if sees_units(ctx) {
        table = table.column(unit_column(ctx));
    }
    let next = (ctx.t("arrest-list-none-next"), ctx.href("/assignments"));
    let mut table = table
        .column(Column::new("path", ctx.t("path")))
        .column(Column::new("acts", ctx.t("arrest-list-acts")))
        .column(Column::new("assigned_at", ctx.t("assigned-at")).sorts())
        .nothing(ctx.t("arrest-list-none"), Some(next));
    let most = if list.download().is_some() { usize::MAX } else { MOST_ACTS };
    for row in list.page_of(rows) {
        table.row(self::row(ctx, row, most));
    }
    table
}

fn row(ctx: &PageContext, to_arrest: &ToArrest, most: usize) -> Row {
    let row = &to_arrest.assignment;
    let mut cells =
        Row::to(ctx.href(&format!("/assignments/{}", row.assignment_id))).cell(Cell::text(&row.name));
    if sees_units(ctx) {
        cells = cells.cell(unit_cell(row));
    }
    cells
        .cell(path_cell(ctx, row))
        .cell(acts_cell(ctx, &to_arrest.acts, most))
        .cell(Cell::time(row.assigned_at))
}

fn acts_cell(ctx: &PageContext, acts: &[ArrestActView], most: usize) -> Cell {
    let mut lines: Vec<_> = acts.iter().take(most).map(|act| Cell::text(act_text(ctx, act))).collect();
    let left = acts.len().saturating_sub(most);
    if left > 0 {
        lines.push(Cell::text(ctx.t1("arrest-list-more-acts", "count", left.to_string())));
    }
    Cell::lines(lines)
}

/// Time by the clock of its place, place, age and law.
fn act_text(ctx: &PageContext, act: &ArrestActView) -> String {
    let zone = act.place.and_then(Province::find_code).map(|province| province.zone().time_zone());
    let time = zone.map_or_else(|| ctx.instant(act.at), |zone| ctx.instant_in(act.at, &zone));
    let place = match act.place {
        Some(code) => province_name(code).to_owned(),
        None => format!("{}: {}", ctx.t("place-of-act"), ctx.t("unknown")),
    };
    let age = match act.age_years {
        Some(age) if age.at_least == age.at_most => age.at_least.to_string(),
        Some(age) => ctx.t2("age-between", "from", age.at_least.to_string(), "to", age.at_most.to_string()),
        None => ctx.t("unknown"),
    };
    [time, place, ctx.t1("arrest-list-age", "age", age), act.law.clone()].join(" · ")
}
