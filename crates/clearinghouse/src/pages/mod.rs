//! What the staff sees in a browser. Every page is a link or a plain form away; none needs a script.

pub(crate) mod band_a;
pub(crate) mod blind_readings;
pub(crate) mod cluster;
pub(crate) mod clusters;
pub(crate) mod figures;
pub(crate) mod hash_entry;
pub(crate) mod hash_list;
pub(crate) mod hash_lists;
pub(crate) mod home;
pub(crate) mod imports;
pub(crate) mod judge;
pub(crate) mod pass_on;
pub(crate) mod referral;
pub(crate) mod referral_forms;
pub(crate) mod referrals;
pub(crate) mod report;
pub(crate) mod report_score;
pub(crate) mod reports;
pub(crate) mod senders;
pub(crate) mod tip;
mod tip_words;
pub(crate) mod tips;
pub(crate) mod weights;

use service::{NavItem, PageContext, Permission as _, Scope};

use crate::Permission;

/// The main navigation: what the actor may see.
pub(crate) fn nav(ctx: &PageContext) -> Vec<NavItem> {
    let all = [
        ("/reports", "nav-reports", Permission::ReadReports),
        ("/clusters", "nav-clusters", Permission::ReadReports),
        ("/referrals", "nav-referrals", Permission::WatchReferrals),
        ("/figures", "nav-figures", Permission::ReadReports),
        ("/handover", "nav-handover", Permission::WatchReferrals),
        ("/search", "nav-search", Permission::ReadReports),
        ("/alarms", "nav-alarms", Permission::ReadReports),
        ("/band-a", "nav-band-a", Permission::ReadReports),
        ("/blind-readings", "nav-blind-readings", Permission::JudgeReports),
        ("/senders", "nav-senders", Permission::ReadReports),
        ("/tips", "nav-tips", Permission::ReadTips),
        ("/hash-lists", "nav-hash-lists", Permission::ReadHashLists),
        ("/imports", "nav-imports", Permission::ReadReports),
        ("/weights", "nav-weights", Permission::RankReports),
        ("/reviews", "nav-reviews", Permission::ReadReviews),
        ("/approvals", "nav-approvals", Permission::Erase),
        ("/rights-requests", "nav-rights-requests", Permission::ReadRightsRegister),
        ("/searches", "nav-searches", Permission::ReadAccessEntries),
        ("/access-entries", "nav-access-entries", Permission::ReadAccessEntries),
        ("/accounts", "nav-accounts", Permission::ManageAccounts),
        ("/api-keys", "nav-api-keys", Permission::ManageAccounts),
        ("/vault", "nav-vault", Permission::ReadVault),
    ];
    let allowed: Vec<(&str, &str)> = all
        .into_iter()
        .filter(|(_, _, permission)| permission.allows(&ctx.actor) != Scope::None)
        .map(|(address, key, _)| (address, key))
        .collect();
    NavItem::list(ctx, &allowed)
}
