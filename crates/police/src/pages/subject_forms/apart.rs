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
use crate::db::Reader;
use crate::ids::Account;
use crate::pages::{forms, navigation};
use crate::views::{Change, EffectView, SubjectDetail, load_effect};

#[derive(Template)]
#[template(path = "subject-apart.html")]
struct ApartPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    subject_id: Id<Subject>,
    /// Its accounts, for a choice.
    options: Vec<(String, String)>,
    /// What it would change, once two accounts are chosen.
    effect: Option<EffectView>,
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

/// `GET /subjects/{id}/apart[?account_a=&account_b=]`: two accounts are chosen, then what it would change is shown with the form.
pub(crate) async fn ask(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Subject>>,
) -> Result<Response, Failure> {
    let chosen = ["account_a", "account_b"];
    let chosen = chosen.map(|name| (name.to_owned(), ctx.query_value(name).unwrap_or_default()));
    Ok(page(&police, ctx, id, Typed::with(chosen)).await?.into_response())
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
    let action = form.fields.and_then(|fields| fields.action());
    let again = |ctx, typed| page(&police, ctx, id, typed);
    forms::carry_out(&police, ctx, action, form.typed, &page_of(id), "veto-recorded", again).await
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
    let effect = preview(police, &ctx, &detail, &typed).await?;
    Ok(Page(ApartPage { nav: navigation(&ctx), ctx, subject_id, options, effect, typed }))
}

/// What keeping the chosen accounts apart would change; none until two accounts of the subject are chosen.
async fn preview(
    police: &Police,
    ctx: &PageContext,
    detail: &SubjectDetail,
    typed: &Typed,
) -> Result<Option<EffectView>, Failure> {
    let chosen = |name: &str| {
        let id = typed.value(name).trim().parse::<Id<Account>>().ok()?;
        detail.accounts.iter().any(|account| account.account_id == id).then_some(id)
    };
    let (Some(one), Some(other)) = (chosen("account_a"), chosen("account_b")) else { return Ok(None) };
    if one == other {
        return Ok(None);
    }
    let mut tx = police.reading("preview-veto").await?;
    let (reader, keys) = (Reader::of(&ctx.actor), police.node.columns());
    Ok(Some(load_effect(&mut tx, &reader, keys, Change::KeepApart, [one, other]).await?))
}
