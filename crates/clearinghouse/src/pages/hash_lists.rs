//! `/hash-lists`: every list of known hashes, and how large it is.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use service::{Cell, Column, Failure, List, NavItem, Page, PageContext, Row, Table};

use crate::db;
use crate::state::State as Clearinghouse;

#[derive(Template)]
#[template(path = "hash_lists.html")]
struct HashListsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    table: Table,
}

/// `GET /hash-lists`.
pub(crate) async fn show(
    State(state): State<Clearinghouse>,
    list: List,
    ctx: PageContext,
) -> Result<Response, Failure> {
    let mut tx = state.node().db().begin_read("hash-lists-page").await?;
    let lines = db::hash_lists::list_lines(&mut tx).await?;
    drop(tx);
    let total = i64::try_from(lines.len()).map_err(Failure::broken)?;
    let mut table = Table::new(&ctx, &list, "hash-lists", total)
        .column(Column::new("list", ctx.t("hash-list")))
        .column(Column::new("holds", ctx.t("hash-holds")))
        .column(Column::new("version", ctx.t("hash-version")).is_number())
        .column(Column::new("entries", ctx.t("hash-entries")).is_number())
        .column(Column::new("withdrawn", ctx.t("hash-withdrawn")).is_number())
        .column(Column::new("changed_at", ctx.t("hash-changed")))
        .nothing(ctx.t("hash-none"), None);
    for line in lines {
        let name = line.list.as_str();
        let row = Row::to(ctx.href(&format!("/hash-lists/{name}")))
            .cell(Cell::text(name))
            .cell(Cell::text(ctx.t(&format!("hash-list-{name}"))))
            .cell(Cell::number(line.version))
            .cell(Cell::number(line.entries))
            .cell(Cell::number(line.withdrawn))
            .cell(line.changed_at.map_or_else(Cell::none, Cell::time));
        table.row(row);
    }
    if let Some(download) = list.download() {
        return Ok(table.download(download));
    }
    Ok(Page(HashListsPage { nav: super::nav(&ctx), ctx, table }).into_response())
}
