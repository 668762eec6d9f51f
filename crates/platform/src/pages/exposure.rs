//! `/exposure`: how many files one member of the staff opened, day by day, for who looks after them.

use askama::Template;
use axum::extract::State as Shared;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use service::{
    Cell, Column, Download, Failure, List, NavItem, Page, PageContext, Row, Table, Typed, TypedForm, forms,
};

use super::nav;
use crate::State;
use crate::api::exposure::{self, ExposureView};

/// The form, and the counts of whom it asked for.
#[derive(Template)]
#[template(path = "exposure.html")]
pub(crate) struct ExposurePage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    /// None before somebody is named.
    exposure: Option<ExposureView>,
    typed: Typed,
}

/// Whose counts, and as a file where one is asked for.
#[derive(Deserialize)]
pub(crate) struct ExposureForm {
    person: String,
    #[serde(default)]
    format: String,
}

model::unprintable!(ExposureForm);

/// Shows the form.
pub(crate) async fn ask(ctx: PageContext) -> Response {
    page(ctx, None, Typed::default()).into_response()
}

fn page(ctx: PageContext, exposure: Option<ExposureView>, typed: Typed) -> Page<ExposurePage> {
    Page(ExposurePage { nav: nav(&ctx), ctx, exposure, typed })
}

/// The answer itself shows the counts, so that no address names a person.
pub(crate) async fn look_up(
    Shared(state): Shared<State>,
    ctx: PageContext,
    list: List,
    form: TypedForm<ExposureForm>,
) -> Result<Response, Failure> {
    let TypedForm { typed, fields } = form;
    match find(&state, &ctx, fields).await {
        Ok((exposure, None)) => Ok(page(ctx, Some(exposure), Typed::default()).into_response()),
        Ok((exposure, Some(file))) => Ok(table(&ctx, &list, &exposure).download(file)),
        Err(failure) => Ok(forms::refused(page(ctx, None, typed.refused(failure)?))),
    }
}

async fn find(
    state: &State,
    ctx: &PageContext,
    fields: Result<ExposureForm, Failure>,
) -> Result<(ExposureView, Option<Download>), Failure> {
    let ExposureForm { person, format } = fields?;
    let file = match format.as_str() {
        "" => None,
        "csv" => Some(Download::Csv),
        "json" => Some(Download::Json),
        _ => return Err(Failure::refused("format", "give `csv` or `json`")),
    };
    Ok((exposure::load_of(state, &ctx.actor, &person).await?, file))
}

/// The counts as a list, to be taken away.
fn table(ctx: &PageContext, list: &List, exposure: &ExposureView) -> Table {
    let total = i64::try_from(exposure.days.len()).unwrap_or(i64::MAX);
    let mut days = Table::new(ctx, list, "exposure", total)
        .column(Column::new("on", ctx.t("exposure-day")))
        .column(Column::new("person", ctx.t("exposure-person")))
        .column(Column::new("opened", ctx.t("exposure-files")).is_number());
    for day in &exposure.days {
        let row = Row::plain().cell(Cell::date(day.on)).cell(Cell::text(exposure.person.as_str()));
        days.row(row.cell(Cell::number(day.opened)));
    }
    days
}
