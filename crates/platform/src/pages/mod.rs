//! The pages of moderators and administrators.

pub(crate) mod hits;
pub(crate) mod overview;
pub(crate) mod report;
pub(crate) mod reports;
pub(crate) mod user_reports;

use axum::response::Redirect;
use service::{NavItem, PageContext, Permission as _, Scope};

use crate::permissions::Permission;

/// The main navigation, as far as it leads somewhere for this actor.
pub(crate) fn nav(ctx: &PageContext) -> Vec<NavItem> {
    let mut items = vec![("/", "nav-overview")];
    if may(ctx, Permission::ReadHits) {
        items.extend([("/hits", "nav-hits"), ("/user-reports", "nav-user-reports")]);
    }
    if may(ctx, Permission::ReadReports) {
        items.push(("/reports", "nav-reports"));
    }
    if may(ctx, Permission::ReadHits) {
        items.extend([("/search", "nav-search"), ("/alarms", "nav-alarms")]);
    }
    if may(ctx, Permission::ReadReviews) {
        items.push(("/reviews", "nav-reviews"));
    }
    if may(ctx, Permission::Erase) {
        items.push(("/approvals", "nav-approvals"));
    }
    if may(ctx, Permission::ReadRightsRegister) {
        items.push(("/rights-requests", "nav-rights-requests"));
    }
    if may(ctx, Permission::ReadAccessEntries) {
        items.extend([("/access-entries", "nav-access-entries"), ("/searches", "nav-searches")]);
    }
    if may(ctx, Permission::ManageAccounts) {
        items.extend([("/accounts", "nav-accounts"), ("/api-keys", "nav-api-keys")]);
    }
    if may(ctx, Permission::ReadVault) {
        items.push(("/vault", "nav-vault"));
    }
    NavItem::list(ctx, &items)
}

/// Whether the reader of the page is permitted something.
pub(crate) fn may(ctx: &PageContext, permission: Permission) -> bool {
    permission.allows(&ctx.actor) != Scope::None
}

/// Back to a page after a form, in the language chosen before.
pub(crate) fn back_to(ctx: &PageContext, address: &str) -> Redirect {
    Redirect::to(&ctx.href(address))
}
