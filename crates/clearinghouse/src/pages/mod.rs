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
pub(crate) mod import;
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
pub(crate) mod standing_texts;
pub(crate) mod tip;
mod tip_words;
pub(crate) mod tips;
pub(crate) mod weights;

use service::{NavItem, PageContext, Permission as _, Scope};

use crate::Permission;

/// The main navigation: what the actor may see.
pub(crate) fn nav(ctx: &PageContext) -> Vec<NavItem> {
    let all = [
        ("nav-group-intake", "/reports", "nav-reports", Permission::ReadReports),
        ("nav-group-intake", "/band-a", "nav-band-a", Permission::ReadReports),
        ("nav-group-intake", "/tips", "nav-tips", Permission::ReadTips),
        ("nav-group-intake", "/imports", "nav-imports", Permission::ReadReports),
        ("nav-group-intake", "/search", "nav-search", Permission::ReadReports),
        ("nav-group-intake", "/alarms", "nav-alarms", Permission::ReadReports),
        ("nav-group-intake", "/handover", "nav-handover", Permission::WatchReferrals),
        ("nav-group-analysis", "/clusters", "nav-clusters", Permission::ReadReports),
        ("nav-group-analysis", "/blind-readings", "nav-blind-readings", Permission::JudgeReports),
        ("nav-group-analysis", "/weights", "nav-weights", Permission::RankReports),
        ("nav-group-analysis", "/senders", "nav-senders", Permission::ReadReports),
        ("nav-group-analysis", "/figures", "nav-figures", Permission::ReadReports),
        ("nav-group-sharing", "/referrals", "nav-referrals", Permission::WatchReferrals),
        ("nav-group-sharing", "/hash-lists", "nav-hash-lists", Permission::ReadHashLists),
        ("nav-group-oversight", "/reviews", "nav-reviews", Permission::ReadReviews),
        ("nav-group-oversight", "/approvals", "nav-approvals", Permission::Erase),
        ("nav-group-oversight", "/rights-requests", "nav-rights-requests", Permission::ReadRightsRegister),
        ("nav-group-oversight", "/searches", "nav-searches", Permission::ReadAccessEntries),
        ("nav-group-oversight", "/access-entries", "nav-access-entries", Permission::ReadAccessEntries),
        ("nav-group-administration", "/accounts", "nav-accounts", Permission::ManageAccounts),
        ("nav-group-administration", "/api-keys", "nav-api-keys", Permission::ManageAccounts),
        ("nav-group-administration", "/vault", "nav-vault", Permission::ReadVault),
    ];
    let allowed = all
        .into_iter()
        .filter(|(_, _, _, permission)| permission.allows(&ctx.actor) != Scope::None)
        .map(|(group, address, key, _)| (group, address, key));
    NavItem::in_groups(ctx, &allowed.collect::<Vec<_>>())
}
