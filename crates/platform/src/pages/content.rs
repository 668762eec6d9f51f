//! `/reports/{id}/content`: what a report says, as facts and as XML. Apart from the report's own page, which says nothing of the account.

use askama::Template;
use axum::extract::{Path, State as Shared};
use service::{Failure, NavItem, Page, PageContext};

use super::nav;
use super::said::{Said, said};
use crate::State;
use crate::api::id_in_path;
use crate::db::reports;
use crate::ids::Report;
use crate::reported::Reported;

/// What a report says.
#[derive(Template)]
#[template(path = "content.html")]
pub(crate) struct ContentPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    report_id: String,
    report_number: Option<i64>,
    /// None once the upload is erased.
    said: Option<Said>,
}

/// Shows what the report says, or will say.
pub(crate) async fn show(
    Shared(state): Shared<State>,
    ctx: PageContext,
    Path(id): Path<String>,
) -> Result<Page<ContentPage>, Failure> {
    let report_id = id_in_path::<Report>(&id, "report")?;
    let mut tx = state.node.db().begin_read("report-content").await?;
    let report = reports::find_report(&mut tx, report_id).await?.ok_or_else(|| Failure::absent("report"))?;
    let reported = Reported::load(&state, &mut tx, &report).await?;
    let said = reported
        .map(|reported| said(&ctx, &state.reporting, &reported.told(), &reported.files()))
        .transpose()?;
    Ok(Page(ContentPage {
        nav: nav(&ctx),
        report_id: report_id.to_string(),
        report_number: report.report_number,
        said,
        ctx,
    }))
}
