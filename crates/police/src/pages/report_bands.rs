//! Several reports put into one band at once, for one reason.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use model::Id;
use model::kind::Report;
use model::triage::Band;
use serde::Deserialize;
use service::triage::band_choices;
use service::{Failure, List, NavItem, Page, PageContext, Paging, Typed, TypedForm};

use super::{forms, navigation, reports};
use crate::Police;
use crate::actions::OverrideBand;
use crate::db::reports as table;
use crate::db::{Reader, Rows};
use crate::views::{self, ReportView};

/// Most reports at once: what a person can have looked through.
const MOST_AT_ONCE: usize = 200;

#[derive(Template)]
#[template(path = "report-bands.html")]
struct BandsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    /// Those on this page of the list, in its order.
    reports: Vec<ReportView>,
    /// All but Band A.
    bands: Vec<(String, String)>,
    paging: Paging,
    typed: Typed,
}

impl BandsPage {
    /// Whether a report can be among those that are put elsewhere: it was scored, and stands not in Band A.
    #[allow(clippy::unused_self, reason = "templates call methods only")]
    fn may_move(&self, report: &ReportView) -> bool {
        report.band.is_some_and(|band| band != Band::A.as_str())
    }
}

/// Which reports, which band, and why.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct BandsForm {
    report_ids: Vec<String>,
    band: String,
    reason: String,
}

model::unprintable!(BandsForm);

/// `GET /reports/bands[?referral=][&state=minors]`.
pub(crate) async fn ask(
    State(police): State<Police>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure> {
    Ok(load(&police, ctx, &list, Typed::default()).await?.into_response())
}

/// `POST /reports/bands`.
pub(crate) async fn decide(
    State(police): State<Police>,
    ctx: PageContext,
    list: List,
    form: TypedForm<BandsForm>,
) -> Result<Response, Failure> {
    let outcome = match form.fields {
        Ok(fields) => put(&police, &ctx, &fields).await,
        Err(failure) => Err(failure),
    };
    let again = |ctx, typed| load(&police, ctx, &list, typed);
    forms::answer(ctx, outcome, form.typed, "/reports", "bands-decided", again).await
}

/// One decision for each report, so that each has its own entry in the custody log and is undone by itself. Nothing is decided unless all can be; said
/// again, or after it broke off, it decides what is left.
async fn put(police: &Police, ctx: &PageContext, form: &BandsForm) -> Result<(), Failure> {
    let band = form.band.parse::<Band>().ok().filter(|band| *band != Band::A);
    let band = band.ok_or_else(|| Failure::refused("band", "choose band B, C or D"))?;
    for report_id in find_moving(police, ctx, form, band).await? {
        let action = OverrideBand {
            report_id,
            band: form.band.clone(),
            reason: form.reason.clone(),
            among_others: true,
        };
        police.node.act(&ctx.actor, &action).await?;
    }
    Ok(())
}

/// The chosen reports that do not stand in the band yet.
async fn find_moving(
    police: &Police,
    ctx: &PageContext,
    form: &BandsForm,
    band: Band,
) -> Result<Vec<Id<Report>>, Failure> {
    let chosen: BTreeSet<Id<Report>> = forms::read_ids("report_ids", &form.report_ids)?.into_iter().collect();
    if chosen.len() > MOST_AT_ONCE {
        return Err(Failure::refused("report_ids", "choose 200 reports at most at once"));
    }
    let reader = Reader::of(&ctx.actor);
    let mut tx = police.reading("check-bands").await?;
    let mut moving = Vec::new();
    for report_id in chosen {
        let report = table::find_report(&mut tx, &reader, report_id).await?;
        match report.ok_or_else(|| Failure::absent("report"))?.standing.band {
            Some(Band::A) => {
                return Err(Failure::refused(
                    "report_ids",
                    "a report in Band A is decided on alone, on its own page",
                ));
            }
            Some(before) if before == band => {}
            Some(_) => moving.push(report_id),
            None => return Err(Failure::conflict("only a report that was scored has a band")),
        }
    }
    if moving.is_empty() {
        return Err(Failure::conflict("these reports stand in this band already"));
    }
    Ok(moving)
}

async fn load(
    police: &Police,
    ctx: PageContext,
    list: &List,
    typed: Typed,
) -> Result<Page<BandsPage>, Failure> {
    let ctx = ctx.at("/reports/bands");
    let (referral, only_minors) = reports::which(&ctx);
    let rows = Rows::of(list, reports::ORDERS);
    let mut tx = police.reading("list-reports").await?;
    let which = (referral.as_deref(), only_minors);
    let (reports, total) = views::page_reports(&mut tx, &Reader::of(&ctx.actor), which, &rows).await?;
    drop(tx);
    let bands = band_choices(&ctx).into_iter().filter(|(band, _)| band != Band::A.as_str()).collect();
    let paging = list.paging(total);
    Ok(Page(BandsPage { nav: navigation(&ctx), ctx, reports, bands, paging, typed }))
}
