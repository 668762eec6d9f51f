//! `/hash-lists`: every version of every list, where it came from, and what it found.

use askama::Template;
use axum::extract::State as Shared;
use axum::response::{IntoResponse, Response};
use service::{Cell, Column, Failure, List, NavItem, Page, PageContext, PageFrame, Row, Table, Tone};

use super::nav;
use crate::State;
use crate::db::hash_lists::{self, VersionRow};

/// One page of the list.
#[derive(Template)]
#[template(path = "hash_lists.html")]
pub(crate) struct HashListsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    lists: Table,
}

/// Shows the lists.
pub(crate) async fn show(
    Shared(state): Shared<State>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure> {
    let mut tx = state.node.db().begin_read("hash-lists-page").await?;
    let total = hash_lists::count_versions(&mut tx).await?;
    let mut lists = Table::new(&ctx, &list, "hash-lists", total)
        .column(Column::new("list", ctx.t("list")))
        .column(Column::new("version", ctx.t("list-version")).is_number())
        .column(Column::new("in_use", ctx.t("list-in-use")))
        .column(Column::new("entries", ctx.t("list-entries")).is_number())
        .column(Column::new("hits", ctx.t("list-hits")).is_number())
        .column(Column::new("source", ctx.t("list-source")))
        .column(Column::new("imported_at", ctx.t("list-imported")))
        .column(Column::new("imported_by", ctx.t("list-imported-by")))
        .column(Column::new("entries_sha256", ctx.t("list-digest")).only_when_chosen())
        .nothing(ctx.t("lists-none"), None);
    for (version, is_in_use, hits) in hash_lists::list_versions(&mut tx, list.offset(), list.limit()).await? {
        lists.row(line(&ctx, version, is_in_use, hits));
    }
    if let Some(download) = list.download() {
        return Ok(lists.download(download));
    }
    Ok(Page(HashListsPage { nav: nav(&ctx), lists, ctx }).into_response())
}

fn line(ctx: &PageFrame, version: VersionRow, is_in_use: bool, hits: i64) -> Row {
    let (tone, key) = if is_in_use { (Tone::Good, "list-used") } else { (Tone::Plain, "list-replaced") };
    Row::plain()
        .cell(Cell::text(version.list_name))
        .cell(Cell::number(version.version))
        .cell(Cell::badge(tone, ctx.t(key)))
        .cell(Cell::number(version.entry_count))
        .cell(Cell::number(hits))
        .cell(Cell::text(version.source))
        .cell(Cell::time(version.imported_at))
        .cell(Cell::text(version.imported_by))
        .cell(Cell::digest(version.entries_sha256))
}
