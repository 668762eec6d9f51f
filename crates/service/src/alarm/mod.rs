//! A child may be in danger now: a card one step from every item, with whom to call and what to say, and an alarm that another person takes.
//!
//! The card is for everybody on the staff and shows nothing of a case. An alarm is raised with what is known in words, on an object that the person sees
//! or on none. It waits until another person takes it, is closed with a reason, and can be opened again. Nothing here calls anybody: a role may,
//! by [`Watches::call`] and for the alarms that it raises by itself.

mod actions;
pub mod band;
mod forget;
mod lines;
mod pages;
mod register;
mod sounded;
mod views;

use std::future::Future;

use axum::extract::FromRef;
use jiff::{SignedDuration, Timestamp};
use model::Id;

pub(crate) use forget::ForgetAlarms;
pub use lines::{DangerConfig, LineConfig};
pub use sounded::{Standing, find_open_on, note_called, say, sound, sound_again, standing};

use crate::db::alarms as table;
use crate::http::{Access, Site};
use crate::rights::{ObjectRef, Rights};
use crate::{Acting, Actor, ColumnKeys, Failure, Operation, PageContext, Routes, Tx};

model::kinds! {
    /// An alarm: a child may be in danger now.
    Alarm = "alm";
}

/// After this long without anybody who took it an alarm is marked as late.
pub const LATE_AFTER: SignedDuration = SignedDuration::from_mins(15);
/// Most alarms that are looked through for one list.
const MOST_ROWS: i64 = 1000;

/// An object as one actor may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// By the identifier that it has in the custody log.
    pub object: ObjectRef,
    /// How pages name it.
    pub label: String,
    /// Its page, or that of the list where it stands.
    pub page: String,
}

/// A role whose staff raises alarms. Implemented by the state that its handlers share.
pub trait Watches: Rights {
    /// To see every alarm on what one sees, to take, close and reopen it.
    const HANDLE_ALARMS: Self::Permission;

    /// The country whose lines are shown where `[node.danger]` names none: ISO 3166-1, or empty.
    fn country(&self) -> &str;

    /// The object that an address or a form names, by identifier or number; none when there is none for this actor.
    fn find_seen(
        tx: &mut Tx,
        actor: &Actor,
        object: &ObjectRef,
    ) -> impl Future<Output = Result<Option<Seen>, Failure>> + Send;

    /// How people name an object that is there for this actor, where that is more than [`Seen::label`]: for pages and the files of their lists, and no
    /// more than its own page tells this actor.
    fn name_of(
        _tx: &mut Tx,
        _keys: &ColumnKeys,
        _actor: &Actor,
        _object: &ObjectRef,
    ) -> impl Future<Output = Result<Option<String>, Failure>> + Send {
        std::future::ready(Ok(None))
    }

    /// Calls somebody who looks at no screen, in the transaction in which a person raises an alarm or opens one again. Calls nobody unless the role
    /// has a way to.
    fn call(
        _acting: &mut Acting<'_>,
        _alarm_id: Id<Alarm>,
    ) -> impl Future<Output = Result<(), Failure>> + Send {
        std::future::ready(Ok(()))
    }

    /// The words of an alarm as a page says them: those of a person as they were written, those of the role itself in the reader's language.
    fn read_words(_ctx: &PageContext, words: String) -> String {
        words
    }
}

fn is_late(since: Timestamp, now: Timestamp) -> bool {
    now.duration_since(since) > LATE_AFTER
}

/// How many alarms that are not closed are there for an actor, and how many of these nobody took.
///
/// # Errors
/// When the database fails.
pub async fn count_for<S: Watches>(tx: &mut Tx, actor: &Actor) -> Result<(i64, i64), Failure> {
    views::count_open::<S>(tx, actor).await
}

/// How many alarms are not closed.
///
/// # Errors
/// When the database fails.
pub async fn count_open(tx: &mut Tx) -> Result<i64, Failure> {
    Ok(table::count_open(tx).await?)
}

/// How many open alarms nobody took.
///
/// # Errors
/// When the database fails.
pub async fn count_unacknowledged(tx: &mut Tx) -> Result<i64, Failure> {
    Ok(table::count_unacknowledged(tx).await?)
}

/// Adds the card and the alarms to the routes of a role.
pub fn routes<S>(routes: Routes<S, S::Permission>) -> Routes<S, S::Permission>
where
    S: Watches,
    Site: FromRef<S>,
{
    const FORM: &str = "application/x-www-form-urlencoded";
    let (staff, handle) = (Access::Staff, S::HANDLE_ALARMS);
    routes
        .page("/danger", staff, "Page: a child may be in danger now", pages::card::<S>)
        .asks(&["object"])
        .no_personal_data()
        .post("/danger", staff, "Form: raise an alarm", pages::raise::<S>)
        .takes_media(FORM)
        .operation(Operation::Alteration)
        .page("/alarms", staff, "Page: alarms, open ones first", register::list::<S>)
        .operation(Operation::Consultation)
        .page("/alarms/{id}", staff, "Page: an alarm", register::show::<S>)
        .operation(Operation::Consultation)
        .post("/alarms/{id}/acknowledge", handle, "Form: take another's alarm", register::acknowledge::<S>)
        .operation(Operation::Alteration)
        .post("/alarms/{id}/close", handle, "Form: close an alarm, with a reason", register::close::<S>)
        .takes_media(FORM)
        .operation(Operation::Alteration)
        .post("/alarms/{id}/reopen", handle, "Form: open a closed alarm again", register::reopen::<S>)
        .operation(Operation::Alteration)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alarm_is_late_after_a_quarter_of_an_hour() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let raised_at = at("2026-03-01T10:00:00Z");
        assert!(!is_late(raised_at, at("2026-03-01T10:15:00Z")));
        assert!(is_late(raised_at, at("2026-03-01T10:15:01Z")));
    }
}
