//! Front page: what waits for this person, as the database has it now.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use service::oversight::four_eyes::count_to_decide;
use service::{Failure, NavItem, Page, PageContext, Tx};

use super::{may, navigation};
use crate::db::disclosures::{self, Which};
use crate::db::{
    Reader, Rows, assignments, changed_recipients, claims, detention, person_lists, referrals, subjects,
    triage, units, warnings,
};
use crate::permissions::Permission;
use crate::prosecutor_file::FileState;
use crate::{Police, api, due, views};

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    waiting: Vec<Waiting>,
}

/// A kind of thing that waits, with where it is dealt with.
struct Waiting {
    /// The text of `waiting-KEY`.
    key: &'static str,
    count: i64,
    href: String,
    /// Some of them by themselves, the first ones: where each is, and what it is called.
    some: Vec<(String, String)>,
}

/// So many files without a receipt stand on the page by themselves.
const MOST_FILES: i64 = 5;

/// `GET /`.
pub(crate) async fn show(State(police): State<Police>, ctx: PageContext) -> Result<Response, Failure> {
    let mut waiting = count(&police, &ctx).await?;
    waiting.retain(|kind| kind.count > 0);
    Ok(Page(HomePage { nav: navigation(&ctx), ctx, waiting }).into_response())
}

/// What the reader may see and deal with, most pressing first. Each is one query by an index, but what changed
/// under the open assignments of a unit.
async fn count(police: &Police, ctx: &PageContext) -> Result<Vec<Waiting>, Failure> {
    let reader = Reader::of(&ctx.actor);
    let mut waiting = Vec::new();
    let mut add = |key, count, address: &str| {
        waiting.push(Waiting { key, count, href: ctx.href(address), some: Vec::new() });
    };
    let mut tx = police.reading("count-waiting").await?;
    if may(ctx, Permission::ReadAssignments) {
        let unit = api::unit_of(&ctx.actor, Permission::ReadAssignments)?;
        let keys = police.node.columns();
        let count = views::count_arrests_in_question(&mut tx, &reader, keys, unit.as_deref()).await?;
        add("arrests", count, "/assignments?state=question");
        if let Some(since) = police.custody_since(ctx.now) {
            let held = detention::count_in_custody(&mut tx, &reader, unit.as_deref(), since).await?;
            add("custody", held, "/assignments?state=custody");
        }
        let lost = views::count_waiting_losses(&mut tx, &reader, unit.as_deref()).await?;
        add("lost", lost, "/lost-grounds");
        if let Some(unit) = &unit {
            let open = units::count_open_assignments(&mut tx, &reader, unit).await?;
            add("assignments", open, "/assignments?state=open");
            let changed = views::list_changed(&mut tx, &reader, keys, Some(unit.as_str())).await?.len();
            add("changed", i64::try_from(changed).unwrap_or(i64::MAX), "/assignments?state=changed");
        }
    }
    if may(ctx, Permission::ClaimSubjects) {
        let unit = api::unit_of(&ctx.actor, Permission::ClaimSubjects)?;
        let count = claims::count_conflicts(&mut tx, &reader, unit.as_deref(), ctx.now).await?;
        add("claims", count, "/claims");
    }
    if may(ctx, Permission::ReadDisclosures) {
        let which = Which::PastDue(due::PastDue::at(ctx.now));
        let count = disclosures::count(&mut tx, &reader, which, "").await?;
        add("requests", count, "/disclosure-requests?state=overdue");
    }
    if may(ctx, Permission::RequestDisclosure) {
        let count = warnings::count(&mut tx, &reader, true, "").await?;
        add("evidence-warnings", count, "/evidence-warnings");
    }
    if may(ctx, Permission::ReadSubjects) {
        let count = subjects::count(&mut tx, &reader, Some(due::soon_until(police.today()))).await?;
        add("subjects", count, "/subjects?state=waiting");
    }
    if may(ctx, Permission::ReadReports) {
        let count = triage::count_unread_minors(&mut tx, &reader).await?;
        add("minors", count, "/reports?state=minors");
    }
    if may(ctx, Permission::ReadReferrals) {
        add(
            "referrals",
            referrals::count(&mut tx, referrals::Part::Untouched, "").await?,
            "/referrals?state=untouched",
        );
    }
    if may(ctx, Permission::AssignPersons) {
        let returned = assignments::list_returned(&mut tx, &reader, None).await?.len();
        add("returned", i64::try_from(returned).unwrap_or(i64::MAX), "/assignments?state=returned");
        add("untold", changed_recipients::count(&mut tx, &reader, None).await?, "/changed-recipients");
        let count = person_lists::count(&mut tx, &reader, None, true).await?;
        add("persons", count, "/persons?state=unassigned");
    }
    let files = if may(ctx, Permission::FileForProsecutor) {
        Some(files_without_receipt(&mut tx, ctx, &reader).await?)
    } else {
        None
    };
    drop(tx);
    add("approvals", count_to_decide(&police.site, &ctx.actor).await?, "/approvals");
    waiting.extend(files);
    Ok(waiting)
}

/// Files that an office was sent and has not confirmed, the oldest by themselves: the office, and since when.
async fn files_without_receipt(tx: &mut Tx, ctx: &PageContext, reader: &Reader) -> Result<Waiting, Failure> {
    let unit = api::unit_of(&ctx.actor, Permission::FileForProsecutor)?;
    let rows = Rows::part("issued_at", (MOST_FILES, 0));
    let issued = (unit.as_deref(), Some(FileState::Issued));
    let (files, count) = views::page_files(tx, reader, issued, &rows).await?;
    let says = |office: &str, at: Timestamp| ctx.t2("waiting-file", "office", office, "at", ctx.instant(at));
    let some = files.iter().filter_map(|file| {
        let href = ctx.href(&format!("/prosecutor-files/{}", file.file_id));
        Some((href, says(file.office.as_deref()?, file.issued_at?)))
    });
    let href = ctx.href("/prosecutor-files?state=issued");
    Ok(Waiting { key: "files", count, href, some: some.collect() })
}
