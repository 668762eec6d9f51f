//! `/hits/{id}` and `/user-reports/{id}`: one item with all that a decision needs. No picture comes unless somebody asks for it.

use askama::Template;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use model::Id;
use serde::Deserialize;
use service::rights::{ObjectRef, RetentionLink, link_to};
use service::{Failure, NavItem, Page, PageContext, PageFrame, Tx, Typed, TypedForm, forms};

use super::upload::{UploadFacts, load_upload};
use super::{back_to, may, nav};
use crate::State;
use crate::api::hits::{DecisionRequest, HitView};
use crate::api::user_reports::UserReportView;
use crate::db::hash_lists::{self, VersionRow};
use crate::db::hits::HitRow;
use crate::db::{queue, user_reports};
use crate::ids::{Hit, UserReport};
use crate::permissions::Permission;
use crate::policies;
use crate::report_state::ReportState;
use crate::review::{ReviewState, ReviewSubject, Verdict};

/// One item of a queue.
#[derive(Template)]
#[template(path = "item.html")]
pub(crate) struct ItemPage {
    ctx: PageContext,
    nav: Vec<NavItem>,
    /// `hits` or `user-reports`, as the address says.
    queue: &'static str,
    id: String,
    state: ReviewState,
    hit: Option<HitFacts>,
    told: Option<UserReportView>,
    upload: Option<UploadFacts>,
    /// Whether somebody told of danger.
    is_raised: bool,
    /// The period and holds of the upload, or of a user report that no upload keeps.
    retention: Option<RetentionLink>,
    may_decide: bool,
    /// Address of the item that was decided just now, to change one's mind.
    before: Option<String>,
    /// The node's policies that a decision can name; none where it has none.
    policies: Vec<(String, String)>,
    typed: Typed,
}

/// A hit and where its list comes from.
pub(crate) struct HitFacts {
    pub(crate) hit: HitView,
    pub(crate) list: Option<VersionRow>,
}

impl HitFacts {
    /// Whether the bytes are the listed ones, as far as the digest tells; a perceptual hash never says so.
    pub(crate) fn is_exact(&self) -> bool {
        !["pdq", "vpdq"].contains(&self.hit.algorithm.as_str())
    }

    /// Of a video: how many percent of the upload match, and of the listed one.
    pub(crate) fn video(&self) -> Option<(i64, i64)> {
        self.hit.video_percent.zip(self.hit.listed_video_percent)
    }
}

impl ItemPage {
    /// Address of a page or form of this item.
    fn address(&self, what: &str) -> String {
        self.ctx.href(&format!("/{}/{}{what}", self.queue, self.id))
    }

    /// What the queue is called.
    fn queue_title(&self) -> String {
        self.ctx.t(if self.hit.is_some() { "hits-title" } else { "user-reports-title" })
    }

    /// Address of the next open item of the queue.
    fn next(&self) -> String {
        self.ctx.href(&format!("/{}/next?after={}", self.queue, self.id))
    }

    /// Whether the report is filed.
    fn is_filed(&self) -> bool {
        let report = self.upload.as_ref().and_then(|upload| upload.report.as_ref());
        report.is_some_and(|(_, state)| *state == ReportState::Filed)
    }

    /// Whether the report was filed on what is decided here, so that it can no longer change.
    fn is_settled(&self) -> bool {
        let filed_at = self.upload.as_ref().and_then(|upload| upload.filed_at);
        let of_hit = self.hit.as_ref().and_then(|facts| facts.hit.decision.as_ref());
        let made = of_hit.or_else(|| self.told.as_ref().and_then(|told| told.decision.as_ref()));
        filed_at.zip(made).is_some_and(|(filed_at, made)| made.decided_at <= filed_at)
    }

    /// Whether something can be reported: nothing of an upload that is not known, or erased, or left out of a report that is filed.
    fn can_confirm(&self) -> bool {
        self.upload.as_ref().is_some_and(|upload| upload.is_stated() && !upload.is_left_out)
    }

    /// Whether the report was filed without what this is about.
    fn is_left_out(&self) -> bool {
        self.upload.as_ref().is_some_and(|upload| upload.is_stated() && upload.is_left_out)
    }

    /// Whether nobody knows yet if the report is filed, so that nothing is decided here now.
    fn is_finishing(&self) -> bool {
        self.upload.as_ref().is_some_and(|upload| upload.is_finishing)
    }

    /// What the danger card is about: the upload, or the user report where no upload is known.
    fn object_kind(&self) -> &'static str {
        if self.upload.is_some() { "upload" } else { "user_report" }
    }

    fn object_id(&self) -> &str {
        self.upload.as_ref().map_or(self.id.as_str(), |upload| upload.upload_id.as_str())
    }
}

/// A decision as the form says it.
#[derive(Deserialize)]
pub(crate) struct DecisionForm {
    decision: Verdict,
    reason: String,
    #[serde(default)]
    policy: String,
}

model::unprintable!(DecisionForm);

/// The item as its page shows it.
pub(super) async fn load(
    state: &State,
    ctx: PageContext,
    subject: ReviewSubject,
    typed: Typed,
) -> Result<ItemPage, Failure> {
    let mut tx = state.node.db().begin_read("item-page").await?;
    let page = ItemPage {
        nav: nav(&ctx),
        queue: queue_of(subject),
        id: subject.to_string(),
        state: ReviewState::Open,
        hit: None,
        told: None,
        upload: None,
        is_raised: false,
        retention: None,
        may_decide: may(&ctx, Permission::Decide),
        before: before(&ctx, subject),
        policies: policies::choices(state, ctx.t("decision-policy-choose")),
        typed,
        ctx,
    };
    match subject {
        ReviewSubject::Hit(id) => {
            let row = queue::find_hit(&mut tx, id).await?.ok_or_else(|| Failure::absent("hit"))?;
            let upload = load_upload(state, &mut tx, &page.ctx, row.upload_id, Some(id)).await?;
            let is_raised = user_reports::is_raised(&mut tx, row.upload_id).await?;
            let standing = row.state();
            let retention =
                link_to::<State>(&mut tx, &page.ctx, &ObjectRef::new("upload", row.upload_id)).await?;
            let hit = Some(hit_facts(&mut tx, row).await?);
            Ok(ItemPage { state: standing, hit, upload: Some(upload), is_raised, retention, ..page })
        }
        ReviewSubject::UserReport(id) => {
            let row = queue::find_user_report(&mut tx, id).await?;
            let row = row.ok_or_else(|| Failure::absent("user report"))?;
            let (upload, is_raised) = match row.upload_id {
                Some(upload_id) => (
                    Some(load_upload(state, &mut tx, &page.ctx, upload_id, None).await?),
                    user_reports::is_raised(&mut tx, upload_id).await?,
                ),
                None => (None, false),
            };
            let told = UserReportView::open(row, &state.node)?;
            let object =
                match told.upload_id.as_ref().filter(|_| upload.as_ref().is_some_and(UploadFacts::is_stated))
                {
                    Some(upload_id) => ObjectRef::new("upload", upload_id),
                    None => ObjectRef::new("user_report", id),
                };
            let retention = link_to::<State>(&mut tx, &page.ctx, &object).await?;
            Ok(ItemPage { state: told.state, told: Some(told), upload, is_raised, retention, ..page })
        }
    }
}

/// A hit with the version of the list that it was found in.
async fn hit_facts(tx: &mut Tx, row: HitRow) -> Result<HitFacts, Failure> {
    let list = hash_lists::find_version(tx, &row.list_name, row.list_version).await?;
    Ok(HitFacts { hit: row.into(), list })
}

/// Shows an item.
pub(super) async fn show(
    state: &State,
    ctx: PageContext,
    subject: ReviewSubject,
) -> Result<Page<ItemPage>, Failure> {
    Ok(Page(load(state, ctx, subject, Typed::default()).await?))
}

/// Takes a decision from the form: on to the next open item, or back to the form with what was typed.
pub(super) async fn decide(
    state: &State,
    ctx: PageContext,
    subject: ReviewSubject,
    form: TypedForm<DecisionForm>,
) -> Result<Response, Failure> {
    match act(state, &ctx, subject, form.fields).await {
        Ok(verdict) => {
            let mut tx = state.node.db().begin_read("next-item").await?;
            let next = next_open(&mut tx, queue_of(subject), &subject.to_string()).await?;
            let address = format!("{next}?done={}&before={subject}", verdict.name());
            Ok(back_to(&ctx, &address).into_response())
        }
        Err(failure) => {
            let page = load(state, ctx, subject, form.typed.refused(failure)?).await?;
            Ok(forms::refused(Page(page)))
        }
    }
}

async fn act(
    state: &State,
    ctx: &PageContext,
    subject: ReviewSubject,
    fields: Result<DecisionForm, Failure>,
) -> Result<Verdict, Failure> {
    let DecisionForm { decision, reason, policy } = fields?;
    let action = DecisionRequest { decision, reason, policy }.on(state, subject)?;
    state.node.act(&ctx.actor, &action).await?;
    Ok(decision)
}

/// The page of the oldest item of a queue that is open and comes after another one, from the beginning after the last; the queue's own when none is open.
pub(super) async fn next_open(tx: &mut Tx, queue: &'static str, after: &str) -> Result<String, Failure> {
    for after in [after, ""] {
        let open = match queue {
            "hits" => queue::list_open_hits(tx, after, 1).await?,
            _ => queue::list_open_user_reports(tx, after, 1).await?,
        };
        if let Some(first) = open.first() {
            return Ok(format!("/{queue}/{}", first.id));
        }
    }
    Ok(format!("/{queue}"))
}

/// Address of the item that the page's own address names as decided just now: of the same queue, and of the right form.
fn before(ctx: &PageFrame, subject: ReviewSubject) -> Option<String> {
    let named = ctx.query_value("before")?;
    let is_item = match subject {
        ReviewSubject::Hit(_) => named.parse::<Id<Hit>>().is_ok(),
        ReviewSubject::UserReport(_) => named.parse::<Id<UserReport>>().is_ok(),
    };
    is_item.then(|| ctx.href(&format!("/{}/{named}", queue_of(subject))))
}

/// Address of an item within the role.
pub(super) fn address_of(subject: ReviewSubject) -> String {
    format!("/{}/{subject}", queue_of(subject))
}

fn queue_of(subject: ReviewSubject) -> &'static str {
    match subject {
        ReviewSubject::Hit(_) => "hits",
        ReviewSubject::UserReport(_) => "user-reports",
    }
}

/// How long something has waited, in the unit that suits it.
pub(super) fn age(ctx: &PageContext, since: Timestamp) -> String {
    const HOUR: i64 = 60;
    const DAY: i64 = 24 * HOUR;
    let minutes = ctx.now.duration_since(since).as_mins().max(0);
    let (key, count) = if minutes < HOUR {
        ("age-minutes", minutes)
    } else if minutes < 2 * DAY {
        ("age-hours", minutes / HOUR)
    } else {
        ("age-days", minutes / DAY)
    };
    ctx.t1(key, "count", count)
}
