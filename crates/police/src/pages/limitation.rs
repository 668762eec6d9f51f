//! When the acts of a person may have lapsed, what officers noted of that, and the form to note more.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use model::Id;
use model::kind::Person;
use serde::Deserialize;
use service::{Action, Failure, NavItem, Page, PageContext, Typed, TypedForm};

use super::forms::{self, ReasonForm};
use super::{may, navigation, option, persons};
use crate::Police;
use crate::actions::{Decision, NoteLimitation};
use crate::ids::LimitationNote;
use crate::permissions::Permission;
use crate::views::{LimitationNoteView, PersonDetail};

#[derive(Template)]
#[template(path = "person-limitation.html")]
struct LimitationPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    detail: PersonDetail,
    kinds: Vec<(String, String)>,
    may_note: bool,
    typed: Typed,
}

impl LimitationPage {
    fn form(&self, what: &str) -> String {
        self.ctx.href(&format!("/persons/{}/limitation{what}", self.detail.person.person_id))
    }

    /// The times of the acts that a note speaks of, as their reports state them.
    fn acts_of(&self, note: &LimitationNoteView) -> String {
        self.detail.times_of(&note.act_ids)
    }
}

/// A note to be kept.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct NoteForm {
    kind: String,
    noted_on: String,
    grounds: String,
    act_ids: Vec<String>,
}

model::unprintable!(NoteForm);

impl NoteForm {
    fn action(self, police: &Police, person_id: Id<Person>) -> Result<NoteLimitation, Failure> {
        Ok(NoteLimitation {
            person_id,
            act_ids: forms::read_ids("act_ids", &self.act_ids)?,
            kind: self.kind,
            noted_on: self.noted_on,
            grounds: self.grounds,
            clock: police.clock(),
        })
    }
}

/// `GET /persons/{id}/limitation`.
pub(crate) async fn show(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Person>>,
) -> Result<Response, Failure> {
    let typed = Typed::default();
    Ok(page(&police, ctx, id, typed).await?.into_response())
}

/// `POST /persons/{id}/limitation`.
pub(crate) async fn note(
    State(police): State<Police>,
    ctx: PageContext,
    Path(person_id): Path<Id<Person>>,
    form: TypedForm<NoteForm>,
) -> Result<Response, Failure> {
    let action = form.fields.and_then(|fields| fields.action(&police, person_id));
    carry_out(&police, ctx, person_id, action, form.typed, "limitation-noted").await
}

/// `POST /persons/{id}/limitation/{note}/undo`.
pub(crate) async fn withdraw(
    State(police): State<Police>,
    ctx: PageContext,
    Path((person_id, note_id)): Path<(Id<Person>, Id<LimitationNote>)>,
    form: TypedForm<ReasonForm>,
) -> Result<Response, Failure> {
    let action = form.fields.map(|fields| fields.withdraws(Decision::LimitationNote(note_id)));
    carry_out(&police, ctx, person_id, action, form.typed, "limitation-withdrawn").await
}

async fn carry_out<A: Action<Permission = Permission>>(
    police: &Police,
    ctx: PageContext,
    person_id: Id<Person>,
    action: Result<A, Failure>,
    typed: Typed,
    done: &str,
) -> Result<Response, Failure> {
    // a person who is not there for the reader has no form
    persons::load_detail(police, &ctx, person_id).await?;
    let again = |ctx, typed| page(police, ctx, person_id, typed);
    let path = format!("/persons/{person_id}/limitation");
    forms::carry_out(police, ctx, action, typed, &path, done, again).await
}

async fn page(
    police: &Police,
    ctx: PageContext,
    person_id: Id<Person>,
    typed: Typed,
) -> Result<Page<LimitationPage>, Failure> {
    let detail = persons::load_detail(police, &ctx, person_id).await?;
    let may_note = detail.person.standing && may(&ctx, Permission::IdentifyPersons);
    let kinds = ["stopped", "later_start"];
    let kinds = kinds.map(|kind| option(&ctx, "limitation-kind", kind)).to_vec();
    Ok(Page(LimitationPage { nav: navigation(&ctx), ctx, detail, kinds, may_note, typed }))
}
