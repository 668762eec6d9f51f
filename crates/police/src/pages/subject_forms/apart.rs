//! Decide that two accounts of a subject are not one.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use model::Id;
use model::kind::Subject;
use serde::Deserialize;
use service::{Failure, NavItem, Page, PageContext, Typed, TypedForm};

use super::{load, page_of};
use crate::Police;
use crate::actions::RecordVeto;
use crate::pages::{forms, navigation};

#[derive(Template)]
#[template(path = "subject-apart.html")]
struct ApartPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    subject_id: Id<Subject>,
    /// Its accounts, for a choice.
    options: Vec<(String, String)>,
    typed: Typed,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct ApartForm {
    account_a: String,
    account_b: String,
    reason: String,
}

model::unprintable!(ApartForm);

impl ApartForm {
    fn action(&self) -> Result<RecordVeto, Failure> {
        Ok(RecordVeto {
            account_a: forms::read_id("account_a", &self.account_a)?,
            account_b: forms::read_id("account_b", &self.account_b)?,
            reason: self.reason.clone(),
        })
    }
}

/// `GET /subjects/{id}/apart`.
pub(crate) async fn ask(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Subject>>,
) -> Result<Response, Failure> {
    Ok(page(&police, ctx, id, Typed::default()).await?.into_response())
}

/// `POST /subjects/{id}/apart`.
pub(crate) async fn decide(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Subject>>,
    form: TypedForm<ApartForm>,
) -> Result<Response, Failure> {
    // a subject that is not there for the reader has no form
    load(&police, &ctx, id).await?;
    match act(&police, &ctx, form.fields).await {
        Ok(()) => Ok(forms::done(&ctx, &page_of(id), "veto-recorded")),
        Err(failure) => {
            let typed = form.typed.refused(failure)?;
            Ok(forms::refused(page(&police, ctx, id, typed).await?))
        }
    }
}

async fn act(police: &Police, ctx: &PageContext, fields: Result<ApartForm, Failure>) -> Result<(), Failure> {
    police.node.act(&ctx.actor, &fields?.action()?).await.map(drop)
}

async fn page(
    police: &Police,
    ctx: PageContext,
    subject_id: Id<Subject>,
    typed: Typed,
) -> Result<Page<ApartPage>, Failure> {
    let detail = load(police, &ctx, subject_id).await?;
    let option = |account: &crate::views::AccountView| {
        (account.account_id.to_string(), forms::account_label(&ctx, account))
    };
    let none = (String::new(), ctx.t("choose"));
    let options = std::iter::once(none).chain(detail.accounts.iter().map(option)).collect();
    Ok(Page(ApartPage { nav: navigation(&ctx), ctx, subject_id, options, typed }))
}
