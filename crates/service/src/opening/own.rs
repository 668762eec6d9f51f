//! `/my-openings`: how many files one opened oneself, day by day. Nobody sees it of another here; a role may let a welfare officer ask for one person's.

use askama::Template;
use axum::extract::{FromRef, State};
use axum::response::{IntoResponse, Response};
use jiff::ToSpan;
use jiff::civil::Date;

use super::{OpensFiles, own_looks};
use crate::db::openings as table;
use crate::http::Site;
use crate::rights::Rights;
use crate::scrub::KeepsVault;
use crate::{Cell, Column, Failure, List, NavItem, Page, PageContext, Row, Table};

/// Days that are shown, today among them.
const DAYS: i32 = 30;

#[derive(Template)]
#[template(path = "my-openings.html")]
struct OwnPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    opened_today: i64,
    limit_today: i64,
    /// After how many in a row a pause is due; 0 is never.
    pause_after: u32,
    /// Until when the reader pauses now.
    pause: Option<String>,
    days: Table,
}

/// `GET /my-openings`.
pub(super) async fn show<S>(State(state): State<S>, ctx: PageContext, list: List) -> Result<Response, Failure>
where
    S: OpensFiles,
    Site: FromRef<S>,
{
    let (node, config) = (KeepsVault::node(&state), state.opening_config());
    let now = node.clock().now();
    let (person, today) = (ctx.actor.name(), node.day_of(now));
    let mut tx = node.db().begin_read("own-openings").await?;
    let counted = table::list_days(&mut tx, person, today.saturating_sub((DAYS - 1).days())).await?;
    let on = |day: Date| counted.iter().find(|(on, _)| *on == day).map_or(0, |(_, opened)| *opened);
    let mut days = Table::new(&ctx, &list, "my-openings", i64::from(DAYS))
        .column(Column::new("on", ctx.t("my-openings-day")))
        .column(Column::new("opened", ctx.t("my-openings-opened")).is_number());
    for back in 0..DAYS {
        let day = today.saturating_sub(back.days());
        days.row(Row::plain().cell(Cell::date(day)).cell(Cell::number(on(day))));
    }
    if let Some(download) = list.download() {
        return Ok(days.download(download));
    }
    let looks = own_looks(&mut tx, person, config, (today, now)).await?;
    let page = OwnPage {
        nav: <S as Rights>::navigation(&ctx),
        opened_today: looks.opened_today,
        limit_today: looks.limit_today,
        pause_after: config.pause_after_openings,
        pause: looks.pause_until.map(|until| ctx.instant(until)),
        days,
        ctx,
    };
    Ok(Page(page).into_response())
}
