//! The steps of tips, and what a tip's row notes of them.

use jiff::Timestamp;
use service::{DbError, Sealed, Tx};
use sqlx::Row as _;
use sqlx::any::AnyRow;
use wire::tip::{Door, Mailbox, Opened, TipId};

use super::tips::{TipRow, read_id};
use super::{corrupt, instant, micros};

/// A step of a tip as it is stored.
pub(crate) struct StepRow {
    /// As it was sent.
    pub(crate) tip_id: TipId,
    pub(crate) number: u32,
    /// As the form states it.
    pub(crate) sent_at: Timestamp,
    pub(crate) received_at: Timestamp,
    /// Of the sealed text as it came, hex.
    pub(crate) sealed_sha256: String,
    /// Empty when the step did not open, or is erased.
    pub(crate) opened: Sealed<Opened>,
    /// The text as it came, of a step that did not open.
    pub(crate) unopened: Sealed,
    /// Why it did not open.
    pub(crate) fault: Option<String>,
}

/// Makes sure that a tip has a row, whatever of it comes first.
pub(crate) async fn begin(tx: &mut Tx, tip_id: &TipId, at: Timestamp) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO tip (tip_id, begun_at, last_step_at) VALUES ($1, $2, $2) ON CONFLICT (tip_id) DO NOTHING",
    )
    .bind(tip_id.as_str())
    .bind(micros(at))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The tip whose conversation has this id: the first that named it.
pub(crate) async fn find_by_conversation(tx: &mut Tx, id: &TipId) -> Result<Option<TipId>, DbError> {
    let row =
        sqlx::query("SELECT tip_id FROM tip WHERE conversation_id = $1 ORDER BY begun_at, tip_id LIMIT 1")
            .bind(id.as_str())
            .fetch_optional(tx.conn())
            .await?;
    row.as_ref().map(read_id).transpose()
}

/// Keeps a step; false when one of this place is kept already.
pub(crate) async fn insert_step(tx: &mut Tx, step: &StepRow) -> Result<bool, DbError> {
    let done = sqlx::query(
        "INSERT INTO tip_step (tip_id, number, sent_at, received_at, sealed_sha256, opened, unopened, fault)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (tip_id, number) DO NOTHING",
    )
    .bind(step.tip_id.as_str())
    .bind(i64::from(step.number))
    .bind(micros(step.sent_at))
    .bind(micros(step.received_at))
    .bind(&step.sealed_sha256)
    .bind(step.opened.as_column())
    .bind(step.unopened.as_column())
    .bind(&step.fault)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Keeps what a step says that did not open when it came; false when it is open or erased.
pub(crate) async fn set_opened(
    tx: &mut Tx,
    tip_id: &TipId,
    number: u32,
    opened: &Sealed<Opened>,
) -> Result<bool, DbError> {
    let done = sqlx::query(
        "UPDATE tip_step SET opened = $3, unopened = '', fault = NULL
         WHERE tip_id = $1 AND number = $2 AND fault IS NOT NULL AND unopened <> ''",
    )
    .bind(tip_id.as_str())
    .bind(i64::from(number))
    .bind(opened.as_column())
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Whether a step of this place is kept.
pub(crate) async fn has_step(tx: &mut Tx, tip_id: &TipId, number: u32) -> Result<bool, DbError> {
    let row = sqlx::query("SELECT number FROM tip_step WHERE tip_id = $1 AND number = $2")
        .bind(tip_id.as_str())
        .bind(i64::from(number))
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.is_some())
}

/// Notes that a step came: a closed tip is open again, an erased one is kept again.
pub(crate) async fn note_step(tx: &mut Tx, tip_id: &TipId, at: Timestamp) -> Result<(), DbError> {
    sqlx::query("UPDATE tip SET last_step_at = $2, closed_at = NULL, erased_at = NULL WHERE tip_id = $1")
        .bind(tip_id.as_str())
        .bind(micros(at))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Notes what the first step says, unless an earlier one said it.
pub(crate) async fn note_begun(
    tx: &mut Tx,
    tip_id: &TipId,
    door: Door,
    language: &str,
    country: Option<&str>,
) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE tip SET door = COALESCE(door, $2), language = COALESCE(language, $3), country = COALESCE(country, $4)
         WHERE tip_id = $1",
    )
    .bind(tip_id.as_str())
    .bind(door.as_str())
    .bind(language)
    .bind(country)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Notes that somebody is in danger, or that the child itself did something; never unsaid by a later step.
pub(crate) async fn note_facts(
    tx: &mut Tx,
    tip_id: &TipId,
    in_danger: bool,
    own_act: bool,
) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE tip SET in_danger = CASE WHEN $2 = 1 THEN 1 ELSE in_danger END,
             own_act = CASE WHEN $3 = 1 THEN 1 ELSE own_act END WHERE tip_id = $1",
    )
    .bind(tip_id.as_str())
    .bind(i64::from(in_danger))
    .bind(i64::from(own_act))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Notes the last step, and the mailbox that it names, unless an earlier one named another.
pub(crate) async fn note_finished(
    tx: &mut Tx,
    tip_id: &TipId,
    mailbox: Option<(&Mailbox, &TipId)>,
    at: Timestamp,
) -> Result<(), DbError> {
    sqlx::query("UPDATE tip SET finished_at = COALESCE(finished_at, $2) WHERE tip_id = $1")
        .bind(tip_id.as_str())
        .bind(micros(at))
        .execute(tx.conn())
        .await?;
    let Some((mailbox, conversation)) = mailbox else { return Ok(()) };
    sqlx::query(
        "UPDATE tip SET mailbox_id = $2, mailbox_key = $3, conversation_id = $4
         WHERE tip_id = $1 AND mailbox_id IS NULL",
    )
    .bind(tip_id.as_str())
    .bind(&mailbox.id)
    .bind(&mailbox.public_key)
    .bind(conversation.as_str())
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The steps of a tip in the order in which they were sent.
pub(crate) async fn list_steps(tx: &mut Tx, tip: &TipRow) -> Result<Vec<StepRow>, DbError> {
    let [own, conversation] = tip.ids();
    let rows = sqlx::query(
        "SELECT * FROM tip_step WHERE tip_id = $1 OR tip_id = $2 ORDER BY sent_at, received_at, number",
    )
    .bind(own)
    .bind(conversation)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(read_step).collect()
}

/// The next steps after a place that opened and are not erased, each with the tip that it is part of.
pub(crate) async fn list_opened(
    tx: &mut Tx,
    (tip_id, number): (&str, i64),
    limit: i64,
) -> Result<Vec<(String, StepRow)>, DbError> {
    let rows = sqlx::query(
        "SELECT s.*, COALESCE((SELECT MIN(t.tip_id) FROM tip t WHERE t.conversation_id = s.tip_id), s.tip_id) AS part_of
         FROM tip_step s WHERE s.opened <> '' AND (s.tip_id > $1 OR (s.tip_id = $1 AND s.number > $2))
         ORDER BY s.tip_id, s.number LIMIT $3",
    )
    .bind(tip_id)
    .bind(number)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(|row| Ok((row.try_get("part_of")?, read_step(row)?))).collect()
}

fn read_step(row: &AnyRow) -> Result<StepRow, DbError> {
    Ok(StepRow {
        tip_id: read_id(row)?,
        number: u32::try_from(row.try_get::<i64, _>("number")?).map_err(|_| corrupt("number"))?,
        sent_at: instant(row, "sent_at")?,
        received_at: instant(row, "received_at")?,
        sealed_sha256: row.try_get("sealed_sha256")?,
        opened: Sealed::from_column(row.try_get("opened")?),
        unopened: Sealed::from_column(row.try_get("unopened")?),
        fault: row.try_get("fault")?,
    })
}
