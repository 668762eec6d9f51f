//! The pages of holds, reviews and erasure.

use std::marker::PhantomData;

use askama::Template;
use axum::extract::{FromRef, Path, State};
use axum::response::Redirect;
use model::Id;
use model::kind::LegalHold;

use super::api::{NewErasure, NewHold, NewKeep, Reason};
use super::views::{ObjectView, ReviewsView, load_object, load_reviews};
use super::{Erase, LiftHold, ObjectRef, Rights};
use crate::http::Site;
use crate::oversight::four_eyes::request_approval;
use crate::{Failure, Form, NavItem, Page, PageContext, Permission as _, Scope};

#[derive(Template)]
#[template(path = "reviews.html")]
pub(super) struct ReviewsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    reviews: ReviewsView,
}

#[derive(Template)]
#[template(path = "review.html")]
pub(super) struct ReviewPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    object: ObjectView,
    may_hold: bool,
    may_keep: bool,
    may_erase: bool,
}

impl ReviewPage {
    /// Address of a form of this object.
    fn form(&self, what: &str) -> String {
        let review = &self.object.review;
        self.ctx.href(&format!("/reviews/{}/{}/{what}", review.object_kind, review.object_id))
    }

    fn is_due(&self) -> bool {
        matches!(self.object.review.verdict, "review_due" | "erasable")
    }
}

/// The text of a code: `word(ctx, "category", "tip")` is that of `category-tip`.
fn word(ctx: &PageContext, kind: &str, code: impl AsRef<str>) -> String {
    ctx.t(&format!("{kind}-{}", code.as_ref()))
}

/// How the badge of a verdict looks.
fn tone(verdict: impl AsRef<str>) -> &'static str {
    match verdict.as_ref() {
        "review_due" => "warn",
        "erasable" => "bad",
        "held" => "info",
        _ => "",
    }
}

/// A period in words.
fn period(ctx: &PageContext, years: &i16, days: &i32) -> String {
    match (years, days) {
        (0, days) => ctx.t1("period-days", "days", i64::from(*days)),
        (years, _) => ctx.t1("period-years", "years", i64::from(*years)),
    }
}

/// `GET /reviews`.
pub(super) async fn list<S>(State(state): State<S>, ctx: PageContext) -> Result<Page<ReviewsPage>, Failure>
where
    S: Rights,
    Site: FromRef<S>,
{
    let node = state.node();
    let mut tx = node.db().begin_read("reviews-page").await?;
    let reviews = load_reviews::<S>(&mut tx, &ctx.actor, node.columns(), node.clock().now()).await?;
    Ok(Page(ReviewsPage { nav: S::navigation(&ctx), ctx, reviews }))
}

/// `GET /reviews/{kind}/{id}`.
pub(super) async fn show<S>(
    State(state): State<S>,
    ctx: PageContext,
    Path((kind, id)): Path<(String, String)>,
) -> Result<Page<ReviewPage>, Failure>
where
    S: Rights,
    Site: FromRef<S>,
{
    let node = state.node();
    let mut tx = node.db().begin_read("review-page").await?;
    let now = node.clock().now();
    let object = load_object::<S>(&mut tx, &ctx.actor, node.columns(), &ObjectRef { kind, id }, now).await?;
    let may = |permission: S::Permission| permission.allows(&ctx.actor) != Scope::None;
    let (may_hold, may_keep, may_erase) = (may(S::PLACE_HOLDS), may(S::DECIDE_RETENTION), may(S::ERASE));
    Ok(Page(ReviewPage { nav: S::navigation(&ctx), ctx, object, may_hold, may_keep, may_erase }))
}

/// `POST /reviews/{kind}/{id}/hold`.
pub(super) async fn hold<S>(
    State(state): State<S>,
    ctx: PageContext,
    Path((kind, id)): Path<(String, String)>,
    Form(form): Form<NewHold>,
) -> Result<Redirect, Failure>
where
    S: Rights,
    Site: FromRef<S>,
{
    let object = ObjectRef { kind, id };
    state.node().act(&ctx.actor, &form.action::<S>(object.clone())?).await?;
    Ok(back_to(&ctx, &object))
}

/// `POST /reviews/{kind}/{id}/lift/{hold}`.
pub(super) async fn lift<S>(
    State(state): State<S>,
    ctx: PageContext,
    Path((kind, id, hold_id)): Path<(String, String, Id<LegalHold>)>,
    Form(form): Form<Reason>,
) -> Result<Redirect, Failure>
where
    S: Rights,
    Site: FromRef<S>,
{
    state.node().act(&ctx.actor, &LiftHold::<S> { hold_id, reason: form.reason, role: PhantomData }).await?;
    Ok(back_to(&ctx, &ObjectRef { kind, id }))
}

/// `POST /reviews/{kind}/{id}/keep`.
pub(super) async fn keep<S>(
    State(state): State<S>,
    ctx: PageContext,
    Path((kind, id)): Path<(String, String)>,
    Form(form): Form<NewKeep>,
) -> Result<Redirect, Failure>
where
    S: Rights,
    Site: FromRef<S>,
{
    let object = ObjectRef { kind, id };
    state.node().act(&ctx.actor, &form.action::<S>(object.clone())?).await?;
    Ok(back_to(&ctx, &object))
}

/// `POST /reviews/{kind}/{id}/erase`: on to the requests for approval.
pub(super) async fn erase<S>(
    State(state): State<S>,
    ctx: PageContext,
    Path((kind, id)): Path<(String, String)>,
    Form(form): Form<NewErasure>,
) -> Result<Redirect, Failure>
where
    S: Rights,
    Site: FromRef<S>,
{
    let action = Erase::<S> { object: ObjectRef { kind, id }, reason: form.reason, role: PhantomData };
    request_approval(state.node(), &ctx.actor, None, [0; 32], &action).await?;
    Ok(Redirect::to(&ctx.href("/approvals")))
}

fn back_to(ctx: &PageContext, object: &ObjectRef) -> Redirect {
    Redirect::to(&ctx.href(&format!("/reviews/{}/{}", object.kind, object.id)))
}
