//! Alarms as their pages show them.

use jiff::Timestamp;

use super::{MOST_ROWS, Seen, Watches, is_late};
use crate::db::alarms::{self as table, AlarmRow, TABLE};
use crate::{Actor, ColumnKeys, ColumnRef, Failure, PageContext, Permission as _, Scope, Sealed, Tone, Tx};

/// How an alarm stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AlarmState {
    /// Nobody took it.
    Waiting,
    /// Nobody took it for too long.
    Late,
    /// Another person took it.
    Taken,
    /// It was closed with a reason.
    Closed,
}

impl AlarmState {
    fn of(row: &AlarmRow, now: Timestamp) -> Self {
        match (row.closed_at, row.acknowledged_at) {
            (Some(_), _) => Self::Closed,
            (None, Some(_)) => Self::Taken,
            (None, None) if is_late(row.reopened_at.unwrap_or(row.raised_at), now) => Self::Late,
            (None, None) => Self::Waiting,
        }
    }

    /// The word for it.
    pub(super) fn text(self, ctx: &PageContext) -> String {
        match self {
            Self::Waiting => ctx.t("alarm-waiting"),
            Self::Late => ctx.t("alarm-late"),
            Self::Taken => ctx.t("alarm-taken"),
            Self::Closed => ctx.t("alarm-closed"),
        }
    }

    /// How its badge looks.
    pub(super) fn tone(self) -> Tone {
        match self {
            Self::Waiting => Tone::Warn,
            Self::Late => Tone::Bad,
            Self::Taken => Tone::Info,
            Self::Closed => Tone::Plain,
        }
    }
}

/// An alarm with its words, for somebody who may read them.
pub(super) struct AlarmView {
    pub(super) id: String,
    pub(super) state: AlarmState,
    /// What it is about, as this reader sees it.
    pub(super) seen: Option<Seen>,
    pub(super) words: String,
    pub(super) raised_at: Timestamp,
    pub(super) raised_by: String,
    /// When somebody was called, and who that was.
    pub(super) called: Option<(Timestamp, String)>,
    pub(super) taken: Option<(Timestamp, String)>,
    pub(super) closed: Option<(Timestamp, String)>,
    /// Of the last closing; it stays when the alarm is opened again.
    pub(super) closed_reason: Option<String>,
    pub(super) reopened: Option<(Timestamp, String)>,
}

/// Whether this person takes and closes alarms.
pub(super) fn may_handle<S: Watches>(actor: &Actor) -> bool {
    S::HANDLE_ALARMS.allows(actor) != Scope::None
}

/// The alarms that are there for a reader, in the order of their list.
pub(super) async fn list_of<S: Watches>(
    tx: &mut Tx,
    keys: &ColumnKeys,
    actor: &Actor,
    now: Timestamp,
) -> Result<Vec<AlarmView>, Failure> {
    let mut views = Vec::new();
    for row in table::list(tx, MOST_ROWS).await? {
        if let Some(view) = view::<S>(tx, keys, actor, now, row).await? {
            views.push(view);
        }
    }
    Ok(views)
}

/// How many open alarms are there for a reader, and how many of these nobody took.
pub(super) async fn count_open<S: Watches>(tx: &mut Tx, actor: &Actor) -> Result<(i64, i64), Failure> {
    let (mut open, mut untaken) = (0, 0);
    for row in table::list_open(tx, MOST_ROWS).await? {
        let seen = find_object::<S>(tx, actor, &row).await?;
        if is_there::<S>(actor, &row, seen.as_ref()) {
            open += 1;
            untaken += i64::from(row.acknowledged_at.is_none());
        }
    }
    Ok((open, untaken))
}

/// One alarm, if it is there for the reader.
pub(super) async fn load<S: Watches>(
    tx: &mut Tx,
    keys: &ColumnKeys,
    actor: &Actor,
    now: Timestamp,
    id: &str,
) -> Result<AlarmView, Failure> {
    let absent = || Failure::absent("alarm");
    let row = table::find(tx, id).await?.ok_or_else(absent)?;
    view::<S>(tx, keys, actor, now, row).await?.ok_or_else(absent)
}

/// What an alarm is about, if that is there for the reader.
async fn find_object<S: Watches>(
    tx: &mut Tx,
    actor: &Actor,
    row: &AlarmRow,
) -> Result<Option<Seen>, Failure> {
    match &row.object {
        Some(object) => S::find_seen(tx, actor, object).await,
        None => Ok(None),
    }
}

/// Who raised it sees it always; who handles alarms, when what it is about is there for them.
fn is_there<S: Watches>(actor: &Actor, row: &AlarmRow, seen: Option<&Seen>) -> bool {
    let is_object_there = row.object.is_none() || seen.is_some();
    row.raised_by == actor.name() || is_object_there && may_handle::<S>(actor)
}

/// The alarm with its words, if it is there for the reader.
async fn view<S: Watches>(
    tx: &mut Tx,
    keys: &ColumnKeys,
    actor: &Actor,
    now: Timestamp,
    row: AlarmRow,
) -> Result<Option<AlarmView>, Failure> {
    let seen = find_object::<S>(tx, actor, &row).await?;
    if !is_there::<S>(actor, &row, seen.as_ref()) {
        return Ok(None);
    }
    let open = |column, sealed: &Sealed<String>| {
        sealed.open_kept(keys, ColumnRef { table: TABLE, row: &row.id, column })
    };
    let maybe = |column, sealed: &Option<Sealed<String>>| {
        sealed.as_ref().map(|sealed| open(column, sealed)).transpose()
    };
    let called_name = maybe("called_name", &row.called_name)?;
    let closed_reason = maybe("closed_reason", &row.closed_reason)?;
    let words = open("words", &row.words)?;
    Ok(Some(AlarmView {
        state: AlarmState::of(&row, now),
        seen,
        words,
        raised_at: row.raised_at,
        raised_by: row.raised_by,
        called: row.called_at.zip(called_name),
        taken: row.acknowledged_at.zip(row.acknowledged_by),
        closed: row.closed_at.zip(row.closed_by),
        closed_reason,
        reopened: row.reopened_at.zip(row.reopened_by),
        id: row.id,
    }))
}
