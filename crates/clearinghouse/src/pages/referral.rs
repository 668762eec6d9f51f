//! A referral, and its way to the agency.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use service::jobs::JobStanding;
use service::{Failure, NavItem, Page, PageContext, Paging, Permission as _, Scope, Tx, Typed};
use vault::SealedItem;
use wire::feedback::{OutcomeCode, Receipt};
use wire::referral_notice::NoticeReason;

use super::referrals::state_tone;
use crate::Permission;
use crate::actions::change_referral::reason_column;
use crate::actions::send_again::SendAgain;
use crate::api::referrals::{find_delivery, load, parse};
use crate::db;
use crate::db::referral_changes::NoticeRow;
use crate::db::referrals::ReferralRow;
use crate::db::reports::ReportRow;
use crate::referral_state::ReferralState;
use crate::state::State as Clearinghouse;

#[derive(Template)]
#[template(path = "referral.html")]
pub(super) struct ReferralPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    referral: ReferralRow,
    agency_name: String,
    /// Through whom it travels, by the rules of the day on which it was made.
    conveyed_by: Option<String>,
    /// One page of them.
    reports: Vec<ReportRow>,
    reports_paging: Paging,
    /// What the agency told of them last, by number.
    outcomes: BTreeMap<i64, OutcomeCode>,
    may_read: bool,
    package: Option<SealedItem>,
    receipt: Option<Receipt>,
    delivery: Option<JobStanding>,
    changes: Vec<ChangeView>,
    notices: Vec<NoticeRow>,
    may_change: bool,
    /// Ways to change it, and what agencies may be told, to choose from.
    kinds: Vec<(String, String)>,
    codes: Vec<(String, String)>,
    /// A change or a receipt that was refused.
    typed: Typed,
    way: Vec<(&'static str, bool)>,
    /// How many stages of the way are done.
    way_done: usize,
    verifier_key: String,
}

/// A change as its page shows it.
struct ChangeView {
    kind: String,
    code: Option<String>,
    reason: String,
    replaced_by: Option<String>,
    made_by: String,
    made_at: Timestamp,
}

impl ReferralPage {
    fn may_type_receipt(&self) -> bool {
        let waits = self.notices.iter().any(|notice| notice.acknowledged_at.is_none());
        self.may_change && (waits || self.referral.state == ReferralState::Made)
    }

    fn may_send_again(&self) -> bool {
        matches!(self.referral.state, ReferralState::Made | ReferralState::Refused)
    }

    fn outcome(&self, report: &ReportRow) -> Option<OutcomeCode> {
        self.outcomes.get(&report.report_number).copied()
    }

    /// The day of a batch, as pages write days.
    fn day(&self, day: &str) -> String {
        day.parse::<Date>().map_or_else(|_| day.to_owned(), |day| self.ctx.date(day))
    }

    fn state_class(&self) -> &'static str {
        state_tone(self.referral.state).class()
    }
}

/// The way of a referral: each stage by the key of its text, and whether it is done. A package is sealed to its agency while it is sent.
fn way(
    referral: &ReferralRow,
    delivery: Option<&JobStanding>,
    is_answered: bool,
) -> Vec<(&'static str, bool)> {
    let is_tried = delivery.is_some_and(|job| job.attempts > 0);
    vec![
        ("way-decided", true),
        ("way-written", referral.package_item.is_some()),
        ("way-sent", is_answered || is_tried || referral.state == ReferralState::Refused),
        ("way-receipt", is_answered),
    ]
}

/// `GET /referrals/{id}`.
pub(crate) async fn show(
    State(state): State<Clearinghouse>,
    Path(id): Path<String>,
    ctx: PageContext,
) -> Result<Response, Failure> {
    Ok(page(&state, &id, ctx, Typed::default()).await?.into_response())
}

/// The page of a referral, with a form as it was typed.
pub(super) async fn page(
    state: &Clearinghouse,
    id: &str,
    ctx: PageContext,
    typed: Typed,
) -> Result<Page<ReferralPage>, Failure> {
    let may_change = Permission::MakeReferrals.allows(&ctx.actor) != Scope::None;
    let may_read = Permission::ReadReports.allows(&ctx.actor) != Scope::None;
    let mut tx = state.node().db().begin_read("referral-page").await?;
    let referral = load(&mut tx, id).await?;
    let changes = if may_change { changes(state, &mut tx, &ctx, &referral).await? } else { Vec::new() };
    let notices = db::referral_changes::list_notices(&mut tx, referral.referral_id).await?;
    let reports_paging = Paging::part_of(&ctx, "referral-reports", referral.reports);
    let part = (reports_paging.limit(), reports_paging.offset());
    let reports = db::reports::page_of_referral(&mut tx, &referral.referral_id.to_string(), part).await?;
    let shown = reports.iter().map(|report| report.report_id.to_string());
    let outcomes = match (shown.clone().min(), shown.max()) {
        (Some(first), Some(last)) => {
            db::outcomes::list_newest_between(&mut tx, referral.referral_id, &first, &last).await?
        }
        _ => BTreeMap::new(),
    };
    let package = match &referral.package_item {
        Some(item) => Some(db::evidence::load(&mut tx, item).await?),
        None => None,
    };
    let delivery = find_delivery(&mut tx, referral.referral_id).await?;
    let receipt =
        referral.receipt.as_deref().map(serde_json::from_str).transpose().map_err(Failure::broken)?;
    let way = way(&referral, delivery.as_ref(), receipt.is_some());
    let agency_name =
        state.find_agency(&referral.agency_code).map(|agency| agency.name.clone()).unwrap_or_default();
    let made_on = TimeZone::UTC.to_datetime(referral.made_at).date();
    let conveyed_by = state.routing().conveyed_by(&referral.agency_code, made_on).map(str::to_owned);
    let (nav, verifier_key) = (super::nav(&ctx), state.signer().verifier().to_string());
    let (kinds, codes) = (kinds(&ctx, &referral), codes(&ctx));
    Ok(Page(ReferralPage {
        changes,
        notices,
        may_change,
        kinds,
        codes,
        typed,
        ctx,
        nav,
        referral,
        agency_name,
        conveyed_by,
        reports,
        reports_paging,
        outcomes,
        may_read,
        package,
        receipt,
        delivery,
        way_done: way.iter().filter(|(_, is_done)| *is_done).count(),
        way,
        verifier_key,
    }))
}

/// What became of it, with the reasons opened.
async fn changes(
    state: &Clearinghouse,
    tx: &mut Tx,
    ctx: &PageContext,
    referral: &ReferralRow,
) -> Result<Vec<ChangeView>, Failure> {
    let mut views = Vec::new();
    for row in db::referral_changes::list(tx, referral.referral_id).await? {
        let sealed_row = row.change_id.to_string();
        views.push(ChangeView {
            kind: ctx.t(&format!("change-{}", row.kind)),
            code: row.reason_code.map(|code| ctx.t(&format!("notice-reason-{code}"))),
            reason: row.reason.open_kept(state.node().columns(), reason_column(&sealed_row))?,
            replaced_by: row.replaced_by,
            made_by: row.made_by,
            made_at: row.made_at,
        });
    }
    Ok(views)
}

/// The ways in which this referral can be changed.
fn kinds(ctx: &PageContext, referral: &ReferralRow) -> Vec<(String, String)> {
    let possible = [
        ("withdrawn", referral.standing > 0),
        ("corrected", referral.standing > 0),
        ("delivered_again", referral.state == ReferralState::Delivered),
        ("drawn_out", referral.is_batch && referral.standing > 0),
    ];
    let possible = possible.into_iter().filter(|(_, is_possible)| *is_possible);
    possible.map(|(kind, _)| (kind.to_owned(), ctx.t(&format!("change-do-{kind}")))).collect()
}

/// What agencies may be told.
fn codes(ctx: &PageContext) -> Vec<(String, String)> {
    let text = |code: NoticeReason| ctx.t(&format!("notice-reason-{}", code.as_str()));
    NoticeReason::ALL.into_iter().map(|code| (code.as_str().to_owned(), text(code))).collect()
}

/// `POST /referrals/{id}/delivery`.
pub(crate) async fn send_again(
    State(state): State<Clearinghouse>,
    Path(id): Path<String>,
    ctx: PageContext,
) -> Result<Redirect, Failure> {
    let referral_id = parse(&id)?;
    state.node().act(&ctx.actor, &SendAgain { referral_id }).await?;
    Ok(Redirect::to(&ctx.href(&format!("/referrals/{referral_id}?done=sent-again"))))
}
