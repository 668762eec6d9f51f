//! Hash lists of seized devices: what was matched, and the form for another one from its file.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use model::Id;
use model::kind::Operation;
use service::{
    Cell, Column, Failure, FileForm, List, NavItem, Page, PageContext, Row, Table, Typed, TypedForm,
};

use super::forms::{self, ReasonForm};
use super::{may, navigation};
use crate::actions::{Decision, MatchSeizedList};
use crate::ids::SeizedList;
use crate::permissions::Permission;
use crate::seized::ReadList;
use crate::views::{OperationView, SeizedListView};
use crate::{Police, api};

#[derive(Template)]
#[template(path = "seized-lists.html")]
struct SeizedListsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    operation: OperationView,
    table: Table,
    /// Those of this page of it.
    lists: Vec<SeizedListView>,
    may_lead: bool,
    typed: Typed,
}

/// `GET /operations/{id}/seized-lists`.
pub(crate) async fn list(
    State(police): State<Police>,
    ctx: PageContext,
    list: List,
    Path(id): Path<Id<Operation>>,
) -> Result<Response, Failure> {
    let page = page(&police, ctx, &list, id, Typed::default()).await?;
    if let Some(download) = list.download() {
        return Ok(page.0.table.download(download));
    }
    Ok(page.into_response())
}

async fn page(
    police: &Police,
    ctx: PageContext,
    list: &List,
    id: Id<Operation>,
    typed: Typed,
) -> Result<Page<SeizedListsPage>, Failure> {
    let (operation, lists) = api::seized_lists::load(police, &ctx.actor, id).await?;
    let may_lead = may(&ctx, Permission::LeadOperations);
    let (nav, table) = (navigation(&ctx), table(&ctx, list, &lists, may_lead));
    let lists = list.page_of(lists).collect();
    Ok(Page(SeizedListsPage { ctx, nav, operation, table, lists, may_lead, typed }))
}

fn table(ctx: &PageContext, list: &List, lists: &[SeizedListView], may_lead: bool) -> Table {
    let total = i64::try_from(lists.len()).unwrap_or(i64::MAX);
    let next = may_lead.then(|| (ctx.t("seized-form"), "#source".to_owned()));
    let mut table = Table::new(ctx, list, "seized-lists", total)
        .column(Column::new("source", ctx.t("seized-source")))
        .column(Column::new("recorded_at", ctx.t("recorded-at")))
        .column(Column::new("recorded_by", ctx.t("loss-by")))
        .column(Column::new("entries", ctx.t("seized-entries")).is_number())
        .column(Column::new("matches", ctx.t("seized-matched")).is_number())
        .column(Column::new("file_sha256", "SHA-256").only_when_chosen())
        .nothing(ctx.t("seized-none"), next);
    for one in list.page_of(lists) {
        let row = Row::to(format!("#{}", one.seized_list_id))
            .cell(Cell::text(one.label()))
            .cell(Cell::time(one.made_at))
            .cell(Cell::text(&one.made_by))
            .cell(Cell::number(one.entries))
            .cell(Cell::number(i64::try_from(one.matches.len()).unwrap_or(i64::MAX)))
            .cell(Cell::digest(&one.file_sha256));
        table.row(row);
    }
    table
}

/// `POST /operations/{id}/seized-lists`: a refusal shows the form again and names line and column.
pub(crate) async fn take(
    State(police): State<Police>,
    ctx: PageContext,
    list: List,
    Path(id): Path<Id<Operation>>,
    form: Result<FileForm, Failure>,
) -> Result<Response, Failure> {
    // an operation that is not there for the reader is told before anything of the form
    api::seized_lists::load(&police, &ctx.actor, id).await?;
    let form = form?;
    match matched(&police, &ctx, id, &form).await {
        Ok(()) => Ok(forms::done(&ctx, &format!("/operations/{id}/seized-lists"), "list-matched")),
        Err(failure) => {
            let typed = form.typed.refused(failure)?;
            Ok(forms::refused(page(&police, ctx, &list, id, typed).await?))
        }
    }
}

async fn matched(
    police: &Police,
    ctx: &PageContext,
    operation_id: Id<Operation>,
    form: &FileForm,
) -> Result<(), Failure> {
    let file = form.file.as_ref().ok_or_else(|| Failure::refused("file", "choose the file of the list"))?;
    let list = ReadList::read_aside("file", file.bytes.clone()).await?;
    let source = form.typed.value("source").to_owned();
    police.node.act(&ctx.actor, &MatchSeizedList { operation_id, source, list }).await.map(drop)
}

/// `POST /operations/{id}/seized-lists/{list}/undo`.
pub(crate) async fn withdraw(
    State(police): State<Police>,
    ctx: PageContext,
    list: List,
    Path((id, withdrawn)): Path<(Id<Operation>, Id<SeizedList>)>,
    form: TypedForm<ReasonForm>,
) -> Result<Response, Failure> {
    let action = Ok(form.fields?.withdraws(Decision::SeizedList(withdrawn)));
    let again = |ctx, typed| page(&police, ctx, &list, id, typed);
    let path = format!("/operations/{id}/seized-lists");
    forms::carry_out(&police, ctx, action, form.typed, &path, "list-withdrawn", again).await
}
