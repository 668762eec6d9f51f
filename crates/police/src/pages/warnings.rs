//! Warnings that evidence may soon be erased: listed, and taken on by operator.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use service::{
    Cell, Column, ColumnKeys, Failure, List, NavItem, Page, PageContext, Row, Table, Tone, Typed, TypedForm,
};

use super::{clock_note, forms, may, navigation, nothing};
use crate::actions::{AcknowledgeWarnings, UndoAcknowledgement};
use crate::db::warnings::{self, OpenRow, WarningRow};
use crate::db::warnings_taken::{self, TakenRow};
use crate::db::{Reader, Rows};
use crate::permissions::Permission;
use crate::{Police, retention, seals};

const PATH: &str = "/evidence-warnings";
/// By which columns the list is sorted.
const SORTED: [&str; 3] = ["erasable_on", "operator", "raised_at"];

#[derive(Template)]
#[template(path = "warnings.html")]
struct WarningsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    table: Table,
    /// What nobody has taken on, by operator.
    open: Vec<OpenRow>,
    /// What somebody took on, by operator and by whom.
    taken: Vec<TakenRow>,
    may_take: bool,
    clock_note: String,
    typed: Typed,
}

/// Which warnings are taken on.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct TakeForm {
    operator: String,
    up_to: String,
}

model::unprintable!(TakeForm);

/// Why which warnings should not have been taken on.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct UndoForm {
    operator: String,
    taken_by: String,
    taken_at: String,
    reason: String,
}

model::unprintable!(UndoForm);

/// `GET /evidence-warnings[?state=all]`.
pub(crate) async fn list(
    State(police): State<Police>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure> {
    let table = load_table(&police, &ctx, &list).await?;
    if let Some(download) = list.download() {
        return Ok(table.download(download));
    }
    Ok(page(&police, ctx, &list, table, Typed::default()).await?.into_response())
}

/// `POST /evidence-warnings/take`.
pub(crate) async fn take(
    State(police): State<Police>,
    ctx: PageContext,
    list: List,
    form: TypedForm<TakeForm>,
) -> Result<Response, Failure> {
    let outcome = match form.fields {
        Ok(TakeForm { operator, up_to }) => {
            police.node.act(&ctx.actor, &AcknowledgeWarnings { operator, up_to }).await.map(drop)
        }
        Err(failure) => Err(failure),
    };
    answer(&police, ctx, &list, outcome, form.typed, "warnings-taken").await
}

/// `POST /evidence-warnings/take/undo`.
pub(crate) async fn undo(
    State(police): State<Police>,
    ctx: PageContext,
    list: List,
    form: TypedForm<UndoForm>,
) -> Result<Response, Failure> {
    let outcome = match form.fields {
        Ok(UndoForm { operator, taken_by, taken_at, reason }) => {
            let action = UndoAcknowledgement { operator, taken_by, taken_at, reason };
            police.node.act(&ctx.actor, &action).await.map(drop)
        }
        Err(failure) => Err(failure),
    };
    answer(&police, ctx, &list, outcome, form.typed, "warnings-undone").await
}

async fn answer(
    police: &Police,
    ctx: PageContext,
    list: &List,
    outcome: Result<(), Failure>,
    typed: Typed,
    done: &str,
) -> Result<Response, Failure> {
    match outcome {
        Ok(()) => Ok(forms::done(&ctx, PATH, done)),
        Err(failure) => {
            let typed = typed.refused(failure)?;
            let ctx = ctx.at(PATH);
            let table = load_table(police, &ctx, list).await?;
            Ok(forms::refused(page(police, ctx, list, table, typed).await?))
        }
    }
}

async fn page(
    police: &Police,
    ctx: PageContext,
    list: &List,
    table: Table,
    typed: Typed,
) -> Result<Page<WarningsPage>, Failure> {
    let reader = Reader::of(&ctx.actor);
    let mut tx = police.reading("list-open-warnings").await?;
    let open = warnings::list_open(&mut tx, &reader).await?;
    let taken = warnings_taken::list_taken(&mut tx, &reader, &Rows::of(list, &SORTED).pattern).await?;
    let may_take = may(&ctx, Permission::RequestDisclosure);
    let (nav, clock_note) = (navigation(&ctx), clock_note(&ctx, &police.settings.opening.country));
    Ok(Page(WarningsPage { ctx, nav, table, open, taken, may_take, clock_note, typed }))
}

async fn load_table(police: &Police, ctx: &PageContext, list: &List) -> Result<Table, Failure> {
    let only_open = ctx.query_value("state").as_deref() != Some("all");
    let (rows, reader) = (Rows::of(list, &SORTED), Reader::of(&ctx.actor));
    let mut tx = police.reading("list-evidence-warnings").await?;
    let total = warnings::count(&mut tx, &reader, only_open, &rows.pattern).await?;
    let found = warnings::list_page(&mut tx, &reader, only_open, &rows).await?;
    let (what, next) =
        nothing(ctx, ctx.t("warnings-none"), Some((ctx.t("warnings-none-next"), ctx.href("/subjects"))));
    let mut table = Table::new(ctx, list, "evidence-warnings", total)
        .column(Column::new("operator", ctx.t("operator")).sorts())
        .column(Column::new("erasable_on", ctx.t("evidence-clock")).sorts())
        .column(Column::new("act_time", ctx.t("act-time")))
        .column(Column::new("report_number", ctx.t("report-number")))
        .column(Column::new("days_before", ctx.t("warning-threshold")).is_number())
        .column(Column::new("raised_at", ctx.t("warning-raised")).sorts())
        .column(Column::new("state", ctx.t("state")))
        .column(Column::new("act_id", ctx.t("act-number")).only_when_chosen())
        .searches(ctx.t("warnings-search"))
        .nothing(what, next);
    for found in &found {
        table.row(row(ctx, police, found)?);
    }
    Ok(table)
}

fn row(ctx: &PageContext, police: &Police, found: &WarningRow) -> Result<Row, Failure> {
    let left = retention::days_left(police.today(), found.erasable_on);
    let operator = if found.operator.is_empty() { ctx.t("operator-unknown") } else { found.operator.clone() };
    let row = Row::to(ctx.href(&format!("/subjects/{}", found.subject_id)))
        .cell(Cell::text(operator))
        .cell(Cell::lines(vec![
            Cell::date(found.erasable_on),
            Cell::text(ctx.t1("evidence-days-left", "days", left)),
        ]))
        .cell(Cell::text(&found.stated_text))
        .cell(Cell::text(found.report_number.to_string()))
        .cell(Cell::number(found.days_before))
        .cell(Cell::time(found.raised_at))
        .cell(history(ctx, police.node.columns(), found)?)
        .cell(Cell::digest(found.seen.id()));
    Ok(row)
}

/// How it stands, and who had taken it on before and who undid that.
fn history(ctx: &PageContext, keys: &ColumnKeys, found: &WarningRow) -> Result<Cell, Failure> {
    let now = state(ctx, found);
    let Some(undone) = &found.undone else { return Ok(now) };
    let reason = seals::WARNING_UNDONE.open_kept(keys, undone.undo_id, &undone.reason)?;
    Ok(Cell::lines(vec![
        now,
        Cell::text(ctx.t1("warning-taken-before", "name", undone.taken_by.as_str())),
        Cell::time(undone.taken_at),
        Cell::text(ctx.t1("warning-undone", "name", undone.undone_by.as_str())),
        Cell::time(undone.undone_at),
        Cell::text(reason),
    ]))
}

fn state(ctx: &PageContext, found: &WarningRow) -> Cell {
    let known = match &found.acknowledged {
        Some((by, at)) => Cell::lines(vec![
            Cell::badge(Tone::Info, ctx.t("warning-taken")),
            Cell::text(by.clone()),
            Cell::time(*at),
        ]),
        None => Cell::badge(Tone::Warn, ctx.t("warning-open")),
    };
    match (found.is_asked, found.is_preserved) {
        (true, _) => Cell::badge(Tone::Good, ctx.t("asked")),
        (false, true) => Cell::badge(Tone::Good, ctx.t("warning-preserved")),
        (false, false) => known,
    }
}
