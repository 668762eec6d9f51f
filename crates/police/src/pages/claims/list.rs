//! The claims that a unit sees.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use service::ui::{Cell, Column, Row, Table};
use service::{Failure, List, NavItem, Page, PageContext};

use super::{state_tone, unit_name};
use crate::db::{Reader, Rows};
use crate::pages::{navigation, word};
use crate::permissions::Permission;
use crate::views::{self, ClaimView, Looking};
use crate::{Police, api};

#[derive(Template)]
#[template(path = "claims.html")]
struct ClaimsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    table: Table,
    /// How many pairs wait for a decision.
    conflicts: i64,
}

/// `GET /claims`.
pub(crate) async fn list(
    State(police): State<Police>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure> {
    let unit = api::unit_of(&ctx.actor, Permission::ClaimSubjects)?;
    let reader = Reader::of(&ctx.actor);
    let looking = Looking { reader: &reader, unit: unit.as_deref(), now: ctx.now };
    let rows = Rows::of(&list, &["-made_at", "until_at"]);
    let mut tx = police.reading("list-claims").await?;
    let (claims, total) = views::page_claims(&mut tx, police.node.columns(), looking, &rows).await?;
    let table = table(&ctx, &list, &claims, total);
    if let Some(download) = list.download() {
        return Ok(table.download(download));
    }
    let conflicts = crate::db::claims::count_conflicts(&mut tx, &reader, unit.as_deref(), ctx.now).await?;
    Ok(Page(ClaimsPage { nav: navigation(&ctx), ctx, table, conflicts }).into_response())
}

fn table(ctx: &PageContext, list: &List, claims: &[ClaimView], total: i64) -> Table {
    let mut table = Table::new(ctx, list, "claims", total)
        .column(Column::new("unit", ctx.t("unit")))
        .column(Column::new("made_at", ctx.t("claim-since")).sorts())
        .column(Column::new("until_at", ctx.t("claim-until")).sorts())
        .column(Column::new("state", ctx.t("state")))
        .column(Column::new("reason", ctx.t("reveal-reason")))
        .nothing(ctx.t("claims-none"), None);
    for claim in claims {
        let reason = claim.own.as_ref().map(|own| own.reason.clone()).unwrap_or_default();
        let row = Row::to(ctx.href(&format!("/claims/{}", claim.claim_id)))
            .cell(Cell::text(unit_name(ctx, claim)))
            .cell(Cell::time(claim.since))
            .cell(Cell::time(claim.until))
            .cell(Cell::badge(state_tone(claim.state), word(ctx, "claim-state", claim.state)))
            .cell(Cell::text(reason));
        table.row(row);
    }
    table
}
