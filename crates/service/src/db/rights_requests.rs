//! Requests of persons about their own data.

use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{DbError, Tx, from_micros, to_micros};
use crate::Sealed;
use crate::rights_desk::{Age, Channel, Decision, Found, Ground, IdentityCheck, Right, Token, TokenKind};

pub(crate) const TABLE: &str = "rights_request";

/// A request as it is registered.
pub(crate) struct NewRow<'a> {
    pub(crate) id: &'a str,
    pub(crate) right: Right,
    pub(crate) token_kind: TokenKind,
    pub(crate) token: &'a Sealed<Token>,
    pub(crate) requester: &'a Sealed<String>,
    pub(crate) channel: Channel,
    pub(crate) identity_check: IdentityCheck,
    pub(crate) identity_note: &'a Sealed<String>,
    pub(crate) age: Age,
    pub(crate) representative: Option<&'a Sealed<String>>,
    pub(crate) received_on: Date,
    pub(crate) due_on: Date,
    pub(crate) registered_at: Timestamp,
    pub(crate) registered_by: &'a str,
}

/// A request as it stands.
pub(crate) struct RequestRow {
    pub(crate) id: String,
    pub(crate) right: Right,
    pub(crate) token_kind: TokenKind,
    pub(crate) token: Sealed<Token>,
    pub(crate) requester: Sealed<String>,
    pub(crate) channel: Channel,
    pub(crate) identity_check: IdentityCheck,
    pub(crate) identity_note: Sealed<String>,
    pub(crate) age: Age,
    pub(crate) representative: Option<Sealed<String>>,
    pub(crate) received_on: Date,
    pub(crate) due_on: Date,
    pub(crate) registered_at: Timestamp,
    pub(crate) registered_by: String,
    pub(crate) extended_until_on: Option<Date>,
    pub(crate) extended_reason: Option<Sealed<String>>,
    pub(crate) searched_at: Option<Timestamp>,
    pub(crate) found: Option<Sealed<Vec<Found>>>,
    pub(crate) decision: Option<Decision>,
    pub(crate) ground: Option<Ground>,
    pub(crate) decision_reason: Option<Sealed<String>>,
    pub(crate) decided_at: Option<Timestamp>,
    pub(crate) decided_by: Option<String>,
}

impl RequestRow {
    /// The last day for the answer.
    pub(crate) fn answer_by(&self) -> Date {
        self.extended_until_on.unwrap_or(self.due_on)
    }
}

pub(crate) async fn insert(tx: &mut Tx, row: &NewRow<'_>) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO rights_request (rights_request_id, asked_right, token_kind, token, requester, channel, identity_check,
             identity_note, subject_age, representative, received_on, due_on, registered_at, registered_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind(row.id)
    .bind(row.right.as_str())
    .bind(row.token_kind.as_str())
    .bind(row.token.as_column())
    .bind(row.requester.as_column())
    .bind(row.channel.as_str())
    .bind(row.identity_check.as_str())
    .bind(row.identity_note.as_column())
    .bind(row.age.as_str())
    .bind(row.representative.map(Sealed::as_column))
    .bind(row.received_on.to_string())
    .bind(row.due_on.to_string())
    .bind(to_micros(row.registered_at))
    .bind(row.registered_by)
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(crate) async fn find(tx: &mut Tx, id: &str) -> Result<Option<RequestRow>, DbError> {
    let row = sqlx::query("SELECT * FROM rights_request WHERE rights_request_id = $1 AND token <> ''")
        .bind(id)
        .fetch_optional(tx.conn())
        .await?;
    row.as_ref().map(read).transpose()
}

/// How many are kept.
pub(crate) async fn count(tx: &mut Tx) -> Result<i64, DbError> {
    let sql = "SELECT COUNT(*) FROM rights_request WHERE token <> ''";
    Ok(sqlx::query_scalar(sql).fetch_one(tx.conn()).await?)
}

/// Those to be answered first, by their day; then the newest decided ones.
pub(crate) async fn list(tx: &mut Tx, offset: i64, limit: i64) -> Result<Vec<RequestRow>, DbError> {
    let rows = sqlx::query(
        "SELECT * FROM rights_request WHERE token <> ''
         ORDER BY CASE WHEN decision IS NULL THEN 0 ELSE 1 END,
             CASE WHEN decision IS NULL THEN COALESCE(extended_until_on, due_on) ELSE '' END, rights_request_id DESC
         LIMIT $1 OFFSET $2",
    )
    .bind(limit)
    .bind(offset)
    .fetch_all(tx.conn())
    .await?;
    rows.iter().map(read).collect()
}

/// Keeps what a look-up found; the newest stands.
pub(crate) async fn set_found(
    tx: &mut Tx,
    id: &str,
    found: &Sealed<Vec<Found>>,
    at: Timestamp,
    by: &str,
) -> Result<(), DbError> {
    sqlx::query("UPDATE rights_request SET found = $1, searched_at = $2, searched_by = $3 WHERE rights_request_id = $4")
        .bind(found.as_column())
        .bind(to_micros(at))
        .bind(by)
        .bind(id)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Extends a request once, while it is open; says whether it did.
pub(crate) async fn extend(
    tx: &mut Tx,
    id: &str,
    until_on: Date,
    reason: &Sealed<String>,
    at: Timestamp,
    by: &str,
) -> Result<bool, DbError> {
    let done = sqlx::query(
        "UPDATE rights_request SET extended_until_on = $1, extended_reason = $2, extended_at = $3, extended_by = $4
         WHERE rights_request_id = $5 AND decision IS NULL AND extended_until_on IS NULL",
    )
    .bind(until_on.to_string())
    .bind(reason.as_column())
    .bind(to_micros(at))
    .bind(by)
    .bind(id)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Decides an open request; says whether it was open.
pub(crate) async fn decide(
    tx: &mut Tx,
    id: &str,
    decision: (Decision, Option<Ground>),
    reason: &Sealed<String>,
    at: Timestamp,
    by: &str,
) -> Result<bool, DbError> {
    let done = sqlx::query(
        "UPDATE rights_request SET decision = $1, ground = $2, decision_reason = $3, decided_at = $4, decided_by = $5
         WHERE rights_request_id = $6 AND decision IS NULL",
    )
    .bind(decision.0.as_str())
    .bind(decision.1.map(Ground::as_str))
    .bind(reason.as_column())
    .bind(to_micros(at))
    .bind(by)
    .bind(id)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

fn read(row: &AnyRow) -> Result<RequestRow, DbError> {
    let text = |column: &'static str| -> Result<String, DbError> { Ok(row.try_get(column)?) };
    let maybe = |column: &'static str| -> Result<Option<String>, DbError> { Ok(row.try_get(column)?) };
    let sealed = |column| Ok::<_, DbError>(maybe(column)?.map(Sealed::from_column));
    Ok(RequestRow {
        id: text("rights_request_id")?,
        right: word("asked_right", text("asked_right")?, Right::find)?,
        token_kind: word("token_kind", text("token_kind")?, TokenKind::find)?,
        token: Sealed::from_column(text("token")?),
        requester: Sealed::from_column(text("requester")?),
        channel: word("channel", text("channel")?, Channel::find)?,
        identity_check: word("identity_check", text("identity_check")?, IdentityCheck::find)?,
        identity_note: Sealed::from_column(text("identity_note")?),
        age: word("subject_age", text("subject_age")?, Age::find)?,
        representative: sealed("representative")?,
        received_on: day("received_on", &text("received_on")?)?,
        due_on: day("due_on", &text("due_on")?)?,
        registered_at: from_micros("registered_at", row.try_get("registered_at")?)?,
        registered_by: text("registered_by")?,
        extended_until_on: maybe("extended_until_on")?
            .map(|text| day("extended_until_on", &text))
            .transpose()?,
        extended_reason: sealed("extended_reason")?,
        searched_at: instant(row, "searched_at")?,
        found: maybe("found")?.map(Sealed::from_column),
        decision: maybe("decision")?.map(|text| word("decision", text, Decision::find)).transpose()?,
        ground: maybe("ground")?.map(|text| word("ground", text, Ground::find)).transpose()?,
        decision_reason: sealed("decision_reason")?,
        decided_at: instant(row, "decided_at")?,
        decided_by: maybe("decided_by")?,
    })
}

fn word<T>(column: &'static str, text: String, find: fn(&str) -> Option<T>) -> Result<T, DbError> {
    find(&text).ok_or(DbError::Value { column })
}

fn day(column: &'static str, text: &str) -> Result<Date, DbError> {
    text.parse().map_err(|_| DbError::Value { column })
}

fn instant(row: &AnyRow, column: &'static str) -> Result<Option<Timestamp>, DbError> {
    let micros: Option<i64> = row.try_get(column)?;
    micros.map(|micros| from_micros(column, micros)).transpose()
}
