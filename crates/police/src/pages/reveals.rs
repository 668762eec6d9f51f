//! Reveals: the answer page that shows a field once, and the list of who was shown what.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use model::kind::Person;
use model::{Id, Precision};
use service::{Failure, Form, NavItem, Page, PageContext, Permission as _, Scope};

use super::navigation;
use crate::api::reveals::{NewReveal, NewReview};
use crate::db::Reader;
use crate::ids::Reveal;
use crate::permissions::Permission;
use crate::views::{self, RevealView, Revealed};
use crate::{Police, api};

#[derive(Template)]
#[template(path = "reveal.html")]
struct RevealPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    revealed: Revealed,
}

#[derive(Template)]
#[template(path = "reveals.html")]
struct RevealsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    reveals: Vec<RevealView>,
    /// Whether the reader may follow links to persons.
    may_read_persons: bool,
}

/// `POST /persons/{id}/reveal`: the answer itself shows the field; no address leads there again.
pub(crate) async fn reveal(
    State(police): State<Police>,
    ctx: PageContext,
    Path(person_id): Path<Id<Person>>,
    Form(form): Form<NewReveal>,
) -> Result<Response, Failure> {
    let reveal_id = police.node.act(&ctx.actor, &form.action(&police, person_id)).await?;
    let revealed = api::reveals::load(&police, &ctx.actor, reveal_id).await?;
    Ok(Page(RevealPage { nav: navigation(&ctx), ctx, revealed }).into_response())
}

/// `GET /reveals`.
pub(crate) async fn list(State(police): State<Police>, ctx: PageContext) -> Result<Response, Failure> {
    let mut tx = police.reading("list-reveals").await?;
    let reveals =
        views::list_reveals(&mut tx, &Reader::of(&ctx.actor), police.node.columns(), &ctx.actor).await?;
    let may_read_persons = !matches!(Permission::ReadPersons.allows(&ctx.actor), Scope::None);
    Ok(Page(RevealsPage { nav: navigation(&ctx), ctx, reveals, may_read_persons }).into_response())
}

/// `POST /reveals/{id}/review`.
pub(crate) async fn review(
    State(police): State<Police>,
    ctx: PageContext,
    Path(reveal_id): Path<Id<Reveal>>,
    Form(form): Form<NewReview>,
) -> Result<Redirect, Failure> {
    police.node.act(&ctx.actor, &form.action(reveal_id)).await?;
    Ok(Redirect::to(&ctx.href("/reveals")))
}

/// A birth date in the precision in which it is known.
fn birth_text(ctx: &PageContext, birth: &Precision) -> String {
    match birth {
        Precision::Day { date, .. } => ctx.date(date),
        Precision::Month { year, month } => format!("{year:04}-{month:02}"),
        Precision::Year(year) => year.to_string(),
        Precision::Range { from, to } => format!("{} – {}", ctx.date(from), ctx.date(to)),
    }
}
