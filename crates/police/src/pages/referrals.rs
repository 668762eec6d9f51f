//! Packages, and the form for one from a file.

use askama::Template;
use axum::extract::{Multipart, State};
use axum::response::{IntoResponse, Response};
use service::{Cell, Column, Failure, List, NavItem, Page, PageContext, Row, Table};
use wire::package::sealed::RecipientKey;

use super::{forms, may, navigation, nothing};
use crate::db::{Reader, Rows};
use crate::permissions::Permission;
use crate::views::{self, ReferralView};
use crate::{Police, api};

#[derive(Template)]
#[template(path = "referrals.html")]
struct ReferralsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    table: Table,
    /// What senders seal packages to.
    recipient: RecipientKey,
    /// Whether the reader may hand in a package.
    may_receive: bool,
}

/// `GET /referrals[?state=untouched]`.
pub(crate) async fn list(
    State(police): State<Police>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure> {
    let untouched = ctx.query_value("state").as_deref() == Some("untouched");
    let rows = Rows::of(&list, &["-received_at", "from_name"]);
    let mut tx = police.reading("list-referrals").await?;
    let (referrals, total) =
        views::page_referrals(&mut tx, &Reader::of(&ctx.actor), untouched, &rows).await?;
    let table = table(&ctx, &list, &referrals, total);
    if let Some(download) = list.download() {
        return Ok(table.download(download));
    }
    let may_receive = may(&ctx, Permission::ReceiveReferral);
    let recipient = police.settings.recipient.recipient();
    let nav = navigation(&ctx);
    Ok(Page(ReferralsPage { nav, ctx, table, recipient, may_receive }).into_response())
}

fn table(ctx: &PageContext, list: &List, referrals: &[ReferralView], total: i64) -> Table {
    let (what, next) = nothing(ctx, ctx.t("referrals-none"), None);
    let mut table = Table::new(ctx, list, "referrals", total)
        .column(Column::new("referral_id", ctx.t("referral")))
        .column(Column::new("from_name", ctx.t("sender")).sorts())
        .column(Column::new("received_at", ctx.t("received-at")).sorts())
        .column(Column::new("received_by", ctx.t("received-by")).only_when_chosen())
        .column(Column::new("reports", ctx.t("reports")).is_number())
        .column(Column::new("package_sha256", ctx.t("package-digest")).only_when_chosen())
        .searches(ctx.t("referrals-search"))
        .nothing(what, next);
    let may_read = may(ctx, Permission::ReadReports);
    for view in referrals {
        let mut sender = vec![Cell::text(format!("{} ({})", view.from_name, view.from_country))];
        if let Some(conveyed_by) = &view.conveyed_by {
            sender.push(Cell::text(ctx.t1("conveyed-by", "name", conveyed_by)));
        }
        let row = if may_read {
            Row::to(ctx.href(&format!("/reports?referral={}", view.referral_id)))
        } else {
            Row::plain()
        };
        table.row(
            row.cell(Cell::text(&view.referral_id))
                .cell(Cell::lines(sender))
                .cell(Cell::time(view.received_at))
                .cell(Cell::text(&view.received_by))
                .cell(Cell::number(view.reports))
                .cell(Cell::digest(&view.package_sha256)),
        );
    }
    table
}

/// `POST /referrals/upload`: the field `package` is a package from a file.
pub(crate) async fn upload(
    State(police): State<Police>,
    ctx: PageContext,
    mut form: Multipart,
) -> Result<Response, Failure> {
    let unreadable = |_| Failure::bad_request("the form broke off, or is larger than the limit");
    while let Some(field) = form.next_field().await.map_err(unreadable)? {
        if field.name() == Some("package") {
            api::referrals::take(&police, &ctx.actor, None, field).await?;
            return Ok(forms::done(&ctx, "/referrals", "package-taken"));
        }
    }
    Err(Failure::refused("package", "choose the file of a package"))
}
