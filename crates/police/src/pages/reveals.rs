//! Reveals: the answer page that shows a field once, and the list of who was shown what.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use model::kind::Person;
use model::{Id, Precision};
use service::{Cell, Column, Failure, List, NavItem, Page, PageContext, Row, Table, Tone, Typed, TypedForm};

use super::{forms, may, navigation, persons, word};
use crate::api::reveals::{NewReveal, NewReview};
use crate::db::{Reader, Rows};
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
    table: Table,
    /// Those of this page that the reader may review.
    to_review: Vec<RevealView>,
    /// A review that was refused: the part of its reveal.
    typed: Typed,
}

/// `POST /persons/{id}/reveal`: the answer itself shows the field; no address leads there again.
pub(crate) async fn reveal(
    State(police): State<Police>,
    ctx: PageContext,
    Path(person_id): Path<Id<Person>>,
    form: TypedForm<NewReveal>,
) -> Result<Response, Failure> {
    let action = form.fields.map(|fields| fields.action(&police, person_id));
    let reveal_id = match forms::act(&police.node, &ctx, action).await {
        Ok(reveal_id) => reveal_id,
        Err(failure) => {
            let typed = form.typed.refused(failure)?.of(persons::REVEAL);
            return Ok(forms::refused(persons::load(&police, ctx, person_id, typed).await?));
        }
    };
    let revealed = api::reveals::load(&police, &ctx.actor, reveal_id).await?;
    Ok(Page(RevealPage { nav: navigation(&ctx), ctx, revealed }).into_response())
}

/// `GET /reveals`.
pub(crate) async fn list(
    State(police): State<Police>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure> {
    let page = load(&police, ctx, &list, Typed::default()).await?;
    if let Some(download) = list.download() {
        return Ok(page.0.table.download(download));
    }
    Ok(page.into_response())
}

async fn load(
    police: &Police,
    ctx: PageContext,
    list: &List,
    typed: Typed,
) -> Result<Page<RevealsPage>, Failure> {
    let (rows, reader) = (Rows::of(list, &["-revealed_at"]), Reader::of(&ctx.actor));
    let mut tx = police.reading("list-reveals").await?;
    let (reveals, total) =
        views::page_reveals(&mut tx, &reader, police.node.columns(), &ctx.actor, &rows).await?;
    drop(tx);
    let table = table(&ctx, list, &reveals, total);
    let is_mine = |view: &RevealView| view.review.as_ref().is_some_and(|review| review.may_decide);
    let to_review = reveals.into_iter().filter(is_mine).collect();
    Ok(Page(RevealsPage { nav: navigation(&ctx), ctx, table, to_review, typed }))
}

fn table(ctx: &PageContext, list: &List, reveals: &[RevealView], total: i64) -> Table {
    let mut table = Table::new(ctx, list, "reveals", total)
        .column(Column::new("revealed_at", ctx.t("revealed-at")).sorts())
        .column(Column::new("revealed_by", ctx.t("revealed-by")))
        .column(Column::new("person_id", ctx.t("person")))
        .column(Column::new("field", ctx.t("masked-field")))
        .column(Column::new("reason", ctx.t("reveal-reason")))
        .column(Column::new("legal_basis", ctx.t("legal-basis")))
        .column(Column::new("review", ctx.t("review")))
        .searches(ctx.t("reveals-search"))
        .nothing(ctx.t("reveals-none"), None);
    let may_read_persons = may(ctx, Permission::ReadPersons);
    for view in reveals {
        let person = if may_read_persons {
            Cell::link(view.person_id.to_string(), ctx.href(&format!("/persons/{}", view.person_id)))
        } else {
            Cell::digest(view.person_id.to_string())
        };
        let row = Row::plain()
            .cell(Cell::time(view.revealed_at))
            .cell(Cell::text(&view.revealed_by))
            .cell(person)
            .cell(Cell::text(word(ctx, "masked", view.field.as_str())))
            .cell(Cell::text(&view.reason))
            .cell(Cell::text(&view.legal_basis))
            .cell(review_cell(ctx, view));
        table.row(row);
    }
    table
}

fn review_cell(ctx: &PageContext, view: &RevealView) -> Cell {
    let Some(review) = &view.review else { return Cell::none() };
    let tone = if review.state == "justified" { Tone::Good } else { Tone::Warn };
    let mut lines = vec![Cell::badge(tone, word(ctx, "reveal-review", review.state))];
    lines.extend([&review.decided_by, &review.note].into_iter().flatten().map(Cell::text));
    Cell::lines(lines)
}

/// `POST /reveals/{id}/review`.
pub(crate) async fn review(
    State(police): State<Police>,
    ctx: PageContext,
    list: List,
    Path(reveal_id): Path<Id<Reveal>>,
    form: TypedForm<NewReview>,
) -> Result<Response, Failure> {
    let action = form.fields.map(|fields| fields.action(reveal_id));
    let again = |ctx, typed: Typed| load(&police, ctx, &list, typed.of(reveal_id.to_string()));
    forms::carry_out(&police, ctx, action, form.typed, "/reveals", "reveal-reviewed", again).await
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
