//! A referral, and its way to the agency.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use service::jobs::JobStanding;
use service::{Failure, NavItem, Page, PageContext, Permission as _, Scope};
use vault::SealedItem;
use wire::feedback::Receipt;

use super::referrals::state_tone;
use crate::Permission;
use crate::actions::send_again::SendAgain;
use crate::api::referrals::{find_delivery, load, parse};
use crate::db;
use crate::db::referrals::ReferralRow;
use crate::db::reports::ReportRow;
use crate::referral_state::ReferralState;
use crate::state::State as Clearinghouse;

#[derive(Template)]
#[template(path = "referral.html")]
struct ReferralPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    referral: ReferralRow,
    agency_name: String,
    reports: Vec<ReportRow>,
    may_read: bool,
    package: Option<SealedItem>,
    receipt: Option<Receipt>,
    delivery: Option<JobStanding>,
    way: Vec<(&'static str, bool)>,
    /// How many stages of the way are done.
    way_done: usize,
    verifier_key: String,
}

impl ReferralPage {
    fn may_send_again(&self) -> bool {
        matches!(self.referral.state, ReferralState::Made | ReferralState::Refused)
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
    let may_read = Permission::ReadReports.allows(&ctx.actor) != Scope::None;
    let mut tx = state.node().db().begin_read("referral-page").await?;
    let referral = load(&mut tx, &id).await?;
    let reports = db::reports::list_of_referral(&mut tx, &referral.referral_id.to_string()).await?;
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
    let (nav, verifier_key) = (super::nav(&ctx), state.signer().verifier().to_string());
    Ok(Page(ReferralPage {
        ctx,
        nav,
        referral,
        agency_name,
        reports,
        may_read,
        package,
        receipt,
        delivery,
        way_done: way.iter().filter(|(_, is_done)| *is_done).count(),
        way,
        verifier_key,
    })
    .into_response())
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
