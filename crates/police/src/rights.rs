//! What the police keep, and how it is erased.
//!
//! A person's own rows, a report, a subject whom nobody identified and the answer to a disclosure request are erased each by a decision of
//! their own. A package goes with the first of its reports: the facts that were read from it stay with the others.

use jiff::Timestamp;
use model::kind::{Person, Subject};
use model::retention::Category;
use model::{Id, PersonClass};
use service::opening::blank;
use service::rights::{DueBefore, Kept, ObjectRef, Overwritten, Rights};
use service::{Acting, Actor, Failure, JobError, NavItem, Node, PageContext, Tx};

use crate::Police;
use crate::db::Reader;
use crate::db::losses::{self, RestingRow};
use crate::db::reader::may_read_object;
use crate::db::{accounts, contests, erasure, kept, person_erasure, persons, request_erasure};
use crate::ids::Account;
use crate::judged::judge_person;
use crate::losses::{Cause, LossSaid, mark};
use crate::permissions::Permission;
use crate::together::Together;
use crate::{linking, pages, recipients, seals};

impl Rights for Police {
    type Permission = Permission;
    const READ_REVIEWS: Permission = Permission::ReadReviews;
    const PLACE_HOLDS: Permission = Permission::PlaceHolds;
    const DECIDE_RETENTION: Permission = Permission::DecideRetention;
    const ERASE: Permission = Permission::Erase;
    const KINDS: &'static [&'static str] = &["person", "report", "subject", "disclosure_request"];

    fn node(&self) -> &Node {
        &self.node
    }

    fn navigation(ctx: &PageContext) -> Vec<NavItem> {
        pages::navigation(ctx)
    }

    fn page_of(object: &ObjectRef) -> Option<String> {
        match object.kind.as_str() {
            "person" => Some(format!("/persons/{}", object.id)),
            "report" => Some(format!("/reports/{}", object.id)),
            "subject" => Some(format!("/subjects/{}", object.id)),
            "disclosure_request" => Some(format!("/disclosure-requests/{}", object.id)),
            _ => None,
        }
    }

    async fn find_kept(tx: &mut Tx, object: &ObjectRef) -> Result<Option<Kept>, Failure> {
        Ok(kept::find_kept(tx, object).await?)
    }

    async fn may_read(tx: &mut Tx, actor: &Actor, object: &ObjectRef) -> Result<bool, Failure> {
        Ok(may_read_object(tx, &Reader::of(actor), &object.kind, &object.id).await?)
    }

    async fn list_kept(
        tx: &mut Tx,
        kind: &str,
        due: DueBefore,
        after: (Timestamp, &str),
    ) -> Result<Vec<Kept>, Failure> {
        Ok(kept::list_kept(tx, kind, due, after).await?)
    }

    async fn list_sharing(tx: &mut Tx, object: &ObjectRef) -> Result<Vec<ObjectRef>, Failure> {
        Ok(kept::list_sharing(tx, object).await?)
    }

    async fn find_obstacle(tx: &mut Tx, object: &ObjectRef) -> Result<Option<String>, Failure> {
        if object.kind != "subject" {
            return Ok(None);
        }
        let subject_id: Id<Subject> = object.id.parse().map_err(|_| Failure::absent("subject"))?;
        let acts = crate::db::acts::list_acts_of_subject(tx, &Reader::node(), subject_id).await?;
        let author = acts.iter().find_map(|found| found.person_id);
        Ok(author.map(|author| {
            format!("acts of this subject are attributed to {author}; decide on the person and on the reports instead")
        }))
    }

    async fn overwrite(acting: &mut Acting<'_>, kept: &Kept) -> Result<Overwritten, Failure> {
        let mut done = Overwritten::default();
        let id = kept.object.id.as_str();
        match kept.object.kind.as_str() {
            "person" => erase_person(acting, &mut done, id).await?,
            "report" => erase_report(acting, &mut done, kept).await?,
            "subject" => erase_subject(acting, &mut done, id).await?,
            _ => erase_request(acting, &mut done, id).await?,
        }
        Ok(done)
    }

    async fn remove_item(&self, name: &str) -> Result<(), JobError> {
        self.vault.remove_named(name).await.map_err(|error| JobError::Retry(error.to_string()))
    }
}

/// A word for a class, without its doubt.
pub(crate) fn class_word(class: PersonClass) -> &'static str {
    match class {
        PersonClass::UnderResponsibility => "under_responsibility",
        PersonClass::Minor => "minor",
        PersonClass::Adult => "adult",
        PersonClass::Undetermined(_) => "undetermined",
    }
}

async fn erase_person(acting: &mut Acting<'_>, done: &mut Overwritten, id: &str) -> Result<(), Failure> {
    let person_id: Id<Person> = id.parse().map_err(|_| Failure::absent("person"))?;
    let person = persons::find_person(acting.tx, &Reader::node(), person_id).await?;
    let person = person.ok_or_else(|| Failure::absent("person"))?;
    let judged = judge_person(acting.tx, acting.columns(), &person).await?;
    let (class, minor, now) = (class_word(judged.class()), judged.is_minor(), acting.now);
    person_erasure::wipe_person(acting.tx, done, id, class, minor, now).await?;
    recipients::record_erasure_at_units(acting, person_id).await
}

/// Whoever was identified by the report is marked, unless it goes because everybody in it is cleared: nothing is done with them any more.
async fn erase_report(acting: &mut Acting<'_>, done: &mut Overwritten, kept: &Kept) -> Result<(), Failure> {
    let (id, now) = (kept.object.id.as_str(), acting.now);
    let mut lost = if kept.category == Category::ClearedPerson {
        Vec::new()
    } else {
        losses::list_resting_on_report(acting.tx, id).await?
    };
    erasure::wipe_report(acting.tx, done, id).await?;
    for account_id in erasure::list_accounts_of_report(acting.tx, id).await? {
        lost.extend(settle_account(acting, done, account_id).await?);
    }
    erasure::close_report(acting.tx, done, id, now).await?;
    mark_erased(acting, id, &lost).await
}

async fn erase_subject(acting: &mut Acting<'_>, done: &mut Overwritten, id: &str) -> Result<(), Failure> {
    let subject_id: Id<Subject> = id.parse().map_err(|_| Failure::absent("subject"))?;
    let mut lost = Vec::new();
    for account in accounts::list_accounts(acting.tx, &Reader::node(), subject_id).await? {
        erasure::wipe_account_in_reports(acting.tx, done, account.account_id).await?;
        lost.extend(settle_account(acting, done, account.account_id).await?);
    }
    let now = acting.now;
    contests::end_of_subject(acting.tx, id, (acting.actor.name(), now)).await?;
    for report_id in erasure::list_emptied_reports(acting.tx, id).await? {
        erasure::close_report(acting.tx, done, &report_id.to_string(), now).await?;
        blank(acting.tx, &ObjectRef::new("report", report_id)).await?;
    }
    erasure::close_subject(acting.tx, done, id, now).await?;
    mark_erased(acting, id, &lost).await
}

/// What the operator answered goes: whoever was identified or handed over on it is marked.
async fn erase_request(acting: &mut Acting<'_>, done: &mut Overwritten, id: &str) -> Result<(), Failure> {
    let lost = losses::list_resting_on_answer(acting.tx, id).await?;
    let now = acting.now;
    request_erasure::wipe_request(acting.tx, done, id, now).await?;
    mark_erased(acting, id, &lost).await
}

/// The reason is left empty: it goes with what was erased, and the page says it in the reader's language.
async fn mark_erased(acting: &mut Acting<'_>, id: &str, lost: &[RestingRow]) -> Result<(), Failure> {
    mark(acting, Cause::Erasure, id, &LossSaid::default(), lost).await
}

/// The keys of an account are those that its remaining statements make; without any, it is not found again. Who else states its keys is looked at
/// again. Disputes over links that fall by it end. Gives what was decided on accounts as one subject that fell apart by it.
async fn settle_account(
    acting: &mut Acting<'_>,
    done: &mut Overwritten,
    account_id: Id<Account>,
) -> Result<Vec<RestingRow>, Failure> {
    let sharing = linking::list_sharing(acting, &[account_id]).await?;
    let before = Together::load(acting, &sharing).await?;
    let stated_before = accounts::list_keys_of_account(acting.tx, account_id).await?;
    if !restate(acting, account_id).await? {
        erasure::forget_account(acting.tx, done, account_id).await?;
    }
    erasure::wipe_links(acting.tx, done, account_id).await?;
    contests::end_fallen(acting.tx, account_id, (acting.actor.name(), acting.now)).await?;
    // a key that it made too common may not be so without it
    let seeds = linking::settle_keys(acting, stated_before).await?;
    linking::regroup(acting, &seeds.into_iter().collect::<Vec<_>>()).await?;
    before.list_lost(acting).await
}

/// Puts the keys of an account back that its remaining statements make; says whether there are any.
pub(crate) async fn restate(acting: &mut Acting<'_>, account_id: Id<Account>) -> Result<bool, Failure> {
    erasure::forget_traits(acting.tx, account_id).await?;
    let mut remains = false;
    for row in accounts::list_statements_of_account(acting.tx, &Reader::node(), account_id).await? {
        if row.stated.as_column().is_empty() {
            continue;
        }
        remains = true;
        let stated = seals::STATED.open_kept(acting.columns(), row.statement_id, &row.stated)?;
        for key in linking::keys(&row.account.service, &stated) {
            let blind = linking::blind(acting.columns(), &key);
            accounts::insert_trait(acting.tx, account_id, &blind).await?;
        }
    }
    Ok(remains)
}
