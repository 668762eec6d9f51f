//! The first page: what waits, for whoever may see it.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use service::{Failure, Job, NavItem, Page, PageContext, Permission as _, Scope, Tx};

use super::tips::NOBODY;
use crate::Permission;
use crate::db;
use crate::jobs::build_package::BuildPackageJob;
use crate::jobs::deliver_notice::DeliverNoticeJob;
use crate::jobs::deliver_referral::DeliverReferralJob;
use crate::referral_state::ReferralState;
use crate::report_state::ReportState;
use crate::state::State as Clearinghouse;

/// One figure, and where it leads.
struct Waiting {
    count: i64,
    text: String,
    href: String,
}

/// Reports of one country that wait to be referred.
struct ReadyView {
    /// Empty where no country was found.
    country: String,
    reports: i64,
    /// Codes of the agencies of that country; empty where there is none.
    agencies: String,
}

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    /// None for whoever may not read them.
    tips: Option<Vec<Waiting>>,
    reports: Option<Vec<Waiting>>,
    ready: Vec<ReadyView>,
    referrals: Option<Vec<Waiting>>,
}

/// `GET /`: what waits; for whoever sees none of it, on to the first page that they may see.
pub(crate) async fn show(State(state): State<Clearinghouse>, ctx: PageContext) -> Result<Response, Failure> {
    let may = |permission: Permission| permission.allows(&ctx.actor) != Scope::None;
    let [reads_tips, reads_reports, watches] =
        [Permission::ReadTips, Permission::ReadReports, Permission::WatchReferrals].map(may);
    if !reads_tips && !reads_reports && !watches {
        let first = super::nav(&ctx).into_iter().next().map(|item| item.href);
        return Ok(Redirect::to(&first.unwrap_or_else(|| ctx.href("/account"))).into_response());
    }
    let mut tx = state.node().db().begin_read("home-page").await?;
    let tips = if reads_tips { Some(tips(&ctx, &mut tx).await?) } else { None };
    let (reports, ready) = if reads_reports {
        (Some(reports(&ctx, &mut tx).await?), ready(&state, &mut tx).await?)
    } else {
        (None, Vec::new())
    };
    let referrals = if watches { Some(referrals(&ctx, &mut tx).await?) } else { None };
    drop(tx);
    Ok(Page(HomePage { nav: super::nav(&ctx), ctx, tips, reports, ready, referrals }).into_response())
}

async fn tips(ctx: &PageContext, tx: &mut Tx) -> Result<Vec<Waiting>, Failure> {
    let waiting = db::tips::count_waiting(tx).await?;
    let one = |count, key: &str, href: &str| Waiting { count, text: ctx.t(key), href: ctx.href(href) };
    let unclaimed = format!("/tips?hands={NOBODY}");
    Ok(vec![
        one(waiting.in_danger, "home-tips-danger", "/tips"),
        one(waiting.unclaimed, "home-tips-unclaimed", &unclaimed),
        one(waiting.waiting, "home-tips-waiting", "/tips"),
    ])
}

async fn reports(ctx: &PageContext, tx: &mut Tx) -> Result<Vec<Waiting>, Failure> {
    let counts = db::reports::count_by_state(tx).await?;
    let one = |state: ReportState, key: &str| Waiting {
        count: counts.iter().find(|(counted, _)| *counted == state).map_or(0, |(_, count)| *count),
        text: ctx.t(key),
        href: ctx.href(&format!("/reports?state={}", state.as_str())),
    };
    let count = db::band_alarms::count_waiting(tx).await?;
    Ok(vec![
        Waiting { count, text: ctx.t("home-band-a"), href: ctx.href("/band-a") },
        one(ReportState::Ready, "home-reports-ready"),
        one(ReportState::Finished, "home-reports-finished"),
        one(ReportState::Open, "home-reports-open"),
    ])
}

/// What waits to be referred, by country, with whom it could go to.
async fn ready(state: &Clearinghouse, tx: &mut Tx) -> Result<Vec<ReadyView>, Failure> {
    let counts = db::reports::count_waiting_by_country(tx).await?;
    let agencies = |country: &str| {
        let of_country = state.agencies().iter().filter(|agency| agency.country == country);
        of_country.map(|agency| agency.code.as_str()).collect::<Vec<_>>().join(", ")
    };
    let view =
        |(country, reports): (String, i64)| ReadyView { agencies: agencies(&country), country, reports };
    Ok(counts.into_iter().map(view).collect())
}

/// How many packages and deliveries wait for somebody.
pub(crate) async fn count_stuck(tx: &mut Tx) -> Result<i64, Failure> {
    let stuck = service::jobs::list_stuck(tx).await?;
    let is_ours = |kind: &str| {
        [BuildPackageJob::KIND, DeliverReferralJob::KIND, DeliverNoticeJob::KIND].contains(&kind)
    };
    let count = stuck.iter().filter(|job| is_ours(&job.kind)).count();
    Ok(i64::try_from(count).unwrap_or(i64::MAX))
}

async fn referrals(ctx: &PageContext, tx: &mut Tx) -> Result<Vec<Waiting>, Failure> {
    let counts = db::referrals::count_by_state(tx).await?;
    let of_state = |state: ReferralState, key: &str| Waiting {
        count: counts.iter().find(|(counted, _)| *counted == state).map_or(0, |(_, count)| *count),
        text: ctx.t(key),
        href: ctx.href(&format!("/referrals?state={}", state.as_str())),
    };
    let (count, text) = (count_stuck(tx).await?, ctx.t("home-referrals-stuck"));
    let overdue = super::referrals::list_overdue(ctx, tx, super::referrals::MOST_OVERDUE).await?.len();
    Ok(vec![
        Waiting { count, text, href: ctx.href("/referrals?state=made") },
        Waiting {
            count: i64::try_from(overdue).unwrap_or(i64::MAX),
            text: ctx.t("home-referrals-overdue"),
            href: ctx.href("/referrals"),
        },
        of_state(ReferralState::Refused, "home-referrals-refused"),
        of_state(ReferralState::Made, "home-referrals-made"),
    ])
}
