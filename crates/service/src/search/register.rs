//! Who searched for what purpose: for the data protection officer. What was looked for is not there to be read.

use askama::Template;
use axum::extract::{FromRef, State};
use axum::response::{IntoResponse as _, Response};

use super::Searches;
use crate::db::searches::{self as table, SearchRow, TABLE};
use crate::http::Site;
use crate::oversight::word;
use crate::{Cell, Column, ColumnKeys, ColumnRef, Failure, List, NavItem, Page, PageContext, Row, Table};

#[derive(Template)]
#[template(path = "searches.html")]
struct SearchesPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    table: Table,
}

/// `GET /searches`.
pub(super) async fn list<S>(State(state): State<S>, ctx: PageContext, list: List) -> Result<Response, Failure>
where
    S: Searches,
    Site: FromRef<S>,
{
    let node = state.node();
    let mut tx = node.db().begin_read("list-searches").await?;
    let total = table::count(&mut tx).await?;
    let rows = table::list(&mut tx, list.offset(), list.limit()).await?;
    drop(tx);
    let mut table = Table::new(&ctx, &list, "searches", total)
        .column(Column::new("searched_at", ctx.t("search-at")))
        .column(Column::new("searched_by", ctx.t("search-by")))
        .column(Column::new("purpose", ctx.t("search-purpose")))
        .column(Column::new("words", ctx.t("search-words")))
        .column(Column::new("sought_kind", ctx.t("search-kind")))
        .column(Column::new("hits", ctx.t("search-hits")).is_number())
        .column(Column::new("value_blind", ctx.t("search-digest")).only_when_chosen())
        .nothing(ctx.t("searches-none"), None);
    for search in &rows {
        table.row(row(&ctx, node.columns(), search)?);
    }
    if let Some(download) = list.download() {
        return Ok(table.download(download));
    }
    Ok(Page(SearchesPage { nav: S::navigation(&ctx), ctx, table }).into_response())
}

fn row(ctx: &PageContext, keys: &ColumnKeys, search: &SearchRow) -> Result<Row, Failure> {
    let at = ColumnRef { table: TABLE, row: &search.id, column: "words" };
    let words = search.words.open_kept(keys, at)?;
    Ok(Row::plain()
        .cell(Cell::time(search.searched_at))
        .cell(Cell::text(search.searched_by.clone()))
        .cell(Cell::text(word(ctx, "search-purpose", search.purpose.as_str())))
        .cell(if words.is_empty() { Cell::none() } else { Cell::text(words) })
        .cell(Cell::text(word(ctx, "search-kind", search.kind.as_str())))
        .cell(Cell::number(search.hits))
        .cell(Cell::digest(search.value_blind.clone())))
}
