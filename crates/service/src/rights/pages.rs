//! The pages of holds, reviews and erasure.

use std::marker::PhantomData;

use askama::Template;
use axum::extract::{FromRef, Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use model::Id;
use model::kind::LegalHold;

use super::api::{NewErasure, NewHold, NewKeep, Reason};
use super::views::{ErasureView, HoldView, MOST_ERASURES, ObjectView, ReviewView, load_object, load_reviews};
use super::{Erase, EraseDue, LiftHold, ObjectRef, Rights};
use crate::http::Site;
use crate::oversight::four_eyes::request_approval;
use crate::ui::{Typed, TypedForm, forms};
use crate::{
    Cell, Column, Failure, List, NavItem, Page, PageContext, Permission as _, Row, Scope, Table, Tone,
};

#[derive(Template)]
#[template(path = "reviews.html")]
struct ReviewsPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    /// What is due.
    due: Table,
    holds: Table,
    /// The newest.
    erasures: Table,
    /// How many of the list may be erased together, for who may ask for it; none where nothing may.
    together: Option<usize>,
    /// The form for that, where it was refused.
    typed: Typed,
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
    /// A form of this page that was refused: `hold`, `keep`, `erase`, or the hold that is lifted.
    typed: Typed,
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
    tone_of(verdict.as_ref()).class()
}

fn tone_of(verdict: &str) -> Tone {
    match verdict {
        "review_due" => Tone::Warn,
        "erasable" => Tone::Bad,
        "held" => Tone::Info,
        _ => Tone::Plain,
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
pub(super) async fn list<S>(State(state): State<S>, ctx: PageContext, list: List) -> Result<Response, Failure>
where
    S: Rights,
    Site: FromRef<S>,
{
    let page = load_list(&state, ctx, &list, Typed::default()).await?;
    if let Some(file) = [&page.0.due, &page.0.holds, &page.0.erasures].into_iter().find_map(Table::file) {
        return Ok(file);
    }
    Ok(page.into_response())
}

async fn load_list<S>(
    state: &S,
    ctx: PageContext,
    list: &List,
    typed: Typed,
) -> Result<Page<ReviewsPage>, Failure>
where
    S: Rights,
    Site: FromRef<S>,
{
    let node = state.node();
    let mut tx = node.db().begin_read("reviews-page").await?;
    let erased = list.of("erasures");
    let at = (node.clock().now(), erased.at_most(MOST_ERASURES));
    let mut reviews = load_reviews::<S>(&mut tx, &ctx.actor, node.columns(), at).await?;
    drop(tx);
    sort(&mut reviews.due, &list.first());
    let due = table_of(&ctx, &list.first(), &reviews.due);
    let holds = hold_table(&ctx, &list.of("holds"), &reviews.holds);
    let erasures = erasure_table(&ctx, &erased, &reviews.erasures);
    let may_erase = S::ERASE.allows(&ctx.actor) != Scope::None;
    let together = S::ERASED_TOGETHER.filter(|_| may_erase).map(|(_, category)| {
        let of_it =
            |review: &&ReviewView| review.category == category.as_str() && review.verdict == "erasable";
        reviews.due.iter().filter(of_it).count()
    });
    let together = together.filter(|count| *count > 0);
    Ok(Page(ReviewsPage { nav: S::navigation(&ctx), ctx, due, holds, erasures, together, typed }))
}

/// `POST /erasures`: on to the requests for approval.
pub(super) async fn erase_due<S>(
    State(state): State<S>,
    ctx: PageContext,
    list: List,
    form: TypedForm<NewErasure>,
) -> Result<Response, Failure>
where
    S: Rights,
    Site: FromRef<S>,
{
    let asked = match form.fields {
        Ok(NewErasure { reason }) => {
            let action = EraseDue::<S>::of_today(state.node(), reason);
            request_approval(state.node(), &ctx.actor, None, [0; 32], &action).await
        }
        Err(failure) => Err(failure),
    };
    match asked {
        Ok(_) => Ok(Redirect::to(&ctx.href("/approvals")).into_response()),
        Err(failure) => {
            let typed = form.typed.refused(failure)?;
            Ok(forms::refused(load_list(&state, ctx, &list, typed).await?))
        }
    }
}

/// Kind and identifier of an object.
fn object_cell(ctx: &PageContext, kind: &str, id: &str) -> Cell {
    Cell::lines(vec![Cell::text(word(ctx, "object", kind)), Cell::digest(id)])
}

fn hold_table(ctx: &PageContext, list: &List, holds: &[HoldView]) -> Table {
    let total = i64::try_from(holds.len()).unwrap_or(i64::MAX);
    let mut table = Table::new(ctx, list, "holds", total)
        .titled(ctx.t("holds-title"))
        .column(Column::new("object", ctx.t("review-object")))
        .column(Column::new("until", ctx.t("hold-ends")))
        .column(Column::new("placed_by", ctx.t("hold-placed-by")))
        .column(Column::new("placed_at", ctx.t("hold-placed-at")))
        .nothing(ctx.t("holds-none"), None);
    for hold in list.page_of(holds) {
        let until = hold.until.map_or_else(|| Cell::text(ctx.t("hold-open")), Cell::time);
        table.row(
            Row::to(ctx.href(&format!("/reviews/{}/{}", hold.object_kind, hold.object_id)))
                .cell(object_cell(ctx, &hold.object_kind, &hold.object_id))
                .cell(until)
                .cell(Cell::text(&hold.placed_by))
                .cell(Cell::time(hold.placed_at)),
        );
    }
    table
}

fn erasure_table(ctx: &PageContext, list: &List, erasures: &[ErasureView]) -> Table {
    let total = i64::try_from(erasures.len()).unwrap_or(i64::MAX);
    let mut table = Table::new(ctx, list, "erasures", total)
        .titled(ctx.t("erasures-title"))
        .column(Column::new("erased_at", ctx.t("erased-at")))
        .column(Column::new("object", ctx.t("review-object")))
        .column(Column::new("category", ctx.t("review-category")))
        .column(Column::new("counts", ctx.t("erasure-counts")))
        .column(Column::new("erased_by", ctx.t("erased-by")))
        .column(Column::new("receipt_sha256", ctx.t("erasure-digest")))
        .nothing(ctx.t("erasures-none"), None);
    for row in list.page_of(erasures) {
        let counts: Vec<_> = row.counts.iter().map(|(table, count)| format!("{table} {count}")).collect();
        let second = row.approved_by.as_deref().map(|name| ctx.t1("access-approver", "name", name));
        let persons = std::iter::once(row.erased_by.clone()).chain(second).map(Cell::text).collect();
        table.row(
            Row::plain()
                .cell(Cell::time(row.erased_at))
                .cell(object_cell(ctx, &row.object_kind, &row.object_id))
                .cell(Cell::text(word(ctx, "category", &row.category)))
                .cell(Cell::text(counts.join(", ")))
                .cell(Cell::lines(persons))
                .cell(Cell::digest(&row.receipt_sha256)),
        );
    }
    table
}

fn sort(due: &mut [ReviewView], list: &List) {
    let (column, is_descending) = list.order(&["category", "since"]);
    due.sort_by(|a, b| {
        let order = match column {
            "since" => (a.since, a.category).cmp(&(b.since, b.category)),
            _ => (a.category, a.since).cmp(&(b.category, b.since)),
        };
        if is_descending { order.reverse() } else { order }
    });
}

fn table_of(ctx: &PageContext, list: &List, due: &[ReviewView]) -> Table {
    let total = i64::try_from(due.len()).unwrap_or(i64::MAX);
    let mut table = Table::new(ctx, list, "reviews", total)
        .column(Column::new("object", ctx.t("review-object")))
        .column(Column::new("category", ctx.t("review-category")).sorts())
        .column(Column::new("verdict", ctx.t("review-verdict")))
        .column(Column::new("since", ctx.t("review-due-since")).sorts())
        .column(Column::new("rule", ctx.t("review-rule")))
        .nothing(ctx.t("reviews-none"), None);
    for review in list.page_of(due) {
        table.row(
            Row::to(ctx.href(&format!("/reviews/{}/{}", review.object_kind, review.object_id)))
                .cell(object_cell(ctx, &review.object_kind, &review.object_id))
                .cell(Cell::text(word(ctx, "category", review.category)))
                .cell(Cell::badge(tone_of(review.verdict), word(ctx, "retention", review.verdict)))
                .cell(review.since.map_or_else(Cell::none, Cell::time))
                .cell(rule_cell(ctx, review)),
        );
    }
    table
}

fn rule_cell(ctx: &PageContext, review: &ReviewView) -> Cell {
    let mut lines = vec![
        Cell::text(period(ctx, &review.period_years, &review.period_days)),
        Cell::text(ctx.citation(&review.source)),
    ];
    if !review.verified {
        lines.push(Cell::badge(Tone::Warn, ctx.t("unverified")));
    }
    Cell::lines(lines)
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
    load(&state, ctx, &ObjectRef { kind, id }, Typed::default()).await
}

async fn load<S>(
    state: &S,
    ctx: PageContext,
    object: &ObjectRef,
    typed: Typed,
) -> Result<Page<ReviewPage>, Failure>
where
    S: Rights,
    Site: FromRef<S>,
{
    let node = state.node();
    let mut tx = node.db().begin_read("review-page").await?;
    let now = node.clock().now();
    let mut object = load_object::<S>(&mut tx, &ctx.actor, node.columns(), object, now).await?;
    drop(tx);
    object.review.page = object.review.page.filter(|_| S::may_open_page(&ctx));
    let may = |permission: S::Permission| permission.allows(&ctx.actor) != Scope::None;
    let (may_hold, may_keep, may_erase) = (may(S::PLACE_HOLDS), may(S::DECIDE_RETENTION), may(S::ERASE));
    let nav = S::navigation(&ctx);
    Ok(Page(ReviewPage { ctx, nav, object, may_hold, may_keep, may_erase, typed }))
}

/// Back to the object, or its page once more with the form that was refused.
async fn answer<S>(
    state: &S,
    ctx: PageContext,
    object: &ObjectRef,
    outcome: Result<(), Failure>,
    typed: Typed,
) -> Result<Response, Failure>
where
    S: Rights,
    Site: FromRef<S>,
{
    match outcome {
        Ok(()) => {
            let page = ctx.href(&format!("/reviews/{}/{}", object.kind, object.id));
            Ok(Redirect::to(&page).into_response())
        }
        Err(failure) => Ok(forms::refused(load(state, ctx, object, typed.refused(failure)?).await?)),
    }
}

/// `POST /reviews/{kind}/{id}/hold`.
pub(super) async fn hold<S>(
    State(state): State<S>,
    ctx: PageContext,
    Path((kind, id)): Path<(String, String)>,
    form: TypedForm<NewHold>,
) -> Result<Response, Failure>
where
    S: Rights,
    Site: FromRef<S>,
{
    let object = ObjectRef { kind, id };
    let action = form.fields.and_then(|fields| fields.action::<S>(object.clone()));
    let outcome = forms::act(state.node(), &ctx, action).await.map(drop);
    answer(&state, ctx, &object, outcome, form.typed.of("hold")).await
}

/// `POST /reviews/{kind}/{id}/lift/{hold}`.
pub(super) async fn lift<S>(
    State(state): State<S>,
    ctx: PageContext,
    Path((kind, id, hold_id)): Path<(String, String, Id<LegalHold>)>,
    form: TypedForm<Reason>,
) -> Result<Response, Failure>
where
    S: Rights,
    Site: FromRef<S>,
{
    let action = form.fields.map(|Reason { reason }| LiftHold::<S> { hold_id, reason, role: PhantomData });
    let outcome = forms::act(state.node(), &ctx, action).await.map(drop);
    answer(&state, ctx, &ObjectRef { kind, id }, outcome, form.typed.of(hold_id.to_string())).await
}

/// `POST /reviews/{kind}/{id}/keep`.
pub(super) async fn keep<S>(
    State(state): State<S>,
    ctx: PageContext,
    Path((kind, id)): Path<(String, String)>,
    form: TypedForm<NewKeep>,
) -> Result<Response, Failure>
where
    S: Rights,
    Site: FromRef<S>,
{
    let object = ObjectRef { kind, id };
    let action = form.fields.and_then(|fields| fields.action::<S>(object.clone()));
    let outcome = forms::act(state.node(), &ctx, action).await.map(drop);
    answer(&state, ctx, &object, outcome, form.typed.of("keep")).await
}

/// `POST /reviews/{kind}/{id}/erase`: on to the requests for approval.
pub(super) async fn erase<S>(
    State(state): State<S>,
    ctx: PageContext,
    Path((kind, id)): Path<(String, String)>,
    form: TypedForm<NewErasure>,
) -> Result<Response, Failure>
where
    S: Rights,
    Site: FromRef<S>,
{
    let object = ObjectRef { kind, id };
    let asked = match form.fields {
        Ok(NewErasure { reason }) => {
            let action = Erase::<S> { object: object.clone(), reason, role: PhantomData };
            request_approval(state.node(), &ctx.actor, None, [0; 32], &action).await
        }
        Err(failure) => Err(failure),
    };
    match asked {
        Ok(_) => Ok(Redirect::to(&ctx.href("/approvals")).into_response()),
        Err(failure) => answer(&state, ctx, &object, Err(failure), form.typed.of("erase")).await,
    }
}
