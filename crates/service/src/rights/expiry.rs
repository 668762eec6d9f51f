//! What ends by itself, once its period is over and no hold forbids it: answered requests, closed accounts, ended sessions, old drafts,
//! notes and searches, and what alarms said about nothing that is kept. On these no case hangs, and keeping them longer serves nobody; whatever hangs on a case waits for two persons.

use std::marker::PhantomData;
use std::time::Duration;

use jiff::Timestamp;
use model::retention::{Category, Start, Verdict};
use tokio::task::JoinHandle;

use super::erase::wipe;
use super::{DueBefore, Kept, ObjectRef, Rights, own, verdict_on};
use crate::accounts::LONGEST_SESSION;
use crate::action::ByJob;
use crate::alarm::ForgetAlarms;
use crate::db::Tx;
use crate::db::periods::{self, ACCOUNT, REQUEST, SessionRow};
use crate::{
    Acting, Action, Actor, Done, EntryDraft, Failure, Node, Operation, Shutdown, drafts, handover, search,
};

/// How long nothing is looked at after a look.
const REST: Duration = Duration::from_hours(1);
const ACTOR: Actor = Actor::Job { name: "erase-expired" };

/// Erases what has ended until the node stops.
pub fn spawn<S: Rights>(node: Node, shutdown: Shutdown) -> JoinHandle<()> {
    tokio::spawn(async move {
        let work = async {
            loop {
                if let Err(failure) = erase_expired::<S>(&node).await {
                    tracing::error!(%failure, "what has ended cannot be erased now; it is tried again in an hour");
                }
                tokio::time::sleep(REST).await;
            }
        };
        tokio::select! {
            () = shutdown.cancelled() => {}
            () = work => {}
        }
    })
}

/// Erases what has ended by now.
///
/// # Errors
/// Of the database, or the first object that could not be erased; everything else was.
pub async fn erase_expired<S: Rights>(node: &Node) -> Result<(), Failure> {
    let now = node.clock().now();
    let mut tx = node.db().begin_read("list-expired").await?;
    let mut expired = list_expired(&mut tx, ACCOUNT, now).await?;
    expired.extend(list_expired(&mut tx, REQUEST, now).await?);
    let has_sessions = !list_sessions(&mut tx, now).await?.is_empty();
    drop(tx);
    let mut failed = None;
    for object in expired {
        let action = EraseExpired::<S> { object, role: PhantomData };
        if let Err(failure) = node.act(&ACTOR, &action).await {
            let ObjectRef { kind, id } = &action.object;
            tracing::error!(%failure, %kind, %id, "what has ended was not erased");
            failed.get_or_insert(failure);
        }
    }
    if has_sessions {
        node.act(&ACTOR, &ForgetSessions).await?;
    }
    if drafts::has_old(node).await? {
        node.act(&ACTOR, &drafts::ForgetDrafts).await?;
    }
    if handover::has_old_notes(node).await? {
        node.act(&ACTOR, &handover::ForgetNotes).await?;
    }
    if search::has_old(node).await? {
        node.act(&ACTOR, &search::ForgetSearches).await?;
    }
    let alarms = ForgetAlarms { with_period: own::kinds::<S>().collect() };
    if alarms.is_due(node).await? {
        node.act(&ACTOR, &alarms).await?;
    }
    S::forget_ended(node).await?;
    failed.map_or(Ok(()), Err)
}

/// The requests or accounts whose period is over.
async fn list_expired(tx: &mut Tx, kind: &str, now: Timestamp) -> Result<Vec<ObjectRef>, Failure> {
    let (due, mut after, mut expired) = (DueBefore::at(now), String::new(), Vec::new());
    loop {
        let page = if kind == ACCOUNT {
            periods::list_accounts(tx, due.latest(Category::ClosedAccount), &after).await?
        } else {
            periods::list_requests(tx, due.latest(Category::RightsRequest), &after).await?
        };
        let Some(last) = page.last() else { return Ok(expired) };
        after.clone_from(&last.object.id);
        for kept in page {
            if is_expired(tx, &kept, now).await? {
                expired.push(kept.object);
            }
        }
    }
}

async fn is_expired(tx: &mut Tx, kept: &Kept, now: Timestamp) -> Result<bool, Failure> {
    Ok(matches!(verdict_on(tx, kept, now).await?.0, Verdict::Erasable { .. }))
}

/// Sessions that have ended long enough ago, of the first page that has any; a hold on the account holds its sessions.
async fn list_sessions(tx: &mut Tx, now: Timestamp) -> Result<Vec<SessionRow>, Failure> {
    let before = DueBefore::at(now).latest(Category::EndedSession);
    let (mut after, mut ended) = (String::new(), Vec::new());
    while ended.is_empty() {
        let page = periods::list_sessions(tx, before, &after).await?;
        let Some(last) = page.last() else { break };
        after.clone_from(&last.session_id);
        for row in page {
            if is_expired(tx, &kept_session(&row)?, now).await? {
                ended.push(row);
            }
        }
    }
    Ok(ended)
}

fn kept_session(row: &SessionRow) -> Result<Kept, Failure> {
    let ended_at = row.began_at.checked_add(LONGEST_SESSION).map_err(Failure::broken)?;
    Ok(Kept {
        object: ObjectRef::new(ACCOUNT, &row.account_id),
        category: Category::EndedSession,
        start: Start::At(ended_at),
        recorded_at: row.began_at,
    })
}

/// Erases one object whose period is over.
struct EraseExpired<S> {
    object: ObjectRef,
    role: PhantomData<fn() -> S>,
}

impl<S: Rights> Action for EraseExpired<S> {
    type Permission = ByJob;
    type Output = ();
    const NAME: &'static str = "erase-expired";
    const OPERATION: Operation = Operation::Erasure;

    fn permission(&self) -> ByJob {
        ByJob
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let kept = own::find_kept::<S>(acting.tx, &self.object).await?;
        let kept = kept.ok_or_else(|| Failure::absent("object"))?;
        if !is_expired(acting.tx, &kept, acting.now).await? {
            return Err(Failure::conflict("its period runs, or a hold forbids it"));
        }
        let receipt = wipe::<S>(acting, &kept, acting.now).await?;
        Ok(Done::new((), receipt.entry()))
    }
}

/// Removes the sessions whose period is over, all in one.
struct ForgetSessions;

impl Action for ForgetSessions {
    type Permission = ByJob;
    type Output = ();
    const NAME: &'static str = "forget-sessions";
    const OPERATION: Operation = Operation::Erasure;

    fn permission(&self) -> ByJob {
        ByJob
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        let sessions = list_sessions(acting.tx, acting.now).await?;
        for row in &sessions {
            periods::remove_session(acting.tx, &row.session_id).await?;
        }
        let entry = EntryDraft::on("staff_session", "ended").with("sessions", sessions.len().to_string());
        Ok(Done::new((), entry))
    }
}
