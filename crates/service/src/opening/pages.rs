//! The page of an object's files. No content is shown in it but the preview that its reader has just asked for.

use askama::Template;
use axum::extract::{FromRef, Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::api::{NewAuthorization, NewOpening, NewRaise, NewWithdrawal, picture_path};
use super::preview::attempt;
use super::serve::serve;
use super::views::{FilesView, OpeningView, RuleView, load_files};
use super::{Look, OpeningResult, OpensFiles};
use crate::http::{Query, Site};
use crate::oversight::four_eyes::request_approval;
use crate::rights::Rights;
use crate::scrub::KeepsVault;
use crate::ui::{Typed, TypedForm, forms};
use crate::{Failure, NavItem, Page, PageContext, Permission as _, Scope};

#[derive(Template)]
#[template(path = "files.html")]
pub(super) struct FilesPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    object: FilesView,
    may_authorize: bool,
    /// The preview that the reader has just asked for.
    asked: Option<String>,
    /// A form of this page that was refused: that of a file by the digest's beginning, that of a withdrawal by its authorization.
    /// The request for a higher limit is `raise`.
    typed: Typed,
}

/// Which preview the page is to show.
#[derive(Deserialize)]
pub(super) struct Asked {
    preview: Option<String>,
}

impl FilesPage {
    /// What the reader has just asked for, where it is a preview of this file.
    fn preview(&self, sha256: &str) -> Option<&OpeningView> {
        let asked = self.asked.as_deref()?;
        let openings = self.object.openings.iter().filter(|row| row.opening_id == asked);
        openings
            .filter(|row| row.look == Look::Preview.as_str() && row.opened_by == self.ctx.actor.name())
            .find(|row| row.sha256 == sha256)
    }

    fn picture(&self, preview: &OpeningView) -> String {
        picture_path(&self.object.object_id, &preview.opening_id)
    }

    /// Address of a form of this object.
    fn form(&self, what: &str) -> String {
        self.ctx.href(&format!("/files/{}/{what}", self.object.object_id))
    }

    /// What the words of who viewed a file begin with. A role whose files are its own knows what a sender only states.
    fn viewing_words(&self) -> &'static str {
        if self.object.rule.is_none() { "viewing-own" } else { "viewing" }
    }

    /// The same of the sentence.
    fn viewing_notes(&self) -> &'static str {
        if self.object.rule.is_none() { "viewing-own-note" } else { "viewing-note" }
    }

    fn is_limit_reached(&self) -> bool {
        self.object.opened_today >= self.object.limit_today
    }

    /// Whether the reader may look at a file now, as far as their own good is concerned.
    fn may_look(&self) -> bool {
        !self.is_limit_reached() && self.object.pause_until.is_none()
    }
}

/// The text of a code: `word(ctx, "viewing", "in_full")` is that of `viewing-in_full`.
fn word(ctx: &PageContext, kind: &str, code: impl AsRef<str>) -> String {
    ctx.t(&format!("{kind}-{}", code.as_ref()))
}

/// What a rule rests on, in the language of the page: its source has one name in all, what it says has a text.
fn rule_text(ctx: &PageContext, rule: &RuleView) -> String {
    let says = ctx.t(&rule_key(&rule.name));
    if rule.name.starts_with("unknown/") { says } else { format!("{}: {says}", rule.source) }
}

/// The key of the text of a rule.
fn rule_key(name: &str) -> String {
    format!("opening-rule-{}", name.replace('/', "-"))
}

/// How the notice of what came of a preview looks.
fn notice(result: impl AsRef<str>) -> &'static str {
    if result.as_ref() == OpeningResult::InFull.as_str() { "" } else { "warn" }
}

/// How the badge of what the sender states looks.
fn tone(viewing: impl AsRef<str>) -> &'static str {
    match viewing.as_ref() {
        "in_full" => "info",
        "not_stated" => "warn",
        _ => "",
    }
}

/// `GET /files/{id}`.
pub(super) async fn show<S>(
    State(state): State<S>,
    ctx: PageContext,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Page<FilesPage>, Failure>
where
    S: OpensFiles,
    Site: FromRef<S>,
{
    load(&state, ctx, &id, asked.preview, Typed::default()).await
}

async fn load<S>(
    state: &S,
    ctx: PageContext,
    id: &str,
    asked: Option<String>,
    typed: Typed,
) -> Result<Page<FilesPage>, Failure>
where
    S: OpensFiles,
    Site: FromRef<S>,
{
    let node = KeepsVault::node(state);
    let mut tx = node.db().begin_read("files-page").await?;
    let object = load_files::<S>(&mut tx, &ctx.actor, node, id, state.opening_config()).await?;
    drop(tx);
    let may_authorize = S::SEAT.is_some() && S::AUTHORIZE.allows(&ctx.actor) != Scope::None;
    let nav = <S as Rights>::navigation(&ctx);
    Ok(Page(FilesPage { ctx, nav, object, may_authorize, asked, typed }))
}

/// The page once more, with what was refused.
async fn again<S>(
    state: &S,
    ctx: PageContext,
    id: &str,
    typed: Typed,
    failure: Failure,
) -> Result<Response, Failure>
where
    S: OpensFiles,
    Site: FromRef<S>,
{
    Ok(forms::refused(load(state, ctx, id, None, typed.refused(failure)?).await?))
}

/// What was typed into the form of a file.
fn of_file(typed: Typed) -> Typed {
    let card = typed.value("sha256").get(..12).unwrap_or_default().to_owned();
    typed.of(card)
}

/// `POST /files/{id}/open`: the answer is the file.
pub(super) async fn open<S>(
    State(state): State<S>,
    ctx: PageContext,
    Path(id): Path<String>,
    form: TypedForm<NewOpening>,
) -> Result<Response, Failure>
where
    S: OpensFiles,
    Site: FromRef<S>,
{
    let action = form.fields.map(|fields| fields.action(&state, id.clone(), Look::Original));
    match forms::act(KeepsVault::node(&state), &ctx, action).await {
        Ok(opening_id) => serve(&state, &ctx.actor, opening_id).await,
        Err(failure) => again(&state, ctx, &id, of_file(form.typed), failure).await,
    }
}

/// `POST /files/{id}/preview`: back to the page, which shows it or says why there is none.
pub(super) async fn preview<S>(
    State(state): State<S>,
    ctx: PageContext,
    Path(id): Path<String>,
    form: TypedForm<NewOpening>,
) -> Result<Response, Failure>
where
    S: OpensFiles,
    Site: FromRef<S>,
{
    let action = form.fields.map(|fields| fields.action(&state, id.clone(), Look::Preview));
    let opening_id = match forms::act(KeepsVault::node(&state), &ctx, action).await {
        Ok(opening_id) => opening_id,
        Err(failure) => return again(&state, ctx, &id, of_file(form.typed), failure).await,
    };
    attempt(&state, &ctx.actor, opening_id).await?;
    let page = ctx.href(&format!("/files/{id}?preview={opening_id}"));
    let card = form.typed.value("sha256").get(..12).unwrap_or_default();
    Ok(Redirect::to(&format!("{page}#file-{card}")).into_response())
}

/// `POST /files/{id}/authorize`.
pub(super) async fn authorize<S>(
    State(state): State<S>,
    ctx: PageContext,
    Path(id): Path<String>,
    form: TypedForm<NewAuthorization>,
) -> Result<Response, Failure>
where
    S: OpensFiles,
    Site: FromRef<S>,
{
    let action = form.fields.and_then(|fields| fields.action::<S>(id.clone()));
    match forms::act(KeepsVault::node(&state), &ctx, action).await {
        Ok(_) => Ok(Redirect::to(&ctx.href(&format!("/files/{id}"))).into_response()),
        Err(failure) => again(&state, ctx, &id, form.typed, failure).await,
    }
}

/// `POST /files/{id}/authorize/undo`.
pub(super) async fn withdraw<S>(
    State(state): State<S>,
    ctx: PageContext,
    Path(id): Path<String>,
    form: TypedForm<NewWithdrawal>,
) -> Result<Response, Failure>
where
    S: OpensFiles,
    Site: FromRef<S>,
{
    let action = form.fields.map(|fields| fields.action::<S>(id.clone()));
    match forms::act(KeepsVault::node(&state), &ctx, action).await {
        Ok(_) => Ok(Redirect::to(&ctx.href(&format!("/files/{id}"))).into_response()),
        Err(failure) => {
            let of = form.typed.value("authorization_id").to_owned();
            again(&state, ctx, &id, form.typed.of(of), failure).await
        }
    }
}

/// As [`NewRaise`]; `object_id` says besides on the page of whose files it was typed.
#[derive(Deserialize)]
pub(super) struct RaiseForm {
    openings: u32,
    reason: String,
}

model::unprintable!(RaiseForm);

/// `POST /openings/raise`: on to the requests for approval.
pub(super) async fn raise<S>(
    State(state): State<S>,
    ctx: PageContext,
    form: TypedForm<RaiseForm>,
) -> Result<Response, Failure>
where
    S: OpensFiles,
    Site: FromRef<S>,
{
    let object_id = form.typed.value("object_id").to_owned();
    match ask_to_raise(&state, &ctx, form.fields).await {
        Ok(()) => Ok(Redirect::to(&ctx.href("/approvals")).into_response()),
        // no page of this node sends it so
        Err(failure) if object_id.is_empty() => Err(failure),
        Err(failure) => again(&state, ctx, &object_id, form.typed.of("raise"), failure).await,
    }
}

async fn ask_to_raise<S: OpensFiles>(
    state: &S,
    ctx: &PageContext,
    fields: Result<RaiseForm, Failure>,
) -> Result<(), Failure> {
    let RaiseForm { openings, reason } = fields?;
    let action = NewRaise { openings, reason }.action(state, &ctx.actor)?;
    request_approval(KeepsVault::node(state), &ctx.actor, None, [0; 32], &action).await.map(drop)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use model::law::{OPENING_RULES, Seat, find_opening_rule};

    use super::rule_key;
    use crate::{Lang, Texts};

    #[test]
    fn every_rule_on_opening_is_told_in_both_languages() {
        let texts = Texts::new(&[(Lang::En, "node-name = N\n"), (Lang::Es, "node-name = N\n")]).unwrap();
        let unknown =
            [Seat::Clearinghouse, Seat::Police].map(|seat| find_opening_rule("", seat, date(2026, 1, 1)));
        for rule in OPENING_RULES.iter().chain(unknown) {
            let key = rule_key(&rule.name());
            let [english, spanish] = Lang::ALL.map(|lang| texts.text(lang, &key, &[]));
            assert!(english != format!("[{key}]") && english != spanish, "{key}: {english} {spanish}");
        }
    }
}
