//! `/practice`: what was practised against a sandbox and how each case ended, beside the duties of the company. To be printed for counsel.

use std::sync::Arc;

use askama::Template;
use axum::extract::State as Shared;
use axum::response::Redirect;
use jiff::civil::Date;
use serde::Deserialize;
use service::{Failure, NavItem, Page, PageContext, TypedForm};

use super::destination::same_address;
use super::{back_to, may, nav};
use crate::State;
use crate::actions::NotePractice;
use crate::config::CompanyConfig;
use crate::db::practice::{self, PracticeRun};
use crate::destination::Destination;
use crate::duties::{Duties, Duty};
use crate::permissions::Permission;
use crate::practice::{Case, Practice};
use crate::surfaces::day_of;

/// The newest run, and the duties.
#[derive(Template)]
#[template(path = "practice.html")]
pub(crate) struct PracticePage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    practice: Arc<Practice>,
    run: Option<PracticeRun>,
    duties: Arc<Duties>,
    company: Option<CompanyConfig>,
    today: Date,
    address: String,
    /// Whether what is practised reaches nobody: at a sandbox, and where nothing is sent.
    is_harmless: bool,
    may_run: bool,
}

impl PracticePage {
    /// Each case with what became of it in the newest run; a case that is newer than the run has no result.
    fn cases(&self) -> Vec<(&Case, Option<bool>, &str)> {
        let result = |case: &Case| {
            self.run.as_ref().and_then(|run| run.results.iter().find(|result| result.name == case.name))
        };
        let cases = self.practice.cases.iter().map(|case| (case, result(case)));
        cases
            .map(|(case, found)| {
                (case, found.map(|found| found.is_passed), found.map_or("", |found| found.words.as_str()))
            })
            .collect()
    }

    /// How many of the cases of today passed in the newest run.
    fn passed(&self) -> i64 {
        let passed = self.cases().iter().filter(|(_, is_passed, _)| *is_passed == Some(true)).count();
        i64::try_from(passed).unwrap_or(i64::MAX)
    }

    /// How many cases there are.
    fn all(&self) -> i64 {
        i64::try_from(self.practice.cases.len()).unwrap_or(i64::MAX)
    }

    /// What concerns the company today.
    fn own(&self) -> Vec<&Duty> {
        let Some(company) = &self.company else { return Vec::new() };
        self.duties.all.iter().filter(|duty| self.duties.concerns(duty, company, self.today)).collect()
    }
}

/// Practises at the address that the page showed.
#[derive(Deserialize)]
pub(crate) struct PracticeForm {
    address: String,
}

/// Shows them.
pub(crate) async fn show(
    Shared(state): Shared<State>,
    ctx: PageContext,
) -> Result<Page<PracticePage>, Failure> {
    let mut tx = state.node.db().begin_read("practice-page").await?;
    let run = practice::find_newest(&mut tx).await?;
    drop(tx);
    let to = state.clearinghouse();
    let is_harmless = to.as_ref().is_none_or(|to| to.destination == Destination::Sandbox);
    Ok(Page(PracticePage {
        nav: nav(&ctx),
        practice: state.practice.clone(),
        run,
        duties: state.duties.clone(),
        company: state.config.platform.company.clone(),
        today: day_of(&state.zone, ctx.now),
        address: to.map(|to| to.address).unwrap_or_default(),
        is_harmless,
        may_run: is_harmless && may(&ctx, Permission::RetryFiling),
        ctx,
    }))
}

/// Holds every case against the sandbox, and keeps how each ended.
pub(crate) async fn run(
    Shared(state): Shared<State>,
    ctx: PageContext,
    form: TypedForm<PracticeForm>,
) -> Result<Redirect, Failure> {
    let PracticeForm { address } = form.fields?;
    if state.clearinghouse().is_some() && same_address(&state, &address)?.destination != Destination::Sandbox
    {
        return Err(Failure::conflict("cases are practised at a sandbox alone; configure one"));
    }
    let address = state.clearinghouse().map(|to| to.address).unwrap_or_default();
    let results = state.practice.run(&state).await?;
    state.node.act(&ctx.actor, &NotePractice { address, results }).await?;
    Ok(back_to(&ctx, "/practice?done=practice"))
}
