//! `/practice`: what was practised against a sandbox and how each case ended, beside the duties of the company. To be printed for counsel.

use std::sync::Arc;

use askama::Template;
use axum::extract::State as Shared;
use axum::response::{IntoResponse as _, Redirect, Response};
use jiff::civil::Date;
use serde::Deserialize;
use service::{Cell, Column, Failure, List, NavItem, Page, PageContext, Row, Table, Tone, TypedForm};

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
    /// Each case with what became of it in the newest run.
    cases: Table,
    /// How many of the cases of today passed in it, and how many there are.
    passed: i64,
    all: i64,
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

/// A case and what became of it in the newest run; one that is newer than the run has no result.
type Held<'a> = (&'a Case, Option<bool>, &'a str);

fn results<'a>(practice: &'a Practice, run: Option<&'a PracticeRun>) -> Vec<Held<'a>> {
    let found = |case: &Case| run.and_then(|run| run.results.iter().find(|result| result.name == case.name));
    let cases = practice.cases.iter().map(|case| (case, found(case)));
    cases
        .map(|(case, found)| {
            (case, found.map(|one| one.is_passed), found.map_or("", |one| one.words.as_str()))
        })
        .collect()
}

fn table(ctx: &PageContext, list: &List, cases: &[Held<'_>]) -> Table {
    let total = i64::try_from(cases.len()).unwrap_or(i64::MAX);
    let mut table = Table::new(ctx, list, "practice", total)
        .column(Column::new("case", ctx.t("practice-case")))
        .column(Column::new("result", ctx.t("practice-result")))
        .column(Column::new("words", ctx.t("practice-words")));
    for (case, is_passed, words) in list.page_of(cases) {
        let result = match is_passed {
            Some(true) => Cell::badge(Tone::Good, ctx.t("practice-good")),
            Some(false) => Cell::badge(Tone::Bad, ctx.t("practice-bad")),
            None => Cell::badge(Tone::Plain, ctx.t("practice-open")),
        };
        table.row(
            Row::plain()
                .cell(Cell::text(case.about(ctx.lang)))
                .cell(result)
                .cell(Cell::text(*words).in_language("en")),
        );
    }
    table
}

/// Shows them.
pub(crate) async fn show(
    Shared(state): Shared<State>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure> {
    let mut tx = state.node.db().begin_read("practice-page").await?;
    let run = practice::find_newest(&mut tx).await?;
    drop(tx);
    let results = results(&state.practice, run.as_ref());
    let cases = table(&ctx, &list, &results);
    if let Some(file) = cases.file() {
        return Ok(file);
    }
    let count = |counted: usize| i64::try_from(counted).unwrap_or(i64::MAX);
    let passed = results.iter().filter(|(_, is_passed, _)| *is_passed == Some(true)).count();
    let (passed, all) = (count(passed), count(results.len()));
    let to = state.clearinghouse();
    let is_harmless = to.as_ref().is_none_or(|to| to.destination == Destination::Sandbox);
    Ok(Page(PracticePage {
        nav: nav(&ctx),
        cases,
        passed,
        all,
        run,
        duties: state.duties.clone(),
        company: state.config.platform.company.clone(),
        today: day_of(&state.zone, ctx.now),
        address: to.map(|to| to.address).unwrap_or_default(),
        is_harmless,
        may_run: is_harmless && may(&ctx, Permission::RetryFiling),
        ctx,
    })
    .into_response())
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
