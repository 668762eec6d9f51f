//! `/hash-lists`: every version of every list, where it came from, and what it found.

use askama::Template;
use axum::extract::State as Shared;
use axum::response::{IntoResponse, Response};
use service::{Cell, Column, Failure, List, NavItem, Page, PageContext, PageFrame, Row, Table, Tone};

use super::nav;
use crate::State;
use crate::db::hash_lists::{self, VersionLine};

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
        .column(Column::new("shadow_hits", ctx.t("list-shadow-hits")).is_number())
        .column(Column::new("members", ctx.t("list-members")))
        .column(Column::new("classification", ctx.t("list-classification")))
        .column(Column::new("source", ctx.t("list-source")))
        .column(Column::new("imported_at", ctx.t("list-imported")))
        .column(Column::new("imported_by", ctx.t("list-imported-by")))
        .column(Column::new("entries_sha256", ctx.t("list-digest")).only_when_chosen())
        .nothing(ctx.t("lists-none"), None);
    for version in hash_lists::list_versions(&mut tx, list.offset(), list.limit()).await? {
        lists.row(line(&ctx, version));
    }
    if let Some(download) = list.download() {
        return Ok(lists.download(download));
    }
    Ok(Page(HashListsPage { nav: nav(&ctx), lists, ctx }).into_response())
}

fn line(ctx: &PageFrame, version: VersionLine) -> Row {
    let VersionLine { row, is_in_use, hits, shadow_hits } = version;
    let (tone, key) = match (is_in_use, row.shadow) {
        (true, false) => (Tone::Good, "list-used"),
        (true, true) => (Tone::Warn, "list-shadow"),
        (false, _) => (Tone::Plain, "list-replaced"),
    };
    let class = row.classification.map_or_else(Cell::none, |class| Cell::text(class.as_str()));
    Row::to(ctx.href(&format!("/hash-lists/{}", row.list_name)))
        .cell(Cell::text(row.list_name))
        .cell(Cell::number(row.version))
        .cell(Cell::badge(tone, ctx.t(key)))
        .cell(Cell::number(row.entry_count))
        .cell(Cell::number(hits))
        .cell(Cell::number(shadow_hits))
        .cell(Cell::text(row.members.join(", ")))
        .cell(class)
        .cell(Cell::text(row.source))
        .cell(Cell::time(row.imported_at))
        .cell(Cell::text(row.imported_by))
        .cell(Cell::digest(row.entries_sha256))
}
