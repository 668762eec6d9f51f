//! Files with operators' answers to many requests: the form, what came of each, and undoing one whole.

use askama::Template;
use axum::extract::multipart::Field;
use axum::extract::{Multipart, Path, State};
use axum::response::{IntoResponse, Response};
use model::Id;
use service::{Cell, Column, Failure, List, NavItem, Page, PageContext, Row, Table, Tone, Typed, TypedForm};
use wire::disclosure_batch::MAX_BATCH_BYTES;

use super::disclosure_forms::read_time;
use super::forms::{self, ReasonForm};
use super::navigation;
use crate::actions::Decision;
use crate::answers::Problem;
use crate::db::imports::{self, ImportRow};
use crate::db::{Reader, Rows};
use crate::ids::AnswerImport;
use crate::views::{self, ImportView};
use crate::{Police, answers};

#[derive(Template)]
#[template(path = "answer-imports.html")]
struct ImportsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    table: Table,
    /// A file that was refused.
    typed: Typed,
}

#[derive(Template)]
#[template(path = "answer-import.html")]
struct ImportPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    view: ImportView,
    typed: Typed,
}

impl ImportPage {
    fn undo(&self) -> String {
        self.ctx.href(&format!("/disclosure-answers/{}/undo", self.view.import_id))
    }

    /// The two lists of a file: what was left out, what was taken with a mark.
    fn problems(&self) -> [(&'static str, &[Problem]); 2] {
        let problems = &self.view.problems;
        [("import-refused", problems.refused.as_slice()), ("import-marked", problems.marked.as_slice())]
    }
}

/// `GET /disclosure-answers`.
pub(crate) async fn list(
    State(police): State<Police>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure> {
    let table = load(&police, &ctx, &list).await?;
    if let Some(download) = list.download() {
        return Ok(table.download(download));
    }
    Ok(page(ctx, table, Typed::default()).into_response())
}

fn page(ctx: PageContext, table: Table, typed: Typed) -> Page<ImportsPage> {
    Page(ImportsPage { nav: navigation(&ctx), ctx, table, typed })
}

async fn load(police: &Police, ctx: &PageContext, list: &List) -> Result<Table, Failure> {
    let (rows, reader) = (Rows::of(list, &["-imported_at"]), Reader::of(&ctx.actor));
    let mut tx = police.reading("list-imports").await?;
    let total = imports::count(&mut tx, &reader).await?;
    let found = imports::list_page(&mut tx, &reader, &rows).await?;
    Ok(table(ctx, list, &found, total))
}

fn table(ctx: &PageContext, list: &List, found: &[ImportRow], total: i64) -> Table {
    let mut table = Table::new(ctx, list, "disclosure-answers", total)
        .column(Column::new("import_id", ctx.t("import")))
        .column(Column::new("format", ctx.t("import-format")))
        .column(Column::new("answered_at", ctx.t("import-answered-at")))
        .column(Column::new("imported_at", ctx.t("import-at")).sorts())
        .column(Column::new("imported_by", ctx.t("import-by")))
        .column(Column::new("answers", ctx.t("import-answers")).is_number())
        .column(Column::new("state", ctx.t("state")))
        .nothing(ctx.t("imports-none"), Some((ctx.t("import-file"), "#file".to_owned())));
    for row in found {
        let state = if row.standing {
            Cell::badge(Tone::Good, ctx.t("import-standing"))
        } else if row.withdrawn.is_some() {
            Cell::badge(Tone::Plain, ctx.t("withdrawn"))
        } else {
            Cell::badge(Tone::Plain, ctx.t("import-not-kept"))
        };
        let line = Row::to(ctx.href(&format!("/disclosure-answers/{}", row.import_id)))
            .cell(Cell::digest(row.import_id.to_string()))
            .cell(Cell::text(row.format.to_uppercase()))
            .cell(Cell::time(row.answered_at))
            .cell(Cell::time(row.imported_at))
            .cell(Cell::text(&row.imported_by))
            .cell(Cell::number(row.answers))
            .cell(state);
        table.row(line);
    }
    table
}

/// `POST /disclosure-answers/upload`: the field `file` is the file. A refusal shows the page again, which says why.
pub(crate) async fn upload(
    State(police): State<Police>,
    ctx: PageContext,
    list: List,
    form: Multipart,
) -> Result<Response, Failure> {
    let mut sent = Sent::default();
    match take(&police, &ctx, form, &mut sent).await {
        Ok(import_id) => {
            Ok(forms::done(&ctx, &format!("/disclosure-answers/{import_id}"), "answers-imported"))
        }
        Err(failure) => {
            let typed = Typed::with([
                ("file".to_owned(), String::new()),
                ("answered_on".to_owned(), sent.answered_on),
                ("answered_time".to_owned(), sent.answered_time),
            ]);
            let typed = typed.refused(failure)?;
            let ctx = ctx.at("/disclosure-answers");
            let table = load(&police, &ctx, &list).await?;
            Ok(forms::refused(page(ctx, table, typed)))
        }
    }
}

/// What was typed beside the file.
#[derive(Default)]
struct Sent {
    answered_on: String,
    answered_time: String,
}

async fn take(
    police: &Police,
    ctx: &PageContext,
    mut form: Multipart,
    sent: &mut Sent,
) -> Result<Id<AnswerImport>, Failure> {
    let mut file = None;
    while let Some(field) = form.next_field().await.map_err(|_| unreadable())? {
        let name = field.name().unwrap_or_default().to_owned();
        match name.as_str() {
            "answered_on" => sent.answered_on = field.text().await.map_err(|_| unreadable())?,
            "answered_time" => sent.answered_time = field.text().await.map_err(|_| unreadable())?,
            "file" => file = Some(bounded(field).await?),
            _ => {}
        }
    }
    let answered_at = read_time(ctx, &sent.answered_on, &sent.answered_time)?;
    let file = file.filter(|bytes| !bytes.is_empty());
    let file = file.ok_or_else(|| Failure::refused("file", "choose the operator's file"))?;
    Ok(answers::import(police, &ctx.actor, answered_at, &file).await?.import_id)
}

fn unreadable() -> Failure {
    Failure::bad_request("the form broke off, or is larger than the limit")
}

/// The bytes of a file; one byte more than it may have is enough to refuse it.
async fn bounded(mut field: Field<'_>) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    while let Some(piece) = field.chunk().await.map_err(|_| unreadable())? {
        bytes.extend_from_slice(&piece);
        if bytes.len() > MAX_BATCH_BYTES {
            break;
        }
    }
    Ok(bytes)
}

/// `GET /disclosure-answers/{id}`.
pub(crate) async fn show(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<AnswerImport>>,
) -> Result<Response, Failure> {
    Ok(one(&police, ctx, id, Typed::default()).await?.into_response())
}

async fn one(
    police: &Police,
    ctx: PageContext,
    id: Id<AnswerImport>,
    typed: Typed,
) -> Result<Page<ImportPage>, Failure> {
    let mut tx = police.reading("load-import").await?;
    let view = views::load_import(&mut tx, &Reader::of(&ctx.actor), police.node.columns(), id).await?;
    Ok(Page(ImportPage { nav: navigation(&ctx), ctx, view, typed }))
}

/// `POST /disclosure-answers/{id}/undo`: the file with every answer of it.
pub(crate) async fn withdraw(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<AnswerImport>>,
    form: TypedForm<ReasonForm>,
) -> Result<Response, Failure> {
    let action = form.fields.map(|fields| fields.withdraws(Decision::AnswerImport(id)));
    let again = |ctx, typed| one(&police, ctx, id, typed);
    let path = format!("/disclosure-answers/{id}");
    forms::carry_out(&police, ctx, action, form.typed, &path, "import-withdrawn", again).await
}
