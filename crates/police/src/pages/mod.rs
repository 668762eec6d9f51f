//! The HTML pages: plain links and forms; none needs a script.

pub(crate) mod answer_imports;
pub(crate) mod arrest_list;
pub(crate) mod assignment_moves;
pub(crate) mod assignments;
pub(crate) mod claims;
pub(crate) mod closures;
mod dashboard;
pub(crate) mod detention;
pub(crate) mod disclosure_documents;
pub(crate) mod disclosure_drafts;
pub(crate) mod disclosure_forms;
pub(crate) mod disclosure_orders;
pub(crate) mod disclosures;
pub(crate) mod exports;
pub(crate) mod exposure;
pub(crate) mod forms;
pub(crate) mod home;
pub(crate) mod identifications;
pub(crate) mod law;
pub(crate) mod limitation;
pub(crate) mod losses;
pub(crate) mod names;
pub(crate) mod no_offence;
pub(crate) mod notices;
pub(crate) mod operation_forms;
pub(crate) mod operations;
pub(crate) mod paths;
pub(crate) mod person_forms;
pub(crate) mod person_roles;
mod person_timeline;
pub(crate) mod persons;
pub(crate) mod preservation;
pub(crate) mod press_notes;
pub(crate) mod prosecutor_files;
pub(crate) mod recipients;
pub(crate) mod referrals;
pub(crate) mod report_bands;
pub(crate) mod report_imports;
pub(crate) mod report_score;
pub(crate) mod reports;
pub(crate) mod reveals;
pub(crate) mod seized_lists;
pub(crate) mod sheets;
pub(crate) mod stranded;
pub(crate) mod subject_explanation;
pub(crate) mod subject_forms;
mod subject_graph;
mod subject_links;
pub(crate) mod subjects;
pub(crate) mod warnings;
pub(crate) mod weights;

use std::borrow::Borrow;

use model::{CaseRole, Province};
use service::{NavItem, PageContext, Permission as _, Scope, Tone};

use crate::permissions::Permission;
use crate::retention;
use crate::views::PersonView;

/// Every page of the main navigation, by work: heading of its group, address, key of its text, who may open it.
const NAVIGATION: &[(&str, &str, &str, Permission)] = &[
    ("nav-group-intake", "/referrals", "nav-referrals", Permission::ReadReferrals),
    ("nav-group-intake", "/reports", "nav-reports", Permission::ReadReports),
    ("nav-group-intake", "/search", "nav-search", Permission::ReadReports),
    ("nav-group-intake", "/alarms", "nav-alarms", Permission::ReadReports),
    ("nav-group-intake", "/handover", "nav-handover", Permission::OpenHome),
    ("nav-group-inquiry", "/subjects", "nav-subjects", Permission::ReadSubjects),
    ("nav-group-inquiry", "/claims", "nav-claims", Permission::ClaimSubjects),
    ("nav-group-inquiry", "/disclosure-requests", "nav-disclosures", Permission::ReadDisclosures),
    ("nav-group-inquiry", "/preservation-letters", "nav-preservation-letters", Permission::ReadDisclosures),
    ("nav-group-inquiry", "/evidence-warnings", "nav-evidence-warnings", Permission::ReadDisclosures),
    ("nav-group-inquiry", "/operations", "nav-operations", Permission::ReadOperations),
    ("nav-group-persons", "/persons", "nav-persons", Permission::ReadPersons),
    ("nav-group-persons", "/clearances", "nav-clearances", Permission::ReadPersons),
    ("nav-group-persons", "/lost-grounds", "nav-lost-grounds", Permission::ReadAssignments),
    ("nav-group-proceedings", "/assignments", "nav-assignments", Permission::ReadAssignments),
    ("nav-group-proceedings", "/arrest-list", "nav-arrest-list", Permission::ReadAssignments),
    ("nav-group-proceedings", "/prosecutor-files", "nav-prosecutor-files", Permission::FileForProsecutor),
    ("nav-group-oversight", "/stranded-operations", "nav-stranded", Permission::AppointReaders),
    ("nav-group-oversight", "/approvals", "nav-approvals", Permission::AppointReaders),
    ("nav-group-oversight", "/reveals", "nav-reveals", Permission::ReadReveals),
    ("nav-group-oversight", "/reviews", "nav-reviews", Permission::ReadReviews),
    ("nav-group-oversight", "/rights-requests", "nav-rights-requests", Permission::ReadRightsRegister),
    ("nav-group-oversight", "/searches", "nav-searches", Permission::ReadAccessEntries),
    ("nav-group-oversight", "/access-entries", "nav-access-entries", Permission::ReadAccessEntries),
    ("nav-group-oversight", "/my-exposure", "nav-my-exposure", Permission::RevealFields),
    ("nav-group-oversight", "/exposure", "nav-exposure", Permission::ReadExposure),
    ("nav-group-administration", "/accounts", "nav-accounts", Permission::ManageAccounts),
    ("nav-group-administration", "/api-keys", "nav-api-keys", Permission::ManageAccounts),
    ("nav-group-administration", "/vault", "nav-vault", Permission::ReadVault),
];

/// The pages that the actor may open.
pub(crate) fn navigation(ctx: &PageContext) -> Vec<NavItem> {
    let open = NAVIGATION
        .iter()
        .filter(|(_, _, _, permission)| may(ctx, *permission))
        .map(|(group, address, key, _)| (*group, *address, *key));
    NavItem::in_groups(ctx, &open.collect::<Vec<_>>())
}

/// Whether the reader may do this at all; the action asks again with the object in hand.
fn may(ctx: &PageContext, permission: Permission) -> bool {
    permission.allows(&ctx.actor) != Scope::None
}

/// The text of a code: `word(ctx, "path", "juvenile")` is that of `path-juvenile`.
fn word(ctx: &PageContext, kind: &str, code: impl AsRef<str>) -> String {
    ctx.t(&format!("{kind}-{}", code.as_ref()))
}

/// A code to choose, with its text.
fn option(ctx: &PageContext, kind: &str, code: &str) -> (String, String) {
    (code.to_owned(), word(ctx, kind, code))
}

/// How many of something wait, in words: the text of `waiting-KEY`.
fn counted(ctx: &PageContext, key: impl AsRef<str>, count: impl Borrow<i64>) -> String {
    ctx.t1(&format!("waiting-{}", key.as_ref()), "count", *count.borrow())
}

/// What an empty list says, and where to go next: under a filter that nothing is of this kind, not that nothing is there.
fn nothing(
    ctx: &PageContext,
    what: String,
    next: Option<(String, String)>,
) -> (String, Option<(String, String)>) {
    if ctx.query_value("state").is_none_or(|state| state.is_empty()) {
        return (what, next);
    }
    let all = ctx.here_with(&[("state", ""), ("page", "")]);
    (ctx.t("filter-none"), Some((ctx.t("show-all"), all)))
}

/// By which law the days of the clock of evidence are, and whether anybody compared it; or that none is known of the node's country.
fn clock_note(ctx: &PageContext, country: &str) -> String {
    let Some(rule) = retention::rule_of(country, ctx.now) else { return ctx.t("evidence-clock-none") };
    let note = ctx.t1("evidence-clock-note", "source", rule.law);
    if rule.is_verified { note } else { format!("{note} ({})", ctx.t("law-unverified")) }
}

/// The Castilian name of a province by its code.
fn province_name(code: &str) -> &str {
    Province::find_code(code).map_or(code, |province| province.name())
}

/// How the badge of a class looks.
fn class_tone(class: impl AsRef<str>) -> &'static str {
    tone_of(class.as_ref()).class()
}

/// How the badge of an identification's state looks.
fn state_class(state: impl AsRef<str>) -> &'static str {
    state_tone(state.as_ref()).class()
}

/// What the badge of an identification's state says by its colour.
fn state_tone(state: &str) -> Tone {
    match state {
        "contested" => Tone::Bad,
        "cleared" => Tone::Warn,
        "confirmed" => Tone::Info,
        _ => Tone::Plain,
    }
}

/// The badges of an identification that is contested or cleared, or has lost a ground, and of contested links: they stand wherever the person
/// does.
fn state_badges(
    ctx: &PageContext,
    state: Option<&'static str>,
    (ground_lost, link_contested): (bool, bool),
) -> Vec<(Tone, String)> {
    let state = state.filter(|state| matches!(*state, "contested" | "cleared"));
    let state = state.map(|state| (state_tone(state), word(ctx, "identification-state", state)));
    let lost = ground_lost.then(|| (Tone::Bad, ctx.t("ground-lost")));
    let contested = link_contested.then(|| (Tone::Bad, ctx.t("contested-title")));
    state.into_iter().chain(lost).chain(contested).collect()
}

/// The badges of what somebody is, where that is more than the author of acts: what protects them first, before all that is said of them.
fn role_badges(ctx: &PageContext, roles: &[&'static str]) -> Vec<(Tone, String)> {
    let author = CaseRole::Author.as_str();
    if roles.iter().all(|role| *role == author) {
        return Vec::new();
    }
    let tone = |role: &str| if role == author { Tone::Plain } else { Tone::Info };
    roles.iter().copied().map(|role| (tone(role), word(ctx, "case-role", role))).collect()
}

/// All that is said of a person before their class: what they are, then what holds them back.
fn badges(ctx: &PageContext, person: &PersonView) -> Vec<(Tone, String)> {
    let mut badges = role_badges(ctx, &person.roles);
    let held = (person.ground_lost, person.link_contested);
    badges.extend(state_badges(ctx, person.identification_state, held));
    badges
}

/// What the badge of a class says by its colour.
fn tone_of(class: &str) -> Tone {
    match class {
        "under_responsibility" | "minor" => Tone::Info,
        "undetermined" => Tone::Warn,
        _ => Tone::Plain,
    }
}
