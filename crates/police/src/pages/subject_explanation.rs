//! Why the accounts of a subject are one, to be printed and handed to whoever disputes it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use model::Id;
use model::kind::Subject;
use service::{Failure, NavItem, Page, PageContext};

use super::navigation;
use crate::Police;
use crate::db::Reader;
use crate::views::{Between, ExplanationView, load_explanation};

#[derive(Template)]
#[template(path = "subject-explanation.html")]
struct ExplanationPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    why: ExplanationView,
    /// The numbers of two reports, as asked for.
    from: String,
    to: String,
    /// What ties them; none where nothing was asked.
    answer: Option<String>,
}

/// Numbers with commas between.
pub(crate) fn listed(numbers: &[impl ToString]) -> String {
    numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// `GET /subjects/{id}/explanation[?from=&to=]`: two numbers of reports are asked what ties them.
pub(crate) async fn show(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Subject>>,
) -> Result<Response, Failure> {
    let mut tx = police.reading("explain-subject").await?;
    let why = load_explanation(&mut tx, &Reader::of(&ctx.actor), police.node.columns(), id).await?;
    drop(tx);
    let asked = |name: &str| ctx.query_value(name).unwrap_or_default();
    let (from, to) = (asked("from"), asked("to"));
    let answer = (!from.is_empty() && !to.is_empty()).then(|| tie(&ctx, &why, &from, &to));
    Ok(Page(ExplanationPage { nav: navigation(&ctx), ctx, why, from, to, answer }).into_response())
}

/// What ties two reports, in words.
fn tie(ctx: &PageContext, why: &ExplanationView, from: &str, to: &str) -> String {
    let number = |text: &str| text.trim().parse::<i64>().ok();
    match number(from).zip(number(to)).and_then(|(from, to)| why.between(from, to)) {
        None => ctx.t("why-between-none"),
        Some(Between::SameAccount(account)) => ctx.t1("why-between-same", "account", account.to_string()),
        Some(Between::Weakest(join)) => {
            let pair = format!("{} ↔ {}", join.a, join.b);
            ctx.t2("why-between-weakest", "pair", pair, "points", ctx.number(join.millibits))
        }
    }
}
