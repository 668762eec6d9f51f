//! `/hits`: the queue of hits, and one at a time. No media is shown.

use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::response::{IntoResponse, Redirect, Response};
use service::{
    Cell, Column, Failure, List, NavItem, Page, PageContext, PageFrame, Row, Table, Tone, TypedForm,
};

use super::item::{self, DecisionForm, ItemPage};
use super::{asked_state, back_to, instant_of, nav};
use crate::State;
use crate::api::hits::HitView;
use crate::api::id_in_path;
use crate::db::queue::{self, Asked};
use crate::ids::Hit;
use crate::review::ReviewSubject;

/// One page of the queue.
#[derive(Template)]
#[template(path = "hits.html")]
pub(crate) struct HitsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    hits: Table,
    has_open: bool,
}

/// Shows the queue; the open hits unless another state is asked for.
pub(crate) async fn show(
    Shared(state): Shared<State>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure> {
    let asked = Asked {
        state: asked_state(&ctx)?,
        text: list.filter(),
        order: list.order(&["found_at", "list", "distance", "size"]),
        offset: list.offset(),
        limit: list.limit(),
    };
    let mut tx = state.node.db().begin_read("hits-page").await?;
    let total = queue::count_hits(&mut tx, asked.state, asked.text).await?;
    let rows = queue::list_hits(&mut tx, &asked).await?;
    let mut hits = table(&ctx, &list, total);
    for row in rows {
        hits.row(line(&ctx, &HitView::from(row)));
    }
    if let Some(download) = list.download() {
        return Ok(hits.download(download));
    }
    let has_open = !queue::list_open_hits(&mut tx, "", 1).await?.is_empty();
    Ok(Page(HitsPage { nav: nav(&ctx), hits, has_open, ctx }).into_response())
}

fn table(ctx: &PageFrame, list: &List, total: i64) -> Table {
    Table::new(ctx, list, "hits", total)
        .column(Column::new("found_at", ctx.t("hit-found")).sorts())
        .column(Column::new("list", ctx.t("list")).sorts())
        .column(Column::new("match", ctx.t("hit-match")))
        .column(Column::new("distance", ctx.t("hit-distance")).sorts().is_number())
        .column(Column::new("state", ctx.t("state")))
        .column(Column::new("kind", ctx.t("file")))
        .column(Column::new("size", ctx.t("file-size")).sorts().is_number())
        .column(Column::new("viewing", ctx.t("file-viewing")))
        .column(Column::new("decided_by", ctx.t("decided-by")).only_when_chosen())
        .column(Column::new("uploaded_at", ctx.t("file-uploaded")).only_when_chosen())
        .column(Column::new("channel", ctx.t("channel")).only_when_chosen())
        .column(Column::new("sha256", "SHA-256").only_when_chosen())
        .column(Column::new("upload_id", ctx.t("upload")).only_when_chosen())
        .column(Column::new("hit_id", ctx.t("hit-id")).only_when_chosen())
        .searches(ctx.t("hits-search"))
        .nothing(ctx.t("hits-none"), Some((ctx.t("hits-none-advice"), ctx.href("/hits?state=all"))))
}

fn line(ctx: &PageFrame, hit: &HitView) -> Row {
    let mut found_by = vec![Cell::text(hit.algorithm.clone())];
    if hit.weak {
        found_by.push(Cell::badge(Tone::Warn, ctx.t("hit-weak")));
    }
    if hit.withdrawn_at.is_some() {
        found_by.push(Cell::badge(Tone::Bad, ctx.t("hash-withdrawn-title")));
    }
    let decided_by =
        hit.decision.as_ref().map_or_else(Cell::none, |made| Cell::text(made.decided_by.clone()));
    Row::to(ctx.href(&format!("/hits/{}", hit.hit_id)))
        .cell(Cell::time(hit.found_at))
        .cell(Cell::text(format!("{} {}", hit.list, hit.list_version)))
        .cell(Cell::lines(found_by))
        .cell(Cell::number(hit.distance))
        .cell(Cell::badge(hit.state.tone(), ctx.t(&format!("review-{}", hit.state.name()))))
        .cell(Cell::text(hit.file.kind.clone()))
        .cell(Cell::number(i64::try_from(hit.file.size_bytes).unwrap_or(i64::MAX)))
        .cell(Cell::text(ctx.t(&format!("viewing-own-{}", hit.file.viewing.as_str()))))
        .cell(decided_by)
        .cell(Cell::stated(hit.file.uploaded_at.clone(), instant_of(&hit.file.uploaded_at)))
        .cell(Cell::text(ctx.t(&format!("channel-{}", hit.file.channel))))
        .cell(Cell::digest(hit.file.sha256.clone()))
        .cell(Cell::text(hit.upload_id.clone()))
        .cell(Cell::text(hit.hit_id.clone()))
}

/// On to the oldest open hit after another one, from the beginning after the last; to the queue when none is open.
pub(crate) async fn next(Shared(state): Shared<State>, ctx: PageContext) -> Result<Redirect, Failure> {
    let after = ctx.query_value("after").unwrap_or_default();
    let mut tx = state.node.db().begin_read("next-hit").await?;
    let to = item::next_open(&mut tx, "hits", &after).await?;
    Ok(back_to(&ctx, &to))
}

/// Shows one hit.
pub(crate) async fn show_one(
    Shared(state): Shared<State>,
    ctx: PageContext,
    Path(id): Path<String>,
) -> Result<Page<ItemPage>, Failure> {
    item::show(&state, ctx, ReviewSubject::Hit(id_in_path::<Hit>(&id, "hit")?)).await
}

/// Takes a decision from the form.
pub(crate) async fn decide(
    Shared(state): Shared<State>,
    ctx: PageContext,
    Path(id): Path<String>,
    form: TypedForm<DecisionForm>,
) -> Result<Response, Failure> {
    item::decide(&state, ctx, ReviewSubject::Hit(id_in_path::<Hit>(&id, "hit")?), form).await
}
