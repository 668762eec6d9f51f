//! What somebody is in the case, and the form that records that they are a victim or a witness too.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use model::kind::Person;
use model::{CaseRole, Id};
use serde::Deserialize;
use service::{Action, Failure, NavItem, Page, PageContext, Typed, TypedForm};

use super::forms::{self, ReasonForm};
use super::{navigation, option, persons};
use crate::Police;
use crate::actions::{Decision, RecordRole};
use crate::db::Reader;
use crate::ids::PersonRole;
use crate::permissions::Permission;
use crate::views::{self, PersonRoleView};

#[derive(Template)]
#[template(path = "person-roles.html")]
struct RolesPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    person_id: Id<Person>,
    name: String,
    roles: Vec<PersonRoleView>,
    /// What can be recorded.
    options: Vec<(String, String)>,
    typed: Typed,
}

/// What somebody is too, as typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct RoleForm {
    role: String,
    reason: String,
}

model::unprintable!(RoleForm);

/// `GET /persons/{id}/roles`.
pub(crate) async fn show(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Person>>,
) -> Result<Response, Failure> {
    Ok(page(&police, ctx, id, Typed::default()).await?.into_response())
}

/// `POST /persons/{id}/roles`.
pub(crate) async fn record(
    State(police): State<Police>,
    ctx: PageContext,
    Path(person_id): Path<Id<Person>>,
    form: TypedForm<RoleForm>,
) -> Result<Response, Failure> {
    let action = form.fields.map(|RoleForm { role, reason }| RecordRole { person_id, role, reason });
    carry_out(&police, ctx, person_id, action, form.typed, "case-role-recorded").await
}

/// `POST /persons/{id}/roles/{role}/undo`.
pub(crate) async fn withdraw(
    State(police): State<Police>,
    ctx: PageContext,
    Path((person_id, role_id)): Path<(Id<Person>, Id<PersonRole>)>,
    form: TypedForm<ReasonForm>,
) -> Result<Response, Failure> {
    let action = form.fields.map(|fields| fields.withdraws(Decision::PersonRole(role_id)));
    carry_out(&police, ctx, person_id, action, form.typed, "case-role-withdrawn").await
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
    forms::carry_out(police, ctx, action, typed, &format!("/persons/{person_id}/roles"), done, again).await
}

async fn page(
    police: &Police,
    ctx: PageContext,
    person_id: Id<Person>,
    typed: Typed,
) -> Result<Page<RolesPage>, Failure> {
    let name = persons::load_detail(police, &ctx, person_id).await?.person.name;
    let mut tx = police.reading("list-roles").await?;
    let (reader, keys) = (Reader::of(&ctx.actor), police.node.columns());
    let roles = views::roles_of_person(&mut tx, &reader, keys, person_id).await?;
    drop(tx);
    let options = [CaseRole::Victim, CaseRole::Witness];
    let options = options.map(|role| option(&ctx, "case-role", role.as_str())).to_vec();
    Ok(Page(RolesPage { nav: navigation(&ctx), ctx, person_id, name, roles, options, typed }))
}
