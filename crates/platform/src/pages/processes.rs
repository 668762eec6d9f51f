//! `/legal-processes`: orders of courts and of the police, by the day on which they are due; and one of them, with what was answered.

use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use model::Id;
use serde::Deserialize;
use service::{
    Cell, Column, ColumnRef, Failure, List, NavItem, Page, PageContext, PageFrame, Row, Table, Tone, Typed,
    TypedForm,
};

use super::hash_list::ReasonForm;
use super::{asked_or, back_to, may, nav};
use crate::State;
use crate::actions::{ReopenProcess, SettleProcess};
use crate::api::{id_in_path, prose};
use crate::db::process_ends::{self, EndRow};
use crate::db::processes::{self, ProcessRow};
use crate::ids::LegalProcess;
use crate::permissions::Permission;
use crate::processes::{ProcessState, ProcessWords};
use crate::surfaces::day_of;

/// One page of the list.
#[derive(Template)]
#[template(path = "processes.html")]
pub(crate) struct ProcessesPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    processes: Table,
}

/// One order.
#[derive(Template)]
#[template(path = "process.html")]
pub(crate) struct ProcessPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    row: ProcessRow,
    words: ProcessWords,
    answer: String,
    is_overdue: bool,
    may_settle: bool,
    /// Whether what became of it can be taken back.
    may_undo: bool,
    ends: Vec<End>,
    answers: Vec<(String, String)>,
    typed: Typed,
}

impl ProcessPage {
    /// Address of the form that takes back what became of it.
    fn undo_href(&self) -> String {
        self.ctx.href(&format!("/legal-processes/{}/undo", self.row.process_id))
    }
}

/// What became of it once, and was taken back.
struct End {
    row: EndRow,
    answer: String,
    reason: String,
}

/// What became of an order, as the form says it.
#[derive(Deserialize)]
pub(crate) struct AnswerForm {
    decision: ProcessState,
    words: String,
    #[serde(default)]
    on: String,
}

/// Shows the list; the open ones unless another state is asked for, those first that are due first.
pub(crate) async fn show(
    Shared(state): Shared<State>,
    ctx: PageContext,
    list: List,
) -> Result<Response, Failure> {
    let asked = asked_or(&ctx, ProcessState::Open, ProcessState::EXPECTED)?;
    let order = list.order(&["due_on", "received_on"]);
    let today = day_of(&state.zone, ctx.now);
    let mut tx = state.node.db().begin_read("legal-processes-page").await?;
    let total = processes::count(&mut tx, asked).await?;
    let mut table = table(&ctx, &list, total);
    for row in processes::list(&mut tx, asked, order, (list.offset(), list.limit())).await? {
        let words = opened(&state, &row)?;
        table.row(line(&ctx, &row, words, today));
    }
    if let Some(download) = list.download() {
        return Ok(table.download(download));
    }
    Ok(Page(ProcessesPage { nav: nav(&ctx), processes: table, ctx }).into_response())
}

fn table(ctx: &PageFrame, list: &List, total: i64) -> Table {
    Table::new(ctx, list, "legal-processes", total)
        .column(Column::new("reference", ctx.t("process-reference")))
        .column(Column::new("authority", ctx.t("process-authority")))
        .column(Column::new("kind", ctx.t("process-kind")))
        .column(Column::new("state", ctx.t("state")))
        .column(Column::new("due_on", ctx.t("process-due")).sorts())
        .column(Column::new("received_on", ctx.t("process-received")).sorts())
        .column(Column::new("report", ctx.t("report")).only_when_chosen())
        .nothing(
            ctx.t("processes-none"),
            Some((ctx.t("processes-all"), ctx.href("/legal-processes?state=all"))),
        )
}

fn line(ctx: &PageContext, row: &ProcessRow, words: ProcessWords, today: Date) -> Row {
    let line = if may(ctx, Permission::ReadHits) {
        Row::to(ctx.href(&format!("/legal-processes/{}", row.process_id)))
    } else {
        Row::plain()
    };
    let state = if is_overdue(row, today) {
        Cell::badge(Tone::Bad, ctx.t("process-overdue"))
    } else {
        Cell::badge(row.state.tone(), ctx.word("process-state", row.state.name()))
    };
    line.cell(Cell::text(words.reference))
        .cell(Cell::text(words.authority))
        .cell(Cell::text(ctx.word("process-kind", row.kind.name())))
        .cell(state)
        .cell(row.due_on.map_or_else(Cell::none, Cell::date))
        .cell(Cell::date(row.received_on))
        .cell(Cell::text(row.report_id.to_string()))
}

fn is_overdue(row: &ProcessRow, today: Date) -> bool {
    row.state == ProcessState::Open && row.due_on.is_some_and(|due_on| due_on < today)
}

/// What an order says of itself; blank once it is erased.
pub(super) fn opened(state: &State, row: &ProcessRow) -> Result<ProcessWords, Failure> {
    let key = row.process_id.to_string();
    let at = ColumnRef { table: processes::TABLE, row: &key, column: processes::WORDS };
    Ok(row.words.open_kept(state.node.columns(), at)?)
}

/// Shows one order.
pub(crate) async fn show_one(
    Shared(state): Shared<State>,
    ctx: PageContext,
    Path(id): Path<String>,
) -> Result<Page<ProcessPage>, Failure> {
    load(&state, ctx, &id, Typed::default()).await.map(Page)
}

/// Takes what became of an order.
pub(crate) async fn answer(
    Shared(state): Shared<State>,
    ctx: PageContext,
    Path(id): Path<String>,
    form: TypedForm<AnswerForm>,
) -> Result<Response, Failure> {
    match act(&state, &ctx, &id, form.fields).await {
        Ok(()) => Ok(back_to(&ctx, &format!("/legal-processes/{id}?done=answer")).into_response()),
        Err(failure) => {
            let page = load(&state, ctx, &id, form.typed.refused(failure)?).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
    }
}

/// Takes back what became of an order.
pub(crate) async fn undo(
    Shared(state): Shared<State>,
    ctx: PageContext,
    Path(id): Path<String>,
    form: TypedForm<ReasonForm>,
) -> Result<Response, Failure> {
    match act_undo(&state, &ctx, &id, form.fields).await {
        Ok(()) => Ok(back_to(&ctx, &format!("/legal-processes/{id}?done=reopened")).into_response()),
        Err(failure) => {
            let page = load(&state, ctx, &id, form.typed.refused(failure)?).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
    }
}

async fn act_undo(
    state: &State,
    ctx: &PageContext,
    id: &str,
    fields: Result<ReasonForm, Failure>,
) -> Result<(), Failure> {
    let process_id = id_in_path::<LegalProcess>(id, "order")?;
    let action = ReopenProcess { process_id, reason: prose("reason", &fields?.reason)? };
    state.node.act(&ctx.actor, &action).await.map(drop)
}

async fn act(
    state: &State,
    ctx: &PageContext,
    id: &str,
    fields: Result<AnswerForm, Failure>,
) -> Result<(), Failure> {
    let process_id = id_in_path::<LegalProcess>(id, "order")?;
    let AnswerForm { decision, words, on } = fields?;
    let today = day_of(&state.zone, ctx.now);
    let on = if on.is_empty() {
        today
    } else {
        on.parse::<Date>().map_err(|_| Failure::refused("on", "must be a date as YYYY-MM-DD"))?
    };
    if on > today {
        return Err(Failure::refused("on", "lies in the future"));
    }
    let action = SettleProcess { process_id, state: decision, on, answer: prose("words", &words)? };
    state.node.act(&ctx.actor, &action).await.map(drop)
}

async fn load(state: &State, ctx: PageContext, id: &str, typed: Typed) -> Result<ProcessPage, Failure> {
    let process_id = id_in_path::<LegalProcess>(id, "order")?;
    let mut tx = state.node.db().begin_read("legal-process-page").await?;
    let row = processes::find(&mut tx, process_id).await?.ok_or_else(|| Failure::absent("order"))?;
    let ends = process_ends::list_of(&mut tx, process_id).await?;
    drop(tx);
    let ends = ends.into_iter().map(|row| opened_end(state, process_id, row)).collect::<Result<_, _>>()?;
    let words = opened(state, &row)?;
    let key = process_id.to_string();
    let at = ColumnRef { table: processes::TABLE, row: &key, column: processes::ANSWER };
    let answer = row.answer.as_ref().map(|answer| answer.open_kept(state.node.columns(), at));
    let answer = answer.transpose()?.unwrap_or_default();
    let settled = ProcessState::ALL.into_iter().filter(|to| *to != ProcessState::Open);
    let answers = settled.map(|to| (to.name().to_owned(), ctx.word("process-state", to.name()))).collect();
    Ok(ProcessPage {
        nav: nav(&ctx),
        is_overdue: is_overdue(&row, day_of(&state.zone, ctx.now)),
        may_settle: row.state == ProcessState::Open && may(&ctx, Permission::PlaceHolds),
        may_undo: row.state != ProcessState::Open && may(&ctx, Permission::PlaceHolds),
        ends,
        row,
        words,
        answer,
        answers,
        typed,
        ctx,
    })
}

/// What an end that was taken back says; blank once it is erased.
fn opened_end(state: &State, id: Id<LegalProcess>, row: EndRow) -> Result<End, Failure> {
    let (key, keys) = (process_ends::row_of(id, row.end_no), state.node.columns());
    Ok(End {
        answer: row.settled.answer.open_kept(keys, process_ends::answer_of(&key))?,
        reason: row.reason.open_kept(keys, process_ends::reason_of(&key))?,
        row,
    })
}
