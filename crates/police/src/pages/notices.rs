//! What a clearinghouse says later of reports that it referred, and the form that says what follows.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use service::{Failure, NavItem, Page, PageContext, Typed, TypedForm};

use super::{forms, navigation};
use crate::Police;
use crate::actions::{DECISIONS, DecideNotice};
use crate::views::{self, NoticeView};

#[derive(Template)]
#[template(path = "notice.html")]
struct NoticePage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    notice: NoticeView,
    /// What may follow, to choose from.
    decisions: Vec<(String, String)>,
    typed: Typed,
}

/// `GET /notices/{id}`.
pub(crate) async fn show(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    Ok(page(&police, ctx, &id, Typed::default()).await?.into_response())
}

async fn page(
    police: &Police,
    ctx: PageContext,
    id: &str,
    typed: Typed,
) -> Result<Page<NoticePage>, Failure> {
    let mut tx = police.reading("load-notice").await?;
    let notice = views::load_notice(&mut tx, police.node.columns(), id).await?;
    let decisions = DECISIONS.map(|code| (code.to_owned(), ctx.t(&format!("notice-decision-{code}"))));
    Ok(Page(NoticePage { nav: navigation(&ctx), ctx, notice, decisions: decisions.to_vec(), typed }))
}

/// What follows, as it was typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct DecideForm {
    decision: String,
    reason: String,
}

model::unprintable!(DecideForm);

/// `POST /notices/{id}/decide`.
pub(crate) async fn decide(
    State(police): State<Police>,
    ctx: PageContext,
    Path(notice_id): Path<String>,
    form: TypedForm<DecideForm>,
) -> Result<Response, Failure> {
    let action = form.fields.map(|DecideForm { decision, reason }| DecideNotice {
        notice_id: notice_id.clone(),
        decision,
        reason,
    });
    let path = format!("/notices/{notice_id}");
    let again = |ctx, typed| page(&police, ctx, &notice_id, typed);
    forms::carry_out(&police, ctx, action, form.typed, &path, "notice-decided", again).await
}
