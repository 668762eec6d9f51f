//! The form that claims a subject or a person, with the claims that are on it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use model::Id;
use model::kind::{Person, Subject};
use serde::Deserialize;
use service::{Failure, NavItem, Page, PageContext, Typed, TypedForm};

use crate::actions::{Claimed, PlaceClaim};
use crate::claims::CENTRAL;
use crate::db::{Reader, claims, subjects};
use crate::pages::{forms, navigation, persons};
use crate::permissions::Permission;
use crate::views::{self, ClaimView, Looking};
use crate::{Police, api};

#[derive(Template)]
#[template(path = "claim-form.html")]
struct ClaimFormPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    /// Path of the subject or person.
    object: String,
    /// Its kind, as the texts say it.
    kind: &'static str,
    known: Vec<ClaimView>,
    /// Units to choose from, for the central one alone.
    units: Vec<(String, String)>,
    days: u32,
    typed: Typed,
}

/// Why, and for which unit.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct ClaimForm {
    unit: String,
    reason: String,
}

model::unprintable!(ClaimForm);

/// `GET /subjects/{id}/claim`.
pub(crate) async fn ask_subject(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Subject>>,
) -> Result<Response, Failure> {
    Ok(page(&police, ctx, Claimed::Subject(id), Typed::default()).await?.into_response())
}

/// `GET /persons/{id}/claim`.
pub(crate) async fn ask_person(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Person>>,
) -> Result<Response, Failure> {
    Ok(page(&police, ctx, Claimed::Person(id), Typed::default()).await?.into_response())
}

/// `POST /subjects/{id}/claim`.
pub(crate) async fn place_subject(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Subject>>,
    form: TypedForm<ClaimForm>,
) -> Result<Response, Failure> {
    place(&police, ctx, Claimed::Subject(id), form).await
}

/// `POST /persons/{id}/claim`.
pub(crate) async fn place_person(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Person>>,
    form: TypedForm<ClaimForm>,
) -> Result<Response, Failure> {
    place(&police, ctx, Claimed::Person(id), form).await
}

async fn place(
    police: &Police,
    ctx: PageContext,
    claimed: Claimed,
    form: TypedForm<ClaimForm>,
) -> Result<Response, Failure> {
    let days = police.settings.claim_days;
    let action = form.fields.map(|ClaimForm { unit, reason }| PlaceClaim { claimed, unit, reason, days });
    match forms::act(&police.node, &ctx, action).await {
        Ok(claim_id) => Ok(forms::done(&ctx, &format!("/claims/{claim_id}"), "claim-placed")),
        Err(failure) => {
            let typed = form.typed.refused(failure)?;
            Ok(forms::refused(page(police, ctx, claimed, typed).await?))
        }
    }
}

/// The form, for who may claim the object.
async fn page(
    police: &Police,
    ctx: PageContext,
    claimed: Claimed,
    typed: Typed,
) -> Result<Page<ClaimFormPage>, Failure> {
    let unit = api::unit_of(&ctx.actor, Permission::ClaimSubjects)?;
    let reader = Reader::of(&ctx.actor);
    let keys = police.node.columns();
    let looking = Looking { reader: &reader, unit: unit.as_deref(), now: ctx.now };
    let (object, kind, known) = match claimed {
        Claimed::Subject(id) => {
            let mut tx = police.reading("load-claims-on-subject").await?;
            let is_own = match &unit {
                Some(unit) => claims::is_within(&mut tx, unit, id).await?,
                None => true,
            };
            if !is_own || !subjects::exists(&mut tx, &reader, id).await? {
                return Err(Failure::absent("subject"));
            }
            let known = views::list_claims_on_subject(&mut tx, keys, looking, id).await?;
            (format!("/subjects/{id}"), "subject", known)
        }
        Claimed::Person(id) => {
            persons::load_detail(police, &ctx, id).await?;
            let mut tx = police.reading("load-claims-on-person").await?;
            let known = views::list_claims_on_person(&mut tx, keys, looking, id).await?;
            (format!("/persons/{id}"), "person", known)
        }
    };
    let units = if unit.is_none() { units(&ctx) } else { Vec::new() };
    let days = police.settings.claim_days;
    Ok(Page(ClaimFormPage { nav: navigation(&ctx), ctx, object, kind, known, units, days, typed }))
}

/// The central unit first, then the provincial ones.
fn units(ctx: &PageContext) -> Vec<(String, String)> {
    let provincial = forms::provinces(ctx).into_iter().filter(|(code, _)| !code.is_empty());
    std::iter::once((CENTRAL.to_owned(), ctx.t("unit-central"))).chain(provincial).collect()
}
