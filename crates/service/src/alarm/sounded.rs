//! Alarms that a role raises by itself, from within an action of its own: what a program notices, and a person has to see to.
//!
//! They are the alarms of the staff: the same list, taken by a person, closed with a reason. Nothing here calls anybody, which is the role's.

use jiff::Timestamp;
use model::Id;

use super::Alarm;
use crate::db::Tx;
use crate::db::alarms::{self as table, NewRow, TABLE};
use crate::rights::ObjectRef;
use crate::{Acting, ColumnRef, Failure, Sealed};

/// How far somebody has come with an alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nobody took it.
    Waiting,
    /// Somebody took it. That is not handled.
    Taken,
    /// It was closed with a reason: handled.
    Closed,
}

/// How an alarm stands; none where there is none, or where what it said was erased with its object.
///
/// # Errors
/// When the database fails.
pub async fn standing(tx: &mut Tx, id: Id<Alarm>) -> Result<Option<Standing>, Failure> {
    let row = table::find(tx, &id.to_string()).await?;
    let row = row.filter(|row| !row.words.as_column().is_empty());
    Ok(row.map(|row| match (row.closed_at, row.acknowledged_at) {
        (Some(_), _) => Standing::Closed,
        (None, Some(_)) => Standing::Taken,
        (None, None) => Standing::Waiting,
    }))
}

/// The identifier of an alarm on an object that nobody has closed yet, if there is one.
///
/// # Errors
/// When the database fails.
pub async fn find_open_on(tx: &mut Tx, object: &ObjectRef) -> Result<Option<String>, Failure> {
    Ok(table::find_open_on(tx, object).await?)
}

/// Raises an alarm on an object, in the name of whoever acts.
///
/// # Errors
/// When the database fails.
pub async fn sound(acting: &mut Acting<'_>, object: &ObjectRef, words: &str) -> Result<Id<Alarm>, Failure> {
    let id: Id<Alarm> = acting.new_id();
    let row_id = id.to_string();
    let words = sealed(acting, &row_id, "words", words)?;
    let row = NewRow {
        id: &row_id,
        object: Some(object),
        words: &words,
        raised_at: acting.now,
        raised_by: acting.actor.name(),
        called: None,
    };
    table::insert(acting.tx, &row).await?;
    Ok(id)
}

/// Lets an alarm sound again with new words: whoever took or closed it did not know what they say, so it waits for somebody anew.
///
/// # Errors
/// When the database fails.
pub async fn sound_again(acting: &mut Acting<'_>, id: Id<Alarm>, words: &str) -> Result<(), Failure> {
    let row_id = id.to_string();
    say(acting, id, words).await?;
    let (now, by) = (acting.now, acting.actor.name().to_owned());
    table::wait_again(acting.tx, &row_id, now, &by).await?;
    Ok(())
}

/// Says an alarm in other words; one that was erased stays so.
///
/// # Errors
/// When the database fails.
pub async fn say(acting: &mut Acting<'_>, id: Id<Alarm>, words: &str) -> Result<(), Failure> {
    let row_id = id.to_string();
    let words = sealed(acting, &row_id, "words", words)?;
    Ok(table::set_words(acting.tx, &row_id, &words).await?)
}

/// Keeps who was called for an alarm last, and when.
///
/// # Errors
/// When the database fails.
pub async fn note_called(
    acting: &mut Acting<'_>,
    id: Id<Alarm>,
    name: &str,
    at: Timestamp,
) -> Result<(), Failure> {
    let row_id = id.to_string();
    let name = sealed(acting, &row_id, "called_name", name)?;
    Ok(table::set_called(acting.tx, &row_id, at, &name).await?)
}

fn sealed(
    acting: &Acting<'_>,
    row: &str,
    column: &'static str,
    text: &str,
) -> Result<Sealed<String>, Failure> {
    let column = ColumnRef { table: TABLE, row, column };
    Ok(Sealed::seal(acting.columns(), column, &text.to_owned(), acting.rng())?)
}
