//! Packages, and the form for one from a file.

use askama::Template;
use axum::extract::{Multipart, State};
use axum::response::{IntoResponse, Redirect, Response};
use service::{Failure, NavItem, Page, PageContext, Permission as _, Scope};

use wire::package::sealed::RecipientKey;

use super::navigation;
use crate::db::Reader;
use crate::permissions::Permission;
use crate::views::{self, ReferralView};
use crate::{Police, api};

#[derive(Template)]
#[template(path = "referrals.html")]
struct ReferralsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    referrals: Vec<ReferralView>,
    /// What senders seal packages to.
    recipient: RecipientKey,
    /// Whether the reader may hand in a package.
    may_receive: bool,
    /// Whether the reader may read the reports.
    may_read: bool,
}

/// `GET /referrals`.
pub(crate) async fn list(State(police): State<Police>, ctx: PageContext) -> Result<Response, Failure> {
    let mut tx = police.reading("list-referrals").await?;
    let referrals = views::list_referrals(&mut tx, &Reader::of(&ctx.actor)).await?;
    let may = |permission: Permission| !matches!(permission.allows(&ctx.actor), Scope::None);
    let (may_receive, may_read) = (may(Permission::ReceiveReferral), may(Permission::ReadReports));
    let recipient = police.settings.recipient.recipient();
    let nav = navigation(&ctx);
    Ok(Page(ReferralsPage { nav, ctx, referrals, recipient, may_receive, may_read }).into_response())
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
            return Ok(Redirect::to(&ctx.href("/referrals")).into_response());
        }
    }
    Err(Failure::refused("package", "choose the file of a package"))
}
