//! Holds, review lists and erasure, the same in every role: a role says what it keeps and how it is overwritten.
//!
//! Nothing of a case is erased by itself. [`model::retention`] says what is due; a named human decides to keep it with a reason until a day, or to
//! erase it. A hold on an object, or on one that shares content with it, blocks every erasure; it is asked in the erasure's transaction.

mod actions;
mod again;
mod api;
mod due;
mod erase;
mod expiry;
mod job;
mod own;
mod pages;
mod together;
mod views;

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;

use axum::extract::FromRef;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use model::retention::{Category, Facts, Hold, SCHEDULE, Start, Verdict, find_rule, judge};
use serde::{Deserialize, Serialize};

pub use actions::{KeepLonger, LiftHold, PlaceHold, place_hold};
pub use again::erase_again;
pub use due::DueBefore;
pub use erase::{Erase, ErasureReceipt};
pub use expiry::{erase_expired, spawn as spawn_expiry};
pub use job::RemoveErased;
pub use together::{EraseDue, EraseEachDue};

use crate::db::{Tx, rights as table};
use crate::http::Site;
use crate::oversight::four_eyes::Requested;
use crate::{
    Acting, Actor, Failure, JobError, NavItem, Node, Operation, PageContext, Permission, Routes, Scope,
};

model::kinds! {
    /// A decision to keep something longer.
    KeepDecision = "kpd";
    /// The receipt of an erasure.
    Erasure = "ers";
}

/// What a hold, a decision or an erasure is about: a word of the glossary and an identifier.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ObjectRef {
    /// `report`, `person`, `upload`, …
    pub kind: String,
    /// Its identifier.
    pub id: String,
}

impl ObjectRef {
    /// The object of this kind and identifier.
    pub fn new(kind: &str, id: impl fmt::Display) -> Self {
        Self { kind: kind.to_owned(), id: id.to_string() }
    }
}

/// A kept object with what its period is reckoned from.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Which one.
    pub object: ObjectRef,
    /// Under which rule.
    pub category: Category,
    /// When its period began.
    pub start: Start,
    /// Since when it is kept.
    pub recorded_at: Timestamp,
}

/// What an erasure did.
#[derive(Debug, Clone, Default)]
pub struct Overwritten {
    /// How many rows or items, by table.
    pub counts: BTreeMap<String, i64>,
    /// The files in the vault that nothing speaks of any more.
    pub items: Vec<String>,
    /// The cases beside the object's own whose keys are destroyed with it.
    pub cases: Vec<String>,
}

impl Overwritten {
    /// Adds to the count of a table.
    pub fn add(&mut self, table: &str, rows: u64) {
        *self.counts.entry(table.to_owned()).or_default() += i64::try_from(rows).unwrap_or(i64::MAX);
    }
}

/// What a role states of what it keeps. Implemented by the state that its handlers share.
pub trait Rights: Clone + Send + Sync + 'static {
    /// The role's permissions.
    type Permission: Permission;
    /// To see the review lists.
    const READ_REVIEWS: Self::Permission;
    /// To place and lift holds.
    const PLACE_HOLDS: Self::Permission;
    /// To keep something longer.
    const DECIDE_RETENTION: Self::Permission;
    /// To erase.
    const ERASE: Self::Permission;
    /// The kinds of objects that it keeps.
    const KINDS: &'static [&'static str];
    /// The kind and category of which everything whose period is over may be erased by one decision of two persons; none where each object is decided
    /// on alone. The role adds [`erase_together_routes`], the action and the job.
    const ERASED_TOGETHER: Option<(&'static str, Category)> = None;

    /// The node.
    fn node(&self) -> &Node;

    /// The main navigation of the role's pages.
    fn navigation(ctx: &PageContext) -> Vec<NavItem>;

    /// Where the object is shown, if the role has a page for it.
    fn page_of(object: &ObjectRef) -> Option<String>;
    /// Whether the reader may open those pages; a link that answers them with nothing is not shown.
    fn may_open_page(_ctx: &PageContext) -> bool {
        true
    }

    /// One kept object; none when there is no such thing, or it is erased.
    fn find_kept(
        tx: &mut Tx,
        object: &ObjectRef,
    ) -> impl Future<Output = Result<Option<Kept>, Failure>> + Send;

    /// Whether an object is there for this actor, whatever the permissions say: a role may close some to named persons.
    fn may_read(
        _tx: &mut Tx,
        _actor: &Actor,
        _object: &ObjectRef,
    ) -> impl Future<Output = Result<bool, Failure>> + Send {
        async { Ok(true) }
    }

    /// What may be due of a kind, in the order of arrival and identifier or of identifiers alone: a page of what comes after this arrival and
    /// identifier. An empty page is the end.
    fn list_kept(
        tx: &mut Tx,
        kind: &str,
        due: DueBefore,
        after: (Timestamp, &str),
    ) -> impl Future<Output = Result<Vec<Kept>, Failure>> + Send;

    /// Every object that loses content when this one is erased, itself aside.
    fn list_sharing(
        tx: &mut Tx,
        object: &ObjectRef,
    ) -> impl Future<Output = Result<Vec<ObjectRef>, Failure>> + Send;

    /// What forbids the erasure besides holds and periods, in a sentence; nothing forbids it when a database that was put back is erased
    /// again.
    fn find_obstacle(
        tx: &mut Tx,
        object: &ObjectRef,
    ) -> impl Future<Output = Result<Option<String>, Failure>> + Send {
        let _ = (tx, object);
        std::future::ready(Ok(None))
    }

    /// Overwrites every personal column of the object, keeps what is only a number.
    fn overwrite(
        acting: &mut Acting<'_>,
        kept: &Kept,
    ) -> impl Future<Output = Result<Overwritten, Failure>> + Send;

    /// Forgets what of the role ends by itself beside objects: [`erase_expired`] asks for it.
    fn forget_ended(node: &Node) -> impl Future<Output = Result<(), Failure>> + Send {
        let _ = node;
        std::future::ready(Ok(()))
    }

    /// Removes a file from the vault; none there is well.
    fn remove_item(&self, name: &str) -> impl Future<Output = Result<(), JobError>> + Send;
}

/// What may be done with an object now.
pub(crate) async fn verdict_on(
    tx: &mut Tx,
    kept: &Kept,
    now: Timestamp,
) -> Result<(Verdict, Vec<Hold>), Failure> {
    let holds: Vec<Hold> =
        table::list_holds_on(tx, &kept.object).await?.into_iter().map(|row| row.hold).collect();
    let kept_until = table::list_keeps_on(tx, &kept.object).await?.first().map(|row| row.kept_until);
    let facts = Facts { start: kept.start, recorded_at: kept.recorded_at, kept_until };
    Ok((judge(SCHEDULE, kept.category, &facts, &holds, now), holds))
}

/// The identifier of a hold that forbids the erasure of an object now, if there is one.
///
/// # Errors
/// When the database fails.
pub async fn find_hold_on(
    tx: &mut Tx,
    object: &ObjectRef,
    now: Timestamp,
) -> Result<Option<String>, Failure> {
    let holds = table::list_holds_on(tx, object).await?;
    let held = holds.iter().find(|row| row.hold.is_in_force(now));
    Ok(held.map(|row| row.hold.hold_id.to_string()))
}

/// Destroys the keys of what was overwritten, and has its files removed.
///
/// # Errors
/// When the database fails.
pub async fn destroy<S: Rights>(acting: &mut Acting<'_>, done: Overwritten) -> Result<(), Failure> {
    for case_id in &done.cases {
        acting.shred(case_id).await?;
    }
    if !done.items.is_empty() {
        acting.enqueue(&RemoveErased::<S>::new(done.items)).await?;
    }
    Ok(())
}

/// The rule on an object.
fn rule_on(kept: &Kept) -> Option<&'static model::retention::Rule> {
    let day = match kept.start {
        Start::At(start) => start,
        Start::NotYet | Start::Unknown => kept.recorded_at,
    };
    find_rule(SCHEDULE, kept.category, day.to_zoned_datetime(TimeZone::UTC).date())
}

/// The way from an object's page to its holds.
#[derive(Debug, Clone)]
pub struct RetentionLink {
    /// Where its period and holds are shown.
    pub href: String,
    /// Whether a hold forbids its erasure now.
    pub is_held: bool,
}

/// The way from an object's page to its holds; none for a reader who may not see them, or when the object is erased.
///
/// # Errors
/// When the database fails.
pub async fn link_to<S: Rights>(
    tx: &mut Tx,
    ctx: &PageContext,
    object: &ObjectRef,
) -> Result<Option<RetentionLink>, Failure> {
    if S::READ_REVIEWS.allows(&ctx.actor) == Scope::None || own::find_kept::<S>(tx, object).await?.is_none() {
        return Ok(None);
    }
    let holds = table::list_holds_on(tx, object).await?;
    let is_held = holds.iter().any(|row| row.hold.is_in_force(ctx.now));
    Ok(Some(RetentionLink { href: ctx.href(&format!("/reviews/{}/{}", object.kind, object.id)), is_held }))
}

/// A text that must say something; longer than a page it is refused.
pub(crate) fn required(field: &str, text: &str) -> Result<String, Failure> {
    const MOST_CHARS: usize = 4000;
    let text = text.trim();
    if text.is_empty() {
        return Err(Failure::refused(field, "must not be empty"));
    }
    if text.chars().count() > MOST_CHARS {
        return Err(Failure::refused(field, format!("must not be longer than {MOST_CHARS} characters")));
    }
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(Failure::refused(field, "must not contain control characters"));
    }
    Ok(text.to_owned())
}

/// Adds the way to erase together what is due, for a role with [`Rights::ERASED_TOGETHER`].
pub fn erase_together_routes<S>(routes: Routes<S, S::Permission>) -> Routes<S, S::Permission>
where
    S: Rights,
    Site: FromRef<S>,
{
    const SUMMARY: &str =
        "Ask to erase everything that was never reported and is due; a second person decides";
    routes
        .post("/api/erasures", S::ERASE, SUMMARY, api::erase_due::<S>)
        .takes::<api::NewErasure>()
        .gives::<Requested>(202)
        .operation(Operation::Erasure)
        .fresh("/reviews")
        .post("/erasures", S::ERASE, "Form: ask to erase together what is due", pages::erase_due::<S>)
        .takes_media("application/x-www-form-urlencoded")
        .operation(Operation::Erasure)
        .fresh("/reviews")
}

/// Adds the routes of holds, reviews and erasure to those of a role.
pub fn routes<S>(routes: Routes<S, S::Permission>) -> Routes<S, S::Permission>
where
    S: Rights,
    Site: FromRef<S>,
{
    const FORM: &str = "application/x-www-form-urlencoded";
    routes
        .get("/api/reviews", S::READ_REVIEWS, "What is due for review, or may be erased", api::list::<S>)
        .gives::<views::ReviewsView>(200)
        .operation(Operation::Consultation)
        .get("/api/reviews/{kind}/{id}", S::READ_REVIEWS, "Period and holds of one object", api::show::<S>)
        .gives::<views::ObjectView>(200)
        .operation(Operation::Consultation)
        .post("/api/reviews/{kind}/{id}/hold", S::PLACE_HOLDS, "Place a hold on an object", api::hold::<S>)
        .takes::<api::NewHold>()
        .gives::<api::HoldPlaced>(201)
        .operation(Operation::Alteration)
        .post("/api/holds/{id}/lift", S::PLACE_HOLDS, "Lift a hold, with a reason", api::lift::<S>)
        .takes::<api::Reason>()
        .gives::<api::HoldPlaced>(200)
        .operation(Operation::Alteration)
        .post(
            "/api/reviews/{kind}/{id}/keep",
            S::DECIDE_RETENTION,
            "Keep an object until a day, with a reason",
            api::keep::<S>,
        )
        .takes::<api::NewKeep>()
        .gives::<api::Kept>(201)
        .operation(Operation::Alteration)
        .post(
            "/api/reviews/{kind}/{id}/erase",
            S::ERASE,
            "Ask to erase an object whose period is over; a second person decides",
            api::erase::<S>,
        )
        .takes::<api::NewErasure>()
        .gives::<Requested>(202)
        .operation(Operation::Erasure)
        .fresh("/reviews")
        .page(
            "/reviews",
            S::READ_REVIEWS,
            "Page: what is due, what is held, what was erased",
            pages::list::<S>,
        )
        .operation(Operation::Consultation)
        .page(
            "/reviews/{kind}/{id}",
            S::READ_REVIEWS,
            "Page: period and holds of one object",
            pages::show::<S>,
        )
        .operation(Operation::Consultation)
        .post("/reviews/{kind}/{id}/hold", S::PLACE_HOLDS, "Form: place a hold", pages::hold::<S>)
        .takes_media(FORM)
        .operation(Operation::Alteration)
        .post("/reviews/{kind}/{id}/lift/{hold}", S::PLACE_HOLDS, "Form: lift a hold", pages::lift::<S>)
        .takes_media(FORM)
        .operation(Operation::Alteration)
        .post("/reviews/{kind}/{id}/keep", S::DECIDE_RETENTION, "Form: keep longer", pages::keep::<S>)
        .takes_media(FORM)
        .operation(Operation::Alteration)
        .post("/reviews/{kind}/{id}/erase", S::ERASE, "Form: ask to erase", pages::erase::<S>)
        .takes_media(FORM)
        .operation(Operation::Erasure)
        .fresh("/reviews/{kind}/{id}")
}
