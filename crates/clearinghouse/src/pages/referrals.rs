//! The list of referrals, and the form that makes one.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;
use serde::Deserialize;
use service::{
    Cell, Column, Failure, List, NavItem, Page, PageContext, Permission as _, Row, Scope, Table, Tone, Tx,
    Typed, TypedForm, forms,
};

use crate::Permission;
use crate::actions::make_referral::{MadeReferral, Selection};
use crate::api::referrals::action;
use crate::db;
use crate::db::referral_changes::Unacknowledged;
use crate::db::referrals::{ReferralOrder, ReferralRow};
use crate::db::to_refer::Waiting;
use crate::referral_state::ReferralState;
use crate::state::State as Clearinghouse;

/// An agency, and how many reports wait for it.
struct AgencyView {
    code: String,
    name: String,
    country: String,
    waiting: i64,
    /// Of them those that go in the next batch.
    for_batch: i64,
}

#[derive(Template)]
#[template(path = "referrals.html")]
struct ReferralsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    agencies: Table,
    /// Codes and names of the agencies, to choose from.
    choices: Vec<(String, String)>,
    states: Vec<(ReferralState, i64)>,
    total: i64,
    /// Packages and notices that nobody acknowledged for a day.
    overdue: Table,
    has_overdue: bool,
    table: Table,
    may_refer: bool,
    typed: Typed,
    verifier_key: String,
}

/// `GET /referrals`.
pub(crate) async fn list(
    State(state): State<Clearinghouse>,
    list: List,
    ctx: PageContext,
) -> Result<Response, Failure> {
    let page = page(&state, ctx, &list, Typed::default()).await?;
    if let Some(file) = [&page.table, &page.agencies, &page.overdue].into_iter().find_map(Table::file) {
        return Ok(file);
    }
    Ok(Page(page).into_response())
}

/// The page of referrals, with the form as it was typed.
async fn page(
    state: &Clearinghouse,
    ctx: PageContext,
    list: &List,
    typed: Typed,
) -> Result<ReferralsPage, Failure> {
    let (of_agencies, of_overdue) = (list.of("agencies"), list.of("overdue"));
    let list = &list.first();
    let wanted = ctx.query_value("state").and_then(|text| ReferralState::parse(&text));
    let (column, descending) = list.order(&["-made_at", "agency"]);
    let order = if column == "agency" { ReferralOrder::Agency } else { ReferralOrder::Made };
    let mut tx = state.node().db().begin_read("referrals-page").await?;
    let agencies = list_agencies(state, &mut tx).await?;
    let states = db::referrals::count_by_state(&mut tx).await?;
    let overdue = list_overdue(&ctx, &mut tx, of_overdue.at_most(MOST_OVERDUE)).await?;
    let part = (list.limit(), list.offset());
    let rows = db::referrals::list_page(&mut tx, wanted, (order, descending), part).await?;
    drop(tx);
    let listed = states.iter().filter(|(state, _)| wanted.is_none_or(|wanted| wanted == *state));
    let mut table = table(&ctx, list, listed.map(|(_, count)| count).sum());
    for row in &rows {
        table.row(table_row(&ctx, row));
    }
    let choice = |agency: &AgencyView| {
        (agency.code.clone(), format!("{}: {} ({})", agency.code, agency.name, agency.country))
    };
    Ok(ReferralsPage {
        nav: super::nav(&ctx),
        choices: agencies.iter().map(choice).collect(),
        total: states.iter().map(|(_, count)| count).sum(),
        has_overdue: !overdue.is_empty(),
        overdue: overdue_table(&ctx, &of_overdue, &overdue),
        agencies: agency_table(&ctx, &of_agencies, &agencies),
        may_refer: Permission::MakeReferrals.allows(&ctx.actor) != Scope::None,
        verifier_key: state.signer().verifier().to_string(),
        ctx,
        states,
        table,
        typed,
    })
}

/// Most packages and notices that are shown as not acknowledged.
pub(super) const MOST_OVERDUE: i64 = 200;

/// What its agency has not acknowledged for a day: whether it arrived is not known, and somebody has to ask.
pub(super) async fn list_overdue(
    ctx: &PageContext,
    tx: &mut Tx,
    most: i64,
) -> Result<Vec<Unacknowledged>, Failure> {
    let before = ctx.now.checked_sub(SignedDuration::from_hours(24)).unwrap_or(ctx.now);
    Ok(db::referral_changes::list_overdue(tx, before, most).await?)
}

async fn list_agencies(state: &Clearinghouse, tx: &mut Tx) -> Result<Vec<AgencyView>, Failure> {
    let mut agencies = Vec::new();
    for agency in state.agencies() {
        let to = (agency.code.as_str(), agency.country.as_str());
        agencies.push(AgencyView {
            code: agency.code.clone(),
            name: agency.name.clone(),
            country: agency.country.clone(),
            waiting: db::to_refer::count(tx, to, Waiting::All).await?,
            for_batch: db::to_refer::count(tx, to, Waiting::Viral).await?,
        });
    }
    Ok(agencies)
}

fn agency_table(ctx: &PageContext, list: &List, agencies: &[AgencyView]) -> Table {
    let total = i64::try_from(agencies.len()).unwrap_or(i64::MAX);
    let mut table = Table::new(ctx, list, "agencies", total)
        .titled(ctx.t("agencies-title"))
        .column(Column::new("code", ctx.t("agency-code")))
        .column(Column::new("name", ctx.t("agency-name")))
        .column(Column::new("country", ctx.t("report-country")))
        .column(Column::new("waiting", ctx.t("agency-waiting")).is_number())
        .column(Column::new("for_batch", ctx.t("agency-for-batch")).is_number());
    for agency in list.page_of(agencies) {
        table.row(
            Row::plain()
                .cell(Cell::text(&agency.code))
                .cell(Cell::text(&agency.name))
                .cell(Cell::text(&agency.country))
                .cell(Cell::number(agency.waiting))
                .cell(Cell::number(agency.for_batch)),
        );
    }
    table
}

fn overdue_table(ctx: &PageContext, list: &List, overdue: &[Unacknowledged]) -> Table {
    let total = i64::try_from(overdue.len()).unwrap_or(i64::MAX);
    let mut table = Table::new(ctx, list, "overdue", total)
        .titled(ctx.t("overdue-title"))
        .column(Column::new("referral_id", ctx.t("referral-id")))
        .column(Column::new("agency", ctx.t("agency-code")))
        .column(Column::new("what", ctx.t("overdue-what")))
        .column(Column::new("since", ctx.t("overdue-since")));
    for one in list.page_of(overdue) {
        let what = if one.is_notice { ctx.t("overdue-notice") } else { ctx.t("overdue-package") };
        table.row(
            Row::to(ctx.href(&format!("/referrals/{}", one.referral_id)))
                .cell(Cell::digest(&one.referral_id))
                .cell(Cell::text(&one.agency_code))
                .cell(Cell::text(what))
                .cell(Cell::time(one.since)),
        );
    }
    table
}

fn table(ctx: &PageContext, list: &List, total: i64) -> Table {
    let may_read = Permission::ReadReports.allows(&ctx.actor) != Scope::None;
    let ready = may_read.then(|| (ctx.t("nav-reports"), ctx.href("/reports?state=ready")));
    Table::new(ctx, list, "referrals", total)
        .column(Column::new("referral_id", ctx.t("referral-id")))
        .column(Column::new("agency", ctx.t("agency-code")).sorts())
        .column(Column::new("state", ctx.t("report-state")))
        .column(Column::new("made_at", ctx.t("referral-made-at")).sorts())
        .column(Column::new("reports", ctx.t("referral-reports")).is_number())
        .column(Column::new("closed_at", ctx.t("referral-closed-at")))
        .column(Column::new("made_by", ctx.t("referral-made-by")).only_when_chosen())
        .nothing(ctx.t("referrals-none"), ready)
}

fn table_row(ctx: &PageContext, referral: &ReferralRow) -> Row {
    let id = referral.referral_id.to_string();
    let state = if referral.standing == 0 && referral.reports > 0 {
        Cell::badge(Tone::Warn, ctx.t("referral-taken-back"))
    } else {
        Cell::badge(state_tone(referral.state), ctx.t(&format!("referral-{}", referral.state.as_str())))
    };
    Row::to(ctx.href(&format!("/referrals/{id}")))
        .cell(Cell::digest(id))
        .cell(Cell::text(referral.agency_code.as_str()))
        .cell(state)
        .cell(Cell::time(referral.made_at))
        .cell(Cell::number(referral.reports))
        .cell(referral.closed_at.map_or_else(Cell::none, Cell::time))
        .cell(Cell::text(referral.made_by.as_str()))
}

/// How a state of a referral looks.
pub(super) fn state_tone(state: ReferralState) -> Tone {
    match state {
        ReferralState::Delivered => Tone::Good,
        ReferralState::Refused => Tone::Bad,
        ReferralState::Requested | ReferralState::Made => Tone::Info,
    }
}

/// The form on the page of referrals.
#[derive(Deserialize)]
pub(crate) struct ReferralForm {
    agency: String,
    /// Numbers with spaces or commas between them; empty for all that are ready.
    #[serde(default)]
    reports: String,
    /// The batch of today instead.
    #[serde(default, deserialize_with = "ticked")]
    batch: bool,
}

/// A box that was ticked is sent, whatever it says; one that was not is left out.
fn ticked<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(!String::deserialize(deserializer)?.is_empty())
}

/// `POST /referrals`.
pub(crate) async fn make(
    State(state): State<Clearinghouse>,
    list: List,
    ctx: PageContext,
    form: TypedForm<ReferralForm>,
) -> Result<Response, Failure> {
    let made = match form.fields {
        Ok(fields) => refer(&state, &ctx, &fields).await,
        Err(failure) => Err(failure),
    };
    match made {
        Ok(made) => Ok(forms::done(&ctx, &format!("/referrals/{}", made.referral_id), "referral-made")),
        Err(failure) => {
            let page = page(&state, ctx, &list, form.typed.refused(failure)?).await?;
            Ok(forms::refused(Page(page)))
        }
    }
}

async fn refer(
    state: &Clearinghouse,
    ctx: &PageContext,
    form: &ReferralForm,
) -> Result<MadeReferral, Failure> {
    let selection = if form.batch { Selection::Batch } else { selection(&form.reports)? };
    let action = action(state, &form.agency, selection)?;
    state.node().act(&ctx.actor, &action).await
}

fn selection(text: &str) -> Result<Selection, Failure> {
    let numbers = numbers(text)?;
    Ok(if numbers.is_empty() { Selection::AllReady } else { Selection::Numbers(numbers) })
}

/// Report numbers as they are typed.
pub(super) fn numbers(text: &str) -> Result<Vec<i64>, Failure> {
    let words = text.split([' ', ',', ';', '\n', '\r', '\t']).filter(|word| !word.is_empty());
    let number = |word: &str| {
        word.parse().map_err(|_| Failure::refused("reports", format!("\"{word}\" is not a report number")))
    };
    words.map(number).collect()
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
