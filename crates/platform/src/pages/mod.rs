//! The pages of moderators and administrators.

pub(crate) mod appeals;
pub(crate) mod authorities;
pub(crate) mod clusters;
pub(crate) mod content;
pub(crate) mod destination;
pub(crate) mod duties;
pub(crate) mod exposure;
pub(crate) mod facts;
mod first_steps;
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
use jiff::Timestamp;
use model::StatedTime;
use service::{Failure, NavItem, PageContext, PageFrame, Permission as _, Scope};

use crate::permissions::Permission;
use crate::review::ReviewState;

/// Every page of the main navigation, what a newcomer needs first before all others: heading of its group, address, key of its text, who
/// may open it; the overview is everybody's.
const NAVIGATION: &[(&str, &str, &str, Option<Permission>)] = &[
    ("nav-group-review", "/", "nav-overview", None),
    ("nav-group-review", "/queue", "nav-queue", Some(Permission::ReadHits)),
    ("nav-group-review", "/clusters", "nav-clusters", Some(Permission::ReadHits)),
    ("nav-group-review", "/hits", "nav-hits", Some(Permission::ReadHits)),
    ("nav-group-review", "/user-reports", "nav-user-reports", Some(Permission::ReadHits)),
    ("nav-group-review", "/appeals", "nav-appeals", Some(Permission::ReadHits)),
    ("nav-group-review", "/handover", "nav-handover", Some(Permission::ReadReports)),
    ("nav-group-reports", "/reports", "nav-reports", Some(Permission::ReadReports)),
    ("nav-group-reports", "/unacknowledged", "nav-unacknowledged", Some(Permission::ReadReports)),
    ("nav-group-reports", "/legal-processes", "nav-legal-processes", Some(Permission::ReadReports)),
    ("nav-group-reports", "/restorations", "nav-restorations", Some(Permission::ReadReports)),
    ("nav-group-reports", "/search", "nav-search", Some(Permission::ReadHits)),
    ("nav-group-reports", "/alarms", "nav-alarms", Some(Permission::ReadHits)),
    ("nav-group-detection", "/hash-lists", "nav-hash-lists", Some(Permission::ReadHashLists)),
    ("nav-group-detection", "/surfaces", "nav-surfaces", Some(Permission::ReadSurfaces)),
    ("nav-group-detection", "/object-events", "nav-deliveries", Some(Permission::ReadDeliveries)),
    ("nav-group-detection", "/destination", "nav-destination", Some(Permission::ReadReports)),
    ("nav-group-detection", "/duties", "nav-duties", Some(Permission::ReadSurfaces)),
    ("nav-group-detection", "/practice", "nav-practice", Some(Permission::ReadSurfaces)),
    ("nav-group-oversight", "/transparency", "nav-transparency", Some(Permission::ReadSurfaces)),
    ("nav-group-oversight", "/reviews", "nav-reviews", Some(Permission::ReadReviews)),
    ("nav-group-oversight", "/approvals", "nav-approvals", Some(Permission::Erase)),
    ("nav-group-oversight", "/my-openings", "nav-my-openings", Some(Permission::OpenFiles)),
    ("nav-group-oversight", "/exposure", "nav-exposure", Some(Permission::ReadExposure)),
    ("nav-group-oversight", "/rights-requests", "nav-rights-requests", Some(Permission::ReadRightsRegister)),
    ("nav-group-oversight", "/access-entries", "nav-access-entries", Some(Permission::ReadAccessEntries)),
    ("nav-group-oversight", "/searches", "nav-searches", Some(Permission::ReadAccessEntries)),
    ("nav-group-administration", "/accounts", "nav-accounts", Some(Permission::ManageAccounts)),
    ("nav-group-administration", "/api-keys", "nav-api-keys", Some(Permission::ManageAccounts)),
    ("nav-group-administration", "/vault", "nav-vault", Some(Permission::ReadVault)),
];

/// The main navigation, as far as it leads somewhere for this actor.
pub(crate) fn nav(ctx: &PageContext) -> Vec<NavItem> {
    let open = NAVIGATION
        .iter()
        .filter(|(_, _, _, permission)| permission.is_none_or(|permission| may(ctx, permission)))
        .map(|(group, address, key, _)| (*group, *address, *key));
    NavItem::in_groups(ctx, &open.collect::<Vec<_>>())
}

/// Whether the reader of the page is permitted something.
pub(crate) fn may(ctx: &PageContext, permission: Permission) -> bool {
    permission.allows(&ctx.actor) != Scope::None
}

/// The state that a queue's address asks for: open where it names none, any where it says `all`.
pub(crate) fn asked_state(ctx: &PageFrame) -> Result<Option<ReviewState>, Failure> {
    asked_or(ctx, ReviewState::Open, ReviewState::EXPECTED)
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

/// The instant of a time as an application stated it; none where that was erased.
fn instant_of(stated: &str) -> Option<Timestamp> {
    StatedTime::parse(stated).ok().map(|time| time.instant())
}

/// Back to a page after a form, in the language chosen before.
pub(crate) fn back_to(ctx: &PageContext, address: &str) -> Redirect {
    Redirect::to(&ctx.href(address))
}
