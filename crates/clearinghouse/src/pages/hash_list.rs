//! `/hash-lists/{name}`: a list: what members say of it, and its entries.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use service::{Cell, Column, Failure, List, NavItem, Page, PageContext, Row, Table, Tone};

use crate::api::hash_lists::parse;
use crate::db;
use crate::db::hash_entries::EntryRow;
use crate::db::hash_feedback::ToldFeedback;
use crate::hash_sharing::reasons::ObjectionReason;
use crate::state::State as Clearinghouse;

#[derive(Template)]
#[template(path = "hash_list.html")]
struct HashListPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    name: &'static str,
    /// What it holds, in words.
    holds: String,
    /// What members say of its entries, the newest first; none where nobody said anything.
    said: Option<Table>,
    table: Table,
}

/// `GET /hash-lists/{name}`.
pub(crate) async fn show(
    State(state): State<Clearinghouse>,
    Path(name): Path<String>,
    list: List,
    ctx: PageContext,
) -> Result<Response, Failure> {
    let shown = parse(&name)?;
    let (list, of_feedback) = (list.first(), list.of("feedback"));
    let text = list.filter().unwrap_or_default();
    let mut tx = state.node().db().begin_read("hash-list-page").await?;
    let total = db::hash_entries::count_page(&mut tx, shown, text).await?;
    let part = (list.limit(), list.offset());
    let rows = db::hash_entries::list_page(&mut tx, shown, text, part).await?;
    let told = db::hash_feedback::list_told(&mut tx, shown, None, 0).await?;
    drop(tx);
    let mut table = table(&ctx, &list, total);
    for row in rows {
        table.row(table_row(&ctx, row)?);
    }
    let said = (!told.is_empty()).then(|| feedback_table(&ctx, &of_feedback, &told));
    if let Some(file) = [Some(&table), said.as_ref()].into_iter().flatten().find_map(Table::file) {
        return Ok(file);
    }
    let name = shown.as_str();
    let holds = ctx.t(&format!("hash-list-{name}"));
    Ok(Page(HashListPage { nav: super::nav(&ctx), name, holds, said, table, ctx }).into_response())
}

fn table(ctx: &PageContext, list: &List, total: i64) -> Table {
    Table::new(ctx, list, "hash-entries", total)
        .column(Column::new("source_id", ctx.t("hash-source-id")))
        .column(Column::new("member", ctx.t("hash-member")))
        .column(Column::new("classification", ctx.t("hash-class")))
        .column(Column::new("state", ctx.t("hash-state")))
        .column(Column::new("version", ctx.t("hash-version")).is_number())
        .column(Column::new("changed_at", ctx.t("hash-changed")))
        .column(Column::new("added_at", ctx.t("hash-added")).only_when_chosen())
        .searches(ctx.t("hash-search"))
        .nothing(ctx.t("hash-none"), None)
}

fn table_row(ctx: &PageContext, row: EntryRow) -> Result<Row, Failure> {
    let changed_at = Timestamp::from_second(row.stamp).map_err(Failure::broken)?;
    let state = match row.withdrawn_by {
        None => Cell::badge(Tone::Good, ctx.t("hash-counts")),
        Some(_) => Cell::badge(Tone::Warn, ctx.t("hash-is-withdrawn")),
    };
    Ok(Row::to(ctx.href(&format!("/hash-entries/{}", row.entry_id)))
        .cell(Cell::digest(row.source_id))
        .cell(Cell::text(row.member.name))
        .cell(Cell::text(row.classification))
        .cell(state)
        .cell(Cell::number(row.version))
        .cell(Cell::time(changed_at))
        .cell(Cell::time(row.added_at)))
}

/// Reasons in words.
pub(super) fn words(ctx: &PageContext, reasons: &[ObjectionReason]) -> Vec<String> {
    reasons.iter().map(|reason| ctx.t(&format!("hash-reason-{}", reason.as_str()))).collect()
}

/// What members say of the entries, by the way to each entry.
fn feedback_table(ctx: &PageContext, list: &List, told: &[ToldFeedback]) -> Table {
    let mut table = Table::new(ctx, list, "hash-feedback", i64::try_from(told.len()).unwrap_or(i64::MAX))
        .titled(ctx.t("hash-said"))
        .column(Column::new("source_id", ctx.t("hash-source-id")))
        .column(Column::new("given_at", ctx.t("hash-given")))
        .column(Column::new("owner", ctx.t("hash-owner")))
        .column(Column::new("member", ctx.t("hash-said-by")))
        .column(Column::new("fingerprint", ctx.t("hash-fingerprint")))
        .column(Column::new("verdict", ctx.t("hash-verdict")));
    for one in list.page_of(told) {
        table.row(
            Row::to(ctx.href(&format!("/hash-entries/{}", one.entry_id)))
                .cell(Cell::digest(&one.source_id))
                .cell(Cell::time(one.said.given_at))
                .cell(Cell::text(&one.owner.name))
                .cell(Cell::text(&one.said.member.name))
                .cell(Cell::text(one.said.fingerprint.as_str()))
                .cell(verdict(ctx, &one.said.reasons)),
        );
    }
    table
}

fn verdict(ctx: &PageContext, reasons: &[ObjectionReason]) -> Cell {
    if reasons.is_empty() {
        return Cell::badge(Tone::Good, ctx.t("hash-affirmed"));
    }
    let objected = Cell::badge(Tone::Warn, ctx.t("hash-objected"));
    Cell::lines([objected].into_iter().chain(words(ctx, reasons).into_iter().map(Cell::text)).collect())
}
