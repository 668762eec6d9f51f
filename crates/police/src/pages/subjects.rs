//! Subjects.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use model::Id;
use model::kind::Subject;
use service::rights::{ObjectRef, RetentionLink, link_to};
use service::ui::Figure;
use service::{Failure, NavItem, Page, PageContext};

use super::{navigation, subject_graph};
use crate::Police;
use crate::db::Reader;
use crate::retention;
use crate::views::{self, AccountView, ActView, SubjectDetail, SubjectView};

#[derive(Template)]
#[template(path = "subjects.html")]
struct SubjectsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    subjects: Vec<SubjectView>,
    retention_source: &'static str,
}

#[derive(Template)]
#[template(path = "subject.html")]
struct SubjectPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    detail: SubjectDetail,
    graph: Option<Figure>,
    accounts: Vec<AccountView>,
    acts: Vec<ActView>,
    retention_source: &'static str,
    retention: Option<RetentionLink>,
}

/// `GET /subjects`.
pub(crate) async fn list(State(police): State<Police>, ctx: PageContext) -> Result<Response, Failure> {
    let mut tx = police.reading("list-subjects").await?;
    let subjects = views::list_subjects(&mut tx, &Reader::of(&ctx.actor)).await?;
    let nav = navigation(&ctx);
    Ok(Page(SubjectsPage { ctx, nav, subjects, retention_source: retention::SOURCE }).into_response())
}

/// `GET /subjects/{id}`.
pub(crate) async fn show(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Subject>>,
) -> Result<Response, Failure> {
    let mut tx = police.reading("load-subject").await?;
    let mut detail = views::load_subject(&mut tx, &Reader::of(&ctx.actor), police.node.columns(), id).await?;
    let accounts = std::mem::take(&mut detail.accounts);
    let acts = std::mem::take(&mut detail.acts);
    let graph = subject_graph::draw(&ctx, &detail, &accounts, &acts);
    let nav = navigation(&ctx);
    let retention_source = retention::SOURCE;
    let retention = link_to::<Police>(&mut tx, &ctx, &ObjectRef::new("subject", id)).await?;
    Ok(Page(SubjectPage { ctx, nav, detail, graph, accounts, acts, retention_source, retention })
        .into_response())
}
