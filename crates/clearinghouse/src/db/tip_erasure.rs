//! What of tips may be due, overwriting what was erased, and tips as a notice of a breach counts them.

use jiff::Timestamp;
use model::retention::{Category, Start};
use service::breach::Record;
use service::rights::{Kept, ObjectRef, Overwritten};
use service::{DbError, Tx};
use sqlx::any::AnyRow;
use wire::tip::TipId;

use super::tips::read_id;
use super::{instant, micros, optional_instant};
use crate::tips::{PREFIX, object_id};

/// Most tips in one page of what is due.
const MOST: i64 = 500;

/// One tip, or without an id those after this beginning and identifier that were begun by `begun`, oldest first.
pub(crate) async fn list_kept(
    tx: &mut Tx,
    tip_id: Option<&TipId>,
    begun: Timestamp,
    (after, after_id): (Timestamp, &str),
) -> Result<Vec<Kept>, DbError> {
    // each by its own index: an engine that is asked for both at once reads all
    let rows = match tip_id {
        Some(tip_id) => {
            sqlx::query("SELECT tip_id, begun_at FROM tip WHERE erased_at IS NULL AND tip_id = $1")
                .bind(tip_id.as_str())
                .fetch_all(tx.conn())
                .await?
        }
        None => {
            sqlx::query(
                "SELECT tip_id, begun_at FROM tip
                 WHERE erased_at IS NULL AND begun_at <= $1 AND begun_at >= $2 AND (begun_at > $2 OR tip_id > $3)
                 ORDER BY begun_at, tip_id LIMIT $4",
            )
            .bind(micros(begun))
            .bind(micros(after))
            .bind(after_id.strip_prefix(PREFIX).unwrap_or_default())
            .bind(MOST)
            .fetch_all(tx.conn())
            .await?
        }
    };
    let read = |row: &AnyRow| {
        let begun_at = instant(row, "begun_at")?;
        Ok(Kept {
            object: ObjectRef::new("tip", object_id(&read_id(row)?)),
            category: Category::Tip,
            start: Start::At(begun_at),
            recorded_at: begun_at,
        })
    };
    rows.iter().map(read).collect()
}

/// Overwrites what a tip says, what was answered and why it was decided so; that it came, and what was decided, stays.
pub(crate) async fn wipe_tip(
    tx: &mut Tx,
    done: &mut Overwritten,
    tip_id: &TipId,
    at: Timestamp,
) -> Result<(), DbError> {
    for (table, sql) in [
        (
            "tip_step",
            "UPDATE tip_step SET opened = '', unopened = ''
             WHERE tip_id = $1 OR tip_id = (SELECT conversation_id FROM tip WHERE tip_id = $1)",
        ),
        (
            "tip_answer",
            "UPDATE tip_answer SET words = '', for_mailbox = ''
             WHERE tip_id = $1 OR tip_id = (SELECT conversation_id FROM tip WHERE tip_id = $1)",
        ),
        (
            "tip_decision",
            "UPDATE tip_decision SET reason = ''
             WHERE tip_id = $1 OR tip_id = (SELECT conversation_id FROM tip WHERE tip_id = $1)",
        ),
    ] {
        let wiped = sqlx::query(sql).bind(tip_id.as_str()).execute(tx.conn()).await?.rows_affected();
        if wiped > 0 {
            done.add(table, wiped);
        }
    }
    // a conversation whose first message came before it was known as one has a row of its own, which must not stay behind
    let tips = sqlx::query(
        "UPDATE tip SET door = NULL, language = NULL, country = NULL, in_danger = 0, own_act = 0, mailbox_id = NULL,
             mailbox_key = NULL, conversation_id = NULL, erased_at = $2
         WHERE tip_id = $1 OR tip_id = (SELECT p.conversation_id FROM tip p WHERE p.tip_id = $1)",
    )
    .bind(tip_id.as_str())
    .bind(micros(at))
    .execute(tx.conn())
    .await?;
    done.add("tip", tips.rows_affected());
    Ok(())
}

/// Tips after the one named `after`. Each concerns one person at least; they are not told apart.
pub(crate) async fn list_records(tx: &mut Tx, after: &str, limit: i64) -> Result<Vec<Record>, DbError> {
    let rows =
        sqlx::query("SELECT tip_id, begun_at, erased_at FROM tip WHERE tip_id > $1 ORDER BY tip_id LIMIT $2")
            .bind(after.strip_prefix(PREFIX).unwrap_or_default())
            .bind(limit)
            .fetch_all(tx.conn())
            .await?;
    let read = |row: &AnyRow| {
        let id = object_id(&read_id(row)?);
        Ok(Record {
            recorded_at: instant(row, "begun_at")?,
            erased_at: optional_instant(row, "erased_at")?,
            persons: Vec::new(),
            unidentified: vec![id.clone()],
            id,
        })
    };
    rows.iter().map(read).collect()
}
