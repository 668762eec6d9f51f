//! The list of letters.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use service::{Cell, Column, Failure, List, NavItem, Page, PageContext, Row, Table, Tone};

use crate::Police;
use crate::db::preservation::{self as letters, LetterRow, WhichLetters};
use crate::db::{Reader, Rows};
use crate::pages::{navigation, nothing, word};

#[derive(Template)]
#[template(path = "preservation-letters.html")]
struct LettersPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    table: Table,
}

/// `GET /preservation-letters[?state=drafted|sent|answered]`.
pub(crate) async fn list(
    State(police): State<Police>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure> {
    let which = match ctx.query_value("state").as_deref() {
        Some("drafted") => WhichLetters::Drafted,
        Some("sent") => WhichLetters::Sent,
        Some("answered") => WhichLetters::Answered,
        _ => WhichLetters::All,
    };
    let (rows, reader) = (Rows::of(&list, &["-drafted_at", "operator"]), Reader::of(&ctx.actor));
    let mut tx = police.reading("list-preservation-letters").await?;
    let total = letters::count(&mut tx, &reader, which, &rows.pattern).await?;
    let found = letters::list_page(&mut tx, &reader, which, &rows).await?;
    let table = table(&ctx, &list, &found, total);
    if let Some(download) = list.download() {
        return Ok(table.download(download));
    }
    Ok(Page(LettersPage { nav: navigation(&ctx), ctx, table }).into_response())
}

fn table(ctx: &PageContext, list: &List, found: &[LetterRow], total: i64) -> Table {
    let (what, next) =
        nothing(ctx, ctx.t("letters-none"), Some((ctx.t("letters-none-next"), ctx.href("/subjects"))));
    let mut table = Table::new(ctx, list, "preservation-letters", total)
        .column(Column::new("number", ctx.t("letter-number")))
        .column(Column::new("operator", ctx.t("operator")).sorts())
        .column(Column::new("drafted_at", ctx.t("letter-drafted")).sorts())
        .column(Column::new("drafted_by", ctx.t("letter-officer")))
        .column(Column::new("lines", ctx.t("lines")).is_number())
        .column(Column::new("state", ctx.t("state")))
        .column(Column::new("sent_on", ctx.t("letter-sent-on")))
        .column(Column::new("preserved_until", ctx.t("letter-preserved-until")))
        .searches(ctx.t("letters-search"))
        .nothing(what, next);
    for letter in found {
        let sent_on = letter.sending.as_ref().map(|sending| sending.sent_on);
        let until = letter.answer.as_ref().and_then(|answer| answer.preserved_until);
        let row = Row::to(ctx.href(&format!("/preservation-letters/{}", letter.letter_id)))
            .cell(Cell::text(letter.number()))
            .cell(Cell::text(&letter.operator))
            .cell(Cell::time(letter.drafted_at))
            .cell(Cell::text(&letter.drafted_by))
            .cell(Cell::number(letter.lines))
            .cell(Cell::badge(tone(letter.state()), word(ctx, "letter-state", letter.state())))
            .cell(sent_on.map_or_else(Cell::none, Cell::date))
            .cell(until.map_or_else(Cell::none, Cell::date));
        table.row(row);
    }
    table
}

/// How a state looks.
pub(in crate::pages) fn tone(state: &str) -> Tone {
    match state {
        "confirmed" => Tone::Good,
        "refused" => Tone::Bad,
        "drafted" => Tone::Warn,
        "sent" => Tone::Info,
        _ => Tone::Plain,
    }
}
