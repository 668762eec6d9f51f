//! Tips by the public, as lists and pages of the staff need them; no words.

use jiff::Timestamp;
use service::{DbError, Tx};
use sqlx::Row as _;
use sqlx::any::AnyRow;
use wire::tip::{Door, Mailbox, TipId};

use super::{corrupt, flag, instant, micros, optional_instant};
use crate::tip_state::TipState;

/// A tip as it is stored; no words.
#[derive(Clone)]
pub(crate) struct TipRow {
    pub(crate) tip_id: TipId,
    pub(crate) state: TipState,
    pub(crate) begun_at: Timestamp,
    pub(crate) last_step_at: Timestamp,
    pub(crate) closed_at: Option<Timestamp>,
    /// Absent while the step that says it has not come, or does not open.
    pub(crate) door: Option<Door>,
    /// `en` or `es`: the language of the form.
    pub(crate) language: Option<String>,
    pub(crate) country: Option<String>,
    pub(crate) in_danger: bool,
    pub(crate) own_act: bool,
    pub(crate) mailbox: Option<Mailbox>,
    pub(crate) claimed_by: Option<String>,
    pub(crate) erased_at: Option<Timestamp>,
    /// How many steps came, and how many of them did not open; read, not written.
    pub(crate) steps: i64,
    pub(crate) unopened: i64,
    /// How many answers were written; read, not written.
    pub(crate) answers: i64,
}

impl TipRow {
    /// Whether it tells of a child's own act, whoever tells it: such a tip protects, and accuses nobody. The form asks a child and its
    /// parents; where somebody else says so in words, an analyst marks it.
    pub(crate) fn is_protection(&self) -> bool {
        self.own_act
    }

    /// Both ids under which steps, answers and decisions of this tip may stand: its own, and that of its conversation.
    pub(crate) fn ids(&self) -> [String; 2] {
        let conversation = self.mailbox.as_ref().and_then(|mailbox| mailbox.conversation().ok());
        [self.tip_id.to_string(), conversation.map(String::from).unwrap_or_default()]
    }
}

/// `SELECT` of tips `t`: `$1` is the instant since which an unfinished one is idle. What came under the id of another tip's conversation is
/// part of that one.
const SELECT: &str = "SELECT t.* FROM (SELECT p.*,
        CASE WHEN p.closed_at IS NOT NULL THEN 'closed' WHEN p.finished_at IS NOT NULL THEN 'finished'
             WHEN p.last_step_at <= $1 THEN 'unfinished' ELSE 'open' END AS standing,
        (SELECT CAST(COUNT(*) AS BIGINT) FROM tip_step s WHERE s.tip_id = p.tip_id OR s.tip_id = p.conversation_id)
            AS steps,
        (SELECT CAST(COUNT(*) AS BIGINT) FROM tip_step s
             WHERE (s.tip_id = p.tip_id OR s.tip_id = p.conversation_id) AND s.fault IS NOT NULL) AS unopened,
        (SELECT CAST(COUNT(*) AS BIGINT) FROM tip_answer a WHERE a.tip_id = p.tip_id) AS answers
     FROM tip p WHERE NOT EXISTS (SELECT 1 FROM tip o WHERE o.conversation_id = p.tip_id AND o.tip_id <> p.tip_id)) t";

/// Which tips a list holds, of those that are not erased.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Which {
    /// Those in this state alone.
    pub(crate) state: Option<TipState>,
    /// Those alone that nobody works on, and that are not closed.
    pub(crate) unclaimed: bool,
}

/// `WHERE` of a list: `$2` is a state or empty, `$3` is empty unless only those in nobody's hands are wanted.
const LISTED: &str = "WHERE t.erased_at IS NULL AND ($2 = '' OR t.standing = $2)
     AND ($3 = '' OR (t.claimed_by IS NULL AND t.closed_at IS NULL))";

/// In what order a list of tips stands. Danger always comes first, and what is closed last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TipOrder {
    /// By arrival of the first step.
    Begun,
    /// By arrival of the last step.
    LastStep,
}

/// Notes who works on a tip.
pub(crate) async fn claim(tx: &mut Tx, tip_id: &TipId, by: &str, at: Timestamp) -> Result<(), DbError> {
    sqlx::query("UPDATE tip SET claimed_by = $2, claimed_at = $3 WHERE tip_id = $1")
        .bind(tip_id.as_str())
        .bind(by)
        .bind(micros(at))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Closes a tip at an instant, or opens it again.
pub(crate) async fn set_closed(tx: &mut Tx, tip_id: &TipId, at: Option<Timestamp>) -> Result<(), DbError> {
    sqlx::query("UPDATE tip SET closed_at = $2 WHERE tip_id = $1")
        .bind(tip_id.as_str())
        .bind(at.map(micros))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The tip with this id, erased ones too.
pub(crate) async fn find(tx: &mut Tx, tip_id: &TipId, idle: Timestamp) -> Result<Option<TipRow>, DbError> {
    let row = sqlx::query(sqlx::AssertSqlSafe(format!("{SELECT} WHERE t.tip_id = $2")))
        .bind(micros(idle))
        .bind(tip_id.as_str())
        .fetch_optional(tx.conn())
        .await?;
    row.as_ref().map(read).transpose()
}

/// One page of a list: danger first, closed ones last.
pub(crate) async fn list_page(
    tx: &mut Tx,
    which: Which,
    (order, descending): (TipOrder, bool),
    (limit, offset): (i64, i64),
    idle: Timestamp,
) -> Result<Vec<TipRow>, DbError> {
    let order = match (order, descending) {
        (TipOrder::Begun, false) => "t.begun_at, t.tip_id",
        (TipOrder::Begun, true) => "t.begun_at DESC, t.tip_id",
        (TipOrder::LastStep, false) => "t.last_step_at, t.tip_id",
        (TipOrder::LastStep, true) => "t.last_step_at DESC, t.tip_id",
    };
    // the order is one of the four texts above
    let sql = format!(
        "{SELECT} {LISTED}
         ORDER BY CASE WHEN t.closed_at IS NULL THEN t.in_danger ELSE -1 END DESC, {order} LIMIT $4 OFFSET $5"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(micros(idle))
        .bind(which.state.map_or("", TipState::as_str))
        .bind(if which.unclaimed { "yes" } else { "" })
        .bind(limit)
        .bind(offset)
        .fetch_all(tx.conn())
        .await?;
    rows.iter().map(read).collect()
}

/// How many tips a list holds.
pub(crate) async fn count_listed(tx: &mut Tx, which: Which, idle: Timestamp) -> Result<i64, DbError> {
    let sql = format!("SELECT CAST(COUNT(*) AS BIGINT) AS tips FROM ({SELECT} {LISTED}) u");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(micros(idle))
        .bind(which.state.map_or("", TipState::as_str))
        .bind(if which.unclaimed { "yes" } else { "" })
        .fetch_one(tx.conn())
        .await?;
    Ok(row.try_get("tips")?)
}

/// How many tips that are not erased stand in each state.
pub(crate) async fn count_by_state(tx: &mut Tx, idle: Timestamp) -> Result<Vec<(TipState, i64)>, DbError> {
    let sql = format!(
        "SELECT u.standing, CAST(COUNT(*) AS BIGINT) AS tips FROM ({SELECT}) u
         WHERE u.erased_at IS NULL GROUP BY u.standing"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(micros(idle)).fetch_all(tx.conn()).await?;
    let mut counts = Vec::new();
    for row in &rows {
        counts.push((read_state(row)?, row.try_get("tips")?));
    }
    counts.sort_by_key(|(state, _)| *state);
    Ok(counts)
}

/// What of the tips waits for somebody.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct TipsWaiting {
    /// Not closed.
    pub(crate) waiting: i64,
    /// Not closed, and somebody is in danger.
    pub(crate) in_danger: i64,
    /// Not closed, and in nobody's hands.
    pub(crate) unclaimed: i64,
}

/// What of the tips waits for somebody.
pub(crate) async fn count_waiting(tx: &mut Tx) -> Result<TipsWaiting, DbError> {
    let row = sqlx::query(
        "SELECT CAST(COUNT(*) AS BIGINT) AS waiting, CAST(COALESCE(SUM(p.in_danger), 0) AS BIGINT) AS in_danger,
             CAST(COALESCE(SUM(CASE WHEN p.claimed_by IS NULL THEN 1 ELSE 0 END), 0) AS BIGINT) AS unclaimed
         FROM tip p WHERE p.closed_at IS NULL AND p.erased_at IS NULL
             AND NOT EXISTS (SELECT 1 FROM tip o WHERE o.conversation_id = p.tip_id AND o.tip_id <> p.tip_id)",
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(TipsWaiting {
        waiting: row.try_get("waiting")?,
        in_danger: row.try_get("in_danger")?,
        unclaimed: row.try_get("unclaimed")?,
    })
}

pub(super) fn read_id(row: &AnyRow) -> Result<TipId, DbError> {
    row.try_get::<String, _>("tip_id")?.parse().map_err(|_| corrupt("tip_id"))
}

fn read_state(row: &AnyRow) -> Result<TipState, DbError> {
    TipState::parse(&row.try_get::<String, _>("standing")?).ok_or_else(|| corrupt("standing"))
}

fn read(row: &AnyRow) -> Result<TipRow, DbError> {
    let door: Option<String> = row.try_get("door")?;
    let mailbox_id: Option<String> = row.try_get("mailbox_id")?;
    let mailbox_key: Option<String> = row.try_get("mailbox_key")?;
    Ok(TipRow {
        tip_id: read_id(row)?,
        state: read_state(row)?,
        begun_at: instant(row, "begun_at")?,
        last_step_at: instant(row, "last_step_at")?,
        closed_at: optional_instant(row, "closed_at")?,
        door: door.map(|door| Door::parse(&door).ok_or_else(|| corrupt("door"))).transpose()?,
        language: row.try_get("language")?,
        country: row.try_get("country")?,
        in_danger: flag(row, "in_danger")?,
        own_act: flag(row, "own_act")?,
        mailbox: mailbox_id.zip(mailbox_key).map(|(id, public_key)| Mailbox { id, public_key }),
        claimed_by: row.try_get("claimed_by")?,
        erased_at: optional_instant(row, "erased_at")?,
        steps: row.try_get("steps")?,
        unopened: row.try_get("unopened")?,
        answers: row.try_get("answers")?,
    })
}
