//! `/duties`: to whom the company must and may report, by country and kind of service, from dated data. To be printed for counsel.

use std::sync::Arc;

use askama::Template;
use axum::extract::State as Shared;
use jiff::civil::Date;
use model::law::{HoldLaw, Holding, Review, find_hold_law};
use service::{Failure, NavItem, Page, PageContext};

use super::nav;
use crate::State;
use crate::config::CompanyConfig;
use crate::duties::{Duties, Duty};
use crate::hold_basis::{self, HoldBasis};
use crate::surfaces::day_of;

/// Every duty known, those of the company first.
#[derive(Template)]
#[template(path = "duties.html")]
pub(crate) struct DutiesPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    duties: Arc<Duties>,
    company: Option<CompanyConfig>,
    today: Date,
    /// What laws say today of keeping what was reported.
    holds: Vec<HoldLaw>,
    /// What that makes of the company's own reports.
    rests_on: Option<HoldBasis>,
}

impl DutiesPage {
    /// Heading and duties: those that concern the company today, and the others.
    fn groups(&self) -> Vec<(&'static str, Vec<&Duty>)> {
        let Some(company) = &self.company else {
            return vec![("duties-known", self.duties.all.iter().collect())];
        };
        let concerns = |duty: &&Duty| self.duties.concerns(duty, company, self.today);
        let (own, others) = self.duties.all.iter().partition(concerns);
        vec![("duties-own", own), ("duties-others", others)]
    }

    /// For how long a law has what was reported kept.
    fn period(&self, law: &HoldLaw) -> String {
        match law.holding {
            Holding::For(period) if period.years > 0 => self.ctx.t1("hold-years", "years", period.years),
            Holding::For(period) => self.ctx.t1("hold-days", "days", period.days),
            Holding::ByOrder => self.ctx.t("hold-by-order"),
            Holding::Unread => self.ctx.t("hold-unread"),
        }
    }

    /// Whether somebody has read it beside the official text.
    #[allow(clippy::unused_self, reason = "templates call methods only")]
    fn is_read(&self, law: &HoldLaw) -> bool {
        law.review == Review::Verified
    }

    /// The countries whose law binds the company.
    fn countries(&self) -> String {
        self.company.as_ref().map(|company| company.countries.join(", ")).unwrap_or_default()
    }

    /// What the company offers, as a key of a text.
    fn service(&self) -> &'static str {
        self.company.as_ref().map_or("", |company| company.service.name())
    }
}

/// Shows the duties.
pub(crate) async fn show(
    Shared(state): Shared<State>,
    ctx: PageContext,
) -> Result<Page<DutiesPage>, Failure> {
    let today = day_of(&state.zone, ctx.now);
    Ok(Page(DutiesPage {
        nav: nav(&ctx),
        duties: state.duties.clone(),
        company: state.config.platform.company.clone(),
        today,
        holds: HoldLaw::COUNTRIES.into_iter().filter_map(|country| find_hold_law(country, today)).collect(),
        rests_on: hold_basis::basis(&state.config.platform, today),
        ctx,
    }))
}
