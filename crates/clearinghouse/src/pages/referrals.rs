//! Pages of referrals.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Redirect;
use serde::Deserialize;
use service::jobs::JobStanding;
use service::{Failure, Form, NavItem, Page, PageContext, Permission as _, Scope};
use vault::SealedItem;
use wire::feedback::Receipt;

use crate::Permission;
use crate::actions::make_referral::Selection;
use crate::actions::send_again::SendAgain;
use crate::api::referrals::{action, find_delivery, load, parse};
use crate::db;
use crate::db::referrals::ReferralRow;
use crate::db::reports::ReportRow;
use crate::referral_state::ReferralState;
use crate::state::State as Clearinghouse;

const MAX_REFERRALS: i64 = 200;

/// An agency, and how many reports wait for it.
struct AgencyView {
    code: String,
    name: String,
    country: String,
    waiting: i64,
}

#[derive(Template)]
#[template(path = "referrals.html")]
pub(crate) struct ReferralsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    agencies: Vec<AgencyView>,
    referrals: Vec<ReferralRow>,
    may_refer: bool,
    verifier_key: String,
}

/// `GET /referrals`.
pub(crate) async fn list(
    State(state): State<Clearinghouse>,
    ctx: PageContext,
) -> Result<Page<ReferralsPage>, Failure> {
    let may_refer = Permission::MakeReferrals.allows(&ctx.actor) != Scope::None;
    let mut tx = state.node().db().begin_read("referrals-page").await?;
    let mut agencies = Vec::new();
    for agency in state.agencies() {
        agencies.push(AgencyView {
            code: agency.code.clone(),
            name: agency.name.clone(),
            country: agency.country.clone(),
            waiting: db::reports::count_to_refer(&mut tx, &agency.code, &agency.country).await?,
        });
    }
    let referrals = db::referrals::list(&mut tx, MAX_REFERRALS).await?;
    let (nav, verifier_key) = (super::nav(&ctx), state.signer().verifier().to_string());
    Ok(Page(ReferralsPage { ctx, nav, agencies, referrals, may_refer, verifier_key }))
}

#[derive(Template)]
#[template(path = "referral.html")]
pub(crate) struct ReferralPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    referral: ReferralRow,
    agency_name: String,
    reports: Vec<ReportRow>,
    may_read: bool,
    package: Option<SealedItem>,
    receipt: Option<Receipt>,
    delivery: Option<JobStanding>,
    verifier_key: String,
}

impl ReferralPage {
    fn may_send_again(&self) -> bool {
        matches!(self.referral.state, ReferralState::Made | ReferralState::Refused)
    }
}

/// `GET /referrals/{id}`.
pub(crate) async fn show(
    State(state): State<Clearinghouse>,
    Path(id): Path<String>,
    ctx: PageContext,
) -> Result<Page<ReferralPage>, Failure> {
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
        verifier_key,
    }))
}

/// The form on the page of referrals.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReferralForm {
    agency: String,
    /// Numbers with spaces or commas between them; empty for all that are ready.
    #[serde(default)]
    reports: String,
}

/// `POST /referrals`.
pub(crate) async fn make(
    State(state): State<Clearinghouse>,
    ctx: PageContext,
    Form(form): Form<ReferralForm>,
) -> Result<Redirect, Failure> {
    let action = action(&state, &form.agency, selection(&form.reports)?)?;
    let made = state.node().act(&ctx.actor, &action).await?;
    Ok(Redirect::to(&ctx.href(&format!("/referrals/{}", made.referral_id))))
}

fn selection(text: &str) -> Result<Selection, Failure> {
    let mut words = text.split([' ', ',', ';', '\n', '\r', '\t']).filter(|word| !word.is_empty()).peekable();
    if words.peek().is_none() {
        return Ok(Selection::AllReady);
    }
    let number = |word: &str| {
        word.parse().map_err(|_| Failure::refused("reports", format!("\"{word}\" is not a report number")))
    };
    words.map(number).collect::<Result<_, _>>().map(Selection::Numbers)
}

/// `POST /referrals/{id}/delivery`.
pub(crate) async fn send_again(
    State(state): State<Clearinghouse>,
    Path(id): Path<String>,
    ctx: PageContext,
) -> Result<Redirect, Failure> {
    let referral_id = parse(&id)?;
    state.node().act(&ctx.actor, &SendAgain { referral_id }).await?;
    Ok(Redirect::to(&ctx.href(&format!("/referrals/{referral_id}"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_may_stand_in_any_usual_way() {
        assert_eq!(selection(" \r\n").unwrap(), Selection::AllReady);
        assert_eq!(selection("1, 2;3\n4").unwrap(), Selection::Numbers(vec![1, 2, 3, 4]));
        assert!(selection("1 x").unwrap_err().to_string().contains("\"x\""));
    }
}
