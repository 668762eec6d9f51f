//! The list of clusters: files that more than one report has, the same or near-duplicates.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use service::{Cell, Column, DbError, Failure, List, NavItem, Page, PageContext, Row, Table, Tone, Tx};

use crate::db;
use crate::db::clusters::{ClusterOrder, ClusterRow};
use crate::flood::is_flood;
use crate::state::State as Clearinghouse;

/// Identifiers are counted up to here: more is said as more.
const MOST_IDENTIFIERS: i64 = 1000;

/// What a cluster is in figures.
pub(super) struct Figures {
    pub(super) reports: i64,
    /// Counted up to one more than is told.
    identifiers: i64,
    /// On how many days reports of it came.
    pub(super) days: usize,
    pub(super) flood: bool,
    pub(super) possible_memes: i64,
    pub(super) last_at: Timestamp,
}

impl Figures {
    pub(super) async fn read(tx: &mut Tx, cluster: &ClusterRow, now: Timestamp) -> Result<Self, DbError> {
        let days = db::clusters::count_by_day(tx, &cluster.cluster_id).await?;
        let most = MOST_IDENTIFIERS + 1;
        Ok(Self {
            reports: cluster.reports,
            identifiers: db::clusters::count_identifiers(tx, &cluster.cluster_id, most).await?,
            days: days.len(),
            flood: is_flood(&days, db::clusters::day_of(now)),
            possible_memes: cluster.possible_memes,
            last_at: cluster.last_at,
        })
    }

    pub(super) fn identifiers_text(&self, ctx: &PageContext) -> String {
        if self.identifiers > MOST_IDENTIFIERS {
            return ctx.t1("cluster-identifiers-more", "count", MOST_IDENTIFIERS);
        }
        ctx.number(self.identifiers)
    }
}

#[derive(Template)]
#[template(path = "clusters.html")]
struct ClustersPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    table: Table,
}

/// `GET /clusters`.
pub(crate) async fn list(
    State(state): State<Clearinghouse>,
    list: List,
    ctx: PageContext,
) -> Result<Response, Failure> {
    let (column, descending) = list.order(&["-reports", "last_at"]);
    let order = if column == "last_at" { ClusterOrder::Newest } else { ClusterOrder::Size };
    let mut tx = state.node().db().begin_read("clusters-page").await?;
    let total = db::clusters::count_shared(&mut tx).await?;
    let part = (list.limit(), list.offset());
    let mut table = table(&ctx, &list, total);
    for cluster in db::clusters::list_page(&mut tx, (order, descending), part).await? {
        let figures = Figures::read(&mut tx, &cluster, ctx.now).await?;
        table.row(table_row(&ctx, &cluster, &figures));
    }
    drop(tx);
    if let Some(download) = list.download() {
        return Ok(table.download(download));
    }
    Ok(Page(ClustersPage { nav: super::nav(&ctx), ctx, table }).into_response())
}

fn table(ctx: &PageContext, list: &List, total: i64) -> Table {
    Table::new(ctx, list, "clusters", total)
        .column(Column::new("cluster_id", ctx.t("cluster-id")))
        .column(Column::new("reports", ctx.t("cluster-reports")).is_number().sorts())
        .column(Column::new("identifiers", ctx.t("cluster-identifiers")))
        .column(Column::new("days", ctx.t("cluster-days")).is_number())
        .column(Column::new("last_at", ctx.t("cluster-last")).sorts())
        .column(Column::new("remarks", ctx.t("report-remarks")))
        .nothing(ctx.t("clusters-none"), None)
}

fn table_row(ctx: &PageContext, cluster: &ClusterRow, figures: &Figures) -> Row {
    let mut marks = Vec::new();
    if figures.flood {
        marks.push(Cell::badge(Tone::Warn, ctx.t("cluster-flood")));
    }
    if figures.possible_memes > 0 {
        marks.push(Cell::badge(Tone::Info, ctx.t("cluster-meme")));
    }
    Row::to(ctx.href(&format!("/clusters/{}", cluster.cluster_id)))
        .cell(Cell::digest(cluster.cluster_id.as_str()))
        .cell(Cell::number(figures.reports))
        .cell(Cell::text(figures.identifiers_text(ctx)))
        .cell(Cell::number(i64::try_from(figures.days).unwrap_or(i64::MAX)))
        .cell(Cell::time(figures.last_at))
        .cell(if marks.is_empty() { Cell::none() } else { Cell::lines(marks) })
}
