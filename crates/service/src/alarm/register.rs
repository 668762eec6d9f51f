//! The alarms: their list, one of them, and what another person does with it.

use std::marker::PhantomData;

use askama::Template;
use axum::extract::{FromRef, Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use model::Id;
use serde::Deserialize;

use super::actions::{AcknowledgeAlarm, CloseAlarm, ReopenAlarm};
use super::views::{self, AlarmState, AlarmView, may_handle};
use super::{Alarm, Watches};
use crate::http::Site;
use crate::ui::{Typed, TypedForm, forms};
use crate::{Cell, Column, Failure, List, NavItem, Page, PageContext, Row, Table};

#[derive(Template)]
#[template(path = "alarms.html")]
struct AlarmsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    table: Table,
}

#[derive(Template)]
#[template(path = "alarm.html")]
struct AlarmPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    alarm: AlarmView,
    /// Whether this reader takes and closes alarms.
    handles: bool,
    /// The form that closes it, where it was refused.
    typed: Typed,
}

impl AlarmPage {
    /// Address of a form of this alarm.
    fn form(&self, what: &str) -> String {
        self.ctx.href(&format!("/alarms/{}/{what}", self.alarm.id))
    }

    /// Whether this reader raised it: another person takes it.
    fn is_own(&self) -> bool {
        self.alarm.raised_by == self.ctx.actor.name()
    }

    fn is_waiting(&self) -> bool {
        matches!(self.alarm.state, AlarmState::Waiting | AlarmState::Late)
    }

    fn is_taken(&self) -> bool {
        self.alarm.state == AlarmState::Taken
    }

    fn is_closed(&self) -> bool {
        self.alarm.state == AlarmState::Closed
    }

    fn tone(&self) -> &'static str {
        self.alarm.state.tone().class()
    }
}

/// Why an alarm is closed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reason {
    reason: String,
}

model::unprintable!(Reason);

/// `GET /alarms`.
pub(super) async fn list<S>(State(state): State<S>, ctx: PageContext, list: List) -> Result<Response, Failure>
where
    S: Watches,
    Site: FromRef<S>,
{
    let node = state.node();
    let mut tx = node.db().begin_read("list-alarms").await?;
    let alarms = views::list_of::<S>(&mut tx, node.columns(), &ctx.actor, ctx.now).await?;
    drop(tx);
    let table = table(&ctx, &list, &alarms);
    if let Some(download) = list.download() {
        return Ok(table.download(download));
    }
    Ok(Page(AlarmsPage { nav: S::navigation(&ctx), ctx, table }).into_response())
}

/// Without the words: a list is not the place where they are read, nor a file that leaves the node.
fn table(ctx: &PageContext, list: &List, alarms: &[AlarmView]) -> Table {
    let total = i64::try_from(alarms.len()).unwrap_or(i64::MAX);
    let mut table = Table::new(ctx, list, "alarms", total)
        .column(Column::new("raised_at", ctx.t("alarm-raised")))
        .column(Column::new("state", ctx.t("alarm-state")))
        .column(Column::new("object", ctx.t("alarm-object")))
        .column(Column::new("raised_by", ctx.t("alarm-raised-by")))
        .column(Column::new("taken_by", ctx.t("alarm-taken-by")))
        .column(Column::new("taken_at", ctx.t("alarm-taken-at")))
        .nothing(ctx.t("alarms-none"), Some((ctx.t("alarms-none-next"), ctx.href("/danger"))));
    for alarm in list.page_of(alarms) {
        table.row(row(ctx, alarm));
    }
    table
}

fn row(ctx: &PageContext, alarm: &AlarmView) -> Row {
    let object = match &alarm.seen {
        Some(seen) => Cell::link(seen.label.clone(), ctx.href(&seen.page)),
        None => Cell::none(),
    };
    let (taken_by, taken_at) = match &alarm.taken {
        Some((at, by)) => (Cell::text(by.clone()), Cell::time(*at)),
        None => (Cell::none(), Cell::none()),
    };
    Row::to(ctx.href(&format!("/alarms/{}", alarm.id)))
        .cell(Cell::time(alarm.raised_at))
        .cell(Cell::badge(alarm.state.tone(), alarm.state.text(ctx)))
        .cell(object)
        .cell(Cell::text(alarm.raised_by.clone()))
        .cell(taken_by)
        .cell(taken_at)
}

/// `GET /alarms/{id}`.
pub(super) async fn show<S>(
    State(state): State<S>,
    ctx: PageContext,
    Path(id): Path<Id<Alarm>>,
) -> Result<Response, Failure>
where
    S: Watches,
    Site: FromRef<S>,
{
    Ok(load_page(&state, ctx, id, Typed::default()).await?.into_response())
}

async fn load_page<S>(
    state: &S,
    ctx: PageContext,
    id: Id<Alarm>,
    typed: Typed,
) -> Result<Page<AlarmPage>, Failure>
where
    S: Watches,
    Site: FromRef<S>,
{
    let node = state.node();
    let mut tx = node.db().begin_read("load-alarm").await?;
    let mut alarm = views::load::<S>(&mut tx, node.columns(), &ctx.actor, ctx.now, &id.to_string()).await?;
    drop(tx);
    alarm.words = S::read_words(&ctx, alarm.words);
    let handles = may_handle::<S>(&ctx.actor);
    Ok(Page(AlarmPage { nav: S::navigation(&ctx), ctx, alarm, handles, typed }))
}

/// `POST /alarms/{id}/acknowledge`.
pub(super) async fn acknowledge<S>(
    State(state): State<S>,
    ctx: PageContext,
    Path(id): Path<Id<Alarm>>,
) -> Result<Redirect, Failure>
where
    S: Watches,
    Site: FromRef<S>,
{
    state.node().act(&ctx.actor, &AcknowledgeAlarm::<S> { id, role: PhantomData }).await?;
    Ok(to(&ctx, id, "alarm-taken"))
}

/// `POST /alarms/{id}/close`.
pub(super) async fn close<S>(
    State(state): State<S>,
    ctx: PageContext,
    Path(id): Path<Id<Alarm>>,
    form: TypedForm<Reason>,
) -> Result<Response, Failure>
where
    S: Watches,
    Site: FromRef<S>,
{
    let action = form.fields.map(|Reason { reason }| CloseAlarm::<S> { id, reason, role: PhantomData });
    let outcome = forms::act(state.node(), &ctx, action).await.map(drop);
    let again = |ctx, typed| load_page(&state, ctx, id, typed);
    forms::answer(ctx, outcome, form.typed, &format!("/alarms/{id}"), "alarm-closed", again).await
}

/// `POST /alarms/{id}/reopen`.
pub(super) async fn reopen<S>(
    State(state): State<S>,
    ctx: PageContext,
    Path(id): Path<Id<Alarm>>,
) -> Result<Redirect, Failure>
where
    S: Watches,
    Site: FromRef<S>,
{
    state.node().act(&ctx.actor, &ReopenAlarm::<S> { id, role: PhantomData }).await?;
    Ok(to(&ctx, id, "alarm-reopened"))
}

fn to(ctx: &PageContext, id: Id<Alarm>, done: &str) -> Redirect {
    Redirect::to(&ctx.href(&format!("/alarms/{id}?done={done}")))
}
