//! `/verdicts`: what the application is told of uploads, and whether it has heard.

use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::response::{IntoResponse, Redirect, Response};
use service::{Cell, Column, Failure, List, NavItem, Page, PageContext, PageFrame, Row, Table};

use super::{asked_or, back_to, may, nav};
use crate::State;
use crate::actions::RetryVerdict;
use crate::api::id_in_path;
use crate::db::verdict_messages::{self, VerdictMessageRow};
use crate::delivery_state::MessageState;
use crate::ids::VerdictMessage;
use crate::permissions::Permission;

/// One page of the list.
#[derive(Template)]
#[template(path = "verdicts.html")]
pub(crate) struct VerdictsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    verdicts: Table,
    is_told: bool,
}

/// One message.
#[derive(Template)]
#[template(path = "verdict.html")]
pub(crate) struct VerdictPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    message: VerdictMessageRow,
    may_retry: bool,
}

/// Shows the list; the failed ones unless another state is asked for.
pub(crate) async fn show(
    Shared(state): Shared<State>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure> {
    let asked = asked_or(&ctx, MessageState::Failed, MessageState::EXPECTED)?;
    let order = list.order(&["-queued_at", "settled_at"]);
    let mut tx = state.node.db().begin_read("verdicts-page").await?;
    let total = verdict_messages::count(&mut tx, asked).await?;
    let mut verdicts = table(&ctx, &list, total);
    for row in verdict_messages::list(&mut tx, asked, order, (list.offset(), list.limit())).await? {
        verdicts.row(line(&ctx, row));
    }
    if let Some(download) = list.download() {
        return Ok(verdicts.download(download));
    }
    let is_told = state.teller.is_some();
    Ok(Page(VerdictsPage { nav: nav(&ctx), verdicts, is_told, ctx }).into_response())
}

fn table(ctx: &PageFrame, list: &List, total: i64) -> Table {
    Table::new(ctx, list, "verdicts", total)
        .column(Column::new("upload_id", ctx.t("upload")))
        .column(Column::new("verdict", ctx.t("told-verdict")))
        .column(Column::new("state", ctx.t("state")))
        .column(Column::new("queued_at", ctx.t("told-looked-up")).sorts())
        .column(Column::new("settled_at", ctx.t("delivery-settled")).sorts())
        .column(Column::new("hits", ctx.t("told-hits")).is_number())
        .column(Column::new("surface", ctx.t("surface-name")).only_when_chosen())
        .column(Column::new("error", ctx.t("told-error")).only_when_chosen())
        .column(Column::new("message_id", ctx.t("told-message-id")).only_when_chosen())
        .nothing(ctx.t("verdicts-none"), Some((ctx.t("verdicts-all"), ctx.href("/verdicts?state=all"))))
}

fn line(ctx: &PageFrame, message: VerdictMessageRow) -> Row {
    let hits = i64::try_from(message.hit_ids.len()).unwrap_or(i64::MAX);
    let why =
        |error: String| Cell::lines(vec![Cell::text(ctx.fault(&error)), Cell::text(error).in_language("en")]);
    Row::to(ctx.href(&format!("/verdicts/{}", message.verdict_message_id)))
        .cell(Cell::text(message.upload_id.to_string()))
        .cell(Cell::text(ctx.t(&format!("told-verdict-{}", message.verdict.name()))))
        .cell(Cell::badge(message.state.tone(), ctx.t(&format!("message-state-{}", message.state.name()))))
        .cell(Cell::time(message.queued_at))
        .cell(message.settled_at.map_or_else(Cell::none, Cell::time))
        .cell(Cell::number(hits))
        .cell(Cell::text(message.surface))
        .cell(message.last_error.map_or_else(Cell::none, why))
        .cell(Cell::text(message.verdict_message_id.to_string()))
}

/// Shows one message.
pub(crate) async fn show_one(
    Shared(state): Shared<State>,
    ctx: PageContext,
    Path(id): Path<String>,
) -> Result<Page<VerdictPage>, Failure> {
    let id = id_in_path::<VerdictMessage>(&id, "verdict")?;
    let mut tx = state.node.db().begin_read("verdict-page").await?;
    let message = verdict_messages::find(&mut tx, id).await?.ok_or_else(|| Failure::absent("verdict"))?;
    let may_retry = message.state == MessageState::Failed && may(&ctx, Permission::RetryDelivery);
    Ok(Page(VerdictPage { nav: nav(&ctx), message, may_retry, ctx }))
}

/// Has a failed message sent again.
pub(crate) async fn retry(
    Shared(state): Shared<State>,
    ctx: PageContext,
    Path(id): Path<String>,
) -> Result<Redirect, Failure> {
    let verdict_message_id = id_in_path::<VerdictMessage>(&id, "verdict")?;
    state.node.act(&ctx.actor, &RetryVerdict { verdict_message_id }).await?;
    Ok(back_to(&ctx, &format!("/verdicts/{verdict_message_id}?done=send")))
}
