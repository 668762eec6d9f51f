//! `/reports/{id}/follow-ups`: what was added to a report since it was filed, and the form that adds to it.

use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::response::Response;
use model::Id;
use serde::Deserialize;
use service::{Failure, NavItem, Page, PageContext, Typed, TypedForm, forms};

use super::{may, nav};
use crate::State;
use crate::api::follow_ups::prepare;
use crate::api::id_in_path;
use crate::db::reports::{self, ReportRow};
use crate::ids::Report;
use crate::permissions::Permission;
use crate::policies;
use crate::report_state::ReportState;
use crate::review::Verdict;
use crate::words;

/// The later reports of one.
#[derive(Template)]
#[template(path = "follow_ups.html")]
pub(crate) struct FollowUpsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    report: ReportRow,
    /// The report that this one follows up itself.
    follows: Option<ReportRow>,
    later: Vec<ReportRow>,
    may_add: bool,
    /// The node's policies that it can name; none where it has none.
    policies: Vec<(String, String)>,
    typed: Typed,
}

impl FollowUpsPage {
    /// Address of a report's page.
    fn href(&self, report: &ReportRow) -> String {
        self.ctx.href(&format!("/reports/{}", report.report_id))
    }

    /// What a report is called.
    fn name(&self, report: &ReportRow) -> String {
        match report.report_number {
            Some(number) => self.ctx.t1("report-heading", "number", number.to_string()),
            None => report.report_id.to_string(),
        }
    }
}

/// What is added, as the form says it.
#[derive(Deserialize)]
pub(crate) struct FollowUpForm {
    text: String,
    reason: String,
    #[serde(default)]
    policy: String,
}

model::unprintable!(FollowUpForm);

/// Shows the later reports.
pub(crate) async fn show(
    Shared(state): Shared<State>,
    ctx: PageContext,
    Path(id): Path<String>,
) -> Result<Page<FollowUpsPage>, Failure> {
    load(&state, ctx, id_in_path::<Report>(&id, "report")?, Typed::default()).await
}

/// Adds one from the form.
pub(crate) async fn add(
    Shared(state): Shared<State>,
    ctx: PageContext,
    Path(id): Path<String>,
    form: TypedForm<FollowUpForm>,
) -> Result<Response, Failure> {
    let report_id = id_in_path::<Report>(&id, "report")?;
    let outcome = act(&state, &ctx, report_id, form.fields).await;
    let path = format!("/reports/{report_id}/follow-ups");
    let again = |ctx, typed| load(&state, ctx, report_id, typed);
    forms::answer(ctx, outcome, form.typed, &path, "follow-up", again).await
}

async fn act(
    state: &State,
    ctx: &PageContext,
    report_id: Id<Report>,
    fields: Result<FollowUpForm, Failure>,
) -> Result<(), Failure> {
    let FollowUpForm { text, reason, policy } = fields?;
    let why = policies::why(state, Verdict::Confirm, &reason, &policy)?;
    let action = prepare(state, report_id, ("text", &text), why).await?;
    let outcome = state.node.act(&ctx.actor, &action).await.map(|opened| (opened, false));
    words::drop_unnamed(state, &action.item, &outcome).await;
    outcome.map(drop)
}

async fn load(
    state: &State,
    ctx: PageContext,
    id: Id<Report>,
    typed: Typed,
) -> Result<Page<FollowUpsPage>, Failure> {
    let mut tx = state.node.db().begin_read("follow-ups-page").await?;
    let report = reports::find_report(&mut tx, id).await?.ok_or_else(|| Failure::absent("report"))?;
    let follows = match report.follows {
        Some(first) => reports::find_report(&mut tx, first).await?,
        None => None,
    };
    Ok(Page(FollowUpsPage {
        nav: nav(&ctx),
        later: reports::list_following(&mut tx, id).await?,
        may_add: report.state == ReportState::Filed && may(&ctx, Permission::Decide),
        policies: policies::choices(state, ctx.t("decision-policy-choose")),
        report,
        follows,
        typed,
        ctx,
    }))
}
