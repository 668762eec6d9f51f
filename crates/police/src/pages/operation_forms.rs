//! What the central unit decides on an operation: to open it, and which subjects are in it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use model::Id;
use model::kind::{Operation, Subject};
use serde::Deserialize;
use service::{Failure, List, NavItem, Page, PageContext, Paging, Typed, TypedForm};

use super::forms::{self, ReasonForm};
use super::operations::page_of;
use super::{navigation, operations};
use crate::Police;
use crate::actions::{AddSubjects, All, Choice, OpenOperation, RemoveSubject};
use crate::db::operations as table;
use crate::db::{Reader, Rows};
use crate::views::{self, OperationView, SubjectView};

#[derive(Template)]
#[template(path = "operation-subjects.html")]
struct SubjectsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    operation: OperationView,
    /// The subjects in it on this page.
    subjects: Vec<Id<Subject>>,
    paging: Paging,
    typed: Typed,
}

#[derive(Template)]
#[template(path = "operation-add.html")]
struct AddPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    operation: OperationView,
    /// Subjects to choose from on this page, with whether they are in it already.
    subjects: Vec<(SubjectView, bool)>,
    paging: Paging,
    typed: Typed,
}

/// The name of a new operation.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct OpenForm {
    name: String,
}

/// Which subjects.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct AddForm {
    subject_ids: Vec<String>,
    /// `all` for every subject that there is.
    which: String,
}

/// `POST /operations`: on to the new operation.
pub(crate) async fn open(
    State(police): State<Police>,
    ctx: PageContext,
    list: List,
    form: TypedForm<OpenForm>,
) -> Result<Response, Failure> {
    let action = form.fields.map(|OpenForm { name }| OpenOperation { name });
    match forms::act(&police.node, &ctx, action).await {
        Ok(id) => Ok(forms::done(&ctx, &page_of(id), "operation-opened")),
        Err(failure) => {
            let typed = form.typed.refused(failure)?;
            Ok(forms::refused(operations::load(&police, ctx, &list, typed).await?))
        }
    }
}

/// `GET /operations/{id}/add-subjects[?state=waiting]`.
pub(crate) async fn ask_subjects(
    State(police): State<Police>,
    ctx: PageContext,
    list: List,
    Path(id): Path<Id<Operation>>,
) -> Result<Response, Failure> {
    Ok(add_page(&police, ctx, &list, id, Typed::default()).await?.into_response())
}

/// `POST /operations/{id}/add-subjects`.
pub(crate) async fn add_subjects(
    State(police): State<Police>,
    ctx: PageContext,
    list: List,
    Path(id): Path<Id<Operation>>,
    form: TypedForm<AddForm>,
) -> Result<Response, Failure> {
    // an operation that is not there for the reader has no form
    load(&police, &ctx, id).await?;
    let action = form.fields.and_then(|fields| fields.action(id));
    let outcome = forms::act(&police.node, &ctx, action).await.map(drop);
    let outcome = outcome.map_err(|failure| forms::under_form_names(failure, &[]));
    let again = |ctx, typed| add_page(&police, ctx, &list, id, typed);
    forms::answer(ctx, outcome, form.typed, &page_of(id), "subjects-added", again).await
}

impl AddForm {
    fn action(&self, operation_id: Id<Operation>) -> Result<AddSubjects, Failure> {
        let subjects = if self.which == "all" {
            Choice::All(All::All)
        } else {
            Choice::These(forms::read_ids("subject_ids", &self.subject_ids)?)
        };
        Ok(AddSubjects { operation_id, subjects })
    }
}

/// `GET /operations/{id}/subjects`.
pub(crate) async fn list_subjects(
    State(police): State<Police>,
    ctx: PageContext,
    list: List,
    Path(id): Path<Id<Operation>>,
) -> Result<Response, Failure> {
    Ok(subjects_page(&police, ctx, &list, id, Typed::default()).await?.into_response())
}

/// `POST /operations/{id}/subjects/{subject}/undo`.
pub(crate) async fn remove_subject(
    State(police): State<Police>,
    ctx: PageContext,
    list: List,
    Path((operation_id, subject_id)): Path<(Id<Operation>, Id<Subject>)>,
    form: TypedForm<ReasonForm>,
) -> Result<Response, Failure> {
    let action = form.fields.map(|ReasonForm { reason }| RemoveSubject { operation_id, subject_id, reason });
    let path = format!("{}/subjects", page_of(operation_id));
    let again = |ctx, typed| subjects_page(&police, ctx, &list, operation_id, typed);
    forms::carry_out(&police, ctx, action, form.typed, &path, "subject-removed", again).await
}

async fn load(police: &Police, ctx: &PageContext, id: Id<Operation>) -> Result<OperationView, Failure> {
    let mut tx = police.reading("load-operation").await?;
    views::load_operation(&mut tx, &Reader::of(&ctx.actor), police.node.columns(), id).await
}

async fn subjects_page(
    police: &Police,
    ctx: PageContext,
    list: &List,
    id: Id<Operation>,
    typed: Typed,
) -> Result<Page<SubjectsPage>, Failure> {
    let operation = load(police, &ctx, id).await?;
    let reader = Reader::of(&ctx.actor);
    let mut tx = police.reading("list-operation-subjects").await?;
    let paging = list.paging(table::count_subjects(&mut tx, &reader, id).await?);
    let subjects = table::list_subject_page(&mut tx, &reader, id, list.limit(), list.offset()).await?;
    drop(tx);
    Ok(Page(SubjectsPage { nav: navigation(&ctx), ctx, operation, subjects, paging, typed }))
}

async fn add_page(
    police: &Police,
    ctx: PageContext,
    list: &List,
    id: Id<Operation>,
    typed: Typed,
) -> Result<Page<AddPage>, Failure> {
    let operation = load(police, &ctx, id).await?;
    let waiting = ctx.query_value("state").as_deref() == Some("waiting");
    // those in no operation, whenever their records are erased
    let until = waiting.then_some(jiff::civil::Date::MAX);
    let rows = Rows::of(list, &["next_erasable_on"]);
    let mut tx = police.reading("list-subjects").await?;
    let (found, total) = views::page_subjects(&mut tx, &Reader::of(&ctx.actor), until, &rows).await?;
    let ids: Vec<_> = found.iter().map(|view| view.subject_id).collect();
    let inside = table::list_members(&mut tx, id, &ids).await?;
    drop(tx);
    let is_in = |view: &SubjectView| inside.contains(&view.subject_id);
    let subjects = found.into_iter().map(|view| (is_in(&view), view)).map(|(is_in, view)| (view, is_in));
    let subjects = subjects.collect();
    let paging = list.paging(total);
    Ok(Page(AddPage { nav: navigation(&ctx), ctx, operation, subjects, paging, typed }))
}
