//! What was accepted, returned and transferred: a unit reads where it had a part, on either side.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use service::{Cell, Column, Failure, List, NavItem, Page, PageContext, Row, Table};

use super::{navigation, word};
use crate::db::{Reader, Rows};
use crate::permissions::Permission;
use crate::views::{self, MoveView};
use crate::{Police, api};

#[derive(Template)]
#[template(path = "assignment-moves.html")]
struct MovesPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    table: Table,
}

/// `GET /assignment-moves`.
pub(crate) async fn list(
    State(police): State<Police>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure> {
    let unit = api::unit_of(&ctx.actor, Permission::ReadAssignments)?;
    let (rows, reader) = (Rows::of(&list, &["-made_at"]), Reader::of(&ctx.actor));
    let mut tx = police.reading("list-assignment-moves").await?;
    let keys = police.node.columns();
    let (moves, total) = views::page_moves(&mut tx, &reader, keys, unit.as_deref(), &rows).await?;
    let table = table(&ctx, &list, &moves, total);
    if let Some(download) = list.download() {
        return Ok(table.download(download));
    }
    Ok(Page(MovesPage { nav: navigation(&ctx), ctx, table }).into_response())
}

fn table(ctx: &PageContext, list: &List, moves: &[MoveView], total: i64) -> Table {
    let next = (ctx.t("arrest-list-none-next"), ctx.href("/assignments"));
    let mut table = Table::new(ctx, list, "assignment-moves", total)
        .column(Column::new("made_at", ctx.t("move-made-at")).sorts())
        .column(Column::new("step", ctx.t("move-step")))
        .column(Column::new("from_unit", ctx.t("move-from")))
        .column(Column::new("to_unit", ctx.t("move-to")))
        .column(Column::new("reason", ctx.t("reveal-reason")))
        .column(Column::new("made_by", ctx.t("move-made-by")))
        .column(Column::new("assignment_id", ctx.t("assignment-number")))
        .nothing(ctx.t("moves-none"), Some(next));
    for row in moves {
        table.row(self::row(ctx, row));
    }
    table
}

/// Plain, as the assignment may be another unit's by now.
fn row(ctx: &PageContext, row: &MoveView) -> Row {
    Row::plain()
        .cell(Cell::time(row.made_at))
        .cell(Cell::text(word(ctx, "move", row.step)))
        .cell(Cell::text(row.from_unit_name).in_language("es"))
        .cell(Cell::text(row.to_unit_name).in_language("es"))
        .cell(Cell::text(row.reason.clone().unwrap_or_default()))
        .cell(Cell::text(&row.made_by))
        .cell(Cell::text(row.assignment_id.to_string()))
}
