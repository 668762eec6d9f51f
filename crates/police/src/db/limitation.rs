//! The clock of limitation: what officers noted of it, and the days that lists are sorted by.

use jiff::Timestamp;
use jiff::civil::Date;
use model::Id;
use model::kind::{Act, Person};
use service::Sealed;
use sqlx::Error;
use sqlx::any::AnyRow;

use super::{Columns, DbError, Tx, read_all, undecodable};
use crate::ids::LimitationNote;

/// What an officer noted of a person's clock.
pub(crate) struct NoteRow {
    pub(crate) note_id: Id<LimitationNote>,
    pub(crate) kind: NoteKind,
    pub(crate) noted_on: Date,
    pub(crate) grounds: Sealed<String>,
    pub(crate) recorded_at: Timestamp,
    pub(crate) recorded_by: String,
    pub(crate) standing: bool,
    pub(crate) withdrawn_reason: Option<Sealed<String>>,
}

/// What a note says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoteKind {
    /// Something stopped the clock on the day.
    Stopped,
    /// Somebody says that it runs from the day only.
    LaterStart,
}

impl NoteKind {
    /// As columns and forms write it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Stopped => "stopped",
            Self::LaterStart => "later_start",
        }
    }

    /// By its word.
    pub(crate) fn find(word: &str) -> Option<Self> {
        [Self::Stopped, Self::LaterStart].into_iter().find(|kind| kind.as_str() == word)
    }
}

/// An act whose clock is computed, with its author by the standing identification.
pub(crate) struct TimedAct {
    pub(crate) act_id: Id<Act>,
    pub(crate) happened_at: Timestamp,
    pub(crate) person_id: Option<Id<Person>>,
}

fn read_note(row: &AnyRow) -> Result<NoteRow, Error> {
    let kind = row.text("kind")?;
    let unknown = || undecodable("kind", std::io::Error::other(format!("no kind of note: {kind}")));
    Ok(NoteRow {
        note_id: row.id("note_id")?,
        kind: NoteKind::find(&kind).ok_or_else(unknown)?,
        noted_on: row.parsed("noted_on")?,
        grounds: Sealed::from_column(row.text("grounds")?),
        recorded_at: row.instant("recorded_at")?,
        recorded_by: row.text("recorded_by")?,
        standing: row.flag("standing")?,
        withdrawn_reason: row.maybe_text("withdrawn_reason")?.map(Sealed::from_column),
    })
}

fn read_timed(row: &AnyRow) -> Result<TimedAct, Error> {
    Ok(TimedAct {
        act_id: row.id("act_id")?,
        happened_at: row.instant("happened_at")?,
        person_id: row.maybe_id("person_id")?,
    })
}

fn read_note_act(row: &AnyRow) -> Result<(Id<LimitationNote>, Id<Act>), Error> {
    Ok((row.id("note_id")?, row.id("act_id")?))
}

fn read_act_id(row: &AnyRow) -> Result<Id<Act>, Error> {
    row.id("act_id")
}

pub(crate) async fn insert_note(
    tx: &mut Tx,
    person_id: Id<Person>,
    row: &NoteRow,
    acts: &[Id<Act>],
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO limitation_note (note_id, person_id, kind, noted_on, grounds, recorded_at, recorded_by, standing)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 1)",
    )
    .bind(row.note_id.to_string())
    .bind(person_id.to_string())
    .bind(row.kind.as_str())
    .bind(row.noted_on.to_string())
    .bind(row.grounds.as_column())
    .bind(row.recorded_at.as_microsecond())
    .bind(&row.recorded_by)
    .execute(tx.conn())
    .await?;
    for act_id in acts {
        sqlx::query("INSERT INTO limitation_note_act (note_id, act_id) VALUES ($1, $2)")
            .bind(row.note_id.to_string())
            .bind(act_id.to_string())
            .execute(tx.conn())
            .await?;
    }
    Ok(())
}

/// Every note on a person, standing or not, oldest first; whoever shows them has found the person for its reader.
pub(crate) async fn list_notes(tx: &mut Tx, person_id: Id<Person>) -> Result<Vec<NoteRow>, DbError> {
    let rows = sqlx::query("SELECT * FROM limitation_note WHERE person_id = $1 ORDER BY note_id")
        .bind(person_id.to_string())
        .fetch_all(tx.conn())
        .await?;
    read_all(&rows, read_note)
}

/// Of which acts the notes on a person speak.
pub(crate) async fn list_note_acts(
    tx: &mut Tx,
    person_id: Id<Person>,
) -> Result<Vec<(Id<LimitationNote>, Id<Act>)>, DbError> {
    let rows = sqlx::query(
        "SELECT limitation_note_act.note_id, limitation_note_act.act_id FROM limitation_note
         JOIN limitation_note_act ON limitation_note_act.note_id = limitation_note.note_id
         WHERE limitation_note.person_id = $1 ORDER BY limitation_note_act.note_id, limitation_note_act.act_id",
    )
    .bind(person_id.to_string())
    .fetch_all(tx.conn())
    .await?;
    read_all(&rows, read_note_act)
}

/// Whose clock a note is on.
pub(crate) async fn find_person_of_note(
    tx: &mut Tx,
    note_id: Id<LimitationNote>,
) -> Result<Option<Id<Person>>, DbError> {
    let row = sqlx::query("SELECT person_id FROM limitation_note WHERE note_id = $1")
        .bind(note_id.to_string())
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.map(|row| row.id("person_id")).transpose()?)
}

/// An act with its author.
pub(crate) async fn find_timed(tx: &mut Tx, act_id: Id<Act>) -> Result<Option<TimedAct>, DbError> {
    let row = sqlx::query(
        "SELECT act.act_id, act.happened_at,
             (SELECT identification.person_id FROM identified_act
              JOIN identification ON identification.identification_id = identified_act.identification_id
              WHERE identified_act.act_id = act.act_id AND identified_act.standing = 1) AS person_id
         FROM act WHERE act.act_id = $1",
    )
    .bind(act_id.to_string())
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.as_ref().map(read_timed).transpose()?)
}

/// Acts whose clock was never computed, after this one, in pieces.
pub(crate) async fn list_unfilled(tx: &mut Tx, after: &str, limit: i64) -> Result<Vec<Id<Act>>, DbError> {
    let sql = "SELECT act_id FROM act WHERE limitation_until = '' AND act_id > $1 ORDER BY act_id LIMIT $2";
    let rows = sqlx::query(sql).bind(after).bind(limit).fetch_all(tx.conn()).await?;
    read_all(&rows, read_act_id)
}

/// The acts that an identification attributes, while it stands.
pub(crate) async fn list_acts_of_identification(
    tx: &mut Tx,
    identification_id: Id<crate::ids::Identification>,
) -> Result<Vec<Id<Act>>, DbError> {
    let sql =
        "SELECT act_id FROM identified_act WHERE identification_id = $1 AND standing = 1 ORDER BY act_id";
    let rows = sqlx::query(sql).bind(identification_id.to_string()).fetch_all(tx.conn()).await?;
    read_all(&rows, read_act_id)
}

/// The acts that a disclosure request asks about.
pub(crate) async fn list_acts_of_request(
    tx: &mut Tx,
    request_id: Id<crate::ids::DisclosureRequest>,
) -> Result<Vec<Id<Act>>, DbError> {
    let sql = "SELECT DISTINCT act_id FROM disclosure_line
         WHERE request_id = $1 AND act_id IS NOT NULL ORDER BY act_id";
    let rows = sqlx::query(sql).bind(request_id.to_string()).fetch_all(tx.conn()).await?;
    read_all(&rows, read_act_id)
}

/// Sets the first day on which an act may have lapsed; the end of the calendar where no clock runs.
pub(crate) async fn set_until(tx: &mut Tx, act_id: Id<Act>, until: Date) -> Result<(), DbError> {
    sqlx::query("UPDATE act SET limitation_until = $2 WHERE act_id = $1")
        .bind(act_id.to_string())
        .bind(until.to_string())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Keeps what the first days of a referral's reports are now that it has come.
pub(crate) async fn note_arrival(tx: &mut Tx, referral_id: &str) -> Result<(), DbError> {
    let earliest = |column: &str| {
        format!(
            "COALESCE((SELECT MIN(report.{column}) FROM referral_report
                 JOIN report ON report.report_id = referral_report.report_id
                 WHERE referral_report.referral_id = referral.referral_id), '9999-12-31')"
        )
    };
    let sql = format!(
        "UPDATE referral SET evidence_on_arrival = {}, limitation_on_arrival = {} WHERE referral_id = $1",
        earliest("evidence_until"),
        earliest("limitation_until")
    );
    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(referral_id).execute(tx.conn()).await?;
    Ok(())
}

/// A day of a list, where its clock runs.
pub(super) fn maybe_day(row: &AnyRow, column: &str) -> Result<Option<Date>, Error> {
    let text = row.text(column)?;
    if text.is_empty() {
        return Ok(None);
    }
    let day: Date = text.parse().map_err(|source| undecodable(column, source))?;
    Ok((day != Date::MAX).then_some(day))
}
