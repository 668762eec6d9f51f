//! The pages of moderators and administrators.

pub(crate) mod appeals;
pub(crate) mod authorities;
pub(crate) mod clusters;
pub(crate) mod content;
pub(crate) mod destination;
pub(crate) mod duties;
pub(crate) mod facts;
pub(crate) mod follow_ups;
pub(crate) mod hash_list;
pub(crate) mod hash_lists;
pub(crate) mod hits;
mod item;
pub(crate) mod notices;
pub(crate) mod object_events;
pub(crate) mod overview;
pub(crate) mod practice;
pub(crate) mod processes;
pub(crate) mod queue;
pub(crate) mod reasons;
pub(crate) mod recipients;
pub(crate) mod report;
pub(crate) mod reports;
pub(crate) mod restorations;
mod said;
pub(crate) mod surfaces;
pub(crate) mod transparency;
pub(crate) mod unacknowledged;
mod upload;
pub(crate) mod user_reports;
pub(crate) mod verdicts;

use std::str::FromStr;

use axum::response::Redirect;
use service::{Failure, NavItem, PageContext, PageFrame, Permission as _, Scope};

use crate::permissions::Permission;
use crate::review::ReviewState;

/// The main navigation, as far as it leads somewhere for this actor.
pub(crate) fn nav(ctx: &PageContext) -> Vec<NavItem> {
    let mut items = vec![("/", "nav-overview")];
    if may(ctx, Permission::ReadHits) {
        items.extend([("/queue", "nav-queue"), ("/clusters", "nav-clusters")]);
        items.push(("/appeals", "nav-appeals"));
        items.extend([("/hits", "nav-hits"), ("/user-reports", "nav-user-reports")]);
    }
    if may(ctx, Permission::ReadReports) {
        items.extend([("/reports", "nav-reports"), ("/unacknowledged", "nav-unacknowledged")]);
        items.push(("/legal-processes", "nav-legal-processes"));
        items.extend([("/destination", "nav-destination"), ("/handover", "nav-handover")]);
        items.push(("/restorations", "nav-restorations"));
    }
    if may(ctx, Permission::ReadHashLists) {
        items.push(("/hash-lists", "nav-hash-lists"));
    }
    if may(ctx, Permission::ReadSurfaces) {
        items.extend([("/surfaces", "nav-surfaces"), ("/duties", "nav-duties")]);
        items.push(("/transparency", "nav-transparency"));
    }
    if may(ctx, Permission::ReadDeliveries) {
        items.push(("/object-events", "nav-deliveries"));
    }
    if may(ctx, Permission::OpenFiles) {
        items.push(("/my-openings", "nav-my-openings"));
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

/// The state that a queue's address asks for: open where it names none, any where it says `all`.
pub(crate) fn asked_state(ctx: &PageFrame) -> Result<Option<ReviewState>, Failure> {
    match ctx.query_value("state").as_deref() {
        None | Some("") => Ok(Some(ReviewState::Open)),
        Some("all") => Ok(None),
        Some(text) => text
            .parse()
            .map(Some)
            .map_err(|_| Failure::refused("state", format!("must be one of {}, all", ReviewState::EXPECTED))),
    }
}

/// The state that the address of a list asks for: `usual` where it names none, any where it says `all`.
fn asked_or<T: FromStr>(ctx: &PageFrame, usual: T, expected: &str) -> Result<Option<T>, Failure> {
    match ctx.query_value("state").as_deref() {
        None | Some("") => Ok(Some(usual)),
        Some("all") => Ok(None),
        Some(text) => text
            .parse()
            .map(Some)
            .map_err(|_| Failure::refused("state", format!("must be one of {expected}, all"))),
    }
}

/// Back to a page after a form, in the language chosen before.
pub(crate) fn back_to(ctx: &PageContext, address: &str) -> Redirect {
    Redirect::to(&ctx.href(address))
}
