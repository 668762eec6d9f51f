//! Raise, acknowledge, close, reopen: one action each.

use std::marker::PhantomData;

use jiff::{SignedDuration, Timestamp};
use model::Id;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Alarm, Watches};
use crate::db::alarms::{self as table, AlarmRow, NewRow, TABLE};
use crate::rights::{ObjectRef, required};
use crate::{
    Acting, Action, Actor, ColumnRef, Done, EntryDraft, Failure, Operation, Permission, Scope, Sealed,
};

/// By how much the clock of who calls may run ahead of the node's.
const AHEAD: SignedDuration = SignedDuration::from_mins(2);

/// To raise an alarm: everybody on the staff. What it is about must be there for who raises it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ByStaff;

impl Permission for ByStaff {
    fn allows(self, actor: &Actor) -> Scope {
        if actor.is_staff() { Scope::All } else { Scope::None }
    }
}

/// Raises an alarm.
pub(super) struct RaiseAlarm<S> {
    pub(super) object: Option<ObjectRef>,
    pub(super) words: String,
    /// Who was called, and when; none where nobody was yet.
    pub(super) called: Option<(String, Timestamp)>,
    pub(super) role: PhantomData<fn() -> S>,
}

impl<S: Watches> Action for RaiseAlarm<S> {
    type Permission = ByStaff;
    type Output = Id<Alarm>;
    const NAME: &'static str = "raise-alarm";
    const OPERATION: Operation = Operation::Collection;

    fn permission(&self) -> ByStaff {
        ByStaff
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<Alarm>>, Failure> {
        let words = required("words", &self.words)?;
        if self.called.as_ref().is_some_and(|(_, at)| acting.now.duration_since(*at) < -AHEAD) {
            return Err(Failure::refused("called_at", "lies in the future"));
        }
        let object = match &self.object {
            Some(named) => Some(seen::<S>(acting, named).await?),
            None => None,
        };
        let id: Id<Alarm> = acting.new_id();
        let row_id = id.to_string();
        let words = seal(acting, &row_id, "words", &words)?;
        let called = match &self.called {
            Some((name, at)) => {
                let name = required("called_name", name)?;
                Some((*at, seal(acting, &row_id, "called_name", &name)?))
            }
            None => None,
        };
        let row = NewRow {
            id: &row_id,
            object: object.as_ref(),
            words: &words,
            raised_at: acting.now,
            raised_by: acting.actor.name(),
            called: called.as_ref().map(|(at, name)| (*at, name)),
        };
        table::insert(acting.tx, &row).await?;
        S::call(acting, id).await?;
        Ok(Done::new(id, entry(object.as_ref(), id)))
    }
}

/// Another person takes an alarm.
pub(super) struct AcknowledgeAlarm<S> {
    pub(super) id: Id<Alarm>,
    pub(super) role: PhantomData<fn() -> S>,
}

impl<S: Watches> Action for AcknowledgeAlarm<S> {
    type Permission = S::Permission;
    type Output = Id<Alarm>;
    const NAME: &'static str = "acknowledge-alarm";

    fn permission(&self) -> S::Permission {
        S::HANDLE_ALARMS
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<Alarm>>, Failure> {
        let row = find_handled::<S>(acting, self.id).await?;
        if row.raised_by == acting.actor.name() {
            return Err(Failure::conflict(
                "another person takes an alarm than the one who raised it: call somebody, so that two know of it",
            ));
        }
        let (now, by) = (acting.now, acting.actor.name().to_owned());
        if !table::acknowledge(acting.tx, &row.id, now, &by).await? {
            return Err(Failure::conflict("somebody took it before, or it is closed"));
        }
        Ok(Done::new(self.id, entry(row.object.as_ref(), self.id)))
    }
}

/// Closes an alarm that somebody took.
pub(super) struct CloseAlarm<S> {
    pub(super) id: Id<Alarm>,
    pub(super) reason: String,
    pub(super) role: PhantomData<fn() -> S>,
}

impl<S: Watches> Action for CloseAlarm<S> {
    type Permission = S::Permission;
    type Output = Id<Alarm>;
    const NAME: &'static str = "close-alarm";

    fn permission(&self) -> S::Permission {
        S::HANDLE_ALARMS
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<Alarm>>, Failure> {
        let row = find_handled::<S>(acting, self.id).await?;
        let reason = required("reason", &self.reason)?;
        let reason = seal(acting, &row.id, "closed_reason", &reason)?;
        let (now, by) = (acting.now, acting.actor.name().to_owned());
        if !table::close(acting.tx, &row.id, &reason, now, &by).await? {
            return Err(Failure::conflict(
                "nobody took it yet, or it is closed: another person takes it first",
            ));
        }
        Ok(Done::new(self.id, entry(row.object.as_ref(), self.id)))
    }
}

/// Opens a closed alarm again: it waits for somebody anew.
pub(super) struct ReopenAlarm<S> {
    pub(super) id: Id<Alarm>,
    pub(super) role: PhantomData<fn() -> S>,
}

impl<S: Watches> Action for ReopenAlarm<S> {
    type Permission = S::Permission;
    type Output = Id<Alarm>;
    const NAME: &'static str = "reopen-alarm";

    fn permission(&self) -> S::Permission {
        S::HANDLE_ALARMS
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<Id<Alarm>>, Failure> {
        let row = find_handled::<S>(acting, self.id).await?;
        let (now, by) = (acting.now, acting.actor.name().to_owned());
        if !table::reopen(acting.tx, &row.id, now, &by).await? {
            return Err(Failure::conflict("it is not closed"));
        }
        S::call(acting, self.id).await?;
        Ok(Done::new(self.id, entry(row.object.as_ref(), self.id)))
    }
}

/// The entry stands with what the alarm is about, so that its history shows it; it never says a word of the alarm.
fn entry(object: Option<&ObjectRef>, id: Id<Alarm>) -> EntryDraft {
    match object {
        Some(object) => EntryDraft::on(&object.kind, &object.id).with("alarm_id", id.to_string()),
        None => EntryDraft::on("alarm", id),
    }
}

/// What is named, by the identifier of the custody log; what is closed to the actor is refused like what never existed.
async fn seen<S: Watches>(acting: &mut Acting<'_>, named: &ObjectRef) -> Result<ObjectRef, Failure> {
    let actor = acting.actor;
    let found = S::find_seen(acting.tx, actor, named).await?;
    found.map(|seen| seen.object).ok_or_else(|| {
        Failure::refused(
            "object",
            "there is no such object for you: leave it empty, and say in words what it is about",
        )
    })
}

/// An alarm that the actor may handle.
async fn find_handled<S: Watches>(acting: &mut Acting<'_>, id: Id<Alarm>) -> Result<AlarmRow, Failure> {
    let absent = || Failure::absent("alarm");
    let row = table::find(acting.tx, &id.to_string()).await?.ok_or_else(absent)?;
    let actor = acting.actor;
    let is_there = match &row.object {
        Some(object) => S::find_seen(acting.tx, actor, object).await?.is_some(),
        None => true,
    };
    if is_there { Ok(row) } else { Err(absent()) }
}

fn seal<T: Serialize + DeserializeOwned>(
    acting: &Acting<'_>,
    row: &str,
    column: &str,
    value: &T,
) -> Result<Sealed<T>, Failure> {
    Ok(Sealed::seal(acting.columns(), ColumnRef { table: TABLE, row, column }, value, acting.rng())?)
}
