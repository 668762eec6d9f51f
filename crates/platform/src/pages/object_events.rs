//! `/object-events`: the objects that the application's store announced, and what became of each.

use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use service::{Cell, Column, ColumnRef, Failure, List, NavItem, Page, PageContext, PageFrame, Row, Table};

use super::{asked_or, back_to, may, nav};
use crate::State;
use crate::actions::RetryObject;
use crate::api::id_in_path;
use crate::db::object_events::{self, ObjectEventRow};
use crate::delivery_state::ObjectState;
use crate::ids::ObjectEvent;
use crate::objects::ObjectName;
use crate::permissions::Permission;

/// One page of the list.
#[derive(Template)]
#[template(path = "object_events.html")]
pub(crate) struct ObjectEventsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    objects: Table,
    has_source: bool,
}

/// One announced object.
#[derive(Template)]
#[template(path = "object_event.html")]
pub(crate) struct ObjectEventPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    object: ObjectFacts,
    may_retry: bool,
}

/// An announced object, opened.
struct ObjectFacts {
    id: String,
    name: ObjectName,
    state: ObjectState,
    announced_by: String,
    announced_at: Timestamp,
    settled_at: Option<Timestamp>,
    upload_id: Option<String>,
    /// Why it was refused.
    words: Option<String>,
}

/// Shows the list; the refused ones unless another state is asked for.
pub(crate) async fn show(
    Shared(state): Shared<State>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure> {
    let asked = asked_or(&ctx, ObjectState::Refused, ObjectState::EXPECTED)?;
    let order = list.order(&["-announced_at", "settled_at"]);
    let mut tx = state.node.db().begin_read("object-events-page").await?;
    let total = object_events::count(&mut tx, asked).await?;
    let mut objects = table(&ctx, &list, total);
    for row in object_events::list(&mut tx, asked, order, (list.offset(), list.limit())).await? {
        objects.row(line(&ctx, open(&state, row)?));
    }
    if let Some(download) = list.download() {
        return Ok(objects.download(download));
    }
    let has_source = !state.config.platform.object_source.is_empty();
    Ok(Page(ObjectEventsPage { nav: nav(&ctx), objects, has_source, ctx }).into_response())
}

fn table(ctx: &PageFrame, list: &List, total: i64) -> Table {
    Table::new(ctx, list, "object-events", total)
        .column(Column::new("object", ctx.t("object-name")))
        .column(Column::new("state", ctx.t("state")))
        .column(Column::new("announced_at", ctx.t("object-announced")).sorts())
        .column(Column::new("settled_at", ctx.t("delivery-settled")).sorts())
        .column(Column::new("bucket", ctx.t("object-bucket")))
        .column(Column::new("announced_by", ctx.t("object-announced-by")).only_when_chosen())
        .column(Column::new("upload_id", ctx.t("upload")).only_when_chosen())
        .column(Column::new("object_event_id", ctx.t("object-event-id")).only_when_chosen())
        .nothing(
            ctx.t("object-events-none"),
            Some((ctx.t("object-events-all"), ctx.href("/object-events?state=all"))),
        )
}

fn line(ctx: &PageFrame, object: ObjectFacts) -> Row {
    Row::to(ctx.href(&format!("/object-events/{}", object.id)))
        .cell(Cell::text(object.name.key))
        .cell(Cell::badge(object.state.tone(), ctx.t(&format!("object-state-{}", object.state.name()))))
        .cell(Cell::time(object.announced_at))
        .cell(object.settled_at.map_or_else(Cell::none, Cell::time))
        .cell(Cell::text(object.name.bucket))
        .cell(Cell::text(object.announced_by))
        .cell(object.upload_id.map_or_else(Cell::none, Cell::text))
        .cell(Cell::text(object.id))
}

fn open(state: &State, row: ObjectEventRow) -> Result<ObjectFacts, Failure> {
    let id = row.object_event_id.to_string();
    let at = |column| ColumnRef { table: object_events::TABLE, row: &id, column };
    let keys = state.node.columns();
    let words = row.words.map(|words| words.open_kept(keys, at(object_events::WORDS))).transpose()?;
    Ok(ObjectFacts {
        name: row.object.open_kept(keys, at(object_events::OBJECT))?,
        state: row.state,
        announced_by: row.announced_by,
        announced_at: row.announced_at,
        settled_at: row.settled_at,
        upload_id: row.upload_id.map(|id| id.to_string()),
        words: words.filter(|_| row.state == ObjectState::Refused),
        id,
    })
}

/// Shows one object.
pub(crate) async fn show_one(
    Shared(state): Shared<State>,
    ctx: PageContext,
    Path(id): Path<String>,
) -> Result<Page<ObjectEventPage>, Failure> {
    let id = id_in_path::<ObjectEvent>(&id, "announced object")?;
    let mut tx = state.node.db().begin_read("object-event-page").await?;
    let row = object_events::find(&mut tx, id).await?.ok_or_else(|| Failure::absent("announced object"))?;
    let object = open(&state, row)?;
    // the name of one that was refused long ago is no longer kept
    let may_retry = object.state == ObjectState::Refused
        && !object.name.key.is_empty()
        && may(&ctx, Permission::RetryDelivery);
    Ok(Page(ObjectEventPage { nav: nav(&ctx), object, may_retry, ctx }))
}

/// Has a refused object fetched again.
pub(crate) async fn retry(
    Shared(state): Shared<State>,
    ctx: PageContext,
    Path(id): Path<String>,
) -> Result<Redirect, Failure> {
    let object_event_id = id_in_path::<ObjectEvent>(&id, "announced object")?;
    state.node.act(&ctx.actor, &RetryObject { object_event_id }).await?;
    Ok(back_to(&ctx, &format!("/object-events/{object_event_id}?done=fetch")))
}
