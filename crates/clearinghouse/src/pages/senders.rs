//! Senders: how good their reports are, and what a sender's urgent mark is worth.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use service::ui::{Figure, chart};
use service::{Cell, Column, Failure, List, NavItem, Page, PageContext, Row, Table, Typed};

use super::band_a::confirmed_text;
use super::standing_texts::{self, StandingPart};
use crate::db;
use crate::db::senders::{GroupRow, Grouping};
use crate::db::urgent_marks::UrgentMarks;
use crate::senders::{self, SenderQuality};
use crate::state::State as Clearinghouse;

#[derive(Template)]
#[template(path = "senders.html")]
struct SendersPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    table: Table,
}

#[derive(Template)]
#[template(path = "sender.html")]
pub(super) struct SenderPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    quality: SenderQuality,
    completeness: Figure,
    /// What of its texts nobody has to read; none where the sender itself reads the page, who sees no other.
    standing: Option<StandingPart>,
}

impl SenderPage {
    fn of(ctx: PageContext, quality: SenderQuality, standing: Option<StandingPart>) -> Self {
        let parts: Vec<(String, i64)> = quality
            .completeness
            .iter()
            .map(|part| (format!("{}–{} %", part.from, part.to), part.reports))
            .collect();
        let (title, note) = (ctx.t("sender-completeness"), ctx.t("sender-completeness-note"));
        let completeness = chart::bars(&ctx, &title, &note, &parts);
        Self { nav: super::nav(&ctx), ctx, quality, completeness, standing }
    }

    fn is_own(&self) -> bool {
        self.standing.is_none()
    }

    fn confirmed(&self) -> String {
        let marks = &self.quality.urgent_marks;
        let marks = UrgentMarks { marked: marks.marked, judged: marks.judged, confirmed: marks.confirmed };
        confirmed_text(&self.ctx, marks)
    }
}

/// `GET /senders`.
pub(crate) async fn list(
    State(state): State<Clearinghouse>,
    list: List,
    ctx: PageContext,
) -> Result<Response, Failure> {
    let mut tx = state.node().db().begin_read("list-senders").await?;
    let rows = db::senders::list(&mut tx, Grouping::Sender).await?;
    let mut shown = Vec::new();
    for row in list.page_of(&rows) {
        shown.push((row, db::urgent_marks::count(&mut tx, &row.name).await?));
    }
    drop(tx);
    let mut table = table(&ctx, &list, rows.len());
    for (row, marks) in shown {
        table.row(table_row(&ctx, row, marks));
    }
    if let Some(download) = list.download() {
        return Ok(table.download(download));
    }
    Ok(Page(SendersPage { nav: super::nav(&ctx), ctx, table }).into_response())
}

fn table(ctx: &PageContext, list: &List, total: usize) -> Table {
    Table::new(ctx, list, "senders", i64::try_from(total).unwrap_or(i64::MAX))
        .column(Column::new("sender", ctx.t("report-party")))
        .column(Column::new("reports", ctx.t("sender-reports")).is_number())
        .column(Column::new("referred", ctx.t("sender-referred")).is_number())
        .column(Column::new("informational", ctx.t("sender-informational")).is_number())
        .column(Column::new("urgent", ctx.t("sender-urgent")).is_number())
        .column(Column::new("confirmed", ctx.t("band-a-confirmed")))
        .nothing(ctx.t("senders-none"), None)
}

fn table_row(ctx: &PageContext, row: &GroupRow, marks: UrgentMarks) -> Row {
    Row::to(ctx.href(&format!("/senders/{}", row.name)))
        .cell(Cell::text(row.name.as_str()))
        .cell(Cell::number(row.reports))
        .cell(Cell::number(row.referred))
        .cell(Cell::number(row.informational))
        .cell(Cell::number(row.urgent))
        .cell(Cell::text(confirmed_text(ctx, marks)))
}

/// `GET /senders/{party}`.
pub(crate) async fn show(
    State(state): State<Clearinghouse>,
    Path(party): Path<String>,
    ctx: PageContext,
) -> Result<Response, Failure> {
    Ok(page(&state, ctx, &party, Typed::default()).await?.into_response())
}

/// The page of a sender, with what was typed on it.
pub(super) async fn page(
    state: &Clearinghouse,
    ctx: PageContext,
    party: &str,
    typed: Typed,
) -> Result<Page<SenderPage>, Failure> {
    let mut tx = state.node().db().begin_read("load-sender").await?;
    let quality = senders::find(state, &mut tx, party).await?.ok_or_else(|| Failure::absent("sender"))?;
    let standing = standing_texts::load(state, &mut tx, &ctx, (party, typed)).await?;
    drop(tx);
    Ok(Page(SenderPage::of(ctx, quality, Some(standing))))
}

/// `GET /senders/own/quality`: what a sender reads of itself with the credentials of its program.
pub(crate) async fn own(State(state): State<Clearinghouse>, ctx: PageContext) -> Result<Response, Failure> {
    let mut tx = state.node().db().begin_read("own-sender").await?;
    let quality = senders::own(&state, &mut tx, ctx.actor.name()).await?;
    drop(tx);
    Ok(Page(SenderPage::of(ctx, quality, None)).into_response())
}
