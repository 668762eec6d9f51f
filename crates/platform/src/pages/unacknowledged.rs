//! `/unacknowledged`: the list of every day: reports that nobody has acknowledged, each with its kind of trouble and the remedy, and duties of
//! which nobody has said what became of them. Nothing of any account.

use askama::Template;
use axum::extract::State as Shared;
use jiff::Timestamp;
use service::{Failure, NavItem, Page, PageContext, Tx};

use super::item::age;
use super::nav;
use crate::State;
use crate::db::notice_orders::{self, NoticeOrderRow};
use crate::db::recipients;
use crate::db::report_holds::{self, HoldRow};
use crate::db::unacknowledged::{self, UnacknowledgedRow};
use crate::filing::trouble::Trouble;

/// Rows of each list at most.
const MOST: i64 = 200;

/// What waits for an acknowledgement.
#[derive(Template)]
#[template(path = "unacknowledged.html")]
pub(crate) struct UnacknowledgedPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    /// Those for a human first, then oldest first.
    reports: Vec<(UnacknowledgedRow, String)>,
    /// How many reports wait, more than are shown perhaps.
    total: i64,
    /// The kinds of trouble among them.
    troubles: Vec<Trouble>,
    duties: Vec<OpenDuty>,
    /// What the application's store has not said is done, and how long it waits.
    holds: Vec<(HoldRow, String)>,
    /// Notices without a receipt, and how long each waits.
    notices: Vec<(NoticeOrderRow, String)>,
    /// Whether it is configured whose law binds the company.
    has_company: bool,
}

/// A duty of a report of which nobody has said what became of it.
pub(crate) struct OpenDuty {
    report_id: String,
    law: String,
    since: Timestamp,
    age: String,
}

/// Shows the list.
pub(crate) async fn show(
    Shared(state): Shared<State>,
    ctx: PageContext,
) -> Result<Page<UnacknowledgedPage>, Failure> {
    let mut tx = state.node.db().begin_read("unacknowledged").await?;
    let mut rows = unacknowledged::list(&mut tx, MOST).await?;
    rows.sort_by_key(|row| row.trouble == Trouble::Retry);
    let mut troubles: Vec<Trouble> = rows.iter().map(|row| row.trouble).collect();
    troubles.sort_unstable();
    troubles.dedup();
    let duties = open_duties(&state, &mut tx, &ctx).await?;
    let aged = rows.into_iter().map(|row| {
        let waits = age(&ctx, row.opened_at);
        (row, waits)
    });
    let reports: Vec<_> = aged.collect();
    let holds = report_holds::list_open(&mut tx, MOST).await?;
    let holds = holds.into_iter().map(|row| {
        let waits = age(&ctx, row.wanted_at);
        (row, waits)
    });
    let holds: Vec<_> = holds.collect();
    let notices = notice_orders::list_open(&mut tx, MOST).await?;
    let notices = notices.into_iter().map(|row| {
        let waits = age(&ctx, row.ordered_at);
        (row, waits)
    });
    let notices: Vec<_> = notices.collect();
    Ok(Page(UnacknowledgedPage {
        nav: nav(&ctx),
        total: unacknowledged::count(&mut tx).await?,
        troubles,
        reports,
        duties,
        holds,
        notices,
        has_company: state.config.platform.company.is_some(),
        ctx,
    }))
}

async fn open_duties(state: &State, tx: &mut Tx, ctx: &PageContext) -> Result<Vec<OpenDuty>, Failure> {
    let Some(company) = &state.config.platform.company else { return Ok(Vec::new()) };
    let mut open = Vec::new();
    let kept_open = state.duties.all.iter().filter(|duty| duty.is_kept_open());
    for duty in kept_open.filter(|duty| state.duties.may_concern(duty, company)) {
        for waiting in recipients::list_open(tx, &duty.id, duty.reach(&state.zone), MOST).await? {
            open.push(OpenDuty {
                report_id: waiting.id,
                law: duty.cited(ctx.lang),
                since: waiting.since,
                age: age(ctx, waiting.since),
            });
        }
    }
    open.sort_by_key(|duty| duty.since);
    open.truncate(usize::try_from(MOST).unwrap_or(usize::MAX));
    Ok(open)
}
