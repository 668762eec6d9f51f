//! Identify a person as the author of acts of a subject.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use model::Id;
use model::kind::Subject;
use serde::Deserialize;
use service::drafts::{self, Draft};
use service::{Failure, NavItem, Page, PageContext, Typed, TypedForm};

use super::birth::{Birth, KINDS};
use super::{load, page_of};
use crate::Police;
use crate::actions::{Author, Choice, Identified, IdentifyPerson, Particulars, PlaceOfActs};
use crate::pages::{forms, navigation};
use crate::views::ActView;

/// Fields of the action that have other names in the form.
const NAMES: [(&str, &str); 2] = [("birth", "birth_kind"), ("place_of_acts.province", "place_province")];

#[derive(Template)]
#[template(path = "subject-identify.html")]
struct IdentifyPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    subject_id: Id<Subject>,
    /// The acts that are nobody's yet.
    acts: Vec<ActView>,
    provinces: Vec<(String, String)>,
    /// How precisely a birth date can be known.
    kinds: Vec<(String, String)>,
    places: Vec<(String, String)>,
    typed: Typed,
    draft: Option<Draft>,
}

impl IdentifyPage {
    /// Address of the page within the role: its form is sent there too.
    fn address(&self) -> String {
        form_of(self.subject_id)
    }
}

/// Who a person is, and which acts are theirs.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct IdentifyForm {
    given_name: String,
    family_name: String,
    /// One of [`KINDS`].
    birth_kind: String,
    birth_day: String,
    birth_time: String,
    birth_month: String,
    birth_year: String,
    birth_from: String,
    birth_to: String,
    residence_province: String,
    act_ids: Vec<String>,
    /// `installation`, `province` or `unknown`.
    place: String,
    place_province: String,
    grounds: String,
}

model::unprintable!(IdentifyForm);

impl IdentifyForm {
    fn action(&self, subject_id: Id<Subject>) -> Result<IdentifyPerson, Failure> {
        let residence = self.residence_province.as_str();
        let author = Author::New(Particulars {
            given_name: self.given_name.clone(),
            family_name: self.family_name.clone(),
            birth: self.birth().read()?,
            residence_province: Some(residence).filter(|code| !code.is_empty()).map(str::to_owned),
        });
        Ok(IdentifyPerson {
            author,
            subject_id,
            acts: Choice::These(forms::read_ids("act_ids", &self.act_ids)?),
            place: PlaceOfActs::read(&self.place, &self.place_province)?,
            grounds: self.grounds.clone(),
        })
    }

    fn birth(&self) -> Birth<'_> {
        Birth {
            kind: &self.birth_kind,
            day: &self.birth_day,
            time: &self.birth_time,
            month: &self.birth_month,
            year: &self.birth_year,
            from: &self.birth_from,
            to: &self.birth_to,
        }
    }
}

/// `GET /subjects/{id}/identify`.
pub(crate) async fn ask(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Subject>>,
) -> Result<Response, Failure> {
    let (typed, draft) = forms::kept(&police, &ctx, &form_of(id)).await?;
    Ok(page(&police, ctx, id, typed.unwrap_or_default(), draft).await?.into_response())
}

/// `POST /subjects/{id}/identify`.
pub(crate) async fn decide(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Subject>>,
    form: TypedForm<IdentifyForm>,
) -> Result<Response, Failure> {
    // a subject that is not there for the reader has no form
    load(&police, &ctx, id).await?;
    match act(&police, &ctx, id, form.fields).await {
        Ok(identified) => {
            drafts::sent(&police.node, &ctx.actor, &form_of(id)).await;
            let is_alone = identified.same_name.is_empty();
            let done = if is_alone { "person-identified" } else { "person-identified-same-name" };
            Ok(forms::done(&ctx, &page_of(id), done))
        }
        Err(failure) => {
            let typed = form.typed.refused(forms::under_form_names(failure, &NAMES))?;
            Ok(forms::refused(page(&police, ctx, id, typed, None).await?))
        }
    }
}

async fn act(
    police: &Police,
    ctx: &PageContext,
    subject_id: Id<Subject>,
    fields: Result<IdentifyForm, Failure>,
) -> Result<Identified, Failure> {
    police.node.act(&ctx.actor, &fields?.action(subject_id)?).await
}

async fn page(
    police: &Police,
    ctx: PageContext,
    subject_id: Id<Subject>,
    typed: Typed,
    draft: Option<Draft>,
) -> Result<Page<IdentifyPage>, Failure> {
    let mut acts = load(police, &ctx, subject_id).await?.acts;
    acts.retain(|act| act.person_id.is_none());
    let kinds = KINDS.map(|kind| (kind.to_owned(), ctx.t(&format!("birth-kind-{kind}")))).to_vec();
    let (provinces, places) = (forms::provinces(&ctx), forms::places(&ctx));
    let nav = navigation(&ctx);
    Ok(Page(IdentifyPage { ctx, nav, subject_id, acts, provinces, kinds, places, typed, draft }))
}

fn form_of(subject_id: Id<Subject>) -> String {
    format!("{}/identify", page_of(subject_id))
}
