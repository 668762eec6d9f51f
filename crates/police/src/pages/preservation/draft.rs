//! Draft letters: from the acts of a subject, or from the open warnings of an operator.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use model::Id;
use model::kind::Subject;
use serde::Deserialize;
use service::{Failure, NavItem, Page, PageContext, Typed, TypedForm};

use crate::Police;
use crate::actions::DraftPreservationLetters;
use crate::db::Reader;
use crate::db::preservation::list_warned;
use crate::ids::PreservationLetter;
use crate::pages::{forms, navigation};
use crate::preservation::{MOST_ACTS, order_on};
use crate::views::{self, ActView, IpEventView, SubjectDetail};

#[derive(Template)]
#[template(path = "subject-preserve.html")]
struct DraftPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    subject_id: Id<Subject>,
    /// The acts with an address and an operator, what is erased first on top.
    acts: Vec<ActView>,
    /// The same of events that are no acts.
    events: Vec<IpEventView>,
    /// Whether an order to preserve is known in the law of the node's country.
    has_order: bool,
    typed: Typed,
}

/// From a subject.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct DraftForm {
    legal_basis: String,
    act_ids: Vec<String>,
    event_ids: Vec<String>,
}

model::unprintable!(DraftForm);

/// From the warnings.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct WarnedForm {
    operator: String,
}

model::unprintable!(WarnedForm);

/// `GET /subjects/{id}/preserve`.
pub(crate) async fn ask(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Subject>>,
) -> Result<Response, Failure> {
    Ok(page(&police, ctx, id, None).await?.into_response())
}

/// `POST /subjects/{id}/preserve`: on to the letter, or to the list where there are several.
pub(crate) async fn draft(
    State(police): State<Police>,
    ctx: PageContext,
    Path(id): Path<Id<Subject>>,
    form: TypedForm<DraftForm>,
) -> Result<Response, Failure> {
    // a subject that is not there for the reader has no form
    load(&police, &ctx, id).await?;
    match act(&police, &ctx, form.fields).await {
        Ok(letters) => Ok(done(&ctx, &letters)),
        Err(failure) => {
            let typed = form.typed.refused(forms::under_form_names(failure, &[]))?;
            Ok(forms::refused(page(&police, ctx, id, Some(typed)).await?))
        }
    }
}

/// `POST /evidence-warnings/preserve`: one letter for all connections of an operator that are warned of.
pub(crate) async fn draft_warned(
    State(police): State<Police>,
    ctx: PageContext,
    form: TypedForm<WarnedForm>,
) -> Result<Response, Failure> {
    let operator = form.fields?.operator;
    let mut tx = police.reading("list-warned-acts").await?;
    let (reader, most) = (Reader::of(&ctx.actor), i64::from(MOST_ACTS));
    let warned = list_warned(&mut tx, &reader, &operator, most).await?;
    drop(tx);
    if warned.is_empty() {
        return Err(Failure::conflict(
            "every connection that is warned of was asked about, or stands in a letter that is not answered yet",
        ));
    }
    let Some(legal_basis) = legal_basis(&police, &ctx) else {
        return Err(Failure::conflict(
            "no order to preserve is known in the law of this node's country; draft from a subject and name the legal basis",
        ));
    };
    let act_ids = warned.iter().filter_map(|seen| seen.act_id()).collect();
    let event_ids = warned.iter().filter_map(|seen| seen.event_id()).collect();
    let action = DraftPreservationLetters { act_ids, event_ids, legal_basis, clock: police.clock() };
    Ok(done(&ctx, &police.node.act(&ctx.actor, &action).await?))
}

async fn act(
    police: &Police,
    ctx: &PageContext,
    fields: Result<DraftForm, Failure>,
) -> Result<Vec<Id<PreservationLetter>>, Failure> {
    let form = fields?;
    let (act_ids, event_ids) = forms::read_seen(&form.act_ids, &form.event_ids)?;
    let (legal_basis, clock) = (form.legal_basis, police.clock());
    let action = DraftPreservationLetters { act_ids, event_ids, legal_basis, clock };
    police.node.act(&ctx.actor, &action).await
}

fn done(ctx: &PageContext, letters: &[Id<PreservationLetter>]) -> Response {
    match letters {
        [letter_id] => forms::done(ctx, &format!("/preservation-letters/{letter_id}"), "letter-drafted"),
        _ => forms::done(ctx, "/preservation-letters", "letters-drafted"),
    }
}

/// The subject with the acts and events of which a letter can speak.
async fn load(police: &Police, ctx: &PageContext, id: Id<Subject>) -> Result<SubjectDetail, Failure> {
    let mut tx = police.reading("load-subject").await?;
    let mut detail = views::load_subject(&mut tx, &Reader::of(&ctx.actor), police.node.columns(), id).await?;
    detail.acts.retain(|act| act.ip.is_some() && act.operator.is_some());
    detail.acts.sort_by_key(|act| (act.erasable_on, act.act_id));
    detail.events.retain(|event| event.ip.is_some() && event.operator.is_some());
    detail.events.sort_by_key(|event| (event.lapsed, event.erasable_on, event.event_id));
    Ok(detail)
}

async fn page(
    police: &Police,
    ctx: PageContext,
    subject_id: Id<Subject>,
    typed: Option<Typed>,
) -> Result<Page<DraftPage>, Failure> {
    let SubjectDetail { acts, events, .. } = load(police, &ctx, subject_id).await?;
    let basis = legal_basis(police, &ctx);
    let has_order = basis.is_some();
    let typed = typed.unwrap_or_else(|| filled_in(&acts, &events, basis.unwrap_or_default()));
    Ok(Page(DraftPage { nav: navigation(&ctx), ctx, subject_id, acts, events, has_order, typed }))
}

/// The statute that the law of the node's country has for it today, for an officer to look at; none where none is known.
fn legal_basis(police: &Police, ctx: &PageContext) -> Option<String> {
    let order = order_on(&police.settings.opening.country, ctx.now)?;
    Some(format!("{}, art. {}", order.source, order.article))
}

/// The form as it is shown first: every act and event about which nobody was asked yet.
fn filled_in(acts: &[ActView], events: &[IpEventView], legal_basis: String) -> Typed {
    let open = acts.iter().filter(|act| act.asked_in.is_empty());
    let ticked = open.map(|act| ("act_ids".to_owned(), act.act_id.to_string()));
    let open = events.iter().filter(|event| event.waits());
    let ticked = ticked.chain(open.map(|event| ("event_ids".to_owned(), event.event_id.to_string())));
    Typed::with(std::iter::once(("legal_basis".to_owned(), legal_basis)).chain(ticked))
}
